// Documents that came before their order: what comes next is completed from them, whichever way it
// takes.
#include "tests/support/real_house.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace tg::test {
namespace {

std::string written(const rapidjson::Value& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return buffer.GetString();
}

/// The sample order without some sections.
std::string without_sections(const std::string& number, std::initializer_list<const char*> names) {
    rapidjson::Document order;
    order.Parse(RealHouse::order(number).c_str());
    for (const auto* name : names) order.RemoveMember(name);
    return written(order);
}

TEST(WaitingDocuments, GiveAnInventoryTheWaybillItLeavesOut) {
    RealHouse house;
    house.start_gateway();
    rapidjson::Document alone;
    alone.Parse(without_sections("WAIT1", {"order", "payment", "inventory"}).c_str());
    rapidjson::Document whole;
    whole.Parse(RealHouse::order("WAIT1").c_str());
    // Alone, a waybill says itself what it takes from the order otherwise.
    for (const auto* name : {"orderNo", "consignee", "consigneeAddress", "consigneeTelephone"})
        if (!alone["waybill"].HasMember(name))
            alone["waybill"].AddMember(
                rapidjson::StringRef(name),
                rapidjson::Value(whole["order"][name], alone.GetAllocator()).Move(),
                alone.GetAllocator()
            );
    const auto early = house.post("/v1/filings", written(alone));
    ASSERT_EQ(early.status, 202) << early.body;
    const auto rest = without_sections("WAIT1", {"payment", "waybill"});
    const auto joined = house.post("/v1/filings", rest, "wait-1");
    EXPECT_EQ(joined.status, 202) << joined.body;
    EXPECT_EQ(text_member(joined.body, "id"), text_member(early.body, "id"));
    const auto order_no = std::string(whole["order"]["orderNo"].GetString());
    const auto found = house.get("/v1/filings?order=" + order_no);
    EXPECT_NE(found.body.find(text_member(early.body, "id")), std::string::npos) << found.body;
}

TEST(WaitingDocuments, AWrongBodyIsToldWhatIsExpected) {
    RealHouse house;
    house.start_gateway();
    const auto list = house.post("/v1/filings", "[]");
    EXPECT_EQ(list.status, 400);
    EXPECT_NE(list.body.find("/v1/filings/batch"), std::string::npos) << list.body;
    const auto large = house.post("/v1/filings", std::string(std::size_t{30} << 20U, ' '));
    EXPECT_EQ(large.status, 413) << "the answer arrives although the body was sent first";
    EXPECT_EQ(text_member(large.body, "code"), "body_too_large");
}

}  // namespace
}  // namespace tg::test
