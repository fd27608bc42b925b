// What becomes of exports after their release, through the real program and the simulated single
// window: they leave by lists, are summarised, come back, are cancelled; lists of business to
// business; money that a place asks for.
#include "tests/scenario/life.hpp"
#include "tests/support/temp_folder.hpp"

#include <fstream>

namespace tg::test {
namespace {

const std::string top = R"({"park":"DL-AIR","direction":"export","procedure":"9610",)";
const std::string operator_members =
    R"("operatorCode":"2102980D05","operatorName":"示例报关（大连）有限公司")";

std::string exported(const std::string& order_no, const std::string& bill, const char* flag) {
    auto text = export_9610({order_no, "DL-AIR"});
    text = with(text, "/inventory/billNo", "\"" + bill + "\"");
    text = with(text, "/inventory/statisticsFlag", "\"" + std::string(flag) + "\"");
    return with_our_parties(std::move(text));
}

class ExportPaths : public Life {
 protected:
    using Life::Life;
    std::string file_export(
        const std::string& order_no, const std::string& bill, const char* flag = "A"
    ) {
        const auto answer =
            house.post("/v1/filings", exported(order_no, bill, flag), "file-" + order_no);
        EXPECT_EQ(answer.status, 202) << answer.body;
        return text_member(answer.body, "id");
    }
    /// A list of everything under the bill.
    Answer list(const std::string& section, const std::string& bill, const std::string& head) {
        return house.post_as_carrier(
            "/v1/collections",
            top + R"("section":")" + section + R"(","masterBill":")" + bill + R"(",")" + section +
                R"(":{)" + head + "}}"
        );
    }
    long collected(const Answer& answer) {
        rapidjson::Document body;
        body.Parse(answer.body.c_str());
        const bool told = body.IsObject() && body.HasMember("collected");
        return told ? body["collected"]["count"].GetInt() : -1;
    }
    std::string message(const std::string& id, int n) {
        return house.get("/v1/filings/" + id + "/messages/" + std::to_string(n)).body;
    }
};

TEST_F(ExportPaths, FushunSellsByListOutOfTheBondedStockOfAnotherCity) {
    // B2B2C: retail from a special area. Fushun has none; its stock lies in Shenyang's.
    auto text = without(with_our_parties(export_1210({"TB2B2C1", "FS"})), "/zone");
    const auto nowhere = house.post("/v1/filings", with(text, "/stock_at", "\"DL-DYW\""), "b2-0");
    EXPECT_EQ(nowhere.status, 422) << nowhere.body;
    EXPECT_NE(nowhere.body.find("stock_place"), std::string::npos) << nowhere.body;
    text = without(text, "/inventory/loctNo");
    text = with(with(text, "/stock_at", "\"SY-CBZ\""), "/point", "\"JH\"");
    const auto answer = house.post("/v1/filings", text, "b2-1");
    ASSERT_EQ(answer.status, 202) << answer.body;
    const auto id = text_member(answer.body, "id");
    EXPECT_EQ(house.wait_state(id, "released", seconds{60}), "released") << told(id);
    const auto seen = filing(id);
    EXPECT_STREQ(seen["park"].GetString(), "FS");
    EXPECT_STREQ(seen["stock_at"].GetString(), "SY-CBZ");
    EXPECT_STREQ(seen["point"].GetString(), "JH");
    std::string sent;
    for (int n = 1; n <= 3; ++n) sent += message(id, n);
    for (const auto* piece :
         {"CEB303Message",
          "CEB505Message",
          "CEB603Message",
          "<ceb:orderType>E<",
          "<ceb:tradeMode>1210<",
          "<ceb:customsCode>0808<",
          "<ceb:portCode>0808<",
          "<ceb:emsNo>",
          "<ceb:iacCode>"})
        EXPECT_NE(sent.find(piece), std::string::npos) << piece;
    EXPECT_EQ(sent.find("loctNo"), std::string::npos) << "no code of the point is known";
    const auto listed = house.get("/v1/filings?point=JH");
    EXPECT_NE(listed.body.find(id), std::string::npos) << listed.body;
    EXPECT_EQ(house.get("/v1/filings?point=TX").body.find(id), std::string::npos);
}

TEST_F(ExportPaths, GoodsThatComeBackAreReturnedAndTallied) {
    const auto id = file_export("TBACK1", "B-BACK-1");
    ASSERT_EQ(house.wait_state(id, "released", seconds{30}), "released") << told(id);
    const std::string way = R"("trafMode":"5","trafName":"CA9997","voyageNo":"CA9997/0401")";
    const auto much = wish(
        id,
        "returns",
        R"({"refund":{"reason":"多","tradeMode":"9661","country":"USA",)" + way +
            R"(,"lines":[{"gnum":"1","qty":"5"}]}})"
    );
    EXPECT_EQ(much.status, 422) << much.body;
    EXPECT_NE(much.body.find("return_above_quantity"), std::string::npos) << much.body;
    const auto back = wish(
        id,
        "returns",
        R"({"refund":{"reason":"收件人拒收","tradeMode":"9661","country":"USA",)" + way +
            R"(,"lines":[{"gnum":"1","qty":"1","qty1":"0.4","qty2":"1"}]}})"
    );
    ASSERT_EQ(back.status, 202) << back.body;
    EXPECT_NE(back.body.find("CEB213Message"), std::string::npos) << back.body;
    EXPECT_TRUE(document_reaches(id, "refund", 800, 800)) << told(id);
    const auto parcel = filing(id);
    const std::string invt_no = parcel["invt_no"].GetString();
    const std::string waybill = parcel["logistics_no"].GetString();
    const auto tally = house.post(
        "/v1/filings",
        top + R"("tally":{)" + operator_members + R"(,"logisticsCode":"2101980D04",)" +
            R"("logisticsName":"示例速递（辽宁）有限公司","logisticsNo":")" + waybill +
            R"(","invtNo":")" + invt_no + R"(","location":"退货区 B-02",)" + way + "}}",
        "tally-1"
    );
    ASSERT_EQ(tally.status, 202) << tally.body;
    const auto tallied = text_member(tally.body, "id");
    EXPECT_EQ(house.wait_state(tallied, "concluded", seconds{30}), "concluded") << told(tallied);
    EXPECT_NE(message(tallied, 1).find("CEB215Message"), std::string::npos);
    EXPECT_EQ(house.wait_state(id, "released", seconds{1}), "released");
}

TEST_F(ExportPaths, AReleasedExportIsCancelledOnce) {
    const auto id = file_export("TCANCEL1", "B-CANCEL-1");
    ASSERT_EQ(house.wait_state(id, "released", seconds{30}), "released") << told(id);
    const auto cancelled = wish(id, "withdrawals", R"({"cancellation":{"reason":"货物未能出境"}})");
    ASSERT_EQ(cancelled.status, 202) << cancelled.body;
    EXPECT_NE(cancelled.body.find("CEB605Message"), std::string::npos) << cancelled.body;
    EXPECT_EQ(house.wait_state(id, "withdrawn", seconds{30}), "withdrawn") << told(id);
    const auto again = wish(id, "withdrawals", R"({"cancellation":{"reason":"再次"}})");
    EXPECT_EQ(text_member(again.body, "code"), "withdrawn_already") << again.body;
    EXPECT_EQ(list("departure", "B-CANCEL-1", R"("leaveTime":"20260301200000")").status, 422)
        << "what is cancelled leaves on no list";
}

TEST_F(ExportPaths, ClosedExportsAreSummarisedAndSimplifiedOnesAreNot) {
    const std::string bill = "B-SUM-1";
    const auto first = file_export("TSUM1", bill, "B");
    const auto second = file_export("TSUM2", bill, "B");
    const auto simplified = file_export("TSUM3", bill, "A");
    for (const auto& id : {first, second, simplified})
        ASSERT_EQ(house.wait_state(id, "released", seconds{30}), "released") << told(id);
    const auto flags = [&](const std::string& id, const std::string& flag) {
        std::string all;
        for (int n = 1; n <= 3; ++n) all += message(id, n);
        return all.find("<ceb:statisticsFlag>" + flag + "<") != std::string::npos;
    };
    EXPECT_TRUE(flags(first, "B"));
    EXPECT_TRUE(flags(simplified, "A"));
    const auto early = list("summary", bill, R"("summaryFlag":"2")");
    EXPECT_EQ(text_member(early.body, "code"), "nothing_to_collect") << early.body;

    const auto departure = list("departure", bill, R"("leaveTime":"20260301200000")");
    ASSERT_EQ(departure.status, 202) << departure.body;
    EXPECT_EQ(collected(departure), 3) << departure.body;
    for (const auto& id : {first, second, simplified})
        ASSERT_EQ(house.wait_state(id, "closed", seconds{30}), "closed") << told(id);

    const auto summary = list("summary", bill, R"("summaryFlag":"2")");
    ASSERT_EQ(summary.status, 202) << summary.body;
    EXPECT_EQ(collected(summary), 2) << summary.body;
    EXPECT_NE(summary.body.find(simplified), std::string::npos) << "left out: " << summary.body;
    const auto id = text_member(summary.body, "id");
    EXPECT_EQ(house.wait_state(id, "concluded", seconds{30}), "concluded") << told(id);
    const bool numbered = wait_until(
        [&] {
            const auto seen = filing(id);
            return seen["summaries"].Size() == 1 &&
                   seen["summaries"][0]["head"].HasMember("entryId");
        },
        seconds{30}
    );
    ASSERT_TRUE(numbered) << told(id);
    const auto seen = filing(id);
    const auto& result = seen["summaries"][0];
    EXPECT_EQ(std::string(result["head"]["entryId"].GetString()).size(), 18U);
    EXPECT_EQ(result["lines"].Size(), 4U) << "two goods of two inventories: " << told(id);
}

TEST_F(ExportPaths, AFlightLeavesUnderOneBillInPartsAndInOrder) {
    const std::string bill = "B-FLIGHT-1";
    constexpr int parcels = 102;  // a list holds 100
    std::string batch;
    for (int n = 1; n <= parcels; ++n) {
        auto line = exported("TFLY" + std::to_string(n) + "-CHAIN", bill, "A");
        std::erase(line, '\n');
        batch += line + "\n";
    }
    const auto filed = house.post("/v1/filings/batch", batch, "flight-1");
    ASSERT_EQ(filed.status, 200) << filed.body;
    std::vector<std::string> ids;
    std::istringstream lines(filed.body);
    for (std::string line; std::getline(lines, line);)
        if (auto id = text_member(line, "id"); !id.empty())
            ids.push_back(std::move(id));
    ASSERT_EQ(ids.size(), static_cast<std::size_t>(parcels)) << filed.body.substr(0, 2000);
    for (const auto& id : ids) ASSERT_TRUE(document_reaches(id, "inventory", 399, 399)) << told(id);

    const auto manifest = list("manifest", bill, "");
    ASSERT_EQ(manifest.status, 202) << manifest.body;
    EXPECT_EQ(collected(manifest), parcels);
    const auto id = text_member(manifest.body, "id");
    EXPECT_EQ(house.wait_state(id, "concluded", seconds{30}), "concluded") << told(id);
    for (const auto& [n, rows] : {std::pair{1, 100}, {2, 2}}) {
        const auto text = message(id, n);
        const auto holds = [&](const std::string& what) {
            return text.find(what) != std::string::npos;
        };
        EXPECT_TRUE(holds("<ceb:msgCount>2</ceb:msgCount>")) << text.substr(0, 2000);
        EXPECT_TRUE(holds("<ceb:msgSeqNo>" + std::to_string(n) + "</ceb:msgSeqNo>"));
        EXPECT_TRUE(holds("<ceb:grossWeight>224.4</ceb:grossWeight>")) << "102 x 2.2";
        EXPECT_TRUE(holds("<ceb:gnum>" + std::to_string(rows) + "</ceb:gnum>"));
        EXPECT_FALSE(holds("<ceb:gnum>" + std::to_string(rows + 1) + "</ceb:gnum>"));
    }
    const auto parts = filing(id);
    ASSERT_EQ(parts["documents"].Size(), 2U);
    const std::string taken = parts["documents"][0]["delivered_at"].GetString();
    const std::string sealed = parts["documents"][1]["sealed_at"].GetString();
    EXPECT_LE(taken, sealed) << "the second part waits for the first";

    const auto again = list("manifest", bill, "");
    EXPECT_EQ(again.status, 422) << again.body;
    EXPECT_NE(again.body.find("listed_already"), std::string::npos) << again.body;
    const auto arrival = list("arrival", bill, operator_members + R"(,"domesticTrafNo":"TRUCK-1")");
    ASSERT_EQ(arrival.status, 202) << arrival.body;
    EXPECT_EQ(collected(arrival), parcels);
    for (const auto& each : ids)
        ASSERT_EQ(house.wait_state(each, "released", seconds{30}), "released") << told(each);
    const auto departure = list("departure", bill, R"("leaveTime":"20260301200000")");
    ASSERT_EQ(departure.status, 202) << departure.body;
    for (const auto& each : ids)
        ASSERT_EQ(house.wait_state(each, "closed", seconds{30}), "closed") << told(each);
}

TEST_F(ExportPaths, BusinessToBusinessGoesByListUpToTheLimit) {
    struct Row {
        std::string text, type;
    };
    const Row rows[] = {{export_9710({"T9710", {}}), "B"}, {export_9810({"T9810", {}}), "W"}};
    for (const auto& [sample, type] : rows) {
        const auto text = with_our_parties(sample);
        auto dear = text;
        for (const auto& [from, to] :
             {std::pair{"\"750\"", "\"800\""}, {"\"3000\"", "\"3200\""}, {"\"4950\"", "\"5150\""}})
            for (auto at = dear.find(from); at != std::string::npos; at = dear.find(from, at + 1))
                dear.replace(at, std::string_view(from).size(), to);
        const auto refused = house.post("/v1/filings", dear);
        EXPECT_EQ(refused.status, 422) << refused.body;
        EXPECT_NE(refused.body.find("above_list_limit"), std::string::npos) << refused.body;
        EXPECT_NE(refused.body.find("H2018"), std::string::npos) << "where it belongs";
        const auto filed = house.post("/v1/filings", text);
        ASSERT_EQ(filed.status, 202) << filed.body;
        const auto id = text_member(filed.body, "id");
        EXPECT_EQ(house.wait_state(id, "released", seconds{30}), "released") << told(id);
        std::string all;
        for (int n = 1; n <= 3; ++n) all += message(id, n);
        EXPECT_NE(all.find("<ceb:orderType>" + type + "</ceb:orderType>"), std::string::npos);
    }
}

/// The shipped zones, but the airport still asks for the receipt of money.
struct AskingZones {
    AskingZones() {
        std::filesystem::copy(
            std::filesystem::path(TG_SOURCE_DIR) / "config/zones",
            zones.path(),
            std::filesystem::copy_options::recursive
        );
        auto text = file_text(zones / "dalian.toml");
        const std::string place = "id = \"DL-AIR\"\n";
        const auto at = text.find(place);
        EXPECT_NE(at, std::string::npos);
        zones.write("dalian.toml", text.insert(at + place.size(), "asks_for = [\"receipts\"]\n"));
    }
    TempFolder zones;
};

class AskingPlace : private AskingZones, public ExportPaths {
 protected:
    AskingPlace() : ExportPaths({}, zones.path()) {}
};

TEST_F(AskingPlace, WaitsForTheReceiptOfMoney) {
    EXPECT_NE(house.get("/v1/places").body.find(R"("asks_for":["receipts"])"), std::string::npos);
    const auto filed = house.post("/v1/filings", exported("TMONEY1", "B-MONEY-1", "A"));
    ASSERT_EQ(filed.status, 202) << filed.body;
    EXPECT_EQ(text_member(filed.body, "state"), "waiting");
    EXPECT_NE(filed.body.find(R"("missing":["receipts"])"), std::string::npos) << filed.body;
    const auto id = text_member(filed.body, "id");
    EXPECT_NE(told(id).find(R"("missing":["receipts"])"), std::string::npos) << told(id);
    const auto money = house.post(
        "/v1/filings/" + id + "/documents",
        R"({"receipts":{"payName":"现金支付","charge":"86","currency":"USD",)"
        R"("accountingDate":"2025-02-28 09:00:00"}})"
    );
    ASSERT_EQ(money.status, 202) << money.body;
    EXPECT_NE(money.body.find(R"("missing":[])"), std::string::npos) << money.body;
    EXPECT_TRUE(document_reaches(id, "receipts", 120, 399)) << told(id);
    EXPECT_EQ(house.wait_state(id, "released", seconds{30}), "released");
    // An import at the same place is asked for nothing more.
    const auto import =
        house.post("/v1/filings", with_our_parties(import_9610({"TMONEY2", "DL-AIR"})));
    EXPECT_NE(import.body.find(R"("missing":[])"), std::string::npos) << import.body;
}

}  // namespace
}  // namespace tg::test
