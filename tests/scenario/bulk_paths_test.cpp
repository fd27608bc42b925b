// What logistics firms and sites report in bulk, each with its own key: waybill statuses, arrivals
// and departures as NDJSON, and warehouse entries by master bill.
#include "tests/scenario/life.hpp"

#include <sstream>
#include <vector>

namespace tg::test {
namespace {

const std::string carrier =
    R"("logisticsCode":"2101980D04","logisticsName":"示例速递（辽宁）有限公司")";

std::string top(const std::string& direction) {
    return R"({"park":"DL-AIR","direction":")" + direction + R"(","procedure":"9610",)";
}

class BulkPaths : public Life {
 protected:
    /// A filing that has been released; answers its waybill's number.
    std::string released(const std::string& text) {
        const auto filed = house.post("/v1/filings", with_our_parties(text));
        EXPECT_EQ(filed.status, 202) << filed.body;
        ids.push_back(text_member(filed.body, "id"));
        EXPECT_EQ(house.wait_state(ids.back(), "released", seconds{30}), "released");
        return filing(ids.back())["logistics_no"].GetString();
    }
    /// Ids of the lines that were accepted.
    std::vector<std::string> accepted(const Answer& answer) {
        std::vector<std::string> out;
        std::istringstream lines(answer.body);
        for (std::string line; std::getline(lines, line);)
            if (number_member(line, "status") == 202)
                out.push_back(text_member(line, "id"));
        return out;
    }
    std::vector<std::string> ids;
};

TEST_F(BulkPaths, ACarrierReportsStatusesOfManyWaybillsAtOnce) {
    std::string batch;
    for (const char* order_no : {"TSTATUS1", "TSTATUS2", "TSTATUS3"}) {
        const auto waybill = released(import_9610({order_no, "DL-AIR"}));
        batch += top("import") + R"("waybillStatus":{)" + carrier + R"(,"logisticsNo":")" +
                 waybill + R"(","logisticsStatus":"S","logisticsTime":"20260301120000"}})" + "\n";
    }
    batch += top("import") + R"("waybillStatus":{)" + carrier +
             R"(,"logisticsNo":"X1","logisticsStatus":"?","logisticsTime":"20260301120000"}})"
             "\n";
    const auto answer = house.post_as_carrier("/v1/filings/batch", batch, "statuses-1");
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto taken = accepted(answer);
    ASSERT_EQ(taken.size(), 3U) << answer.body;
    EXPECT_NE(answer.body.find("/waybillStatus/logisticsStatus"), std::string::npos)
        << "the bad line says where, and stops nobody: " << answer.body;
    for (const auto& id : taken)
        EXPECT_EQ(house.wait_state(id, "concluded", seconds{30}), "concluded") << told(id);
    const auto again = house.post_as_carrier("/v1/filings/batch", batch, "statuses-1");
    EXPECT_EQ(accepted(again), taken) << "a batch sent again files nothing twice";
}

TEST_F(BulkPaths, ACarrierReportsArrivalsAndDeparturesInBulk) {
    std::vector<std::string> waybills;
    for (const char* order_no : {"TLEAVE1", "TLEAVE2"})
        waybills.push_back(released(export_9610({order_no, "DL-AIR"})));
    std::string batch;
    for (std::size_t i = 0; i < waybills.size(); ++i) {
        const std::string bill = "B-LEAVE-" + std::to_string(i);
        const std::string lines = R"("lines":[{"logisticsNo":")" + waybills[i] + R"("}]}})";
        batch += top("export") +
                 R"("arrival":{"operatorCode":"2101980D04",)"
                 R"("operatorName":"示例速递（辽宁）有限公司","trafMode":"5","billNo":")" +
                 bill + R"(","domesticTrafNo":"TRUCK-1",)" + carrier + "," + lines + "\n";
        batch += top("export") +
                 R"("departure":{"trafMode":"5","trafName":"CA000","voyageNo":"CA000","billNo":")" +
                 bill + R"(","leaveTime":"20260301200000",)" + carrier + "," + lines + "\n";
    }
    const auto answer = house.post_as_carrier("/v1/filings/batch", batch);
    const auto taken = accepted(answer);
    ASSERT_EQ(taken.size(), 4U) << answer.body;
    for (const auto& id : taken)
        EXPECT_EQ(house.wait_state(id, "concluded", seconds{30}), "concluded") << told(id);
    for (const auto& id : ids)
        EXPECT_EQ(house.wait_state(id, "closed", seconds{30}), "closed") << told(id);
}

TEST_F(BulkPaths, ASiteTakesInWhatTravelsUnderAMasterBill) {
    const auto entry = [&](const char* key) {
        return house.post_as_carrier(
            "/v1/collections",
            top("import") +
                R"("section":"delivery","masterBill":"999-00000001","delivery":{)"
                R"("operatorCode":"2102980D05","operatorName":"示例报关（大连）有限公司",)"
                R"("unloadLocation":"A1"}})",
            key
        );
    };
    EXPECT_EQ(text_member(entry("entry-0").body, "code"), "nothing_to_collect");
    for (const char* order_no : {"TENTRY1", "TENTRY2"}) released(import_9610({order_no, "DL-AIR"}));
    const auto first = entry("entry-1");
    ASSERT_EQ(first.status, 202) << first.body;
    EXPECT_NE(first.body.find(R"("count":2,"gross_weight":"4.8","pack_no":"2")"), std::string::npos)
        << first.body;
    const auto id = text_member(first.body, "id");
    EXPECT_EQ(house.wait_state(id, "concluded", seconds{30}), "concluded") << told(id);
    const auto sent = house.get("/v1/filings/" + id + "/messages/1").body;
    EXPECT_NE(sent.find("CEB711Message"), std::string::npos);
    EXPECT_NE(sent.find("<ceb:voyageNo>CA9999/0301</ceb:voyageNo>"), std::string::npos)
        << "as the inventories say: " << sent;
    // What comes later under the bill goes on a list of its own.
    released(import_9610({"TENTRY3", "DL-AIR"}));
    const auto again = entry("entry-1");
    EXPECT_EQ(text_member(again.body, "id"), id) << "the same request: " << again.body;
    const auto second = entry("entry-2");
    ASSERT_EQ(second.status, 202) << second.body;
    rapidjson::Document body;
    body.Parse(second.body.c_str());
    EXPECT_EQ(body["collected"]["count"].GetInt(), 1) << second.body;
    ASSERT_EQ(body["left_out"].Size(), 2U) << second.body;
    EXPECT_STREQ(body["left_out"][0]["code"].GetString(), "listed_already");
    EXPECT_NE(second.body.find(ids.back()), std::string::npos);
}

}  // namespace
}  // namespace tg::test
