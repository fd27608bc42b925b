// What zone files ask of single fields is judged with everything else: at the member of the order,
// for every message, all at once, after what the gateway fills in by itself.
#include "schemas/fields.hpp"
#include "tests/support/judging.hpp"

#include <gmock/gmock.h>

namespace tg::validate {
namespace {

using schemas::Field;
using test::Found;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using What = FieldDemand::What;
namespace ceb311 = schemas::ceb311;
namespace ceb511 = schemas::ceb511;
namespace ceb621 = schemas::ceb621;

FieldDemand wants(Field field) {
    return {field, What::required, 0, {}, "dalian.toml:9:1"};
}
FieldDemand at_most(Field field, std::uint16_t most) {
    return {field, What::max, most, {}, "dalian.toml:9:1"};
}
FieldDemand only(Field field, std::string value) {
    return {field, What::value, 0, std::move(value), "dalian.toml:9:1"};
}

class Demands : public ::testing::Test {
 protected:
    /// Faults of an order that goes to DL-AIR, which asks this.
    std::vector<Found> faults(std::vector<FieldDemand> demands, std::string_view json) {
        auto places = test::sample_places().all();
        for (auto& place : places)
            if (place.id == "DL-AIR")
                place.demands = demands;
        judging_.places = Places(std::move(places));
        return judging_.faults(json);
    }
    test::Judging judging_;
    const std::string sound_ = test::import_9610();
};

TEST_F(Demands, OfAPlaceAreToldAtTheMemberThatShouldHoldTheField) {
    EXPECT_THAT(
        faults({wants(ceb621::InventoryHead::loctNo)}, sound_),
        ElementsAre(Found{"/inventory/loctNo", Errc::place_wants})
    );
    EXPECT_THAT(
        faults(
            {wants(ceb621::InventoryHead::loctNo)},
            test::with(sound_, "/inventory/loctNo", "\"0902A\"")
        ),
        IsEmpty()
    );
}

TEST_F(Demands, NameFieldPlaceAndFileInBothLanguages) {
    faults({wants(ceb621::InventoryHead::loctNo)}, sound_);
    const auto verdict = judging_.judge(sound_);
    ASSERT_FALSE(verdict);
    const auto parts = test::Judging::weighty(verdict.error());
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(
        render(parts[0], Language::en), "Place DL-AIR wants loctNo (zone file dalian.toml:9:1)"
    );
    EXPECT_EQ(
        render(parts[0], Language::zh), "场所 DL-AIR 要求 loctNo（综试区文件 dalian.toml:9:1）"
    );
    EXPECT_EQ(parts[0].path, "/CEB621Message/Inventory/InventoryHead/loctNo");
}

TEST_F(Demands, OfSeveralMessagesAreToldAtOnceAndEachLineByItself) {
    const auto found = faults(
        {at_most(ceb311::OrderHead::consigneeAddress, 3),
         wants(ceb511::LogisticsHead::note),
         only(ceb621::InventoryList::country, "142")},
        sound_
    );
    EXPECT_THAT(
        found,
        ::testing::IsSupersetOf(
            {Found{"/order/consigneeAddress", Errc::place_too_long},
             Found{"/waybill/note", Errc::place_wants}}
        )
    );
    std::size_t values = 0;
    for (const auto& one : found) values += one.code == Errc::place_value ? 1 : 0;
    EXPECT_EQ(values, 2U) << "two lines, both of another country";
}

TEST_F(Demands, AreJudgedAfterWhatTheGatewayFillsIn) {
    const auto left_out = test::without(sound_, "/inventory/customsCode");
    EXPECT_THAT(
        faults(
            {wants(ceb621::InventoryHead::customsCode),
             only(ceb621::InventoryHead::customsCode, "0902")},
            left_out
        ),
        IsEmpty()
    );
    EXPECT_THAT(
        faults({only(ceb621::InventoryHead::customsCode, "0910")}, left_out),
        ElementsAre(Found{"/inventory/customsCode", Errc::place_value})
    );
}

TEST_F(Demands, SayNothingOfWhatIsWrongAlready) {
    EXPECT_THAT(
        faults(
            {wants(ceb621::InventoryHead::grossWeight)},
            test::without(sound_, "/inventory/grossWeight")
        ),
        ::testing::Not(::testing::Contains(::testing::Field(&Found::code, Errc::place_wants)))
    );
}

TEST_F(Demands, CountWhereTheFilingGoesAndNowhereElse) {
    const auto elsewhere = test::import_9610({"TGORDER0002", "DL-DYW"});
    judging_.customs_code = "0910";
    EXPECT_THAT(faults({wants(ceb621::InventoryHead::loctNo)}, elsewhere), IsEmpty());
}

TEST_F(Demands, LengthsAreCharactersNotBytes) {
    const auto with_note = test::with(sound_, "/inventory/note", "\"易碎品\"");
    EXPECT_THAT(faults({at_most(ceb621::InventoryHead::note, 3)}, with_note), IsEmpty());
    EXPECT_THAT(
        faults({at_most(ceb621::InventoryHead::note, 2)}, with_note),
        ElementsAre(Found{"/inventory/note", Errc::place_too_long})
    );
}

}  // namespace
}  // namespace tg::validate
