// A tax bill follows the release: it is told with its filing line by line, and nothing of what came
// is left unread, unreadable or unmatched.
#include "tests/support/real_house.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <string>

namespace tg::test {
namespace {

using std::chrono::seconds;

rapidjson::Document json(const Answer& answer) {
    rapidjson::Document out;
    out.Parse(answer.body.c_str());
    return out;
}

TEST(TaxBills, FollowTheReleaseAndAreToldLineByLine) {
    RealHouse house;
    house.start_sandbox();
    house.start_gateway();
    const auto filed = house.post("/v1/filings", RealHouse::order("TAX1"), "TAX1");
    ASSERT_EQ(filed.status, 202) << filed.body;
    const auto path = "/v1/filings/" + text_member(filed.body, "id");
    rapidjson::Document filing;
    const bool came = wait_until(
        [&] {
            filing = json(house.get(path));
            return filing.IsObject() && filing.HasMember("taxes") && !filing["taxes"].Empty();
        },
        seconds{40}
    );
    ASSERT_TRUE(came) << house.get(path).body;
    EXPECT_STREQ(filing["state"].GetString(), "released") << "a bill is no answer";
    const auto& bill = filing["taxes"][0];
    EXPECT_EQ(bill["status"].GetInt(), 1);
    EXPECT_FALSE(bill["lines"].Empty());
    EXPECT_TRUE(bill["lines"][0].HasMember("valueAddedTax"));
    EXPECT_TRUE(bill["remarks"].Empty()) << "the sums of the simulated customs add up";
    ASSERT_TRUE(bill.HasMember("comparison")) << "what was assessed is kept with the filing";
    const auto& comparison = bill["comparison"];
    EXPECT_FALSE(comparison["lines"].Empty());
    EXPECT_FALSE(comparison["terms"][0]["steps"].Empty());
    for (const auto& one : comparison["lines"].GetArray())
        EXPECT_TRUE(one["class_text"].HasMember("zh") && one["class_text"].HasMember("en"));
    EXPECT_EQ(filing["summaries"].Size(), 0U);
    // The house's inbox is not for sellers.
    EXPECT_EQ(house.get("/v1/receipts").status, 403);
    EXPECT_EQ(house.get(std::string("/v1/receipts/") + bill["receipt"].GetString()).status, 403);

    // Gauges that an alarm can hang on, and nothing to ring it.
    const bool shown = wait_until(
        [&] {
            const auto text = house.get("/metrics").body;
            for (const char* gauge : {"unmatched", "quarantined", "unread"})
                if (text.find(std::string("tongguan_receipts_") + gauge + " 0") == text.npos)
                    return false;
            return true;
        },
        seconds{10}
    );
    EXPECT_TRUE(shown) << house.get("/metrics").body;
}

TEST(TaxBills, AreConsolidatedUnderTheirNumberWithTheirLines) {
    RealHouse house;
    house.start_sandbox();
    house.start_gateway();
    const auto filed = house.post("/v1/filings", RealHouse::order("TAX2", "-TAXED"), "TAX2");
    ASSERT_EQ(filed.status, 202) << filed.body;
    const auto path = "/v1/filings/" + text_member(filed.body, "id");
    rapidjson::Document filing;
    const bool consolidated = wait_until(
        [&] {
            filing = json(house.get(path));
            return filing.IsObject() && filing.HasMember("taxes") && filing["taxes"].Size() == 1 &&
                   filing["taxes"][0]["status"].GetInt() == 2;
        },
        seconds{40}
    );
    ASSERT_TRUE(consolidated) << house.get(path).body;
    const auto& bill = filing["taxes"][0];
    EXPECT_STREQ(bill["status_text"]["en"].GetString(), "consolidated");
    ASSERT_FALSE(bill["lines"].Empty()) << "the status takes no line away";
    for (const auto& line : bill["lines"].GetArray()) {
        EXPECT_TRUE(line.HasMember("gnum") && line.HasMember("valueAddedTax"));
    }
    EXPECT_TRUE(bill["head"].HasMember("taxNo"));
}

}  // namespace
}  // namespace tg::test
