// The life of a declaration after its first answers, through the real program and the simulated
// single window: changed, cancelled, returned; documents of several enterprises that meet.
#include "tests/scenario/life.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>

namespace tg::test {
namespace {

class LifePaths : public Life {};

TEST_F(LifePaths, AnInventoryIsChangedThenCancelledOnce) {
    const auto id = file("LIFE1", "-STORED");
    const auto changed = wish(id, "amendments", R"({"inventory":{"note":"更正备注"}})");
    ASSERT_EQ(changed.status, 202) << changed.body;
    EXPECT_NE(changed.body.find("\"act\":\"change\""), std::string::npos) << changed.body;
    EXPECT_NE(changed.body.find("CEB621Message"), std::string::npos) << changed.body;

    const auto cancelled = wish(id, "withdrawals", R"({"cancellation":{"reason":"买家取消"}})");
    ASSERT_EQ(cancelled.status, 202) << cancelled.body;
    EXPECT_NE(cancelled.body.find("CEB623Message"), std::string::npos) << cancelled.body;
    EXPECT_EQ(house.wait_state(id, "withdrawn", seconds{30}), "withdrawn");

    const auto again = wish(id, "withdrawals", R"({"cancellation":{"reason":"再次"}})");
    EXPECT_EQ(again.status, 409) << again.body;
    EXPECT_EQ(text_member(again.body, "code"), "withdrawn_already");
}

TEST_F(LifePaths, ReleasedGoodsComeBackWithinWhatWasDeclared) {
    const auto id = file("LIFE2");
    ASSERT_EQ(house.wait_state(id, "released", seconds{30}), "released");
    const auto much =
        wish(id, "returns", R"({"refund":{"reason":"多","lines":[{"gnum":"1","qty":"999999"}]}})");
    EXPECT_EQ(much.status, 422) << much.body;
    EXPECT_NE(much.body.find("return_above_quantity"), std::string::npos) << much.body;
    EXPECT_NE(much.body.find("/refund/lines/0/qty"), std::string::npos) << much.body;
    const auto change = wish(id, "amendments", R"({"inventory":{"note":"晚"}})");
    EXPECT_EQ(change.status, 409) << change.body;
    EXPECT_EQ(text_member(change.body, "code"), "goods_released");

    const auto back = wish(id, "returns", R"({"refund":{"reason":"质量问题"}})");
    ASSERT_EQ(back.status, 202) << back.body;
    EXPECT_NE(back.body.find("CEB625Message"), std::string::npos) << back.body;
    EXPECT_TRUE(document_reaches(id, "refund", 399, 800));
    EXPECT_EQ(house.wait_state(id, "released", seconds{1}), "released");
    const auto more =
        wish(id, "returns", R"({"refund":{"reason":"再","lines":[{"gnum":"1","qty":"1"}]}})");
    EXPECT_EQ(more.status, 422) << "everything has come back: " << more.body;
}

TEST_F(LifePaths, AWishIsAnsweredOnceForOneKey) {
    const auto id = file("LIFE3");
    ASSERT_EQ(house.wait_state(id, "released", seconds{30}), "released");
    const auto path = "/v1/filings/" + id + "/withdrawals";
    const std::string body = R"({"cancellation":{"reason":"买家取消"}})";
    const auto first = house.post(path, body, "cancel-life3");
    ASSERT_EQ(first.status, 202) << first.body;
    const auto again = house.post(path, body, "cancel-life3");
    EXPECT_EQ(again.status, 202) << again.body;
    EXPECT_NE(again.headers.find("Idempotency-Replayed: true"), std::string::npos) << again.headers;
    const auto second = house.post(path, body, "cancel-life3-b");
    EXPECT_EQ(second.status, 409) << second.body;
}

TEST_F(LifePaths, APaymentThatComesBeforeItsOrderMeetsIt) {
    rapidjson::Document order;
    order.Parse(RealHouse::order("LIFE4").c_str());
    const auto written = [](const rapidjson::Value& value) {
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
        value.Accept(writer);
        return std::string(buffer.GetString());
    };
    rapidjson::Document payment;
    payment.CopyFrom(order, payment.GetAllocator());
    // A payment company knows its own facts; nothing is taken from an order that is not here.
    const auto take = [&](const char* member, const char* from) {
        rapidjson::Value value;
        value.CopyFrom(payment["order"][from], payment.GetAllocator());
        payment["payment"].AddMember(rapidjson::StringRef(member), value, payment.GetAllocator());
    };
    take("orderNo", "orderNo");
    take("ebpCode", "ebpCode");
    take("ebpName", "ebpName");
    take("payerIdNumber", "buyerIdNumber");
    take("payerName", "buyerName");
    take("amountPaid", "acturalPaid");
    for (const char* name : {"order", "waybill", "inventory"}) payment.RemoveMember(name);
    order.RemoveMember("payment");
    const auto first = house.post("/v1/filings", written(payment), "pay-4");
    ASSERT_EQ(first.status, 202) << first.body;
    const auto second = house.post("/v1/filings", written(order), "order-4");
    ASSERT_EQ(second.status, 202) << second.body;
    const auto id = text_member(first.body, "id");
    EXPECT_EQ(text_member(second.body, "id"), id) << "one order, one filing";
    EXPECT_EQ(house.wait_state(id, "released", seconds{30}), "released");
}

TEST_F(LifePaths, AnExportLeavesByManifestArrivalAndDeparture) {
    const auto filed = house.post(
        "/v1/filings", with_our_parties(export_9610({"TEXPORT1-CHAIN", "DL-AIR"})), "export-1"
    );
    ASSERT_EQ(filed.status, 202) << filed.body;
    const auto id = text_member(filed.body, "id");
    ASSERT_TRUE(document_reaches(id, "inventory", 399, 399)) << house.get("/v1/filings/" + id).body;
    rapidjson::Document filing;
    filing.Parse(house.get("/v1/filings/" + id).body.c_str());
    const std::string waybill = filing["logistics_no"].GetString();

    const std::string top = R"({"park":"DL-AIR","direction":"export","procedure":"9610",)";
    const std::string carrier =
        R"("logisticsCode":"2101980D04","logisticsName":"示例速递（辽宁）有限公司",)";
    const std::string lines = R"("lines":[{"logisticsNo":")" + waybill + R"("}]}})";
    const auto collected = [&](const std::string& filing_id) {
        return top + R"("filings":[")" + filing_id +
               R"("],"manifest":{"agentCode":"2102980D05","agentName":"示例报关（大连）有限公司",)"
               R"("trafMode":"5","trafName":"CA000","voyageNo":"CA000","billNo":"B-CHAIN-1",)"
               R"("grossWeight":"10","logisticsCode":"2101980D04",)"
               R"("logisticsName":"示例速递（辽宁）有限公司"}})";
    };
    const auto nobody = house.post("/v1/collections", collected("0000000000000"));
    EXPECT_EQ(nobody.status, 422) << nobody.body;
    EXPECT_NE(nobody.body.find("/filings/0"), std::string::npos) << nobody.body;
    const auto manifest = house.post("/v1/collections", collected(id), "manifest-1");
    EXPECT_EQ(manifest.status, 202) << manifest.body;
    const auto arrival = house.post(
        "/v1/filings",
        top +
            R"("arrival":{"operatorCode":"2102980D05","operatorName":"示例报关（大连）有限公司",)"
            R"("trafMode":"5","billNo":"B-CHAIN-1","domesticTrafNo":"TRUCK-1",)" +
            carrier + lines,
        "arrival-1"
    );
    EXPECT_EQ(arrival.status, 202) << arrival.body;
    EXPECT_EQ(house.wait_state(id, "released", seconds{30}), "released");
    const auto departure = house.post(
        "/v1/filings",
        top +
            R"("departure":{"trafMode":"5","trafName":"CA000","voyageNo":"CA000",)"
            R"("billNo":"B-CHAIN-1","leaveTime":"20260301200000",)" +
            carrier + lines,
        "departure-1"
    );
    EXPECT_EQ(departure.status, 202) << departure.body;
    EXPECT_EQ(house.wait_state(id, "closed", seconds{30}), "closed");
    const auto arrived = text_member(arrival.body, "id");
    EXPECT_EQ(house.wait_state(arrived, "concluded", seconds{30}), "concluded");
}

TEST_F(LifePaths, ACarrierAndASiteReportWhatTheyDid) {
    const auto filed = house.post(
        "/v1/filings", with_our_parties(import_9610({"TIMPORT1", "DL-AIR"})), "import-1"
    );
    ASSERT_EQ(filed.status, 202) << filed.body;
    const auto id = text_member(filed.body, "id");
    ASSERT_EQ(house.wait_state(id, "released", seconds{30}), "released");
    rapidjson::Document filing;
    filing.Parse(house.get("/v1/filings/" + id).body.c_str());
    const std::string waybill = filing["logistics_no"].GetString();
    const std::string top = R"({"park":"DL-AIR","direction":"import","procedure":"9610",)";
    const std::string carrier =
        R"("logisticsCode":"2101980D04","logisticsName":"示例速递（辽宁）有限公司",)";
    const auto entry = house.post(
        "/v1/filings",
        top +
            R"("delivery":{"operatorCode":"2102980D05","operatorName":"示例报关（大连）有限公司",)"
            R"("trafMode":"5","trafNo":"CA000","voyageNo":"CA000","billNo":"B-IN-1",)"
            R"("unloadLocation":"A1",)" +
            carrier + R"("lines":[{"logisticsNo":")" + waybill + R"("}]}})",
        "entry-1"
    );
    ASSERT_EQ(entry.status, 202) << entry.body;
    const auto signed_for = house.post(
        "/v1/filings",
        top + R"("waybillStatus":{)" + carrier + R"("logisticsNo":")" + waybill +
            R"(","logisticsStatus":"S","logisticsTime":"20260301120000"}})",
        "status-1"
    );
    ASSERT_EQ(signed_for.status, 202) << signed_for.body;
    for (const auto* answer : {&entry, &signed_for}) {
        const auto reported = text_member(answer->body, "id");
        EXPECT_EQ(house.wait_state(reported, "concluded", seconds{30}), "concluded");
    }
}

}  // namespace
}  // namespace tg::test
