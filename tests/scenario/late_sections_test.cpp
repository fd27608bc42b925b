// The parties of one order come at different times: what comes late is completed from what came
// before and judged against it.
#include "tests/support/real_house.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <fstream>
#include <sstream>

namespace tg::test {
namespace {

std::string written(const rapidjson::Value& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return buffer.GetString();
}

/// The order split into the text without some sections, and each of these alone.
struct Split {
    std::string first, payment, waybill, inventory;
};

Split split(const std::string& number) {
    rapidjson::Document order;
    order.Parse(RealHouse::order(number).c_str());
    const auto alone = [&](const char* name) {
        return std::string{"{\""} + name + "\":" + written(order[name]) + "}";
    };
    Split parts{{}, alone("payment"), alone("waybill"), alone("inventory")};
    for (const char* name : {"payment", "waybill", "inventory"}) order.RemoveMember(name);
    parts.first = written(order);
    return parts;
}

/// Takes key and certificate of an enterprise out of a parties file.
void withdraw_certificate(const std::filesystem::path& parties, const std::string& code) {
    std::istringstream in(file_text(parties));
    std::string kept, line, owner;
    while (std::getline(in, line)) {
        if (line.starts_with("code"))
            owner = line;
        const bool theirs = owner.find(code) != std::string::npos;
        if (theirs && (line.starts_with("key") || line.starts_with("certificate")))
            continue;
        kept += line + "\n";
    }
    std::ofstream(parties) << kept;
}

TEST(LateSections, MeetOnTheFilingAndAreReleased) {
    RealHouse house;
    house.start_sandbox();
    house.start_gateway();
    const auto parts = split("LATE1");
    const auto first = house.post("/v1/filings", parts.first, "late-1");
    ASSERT_EQ(first.status, 202) << first.body;
    const auto id = text_member(first.body, "id");
    const auto documents = "/v1/filings/" + id + "/documents";
    // The inventory names the waybill only through the waybill section that came before it.
    EXPECT_EQ(house.post(documents, parts.waybill).status, 202);
    const auto inventory = house.post(documents, parts.inventory);
    EXPECT_EQ(inventory.status, 202) << inventory.body;
    EXPECT_EQ(house.wait_state(id, "waiting", std::chrono::seconds{10}), "waiting");
    EXPECT_EQ(house.post(documents, parts.payment).status, 202);
    EXPECT_EQ(house.wait_state(id, "released", std::chrono::seconds{60}), "released");
    const auto again = house.post(documents, parts.payment);
    EXPECT_EQ(again.status, 409) << again.body;
    EXPECT_EQ(text_member(again.body, "code"), "section_present");
}

TEST(LateSections, ThatDisagreeAreRefusedWithTheirPlace) {
    RealHouse house;
    house.start_gateway();
    const auto parts = split("LATE2");
    const auto id = text_member(house.post("/v1/filings", parts.first, "late-2").body, "id");
    const auto documents = "/v1/filings/" + id + "/documents";
    rapidjson::Document payment;
    payment.Parse(parts.payment.c_str());
    payment["payment"].AddMember("amountPaid", "1.00", payment.GetAllocator());
    const auto refused = house.post(documents, written(payment));
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(refused.body.find("/payment/amountPaid"), std::string::npos) << refused.body;
    EXPECT_NE(refused.body.find("documents_differ"), std::string::npos) << refused.body;
    EXPECT_EQ(house.post("/v1/filings/0000000000000/documents", parts.payment).status, 404);
    EXPECT_EQ(house.post(documents, "{}").status, 422);
    EXPECT_EQ(house.post(documents, parts.payment).status, 202) << "a refusal leaves no trace";
}

TEST(Idempotency, ARepetitionIsAnsweredLikeTheFirstWhateverHasChanged) {
    RealHouse house;
    house.start_sandbox();
    house.start_gateway();
    const auto order = RealHouse::order("SAME1");
    const auto first = house.post("/v1/filings", order, "same-1");
    ASSERT_EQ(first.status, 202) << first.body;
    // Meanwhile the declarant's certificate has gone: new orders are refused, what was accepted
    // stays accepted.
    house.stop_gateway();
    withdraw_certificate(house.folder() / "parties.toml", "2102980D05");
    house.start_gateway();
    const auto fresh = house.post("/v1/filings", RealHouse::order("SAME3"), "same-3");
    EXPECT_EQ(fresh.status, 422) << fresh.body;
    EXPECT_NE(fresh.body.find("no_signer"), std::string::npos) << fresh.body;
    const auto again = house.post("/v1/filings", order, "same-1");
    EXPECT_EQ(again.status, 202) << again.body;
    EXPECT_EQ(text_member(again.body, "id"), text_member(first.body, "id"));
    EXPECT_NE(again.headers.find("Idempotency-Replayed: true"), std::string::npos) << again.headers;
    const auto other = house.post("/v1/filings", RealHouse::order("SAME2"), "same-1");
    EXPECT_EQ(other.status, 409) << other.body;
    EXPECT_EQ(text_member(other.body, "code"), "idempotency_conflict");
}

}  // namespace
}  // namespace tg::test
