// Which edition of the message rule a document is judged by, and what stays asked in all of them.
#include "gateway/validate/field_rules.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/fields.hpp"
#include "tests/support/judging.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace tg::validate {
namespace {

using schemas::Edition;
using test::Found;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Instant beijing(std::string_view digits) {
    return from_china_digits(digits).value();
}

TEST(Editions, ChangeAtTheirMoments) {
    const Editions editions{
        Edition::e2018,
        {{beijing("20250401"), Edition::common}, {beijing("20260101"), Edition::e2022_05}}};
    EXPECT_EQ(editions.at(Instant{}), Edition::e2018);
    EXPECT_EQ(editions.at(beijing("20250331235959")), Edition::e2018);
    EXPECT_EQ(editions.at(beijing("20250401000000")), Edition::common);
    EXPECT_EQ(editions.at(beijing("20251231235959")), Edition::common);
    EXPECT_EQ(editions.at(beijing("20260101000000")), Edition::e2022_05);
    EXPECT_EQ(Editions{}.at(beijing("20260101")), Edition::common);
}

class EditionOfAPlace : public ::testing::Test {
 protected:
    void use(Editions editions) {
        std::vector<Place> places = judging_.places.all();
        for (Place& place : places) place.editions = editions;
        judging_.places = Places(std::move(places));
    }
    std::vector<Found> faults(std::string_view json) { return judging_.faults(json); }

    test::Judging judging_;
    const std::string sound_ = test::import_9610();
    /// 25 characters: 2018 takes 30, 2022-05 takes 20.
    const std::string long_item_ =
        test::with(sound_, "/inventory/lines/0/itemNo", "\"SKU-1234567890-1234567890\"");
    const Found too_long_{"/inventory/lines/0/itemNo", Errc::too_long};
};

TEST_F(EditionOfAPlace, DecidesTheLengthOfAField) {
    EXPECT_THAT(faults(long_item_), ElementsAre(too_long_)) << "both editions by default";
    use({Edition::e2018, {}});
    EXPECT_THAT(faults(long_item_), IsEmpty());
    use({Edition::e2022_05, {}});
    EXPECT_THAT(faults(long_item_), ElementsAre(too_long_));
}

TEST_F(EditionOfAPlace, IsThatOfTheMomentOfAcceptance) {
    use({Edition::e2018, {{beijing("20250401"), Edition::e2022_05}}});
    judging_.clock.set(beijing("20250331235959"));
    EXPECT_THAT(faults(long_item_), IsEmpty());
    judging_.clock.set(beijing("20250401000000"));
    EXPECT_THAT(faults(long_item_), ElementsAre(too_long_));
}

TEST_F(EditionOfAPlace, LeavesSoundOrdersSound) {
    for (const Edition edition : Editions::all) {
        use({edition, {}});
        for (auto* sample :
             {test::import_9610,
              test::import_1210,
              test::export_9610,
              test::export_1210,
              test::export_9710,
              test::export_9810})
            EXPECT_THAT(faults(sample({})), IsEmpty()) << schemas::edition_name(edition);
    }
}

TEST_F(EditionOfAPlace, DoesNotSoftenWhatTheTextDemands) {
    constexpr auto packs = schemas::ceb511::LogisticsHead::packNo;
    constexpr auto freight = schemas::ceb511::LogisticsHead::freight;
    for (const Edition edition : Editions::all) {
        use({edition, {}});
        const Found identity{"/order/buyerIdType", Errc::not_allowed_value};
        EXPECT_THAT(
            faults(test::with(sound_, "/order/buyerIdType", "\"2\"")), ElementsAre(identity)
        );
        const Found number{"/order/buyerIdNumber", Errc::too_long};
        EXPECT_THAT(
            faults(test::with(sound_, "/order/buyerIdNumber", "\"1101051949123100200\"")),
            Contains(number)
        );
        const auto waybill = yardstick(schemas::table_at(packs.table), edition);
        EXPECT_EQ(waybill.row(packs).one_of, "1");
        EXPECT_EQ(waybill.row(freight).presence, schemas::Presence::required);
    }
}

TEST_F(EditionOfAPlace, LacksTheMessagesThatCameLater) {
    const std::string filed =
        R"({"park":"DL-AIR","direction":"export","procedure":"9610","refund":{"reason":"x"}})";
    judging_.filing = Filing::supplement;
    use({Edition::e2018, {}});
    const auto verdict = judging_.judge(filed);
    ASSERT_FALSE(verdict);
    const auto& parts = verdict.error().parts;
    const auto refused = std::ranges::find(parts, "/refund", &Error::where);
    ASSERT_NE(refused, parts.end());
    EXPECT_EQ(refused->code, Errc::must_be_absent);
    EXPECT_THAT(refused->args, ElementsAre("refund", "edition = 2018"));
    use({Edition::e2022_05, {}});
    EXPECT_THAT(faults(filed), ::testing::Not(Contains(Found{"/refund", Errc::must_be_absent})));
}

TEST_F(EditionOfAPlace, RefusesAValueInAnElementThatItLacks) {
    namespace head = schemas::ceb311::OrderHead;
    const auto made = judging_.draft(sound_);
    ASSERT_TRUE(made);
    const normalise::Draft& draft = made.value();
    const auto* order = draft.find(schemas::Kind::order);
    // No element of a message that we write is lacking in an edition today; so one is taken away.
    const schemas::Table& table = order->document.table();
    std::vector<schemas::Row> rows(table.head.begin(), table.head.end());
    rows[head::payCode.row].presence = schemas::Presence::absent;
    rows[head::consigneeDistrict.row].presence = schemas::Presence::absent;
    schemas::Table lacking = schemas::in_edition(table, Edition::e2018);
    lacking.head = rows;
    Yardstick measure = yardstick(table, Edition::e2018);
    measure.chosen = &lacking;
    measure.older = &lacking;
    Findings findings(draft, {});
    judge_fields(*order, measure, judging_.codes, findings);
    const auto found = findings.take();
    ASSERT_EQ(found.size(), 2U);
    for (const Error& fault : found) EXPECT_EQ(fault.code, Errc::must_be_absent);
    EXPECT_EQ(found[0].where, "/order/payCode");
    EXPECT_THAT(found[0].args, ElementsAre("payCode", "edition = 2018"));
    EXPECT_EQ(found[1].where, "/order/consigneeDistrict");
}

}  // namespace
}  // namespace tg::validate
