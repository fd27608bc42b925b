// Every kind of wire that the shipped zones use, through the real program: filings of each dialect
// reach their release at the simulated single window, also when answers are lost on the way, and
// receipts that are brought wait for a gateway that was away.
#include "gateway/app/demo_orders.hpp"
#include "tests/scenario/life.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tg::test {
namespace {

using ::testing::HasSubstr;

/// One place per dialect.
const std::map<std::string, std::string> dialects{
    {"DL-EPZ", "json-base64"},
    {"DL-EXP", "form-signed"},
    {"SY-CBZ", "gzeport"},
    {"SY-POST", "form-md5"},
    {"SY-AIR", "soap-poll"},
    {"YK-CBZ", "szcport"},
    {"PJ", "soap-encrypted"},
    {"PJ-BLC", "form-callback"},
};

/// The demo's orders at these places, imports and exports, that are filed whole and released.
std::vector<app::DemoOrder> orders() {
    std::vector<app::DemoOrder> all;
    for (auto& order : app::demo_orders("7000000", SystemClock().now()))
        if (dialects.contains(order.park) && order.plan == app::Plan::released)
            all.push_back(std::move(order));
    return all;
}

class Platforms : public Life {
 protected:
    struct Filed {
        app::DemoOrder order;
        std::string id;
    };
    /// Empty when one was not taken.
    std::vector<Filed> file_all(std::vector<app::DemoOrder> all) {
        std::vector<Filed> filed;
        for (auto& order : all) {
            const auto answer = house.post("/v1/filings", order.body, order.order_no);
            EXPECT_EQ(answer.status, 202) << order.park << " " << answer.body;
            if (answer.status != 202)
                return {};
            filed.push_back({std::move(order), text_member(answer.body, "id")});
        }
        return filed;
    }
    void expect_released(const std::vector<Filed>& all) {
        ASSERT_FALSE(all.empty());
        for (const auto& one : all)
            ASSERT_EQ(house.wait_state(one.id, "released", seconds{60}), "released")
                << one.order.park << " " << one.order.what << " " << told(one.id);
        EXPECT_THAT(statistics(), HasSubstr("\"keysFiledMoreThanOnce\":0"));
    }
    std::string statistics() { return call(house.sandbox_port(), "GET", "/statistics").body; }
    std::string as_operator(const std::string& target) {
        std::string token = file_text(house.folder() / "operator.token");
        token.erase(token.find_last_not_of('\n') + 1);
        return call(house.gateway_port(), "GET", target, {"Authorization: Bearer " + token}).body;
    }
};

TEST_F(Platforms, FilingsOfEveryDialectAreReleased) {
    const auto all = file_all(orders());
    expect_released(all);
    std::set<std::string> seen;
    for (const auto& one : all) {
        seen.insert(one.order.park + " " + one.order.what.substr(0, 6));
        EXPECT_THAT(
            as_operator("/v1/filings/" + one.id + "/route"),
            HasSubstr("\"" + dialects.at(one.order.park) + "\"")
        ) << one.order.park;
    }
    // Both directions of each, but for the dialect that tells of imports only; its late payment is
    // the demo's.
    for (const auto& [place, dialect] : dialects) {
        const bool both = seen.contains(place + " import") && seen.contains(place + " export");
        EXPECT_TRUE(both || dialect == "form-md5") << place;
    }
}

TEST_F(Platforms, LostAnswersEndInOneDeclarationEach) {
    // Some are asked about, some sent again where a repetition is recognised, some held until a
    // receipt tells.
    const auto set = call(
        house.sandbox_port(),
        "POST",
        "/faults",
        {},
        R"({"hand_over":[{"kind":"drop_after","times":15},{"kind":"garbage","times":5}]})"
    );
    ASSERT_EQ(set.status, 200) << set.body;
    expect_released(file_all(orders()));
}

TEST_F(Platforms, ReceiptsThatAreBroughtWaitForTheGateway) {
    std::vector<app::DemoOrder> one;
    for (auto& order : orders())
        if (order.park == "PJ" && order.what == "import 9610")
            one.push_back(order);
    ASSERT_EQ(one.size(), 1U);
    const auto filed = file_all(one);
    ASSERT_EQ(filed.size(), 1U);
    ASSERT_TRUE(wait_until(
        [&] { return statistics().find("\"totalDocuments\":4") != std::string::npos; }, seconds{30}
    )) << statistics();
    house.kill_gateway();
    house.start_gateway();
    EXPECT_EQ(house.wait_state(filed[0].id, "released", seconds{60}), "released")
        << told(filed[0].id);
}

}  // namespace
}  // namespace tg::test
