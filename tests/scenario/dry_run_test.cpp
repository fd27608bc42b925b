// Trying an order and judging a filing again, through the real program: nothing is stored,
// everything is told.
#include "tests/support/command.hpp"
#include "tests/support/orders.hpp"
#include "tests/support/real_house.hpp"

#include <gmock/gmock.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

#include <fstream>

namespace tg::test {
namespace {

using ::testing::HasSubstr;

rapidjson::Document parsed(const std::string& text) {
    rapidjson::Document document;
    document.Parse(text.c_str());
    return document;
}

std::string text_at(const rapidjson::Document& document, const char* pointer) {
    const auto* value = rapidjson::Pointer(pointer).Get(document);
    return value != nullptr && value->IsString() ? value->GetString() : "";
}

class DryRun : public ::testing::Test {
 protected:
    void SetUp() override {
        house_.start_gateway();
        order_ = RealHouse::order("TGDRY0001");
    }
    Answer tried(const std::string& body) { return house_.post("/v1/filings:dry-run", body); }

    RealHouse house_;
    std::string order_;
};

TEST_F(DryRun, TellsEverythingAndStoresNothing) {
    const auto answer = tried(order_);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto verdict = parsed(answer.body);
    EXPECT_EQ(text_at(verdict, "/verdict"), "accepted") << answer.body;
    ASSERT_TRUE(verdict["documents"].IsArray());
    EXPECT_EQ(verdict["documents"].Size(), 4U);
    EXPECT_THAT(text_at(verdict, "/documents/0/xml"), HasSubstr("<ceb:CEB311Message"));
    EXPECT_FALSE(text_at(verdict, "/tax/total").empty());
    EXPECT_FALSE(text_at(verdict, "/tax/lines/0/steps/0/text_zh").empty());
    EXPECT_TRUE(verdict["changes"].IsArray());
    const auto listed = house_.get("/v1/filings?order=TGDRY0001");
    EXPECT_THAT(listed.body, HasSubstr(R"("filings":[])"));
}

TEST_F(DryRun, ShowsAMessageThatItsOwnCheckerPasses) {
    const auto verdict = parsed(tried(order_).body);
    for (rapidjson::SizeType i = 0; i < verdict["documents"].Size(); ++i) {
        const std::string xml = verdict["documents"][i]["xml"].GetString();
        const auto file = house_.folder() / ("dry" + std::to_string(i) + ".xml");
        std::ofstream(file) << xml;
        const auto checked =
            run(std::string(TG_BINARY_DIR) + "/tongguan schema check " + file.string());
        // It is not signed yet; nothing else is missing.
        EXPECT_THAT(checked.output, HasSubstr(": 1 处不符 findings"));
        EXPECT_THAT(checked.output, HasSubstr("Signature is missing"));
    }
}

TEST_F(DryRun, TellsEveryFindingWithItsPlacesRemedyAndSource) {
    auto broken = with(order_, "/order/acturalPaid", "\"1\"");
    broken = with(broken, "/inventory/lines/0/gcode", "\"ABC\"");
    const auto answer = tried(broken);
    ASSERT_EQ(answer.status, 200);
    const auto verdict = parsed(answer.body);
    EXPECT_EQ(text_at(verdict, "/verdict"), "refused");
    bool paid = false;
    for (const auto& finding : verdict["findings"].GetArray()) {
        for (const char* member :
             {"pointer", "code", "severity", "message_zh", "message_en", "remedy_zh"})
            EXPECT_TRUE(finding.HasMember(member)) << member;
        if (finding.HasMember("rule") &&
            std::string(finding["rule"].GetString()) == "amount-paid") {
            paid = true;
            EXPECT_STREQ(finding["path"].GetString(), "/CEB311Message/Order/OrderHead/acturalPaid");
            EXPECT_THAT(finding["source"].GetString(), HasSubstr("import-messages"));
        }
    }
    EXPECT_TRUE(paid) << answer.body;
}

TEST_F(DryRun, AFilingIsJudgedAgainAsOfAnyDay) {
    const auto filed = house_.post("/v1/filings", order_);
    ASSERT_EQ(filed.status, 202) << filed.body;
    const std::string id = text_member(filed.body, "id");
    const auto now = house_.get("/v1/filings/" + id + "/judgement");
    ASSERT_EQ(now.status, 200) << now.body;
    EXPECT_EQ(text_member(now.body, "verdict"), "accepted");
    const auto then = house_.get("/v1/filings/" + id + "/judgement?as_of=20190101");
    ASSERT_EQ(then.status, 200) << then.body;
    EXPECT_THAT(text_member(then.body, "judged_as_of"), HasSubstr("2018-12-31T16:00"));
    // Then the payment had not been made.
    EXPECT_THAT(then.body, HasSubstr("payment-not-in-future"));
    EXPECT_EQ(house_.get("/v1/filings/" + id + "/judgement?as_of=yesterday").status, 400);
}

}  // namespace
}  // namespace tg::test
