// Returns of exports: a part of the goods is measured by itself.
#include "schemas/fields.hpp"
#include "tests/support/judging.hpp"

#include <gmock/gmock.h>

namespace tg::validate {
namespace {

using test::Found;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ExportReturn : public ::testing::Test {
 protected:
    void SetUp() override { judging_.filing = Filing::supplement; }

    /// An export with a return of these lines; the first item has a second unit, the second none.
    static std::string returned(const std::string& lines, std::string filed = test::export_9610()) {
        return test::with(
            filed,
            "/refund",
            R"({"invtNo": "09022025E000000001", "trafMode": "5", "trafName": "CA9997", "reason": "收件人拒收",
                "country": "USA", "voyageNo": "CA9997/0401", "lines": )" +
                lines + "}"
        );
    }
    std::vector<Found> faults(const std::string& filed) { return judging_.faults(filed); }

    test::Judging judging_;
};

TEST_F(ExportReturn, OfWholeItemsTakesTheQuantitiesOfTheInventory) {
    EXPECT_THAT(faults(returned(R"([{"gnum": 1}, {"gnum": 2}])")), IsEmpty());
}

TEST_F(ExportReturn, OfAPartSaysItsOwnStatutoryQuantity) {
    EXPECT_THAT(
        faults(returned(R"([{"gnum": 2, "qty": "1"}])")),
        ElementsAre(Found{"/refund/lines/0/qty1", Errc::dependent_missing})
    );
    EXPECT_THAT(faults(returned(R"([{"gnum": 2, "qty": "1", "qty1": "1"}])")), IsEmpty());
}

TEST_F(ExportReturn, OfAPartSaysItsSecondQuantityWhenTheInventoryHasOne) {
    EXPECT_THAT(
        faults(returned(R"([{"gnum": 2}, {"gnum": 1, "qty": "1", "qty1": "0.4"}])")),
        ElementsAre(Found{"/refund/lines/1/qty2", Errc::dependent_missing})
    );
    EXPECT_THAT(
        faults(returned(R"([{"gnum": 2}, {"gnum": 1, "qty": "1", "qty1": "0.4", "qty2": "1"}])")),
        IsEmpty()
    );
    EXPECT_THAT(
        faults(returned(R"([{"gnum": 1, "qty": "1"}])")),
        ElementsAre(
            Found{"/refund/lines/0/qty1", Errc::dependent_missing},
            Found{"/refund/lines/0/qty2", Errc::dependent_missing}
        )
    );
}

TEST_F(ExportReturn, WithoutTheInventorySaysEverythingOnce) {
    const auto found = faults(returned(
        R"([{"gnum": 1, "qty": "1", "gcode": "9617001100", "gname": "保温杯", "gmodel": "x", "unit": "007",
            "unit1": "035", "unit2": "007"}])",
        test::without(test::without(test::export_9610(), "/inventory"), "/waybill")
    ));
    for (const char* member : {"qty1", "qty2"}) {
        const std::string where = std::string("/refund/lines/0/") + member;
        EXPECT_EQ(std::ranges::count(found, where, &Found::where), 1) << member;
    }
}

TEST_F(ExportReturn, SaysWhatIsWantedAndWhy) {
    const auto verdict = judging_.judge(returned(R"([{"gnum": 2, "qty": "1"}])"));
    ASSERT_FALSE(verdict);
    EXPECT_EQ(
        render(verdict.error().parts.at(0), Language::en), "qty1 is required when qty ≠ \"\""
    );
}

TEST_F(ExportReturn, OfAnOverseasWarehouseIsOneOfItsDocuments) {
    EXPECT_THAT(faults(returned(R"([{"gnum": 2}])", test::export_9810())), IsEmpty());
    EXPECT_THAT(
        faults(returned(R"([{"gnum": 2}])", test::export_9710())),
        ElementsAre(Found{"/refund", Errc::section_not_here})
    );
}

}  // namespace
}  // namespace tg::validate
