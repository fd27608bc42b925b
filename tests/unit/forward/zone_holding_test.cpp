// When an inventory may go, as the zone files say it: per zone, per place, and by default.
#include "gateway/core/error.hpp"
#include "gateway/forward/zones.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace tg::forward {
namespace {

using std::chrono::hours;
using store::HoldRule;
using store::Reached;

Result<Zones> loaded(const std::string& zone, const std::string& place) {
    const test::TempFolder folder;
    std::ofstream(folder / "zz.toml")
        << "[zone]\nid = \"ZZ\"\nname_zh = \"示例\"\nname_en = \"Sample\"\nchannel = \"main\"\n"
        << zone
        << "[channels.main]\ntransport = \"dxp-http\"\nurl = \"http://127.0.0.1:1/\"\n"
           "receiver_import = \"R1\"\nreceiver_export = \"R2\"\n"
        << "[[places]]\nid = \"ZZ-A\"\nname_zh = \"甲\"\nname_en = \"A\"\ntype = \"park\"\n"
        << place;
    return load_zones(folder.path(), {});
}

HoldRule rule(const std::string& zone, const std::string& place) {
    const auto zones = loaded(zone, place);
    EXPECT_TRUE(zones) << describe(zones.error());
    return zones ? zones.value().holding.at("ZZ-A") : HoldRule{};
}

std::string fault(const std::string& place) {
    const auto zones = loaded({}, place);
    if (zones || zones.error().parts.size() != 1)
        return "none, or several";
    return zones.error().parts.front().args.front();
}

TEST(ZoneHolding, WaitsForWhatIsFiledUnlessTheFileSaysOtherwise) {
    EXPECT_EQ(rule({}, {}), (HoldRule{true, Reached::filed, hours(24)}));
    const std::string zone = "inventory_after = \"accepted\"\npartner_deadline_hours = 2\n";
    EXPECT_EQ(rule(zone, {}), (HoldRule{true, Reached::accepted, hours(2)}));
    EXPECT_EQ(
        rule(zone, "inventory_after = \"off\"\n"), (HoldRule{false, Reached::filed, hours(2)})
    );
    EXPECT_EQ(
        rule(zone, "inventory_after = \"sent\"\npartner_deadline_hours = 48\n"),
        (HoldRule{true, Reached::sent, hours(48)})
    );
}

TEST(ZoneHolding, NamesWhatIsWrong) {
    EXPECT_THAT(
        fault("inventory_after = \"acepted\"\n"),
        testing::HasSubstr(
            "inventory_after must be filed, sent, accepted or off; did you mean accepted"
        )
    );
    EXPECT_THAT(fault("partner_deadline_hours = 0\n"), testing::HasSubstr("1..2160"));
}

}  // namespace
}  // namespace tg::forward
