// Zone files that are switched while the gateway runs: another address with documents under way, a
// place that is added, a broken folder, and the way back. And the same files in front of the
// commands.
#include "tests/support/command.hpp"
#include "tests/support/real_house.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tg::test {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string shipped(std::string_view name) {
    return file_text(std::filesystem::path(TG_SOURCE_DIR) / "config/zones" / name);
}

/// A copy of the shipped files that a test may change.
const std::filesystem::path& own_zones(const TempFolder& folder) {
    std::filesystem::copy(
        std::filesystem::path(TG_SOURCE_DIR) / "config/zones",
        folder.path(),
        std::filesystem::copy_options::recursive
    );
    return folder.path();
}

struct ZonesHouse {
    TempFolder zones;
    RealHouse house{20, own_zones(zones)};

    Answer as_operator(
        const std::string& method, const std::string& target, const std::string& body = {}
    ) {
        std::string token = file_text(house.folder() / "operator.token");
        token.erase(token.find_last_not_of('\n') + 1);
        return call(
            house.gateway_port(),
            method,
            target,
            {"Authorization: Bearer " + token, "Content-Type: application/json"},
            body
        );
    }
    Answer reload(const std::string& reason) {
        return as_operator("POST", "/v1/zones/reload", R"({"reason":")" + reason + R"("})");
    }
    void change(const std::string& from, const std::string& to) {
        auto text = file_text(zones / "dalian.toml");
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
        zones.write("dalian.toml", text);
    }
    std::string filed(const std::string& number) {
        const auto answer = house.post("/v1/filings", house.order(number));
        EXPECT_EQ(answer.status, 202) << answer.body;
        return text_member(answer.body, "id");
    }
};

TEST(RunningZones, AChannelIsReplacedWhileDocumentsAreUnderWay) {
    ZonesHouse it;
    it.house.start_sandbox();
    it.house.start_gateway();
    const auto first = it.filed("ZONES1");
    it.change("answer_time_max_ms = 15000", "answer_time_max_ms = 14000");
    const auto switched = it.reload("shorter waits");
    ASSERT_EQ(switched.status, 200) << switched.body;
    EXPECT_THAT(switched.body, HasSubstr(R"("channels_replaced":["dalian"])"));
    const auto second = it.filed("ZONES2");
    EXPECT_EQ(it.house.wait_state(first, "released", seconds{60}), "released");
    EXPECT_EQ(it.house.wait_state(second, "released", seconds{60}), "released");

    const auto route = it.as_operator("GET", "/v1/filings/" + second + "/route");
    EXPECT_EQ(route.status, 200) << route.body;
    EXPECT_THAT(route.body, HasSubstr(R"("zones_switch":2)"));
    EXPECT_THAT(route.body, HasSubstr(R"("transport":"dxp-http")"));
    EXPECT_THAT(route.body, HasSubstr("dalian.toml:"));
    const auto place = it.as_operator("GET", "/v1/places/DL-DYW");
    EXPECT_THAT(place.body, HasSubstr(R"("key":"customs_code","value":"0910")"));
    EXPECT_EQ(it.as_operator("GET", "/v1/places/DL-XYZ").status, 404);
    EXPECT_THAT(it.house.get("/v1/places/DL-DYW").body, Not(HasSubstr("says")))
        << "addresses of the other side are not for sellers";
    EXPECT_EQ(it.house.get("/v1/zones").status, 403);
}

TEST(RunningZones, ABrokenFolderChangesNothingAndAClosedChannelRests) {
    ZonesHouse it;
    it.house.start_sandbox();
    it.house.start_gateway();
    it.change("answer_time_max_ms", "answer_tme_max_ms");
    const auto checked = it.as_operator("POST", "/v1/zones/check");
    EXPECT_THAT(checked.body, AllOf(HasSubstr(R"("sound":false)"), HasSubstr("did you mean")));
    const auto broken = it.reload("a slip");
    EXPECT_EQ(broken.status, 422) << broken.body;
    EXPECT_THAT(broken.body, HasSubstr("dalian.toml:"));
    EXPECT_EQ(it.house.wait_state(it.filed("ZONES3"), "released", seconds{60}), "released");

    it.change(
        "answer_tme_max_ms",
        "closed = [{from = 2020-01-01, until = 2100-01-01}]\n"
        "answer_time_max_ms"
    );
    EXPECT_EQ(it.reload("maintenance").status, 200);
    const auto waits = it.filed("ZONES4");
    EXPECT_THAT(
        it.as_operator("GET", "/v1/places/DL-DYW").body, HasSubstr(R"("closed_until":"2099-)")
    );
    EXPECT_THAT(it.house.get("/v1/filings/" + waits).body, Not(HasSubstr("\"sealed\"")))
        << "what waits for an opening is not packed";
    EXPECT_EQ(
        it.as_operator("POST", "/v1/zones/rollback", R"({"reason":"open again"})").status, 200
    );
    EXPECT_EQ(it.house.wait_state(waits, "released", seconds{60}), "released");
    it.house.kill_gateway();
    it.house.start_gateway();
    EXPECT_EQ(it.house.wait_state(it.filed("ZONES5"), "released", seconds{60}), "released")
        << "the way back outlives a restart, though the folder still says closed";
}

CommandOutcome tongguan(const std::string& words) {
    return run(TG_BINARY_DIR "/tongguan " + words + " 2>&1");
}

TEST(ZoneCommand, ChecksComparesAndExplains) {
    TempFolder zones;
    const auto mine = own_zones(zones).string();
    const std::string theirs = TG_SOURCE_DIR "/config/zones";
    const auto sound = tongguan("zone check " + theirs);
    EXPECT_EQ(sound.exit_code, 0) << sound.output;
    EXPECT_THAT(sound.output, HasSubstr("5 zones, 41 places"));
    auto text = shipped("dalian.toml");
    const std::string key = "answer_time_max_ms = 15000";
    text.replace(text.find(key), key.size(), "answer_time_max_ms = 9000");
    zones.write("dalian.toml", text);
    const auto differs = tongguan("zone diff " + theirs + " " + mine);
    EXPECT_THAT(
        differs.output,
        AllOf(HasSubstr("~ channel dalian"), HasSubstr("answer_time_max_ms: 15000 -> 9000"))
    );
    const auto explained = tongguan("zone explain FS --procedure 1210 --zones " + theirs);
    EXPECT_EQ(explained.exit_code, 0) << explained.output;
    EXPECT_THAT(
        explained.output,
        AllOf(
            HasSubstr("stock_at = SY-CBZ  (fushun.toml:"),
            HasSubstr("transport = ceb-folder"),
            HasSubstr("import 1210  未核实 / unconfirmed"),
            Not(HasSubstr("9610  "))
        )
    );
    const auto not_here = tongguan("zone explain DL-AIR --procedure 1210 --zones " + theirs);
    EXPECT_EQ(not_here.exit_code, 1);
    const auto unknown = tongguan("zone explain DL-DWY --zones " + theirs);
    EXPECT_EQ(unknown.exit_code, 1);
    EXPECT_THAT(unknown.output, HasSubstr("DL-DYW"));
    zones.write("dalian.toml", "[zone]\n");
    EXPECT_EQ(tongguan("zone check " + mine).exit_code, 1);
}

}  // namespace
}  // namespace tg::test
