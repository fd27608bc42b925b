// Ledgers through the real program: a dry run tells the buyer's year and the guarantee; a release
// draws on them, what comes back gives them back, a cancelled filing leaves nothing.
#include "tests/scenario/life.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <fstream>
#include <string>

namespace tg::test {
namespace {

constexpr auto guarantee = R"(
[[guarantee]]
assure_code = "2102960D02"
limit_cny = "1000.00"
)";

class Ledgers : public Life {
 protected:
    Ledgers() {
        house.stop_gateway();
        house.configure(guarantee);
        house.start_gateway();
    }
    /// The accounts of a dry run, as the operator sees them.
    rapidjson::Document accounts() {
        std::ifstream file(house.folder() / "operator.token");
        std::string token;
        file >> token;
        const auto answer = call(
            house.gateway_port(),
            "POST",
            "/v1/filings:dry-run",
            {"Authorization: Bearer " + token, "Content-Type: application/json"},
            RealHouse::order("LEDGERTRY")
        );
        rapidjson::Document trial, out;
        trial.Parse(answer.body.c_str());
        out.SetArray();
        if (trial.IsObject() && trial.HasMember("accounts"))
            out.CopyFrom(trial["accounts"], out.GetAllocator());
        return out;
    }
    /// "used remaining" of an account.
    std::string account(const char* name) {
        for (const auto& one : accounts().GetArray())
            if (one["account"] == name && one.HasMember("used"))
                return std::string(one["used"].GetString()) + " " + one["remaining"].GetString();
        return "not told";
    }
    bool becomes(const char* name, const std::string& value) {
        return wait_until([&] { return account(name) == value; }, seconds{40});
    }
};

TEST_F(Ledgers, AReturnGivesBackTheYearAndTheGuarantee) {
    EXPECT_EQ(account("year"), "0 26000");
    EXPECT_EQ(account("guarantee"), "0 1000");
    const auto id = file("LEDGER1");
    EXPECT_EQ(account("year"), "487 25513");
    // A seller is told that there is room, and not what a person has bought.
    const auto sellers = house.post("/v1/filings:dry-run", RealHouse::order("LEDGERTRY")).body;
    EXPECT_NE(sellers.find(R"("account":"year")"), std::string::npos);
    EXPECT_EQ(sellers.find("25513"), std::string::npos);
    ASSERT_EQ(house.wait_state(id, "released", seconds{30}), "released");
    EXPECT_EQ(account("year"), "487 25513");
    const auto drawn = account("guarantee");
    EXPECT_NE(drawn, "0 1000");

    const auto part = wish(
        id,
        "returns",
        R"({"refund":{"reason":"质量问题","copNo":"LEDGERR1","lines":[{"gnum":"1","qty":"1"}]}})"
    );
    ASSERT_EQ(part.status, 202) << part.body;
    EXPECT_TRUE(becomes("year", "288 25712")) << account("year");
    EXPECT_NE(account("guarantee"), drawn);
    const auto rest = wish(
        id,
        "returns",
        R"({"refund":{"reason":"质量问题","copNo":"LEDGERR2","lines":[{"gnum":"1","qty":"1"},)"
        R"({"gnum":"2","qty":"1"}]}})"
    );
    ASSERT_EQ(rest.status, 202) << rest.body;
    EXPECT_TRUE(becomes("year", "0 26000")) << account("year");
    EXPECT_TRUE(becomes("guarantee", "0 1000")) << account("guarantee");
    house.kill_gateway();
    house.start_gateway();
    EXPECT_EQ(account("year"), "0 26000");
}

TEST_F(Ledgers, ACancelledFilingLeavesNothing) {
    const auto id = file("LEDGER2");
    ASSERT_EQ(house.wait_state(id, "released", seconds{30}), "released");
    const auto gone = wish(id, "withdrawals", R"({"cancellation":{"reason":"买家取消"}})");
    ASSERT_EQ(gone.status, 202) << gone.body;
    ASSERT_EQ(house.wait_state(id, "withdrawn", seconds{30}), "withdrawn");
    EXPECT_TRUE(becomes("year", "0 26000")) << account("year");
    EXPECT_TRUE(becomes("guarantee", "0 1000")) << account("guarantee");
}

TEST(YearlyLimit, IsRefusedAtFilingAndToldByADryRunAlike) {
    RealHouse house;
    house.configure("\n[intake]\nrefuse_above_year = true\n");
    house.start_gateway();
    // 53 orders of 487 yuan each fit into 26000.
    for (int i = 0; i < 53; ++i)
        ASSERT_EQ(house.post("/v1/filings", RealHouse::order("Y" + std::to_string(i))).status, 202);
    const auto order = RealHouse::order("Y53");
    const auto tried = house.post("/v1/filings:dry-run", order);
    EXPECT_EQ(text_member(tried.body, "verdict"), "refused");
    EXPECT_NE(tried.body.find("CNY 25811 are on this gateway's account"), std::string::npos);
    const auto filed = house.post("/v1/filings", order);
    EXPECT_EQ(filed.status, 422) << filed.body;
    EXPECT_EQ(text_member(filed.body, "code"), "above_yearly_limit");
    EXPECT_NE(filed.body.find("25811"), std::string::npos) << filed.body;
}

}  // namespace
}  // namespace tg::test
