// The places of the five zones, row by row: ids, names, codes and what each does. Facts of public
// sources; a zone file that loses or changes one fails here.
#include "gateway/forward/zones.hpp"
#include "tests/unit/forward/zone_text.hpp"

#include <gmock/gmock.h>

#include <array>
#include <set>

namespace tg::forward {
namespace {

struct Row {
    std::string_view id, name_zh, type, customs_code, area_code, port_code, procedures;
};
void PrintTo(const Row& row, std::ostream* out) {
    *out << row.id;
}

// clang-format off
constexpr std::array rows{
    Row{"DL", "中国（大连）跨境电子商务综合试验区", "pilot_zone", "0900", "21029", "", "1210 9610 9710 9810"},
    Row{"DL-DYW", "大连大窑湾综合保税区", "comprehensive_bonded_zone", "0910", "21026", "210104", "1210 9610"},
    Row{"DL-DYW-PORT", "大连港大窑湾港区", "seaport", "0908", "", "210101", "9610"},
    Row{"DL-BZ", "大连保税区（自贸试验区大连片区）", "bonded_zone", "0906", "21024", "211910", "1210"},
    Row{"DL-EPZ", "大连湾里综合保税区（原出口加工区）", "comprehensive_bonded_zone", "0904", "21025", "211909", "1210"},
    Row{"DL-BLP", "大连保税物流园区", "bonded_logistics_park", "0907", "21027", "", ""},
    Row{"DL-AIR", "大连周水子国际机场", "airport", "0902", "", "211801", "9610"},
    Row{"DL-POST", "大连国际邮件监管场所", "postal", "0909", "", "", "9610"},
    Row{"DL-EXP", "大连快件监管中心", "express", "0912", "", "", "9610"},
    Row{"DL-HT", "大连高新技术产业园区（七贤岭）", "park", "0916", "21023", "", "9710 9810"},
    Row{"DL-CXD", "长兴岛经济区", "park", "0911", "", "212001", "9710"},
    Row{"DL-LS", "旅顺口区", "park", "0917", "", "211906", "9710"},
    Row{"DL-ZH", "庄河市", "park", "0915", "", "211907", "9710"},
    Row{"DL-JST", "金石滩（金普新区）", "park", "0919", "21022", "", "9710"},
    Row{"SY", "中国（沈阳）跨境电子商务综合试验区", "pilot_zone", "0800", "21019", "", "1210 9610 9710 9810"},
    Row{"SY-CBZ", "沈阳综合保税区", "comprehensive_bonded_zone", "0808", "21016", "212101", "1210"},
    Row{"SY-AIR", "沈阳桃仙国际机场", "airport", "0807", "", "210301", "9610"},
    Row{"SY-POST", "沈阳邮政海关监管中心（辽宁邮政速递快件监管中心）", "postal", "0803", "", "", "9610"},
    Row{"SY-EXP", "沈阳快件监管中心", "express", "0809", "", "", "9610"},
    Row{"FS", "中国（抚顺）跨境电子商务综合试验区", "pilot_zone", "0804", "21049", "", "1210 9610 9710 9810"},
    Row{"FS-SF", "沈抚改革创新示范区", "park", "0812", "", "", "9710"},
    Row{"YK", "中国（营口）跨境电子商务综合试验区", "pilot_zone", "0940", "21089", "", "1210 9610"},
    Row{"YK-CBZ", "营口综合保税区", "comprehensive_bonded_zone", "0943", "21086", "", "1210 9610"},
    Row{"YK-BLC", "营口港保税物流中心", "bonded_logistics_centre_b", "0951", "2108W", "992105", "1210"},
    Row{"YK-BYQ", "营口港鲅鱼圈港区", "seaport", "0950", "21082", "211001", "9710"},
    Row{"PJ", "中国（盘锦）跨境电子商务综合试验区", "pilot_zone", "0941", "21119", "", "1210 9610 9710"},
    Row{"PJ-BLC", "盘锦港保税物流中心（B型）（辽东湾新区）", "bonded_logistics_centre_b", "0942", "2111W", "211401", "1210"},
    Row{"PJ-EXP", "东北快递（电商）物流产业园", "logistics_park", "0941", "", "", ""},
};
// clang-format on

const Zones& shipped() {
    static const Zones zones = [] {
        auto loaded = load_zones(
            std::filesystem::path(TG_SOURCE_DIR) / "config/zones", test_text::secrets_unread()
        );
        EXPECT_TRUE(loaded);
        return loaded ? std::move(loaded).value() : Zones{};
    }();
    return zones;
}

class ZoneTable : public testing::TestWithParam<Row> {};

TEST_P(ZoneTable, IsWhatTheFileSays) {
    const auto& row = GetParam();
    const auto* place = shipped().places.find(row.id);
    ASSERT_NE(place, nullptr);
    EXPECT_EQ(place->name_zh, row.name_zh);
    EXPECT_FALSE(place->name_en.empty());
    EXPECT_EQ(place->customs_code, row.customs_code);
    EXPECT_EQ(place->zone_id, row.id.substr(0, 2));
    const auto& notes = shipped().notes.at(place->id);
    EXPECT_EQ(notes.type, row.type);
    EXPECT_EQ(notes.area_code, row.area_code);
    EXPECT_EQ(notes.port_code, row.port_code);
    std::set<std::string> procedures;
    for (const auto& here : place->procedures) procedures.insert(here.procedure);
    std::string text;
    for (const auto& one : procedures) text += (text.empty() ? "" : " ") + one;
    EXPECT_EQ(text, row.procedures);
    // Two customs districts share the province.
    const bool of_shenyang = row.id.starts_with("SY") || row.id.starts_with("FS");
    EXPECT_EQ(place->customs_code.substr(0, 2), of_shenyang ? "08" : "09");
}

INSTANTIATE_TEST_SUITE_P(Rows, ZoneTable, testing::ValuesIn(rows), [](const auto& row) {
    std::string name(row.param.id);
    std::erase(name, '-');
    return name;
});

TEST(ZonePlacesShipped, HoldNothingElseButTheThirteenParks) {
    std::size_t parks = 0;
    for (const auto& place : shipped().places.all()) {
        const bool known =
            std::ranges::any_of(rows, [&](const Row& row) { return row.id == place.id; });
        if (!known) {
            EXPECT_TRUE(place.id.starts_with("DL-P")) << place.id;
            ++parks;
        }
    }
    EXPECT_EQ(parks, 13U);
}

TEST(ZonePlacesShipped, KeepFushunsStockInAnotherZone) {
    const auto& stock = shipped().places.find("FS")->stock_at;
    ASSERT_EQ(stock.size(), 1U);
    const auto* there = shipped().places.find(stock.front());
    ASSERT_NE(there, nullptr);
    EXPECT_NE(there->zone_id, "FS");
    EXPECT_TRUE(there->does(schemas::Direction::import, "1210"));
    EXPECT_THAT(shipped().notes.at("FS").unconfirmed, testing::Contains("stock_at"));
}

TEST(ZonePlacesShipped, CarryFushunsB2B2CByListsOutOfASpecialArea) {
    const auto& business = shipped().notes.at("FS").business;
    ASSERT_EQ(business.size(), 1U);
    EXPECT_EQ(business[0].id, "B2B2C");
    EXPECT_THAT(business[0].procedures, testing::ElementsAre("export 1210"));
    EXPECT_THAT(
        messages_of("export 1210"), testing::IsSupersetOf({"CEB303", "CEB505", "CEB603", "CEB701"})
    );
    EXPECT_THAT(shipped().notes.at("FS").unconfirmed, testing::Contains("business"));
}

TEST(ZonePlacesShipped, GiveYingkousBondedZoneSeveralPointsWithoutInventedCodes) {
    const auto& points = shipped().places.find("YK-CBZ")->points;
    ASSERT_EQ(points.size(), 3U);
    for (const auto& point : points) EXPECT_EQ(point.supervision_code, "") << point.id;
    EXPECT_THAT(shipped().notes.at("YK-CBZ").unconfirmed, testing::Contains("points"));
}

TEST(ZonePlacesShipped, KnowTheTwoPartsOfShenyangsBondedZone) {
    const auto& points = shipped().places.find("SY-CBZ")->points;
    ASSERT_EQ(points.size(), 2U);
    EXPECT_EQ(points[0].id, "TX");
    EXPECT_EQ(points[1].name_zh, "近海园区");
}

}  // namespace
}  // namespace tg::forward
