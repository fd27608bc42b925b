// A zone that is stuck costs the others nothing: while one channel's far side takes requests and
// never answers and another's refuses connections, the filings of the others come to their end; and
// when the stuck ones recover, theirs do, each filed once.
#include "gateway/core/text.hpp"
#include "tests/support/real_house.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/zone_front.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tg::test {
namespace {

constexpr int filings_each = 6;
constexpr int documents_each = 4;

std::string channel(const std::string& name, std::uint16_t port) {
    return "[channels." + name +
           "]\ntransport = \"dxp-http\"\nurl = \"http://127.0.0.1:" + std::to_string(port) +
           "/dxp/" + name +
           "\"\nreceiver_import = \"DXPEDCCEB0000002\"\nreceiver_export = \"DXPEDCCEB0000003\"\n"
           "answer_time_max_ms = 1000\npoll_every_ms = 100\nretry_first_ms = 100\n"
           "retry_max_ms = 1000\nask_after_ms = 200\n";
}

std::string place(const std::string& name) {
    return "[[places]]\nid = \"" + upper_ascii(name) + "\"\nname_zh = \"场所" + name +
           "\"\nname_en = \"Place " + name +
           "\"\n"
           "type = \"park\"\ncustoms_code = \"0910\"\narea_code = \"21026\"\n"
           "port_code = \"210104\"\nprocedures = [\"import 1210\"]\nchannel = \"" +
           name + "\"\n";
}

class StuckZone : public testing::Test {
 protected:
    StuckZone() {
        std::string text =
            "[zone]\nid = \"DL\"\nname_zh = \"测试\"\nname_en = \"Test\"\nchannel = \"well\"\n";
        // Three behind one host and port; the fourth has an address of its own.
        for (const std::string name : {"well", "fine", "hung"})
            text += channel(name, front_.port());
        text += channel("shut", door_.port());
        for (const std::string name : {"well", "fine", "hung", "shut"}) text += place(name);
        zones_.write("test.toml", text);
        house_.emplace(20, zones_.path());
        keep_addresses();
        house_->start_sandbox();
        front_.open(house_->sandbox_port());
    }

    /// The addresses of the zone file count, not the demo's.
    void keep_addresses() const {
        const auto file = house_->folder() / "tongguan.toml";
        auto config = file_text(file);
        const auto begin = config.find("base_url");
        ASSERT_NE(begin, std::string::npos);
        config.erase(begin, config.find('\n', begin) + 1 - begin);
        std::ofstream(file) << config;
    }
    void file_into(const std::string& name) {
        for (int i = 0; i < filings_each; ++i) {
            const auto number = name + std::to_string(filed_[name].size());
            auto order = RealHouse::order(number);
            const std::string usual = "DL-DYW";
            order.replace(order.find(usual), usual.size(), upper_ascii(name));
            const auto answer = house_->post("/v1/filings", order, number);
            ASSERT_EQ(answer.status, 202) << answer.body;
            filed_[name].push_back(text_member(answer.body, "id"));
        }
    }
    void expect_released(const std::string& name) {
        for (const auto& id : filed_[name])
            EXPECT_EQ(house_->wait_state(id, "released", std::chrono::seconds{90}), "released")
                << name;
    }
    long arrived() const {
        const auto body = call(house_->sandbox_port(), "GET", "/statistics").body;
        EXPECT_EQ(number_member(body, "keysFiledMoreThanOnce"), 0) << body;
        return number_member(body, "totalDocuments");
    }

    ZoneFront front_, door_;
    TempFolder zones_;
    std::optional<RealHouse> house_;
    std::map<std::string, std::vector<std::string>> filed_;
};

TEST_F(StuckZone, CostsTheOthersNothingAndLosesNothingOfItsOwn) {
    front_.hang("hung");
    house_->start_gateway();
    // The stuck ones come first, so that whatever they hold is held before the others need it.
    file_into("hung");
    file_into("shut");
    const auto hangs = [this] { return front_.swallowed("hung") >= 2; };  // a message and a poll
    ASSERT_TRUE(wait_until(hangs, std::chrono::seconds{30}));
    for (const std::string name : {"well", "fine"}) {
        file_into(name);
        expect_released(name);
    }
    EXPECT_EQ(arrived(), 2 * filings_each * documents_each)
        << "of the others all, of the stuck none";
    for (const std::string name : {"hung", "shut"})
        for (const auto& id : filed_[name])
            EXPECT_NE(text_member(house_->get("/v1/filings/" + id).body, "state"), "released");

    front_.serve("hung");
    door_.open(house_->sandbox_port());
    expect_released("hung");
    expect_released("shut");
    EXPECT_EQ(arrived(), 4 * filings_each * documents_each);
}

TEST_F(StuckZone, ThatHangsInTheMiddleGoesOnWhereItStood) {
    door_.open(house_->sandbox_port());
    house_->start_gateway();
    file_into("hung");
    file_into("well");
    front_.hang("hung");
    file_into("hung");
    file_into("well");
    file_into("shut");
    expect_released("well");
    expect_released("shut");
    front_.serve("hung");
    expect_released("hung");
    EXPECT_EQ(arrived(), 5 * filings_each * documents_each);
}

}  // namespace
}  // namespace tg::test
