// Where the goods of a filing are: a point of its place, and another place for bonded stock of one
// that has no room of its own. What is named, what counts by itself, what has to be chosen, and
// which values of the messages follow.
#include "gateway/validate/judge.hpp"
#include "schemas/fields.hpp"
#include "tests/support/judging.hpp"

#include <gmock/gmock.h>

namespace tg::validate {
namespace {

using schemas::Kind;
using test::Found;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
namespace ceb603 = schemas::ceb603;
namespace ceb621 = schemas::ceb621;

Point point(std::string id, std::string code = {}) {
    return {id, "监管点" + id, "Point " + id, std::move(code)};
}

class Sites : public ::testing::Test, public test::Judging {
 protected:
    Place& place(std::string_view id) { return *std::ranges::find(places_, id, &Place::id); }

    Result<Declaration> judge_there(std::string_view json) {
        places = Places(places_);
        TG_TRY(auto order, read(json));
        const Rulebook rules{codes, places, signatories};
        return validate::judge(std::move(order), {rules, ids, clock.now()});
    }
    std::vector<Found> faults_there(std::string_view json) {
        const auto verdict = judge_there(json);
        std::vector<Found> found;
        if (!verdict)
            for (const Error& part : weighty(verdict.error()))
                found.push_back({part.where, part.code});
        return found;
    }
    static std::string value(const Declaration& declaration, schemas::Field field) {
        for (const auto& one : declaration.documents())
            if (one.document.table().index == field.table)
                return std::string(one.document.get(field).value_or("<absent>"));
        return "<no document>";
    }

    std::vector<Place> places_ = test::sample_places().all();
    const std::string direct_ = test::import_9610();
    const std::string bonded_ = test::without(test::import_1210({"TGORDER0003", "FS"}), "/zone");

    void SetUp() override {
        Place fushun;
        fushun.id = "FS";
        fushun.zone_id = "FS";
        fushun.customs_code = "0804";
        fushun.procedures = {
            {schemas::Direction::import, "1210", false},
            {schemas::Direction::outward, "1210", false},
            {schemas::Direction::import, "9610", false}};
        fushun.stock_at = {"SY-CBZ"};
        places_.push_back(std::move(fushun));
    }
};

TEST_F(Sites, ThePointNamedGivesItsCode) {
    place("DL-AIR").points = {point("A", "0902A"), point("B", "0902B")};
    const auto verdict = judge_there(test::with(direct_, "/point", R"(" b ")"));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict.value().point(), "B");
    EXPECT_EQ(verdict.value().stock_at(), "");
    EXPECT_EQ(value(verdict.value(), ceb621::InventoryHead::loctNo), "0902B");
}

TEST_F(Sites, TheOnlyPointCountsByItself) {
    place("DL-AIR").points = {point("A", "0902A")};
    const auto verdict = judge_there(direct_);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict.value().point(), "A");
    EXPECT_EQ(value(verdict.value(), ceb621::InventoryHead::loctNo), "0902A");
}

TEST_F(Sites, APointWithoutACodeIsKeptAndReachesNoMessage) {
    place("DL-AIR").points = {point("A"), point("B")};
    const auto named = judge_there(test::with(direct_, "/point", "\"A\""));
    ASSERT_TRUE(named);
    EXPECT_EQ(named.value().point(), "A");
    EXPECT_EQ(value(named.value(), ceb621::InventoryHead::loctNo), "<absent>");
    // Nobody needs to choose among points that no message can tell apart.
    const auto open = judge_there(direct_);
    ASSERT_TRUE(open);
    EXPECT_EQ(open.value().point(), "");
}

TEST_F(Sites, AnUnknownPointIsToldWithTheKnownOnes) {
    place("DL-AIR").points = {point("A"), point("B")};
    const auto wrong = test::with(direct_, "/point", "\"C\"");
    EXPECT_THAT(faults_there(wrong), ElementsAre(Found{"/point", Errc::unknown_point}));
    const auto verdict = judge_there(wrong);
    EXPECT_EQ(
        render(weighty(verdict.error()).front(), Language::en),
        "Place DL-AIR has no point C; known: A, B"
    );
    place("DL-AIR").points.clear();
    EXPECT_THAT(faults_there(wrong), ElementsAre(Found{"/point", Errc::unknown_point}));
}

TEST_F(Sites, AmongSeveralSitesOfOneOfficeOneIsChosen) {
    place("DL-AIR").points = {point("A", "0902A"), point("B", "0902B")};
    EXPECT_THAT(faults_there(direct_), ElementsAre(Found{"/point", Errc::not_allowed_value}));
    const auto verdict = judge_there(direct_);
    EXPECT_EQ(render(weighty(verdict.error()).front(), Language::en), "point must be one of: A, B");
    // An order alone says nothing of a site.
    std::string alone = direct_;
    for (const char* section : {"/payment", "/waybill", "/inventory"})
        alone = test::without(alone, section);
    EXPECT_THAT(faults_there(alone), IsEmpty());
}

TEST_F(Sites, WhereTheZoneFileWantsTheSiteItIsToldOnce) {
    place("DL-AIR").points = {point("A"), point("B", "0902B")};
    place("DL-AIR").demands = {
        {ceb621::InventoryHead::loctNo, FieldDemand::What::required, 0, {}, "x.toml:1:1"}};
    EXPECT_THAT(faults_there(direct_), ElementsAre(Found{"/point", Errc::not_allowed_value}));
    EXPECT_THAT(faults_there(test::with(direct_, "/point", "\"B\"")), IsEmpty());
    // Of a point without a code the site is still missing.
    EXPECT_THAT(
        faults_there(test::with(direct_, "/point", "\"A\"")),
        ElementsAre(Found{"/inventory/loctNo", Errc::place_wants})
    );
}

TEST_F(Sites, WhatTheOrderWritesStandsAndMustAgree) {
    place("DL-AIR").points = {point("A", "0902A"), point("B", "0902B")};
    const auto written = test::with(direct_, "/inventory/loctNo", "\"0902B\"");
    const auto follows = judge_there(written);
    ASSERT_TRUE(follows);
    EXPECT_EQ(follows.value().point(), "B") << "the point of that code";
    EXPECT_THAT(
        faults_there(test::with(written, "/point", "\"A\"")),
        ElementsAre(Found{"/inventory/loctNo", Errc::documents_differ})
    );
    const auto other = judge_there(test::with(direct_, "/inventory/loctNo", "\"0902Z\""));
    ASSERT_TRUE(other);
    EXPECT_EQ(other.value().point(), "");
    EXPECT_EQ(value(other.value(), ceb621::InventoryHead::loctNo), "0902Z");
}

TEST_F(Sites, TheOnlyStockPlaceCountsByItselfAndGivesItsOffice) {
    const auto filed =
        test::without(test::without(bonded_, "/inventory/customsCode"), "/inventory/portCode");
    const auto verdict = judge_there(filed);
    ASSERT_TRUE(verdict) << describe(weighty(verdict.error()).front());
    EXPECT_EQ(verdict.value().place().id, "FS") << "its channel and limits stay";
    EXPECT_EQ(verdict.value().stock_at(), "SY-CBZ");
    EXPECT_EQ(value(verdict.value(), ceb621::InventoryHead::customsCode), "0808");
    EXPECT_EQ(value(verdict.value(), ceb621::InventoryHead::portCode), "0808");
    // The in-zone enterprise is a party: the sender's own word.
    EXPECT_EQ(value(verdict.value(), ceb621::InventoryHead::areaCode), test::warehouse_code);
}

TEST_F(Sites, ExportsFromASpecialAreaGoTheSameWay) {
    const auto verdict =
        judge_there(test::without(test::export_1210({"TGORDER0004", "FS"}), "/zone"));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict.value().stock_at(), "SY-CBZ");
    EXPECT_EQ(value(verdict.value(), ceb603::InventoryHead::customsCode), "0808");
}

TEST_F(Sites, PointsAreThoseOfWhereTheStockLies) {
    place("SY-CBZ").points = {point("TX", "080801"), point("JH", "080802")};
    const auto verdict = judge_there(test::with(bonded_, "/point", "\"JH\""));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict.value().point(), "JH");
    EXPECT_EQ(value(verdict.value(), ceb621::InventoryHead::loctNo), "080802");
}

TEST_F(Sites, StockLiesWhereThePlaceSaysAndNowhereElse) {
    const auto at = [&](const char* id) {
        return faults_there(test::with(bonded_, "/stock_at", "\"" + std::string(id) + "\""));
    };
    EXPECT_THAT(at("SY-CBZ"), IsEmpty());
    EXPECT_THAT(at("DL-DYW"), ElementsAre(Found{"/stock_at", Errc::stock_place}));
    EXPECT_THAT(at("FS"), ElementsAre(Found{"/stock_at", Errc::stock_place})) << "no room there";
    place("FS").stock_at = {"SY-CBZ", "DL-DYW"};
    EXPECT_THAT(at("DL-DYW"), IsEmpty());
    EXPECT_THAT(faults_there(bonded_), ElementsAre(Found{"/stock_at", Errc::stock_place}))
        << "of two one is chosen";
    const auto open = judge_there(bonded_);
    EXPECT_EQ(
        render(weighty(open.error()).front(), Language::en),
        "Bonded stock of place FS lies at: SY-CBZ, DL-DYW; given is -"
    );
}

TEST_F(Sites, APlaceWithRoomOfItsOwnKeepsItsStock) {
    const auto own = test::import_1210();
    const auto named = judge_there(test::with(own, "/stock_at", "\"DL-DYW\""));
    ASSERT_TRUE(named);
    EXPECT_EQ(named.value().stock_at(), "");
    EXPECT_THAT(
        faults_there(test::with(own, "/stock_at", "\"SY-CBZ\"")),
        ElementsAre(Found{"/stock_at", Errc::stock_place})
    );
}

TEST_F(Sites, WhatIsNotBondedHasNoStock) {
    const auto filed = test::without(test::import_9610({"TGORDER0005", "FS"}), "/zone");
    EXPECT_THAT(
        faults_there(test::with(filed, "/stock_at", "\"SY-CBZ\"")),
        ElementsAre(Found{"/stock_at", Errc::must_be_absent})
    );
    const auto verdict = judge_there(filed);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict.value().stock_at(), "");
}

}  // namespace
}  // namespace tg::validate
