// GET routes over filings: what is shown to whom, and what does not exist for others.
#include "gateway/core/text.hpp"
#include "tests/unit/api/api_house.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace tg::test {
namespace {

const auto filing_url = "/v1/filings/" + id_text(known_filing);

TEST(ShowFiling, TellsStateDocumentsReceiptsAndWhatHappenedInOrder) {
    ApiHouse house;
    const auto response = house.get(filing_url, "seller");
    EXPECT_EQ(response.status, 200);
    const auto body = json(response);
    EXPECT_EQ(at(body, "/id"), id_text(known_filing));
    EXPECT_EQ(at(body, "/state"), "released");
    EXPECT_NE(at(body, "/state_text/zh"), "<absent>");
    EXPECT_NE(at(body, "/state_text/en"), "<absent>");
    EXPECT_EQ(at(body, "/direction"), "import");
    EXPECT_EQ(at(body, "/missing/0"), "payment");
    EXPECT_EQ(at(body, "/documents/0/status"), "null");
    EXPECT_EQ(at(body, "/documents/1/kind"), "inventory");
    EXPECT_EQ(at(body, "/documents/1/message_type"), "CEB621Message");
    EXPECT_EQ(at(body, "/documents/1/status_text/zh"), "放行");
    EXPECT_EQ(at(body, "/documents/1/message/href"), filing_url + "/messages/2");
    EXPECT_EQ(at(body, "/receipts/1/returned_status"), "-301014");
    EXPECT_EQ(at(body, "/receipts/1/status_text/en"), "processing error");
    EXPECT_EQ(at(body, "/receipts/1/return_time"), "null");
    EXPECT_EQ(at(body, "/messages/0/href"), filing_url + "/messages/1");
    const std::vector<std::string> events{
        "accepted", "sealed", "sealed", "delivered", "delivered", "answer", "answer"};
    for (std::size_t i = 0; i < events.size(); ++i)
        EXPECT_EQ(at(body, "/timeline/" + std::to_string(i) + "/event"), events[i]);
    EXPECT_EQ(at(body, "/timeline/5/status"), "-301014")
        << "it arrived before customs' own time of the other";
    EXPECT_EQ(at(body, "/timeline/6/status"), "800");
    EXPECT_EQ(at(body, "/timeline/7"), "<absent>");
}

TEST(ShowFiling, TheTimelineNamesThePartyThatIsLateForGood) {
    ApiHouse house;
    auto& view = house.store.held.at(known_filing.value()).view;
    const auto at_noon = view.accepted_at + std::chrono::hours(90 * 24);
    view.audit.push_back({7, at_noon, "gateway", "partner_overdue", "payment payment_enterprise"});
    store::ExpectationView late;
    late.kind = schemas::Kind::payment;
    late.party = "21029TGP01";
    view.expectations.push_back(late);
    const auto body = json(house.get(filing_url, "seller"));
    EXPECT_EQ(at(body, "/timeline/7/event"), "partner_overdue");
    EXPECT_EQ(at(body, "/timeline/7/document"), "payment");
    EXPECT_EQ(at(body, "/timeline/7/party/role"), "payment_enterprise");
    EXPECT_EQ(at(body, "/timeline/7/party/code"), "21029TGP01");
    EXPECT_EQ(at(body, "/audit"), "<absent>");
}

TEST(ListFilings, SayForWhomTheyWaitWhenThatIsAsked) {
    ApiHouse house;
    auto& view = house.store.held.at(known_filing.value()).view;
    EXPECT_EQ(at(json(house.get("/v1/filings", "operator")), "/filings/0/waits_for"), "<absent>");
    store::ExpectationView late;
    late.kind = schemas::Kind::payment;
    late.overdue = late.holds = true;
    late.since = view.accepted_at;
    auto here = late;
    here.kind = schemas::Kind::waybill;
    here.state = store::Expected::matched;
    view.expectations = {here, late};
    const auto body = json(house.get("/v1/filings?holding=overdue", "operator"));
    const std::string first = "/filings/0/waits_for/0";
    EXPECT_EQ(at(body, first + "/section"), "payment");
    EXPECT_EQ(at(body, first + "/state"), "overdue");
    EXPECT_EQ(at(body, first + "/party/role"), "payment_enterprise");
    EXPECT_NE(at(body, first + "/since"), "<absent>");
    EXPECT_EQ(at(body, "/filings/0/waits_for/1"), "<absent>")
        << "what is here is waited for no more";
}

TEST(ShowFiling, AuditAndRawReceiptsAreForOperatorsAndAdmins) {
    ApiHouse house;
    const auto seller = json(house.get(filing_url, "seller"));
    EXPECT_EQ(at(seller, "/audit"), "<absent>");
    EXPECT_EQ(at(seller, "/receipts/0/href"), "<absent>");
    const auto watcher = json(house.get(filing_url, "operator"));
    EXPECT_EQ(at(watcher, "/audit/0/event"), "filing_accepted");
    EXPECT_EQ(at(watcher, "/receipts/0/href"), filing_url + "/receipts/" + id_text(31));
}

TEST(ShowFiling, AnEtagSparesTheBody) {
    ApiHouse house;
    const auto first = house.get(filing_url, "seller");
    const auto etag = header(first, "ETag");
    const auto same = house.get(filing_url, "seller", {{"If-None-Match", "\"x\", W/" + etag}});
    EXPECT_EQ(same.status, 304);
    EXPECT_TRUE(same.body.empty());
    EXPECT_EQ(header(same, "ETag"), etag);
    house.store.held[known_filing.value()].view.state = store::FilingState::closed;
    const auto changed = house.get(filing_url, "seller", {{"If-None-Match", etag}});
    EXPECT_EQ(changed.status, 200);
    EXPECT_NE(header(changed, "ETag"), etag);
}

struct Sight {
    std::string name;
    std::string path, who;
    int status;
};

std::ostream& operator<<(std::ostream& out, const Sight& row) {
    return out << row.name;
}

class WhoSeesWhat : public testing::TestWithParam<Sight> {};

TEST_P(WhoSeesWhat, IsDecidedByTenantEnterpriseAndRole) {
    ApiHouse house;
    const auto response = house.get(GetParam().path, GetParam().who);
    EXPECT_EQ(response.status, GetParam().status) << response.body;
    EXPECT_TRUE(house.store.refusals.empty()) << "reading leaves no audit line of a refusal";
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    WhoSeesWhat,
    testing::Values(
        Sight{"OwnSeller", filing_url, "seller", 200},
        Sight{"LowerCaseId", "/v1/filings/" + lower_ascii(id_text(known_filing)), "seller", 200},
        Sight{"OtherSeller", filing_url, "other-seller", 404},
        Sight{"Carrier", filing_url, "logistics", 404},
        Sight{"Operator", filing_url, "operator", 200},
        Sight{"Admin", filing_url, "admin", 200},
        Sight{"AdminOfAnotherTenant", filing_url, "stranger", 404},
        Sight{"NoKey", filing_url, "", 401},
        Sight{"UnknownId", "/v1/filings/" + id_text(7), "admin", 404},
        Sight{"NoId", "/v1/filings/..%2F..", "admin", 404},
        Sight{"Message", filing_url + "/messages/1", "seller", 200},
        Sight{"MessageOfAnotherTenant", filing_url + "/messages/1", "stranger", 404},
        Sight{"MessageZero", filing_url + "/messages/0", "seller", 404},
        Sight{"MessageBeyond", filing_url + "/messages/3", "seller", 404},
        Sight{"MessageNoNumber", filing_url + "/messages/1x", "seller", 404},
        Sight{"ReceiptForSeller", filing_url + "/receipts/" + id_text(31), "seller", 403},
        Sight{"ReceiptForCarrier", filing_url + "/receipts/" + id_text(31), "logistics", 403},
        Sight{"ReceiptForOperator", filing_url + "/receipts/" + id_text(31), "operator", 200},
        Sight{"ReceiptForAdmin", filing_url + "/receipts/" + id_text(31), "admin", 200},
        Sight{"ReceiptOfAnotherTenant", filing_url + "/receipts/" + id_text(31), "stranger", 404},
        Sight{"ReceiptUnknown", filing_url + "/receipts/" + id_text(99), "admin", 404},
        Sight{"ReceiptNoId", filing_url + "/receipts/1", "admin", 404}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(Bytes, AreServedExactlyAndHarmlessly) {
    ApiHouse house;
    const auto message = house.get(filing_url + "/messages/1", "seller");
    EXPECT_EQ(message.body, "<?xml version=\"1.0\"?>\n<a/>");
    EXPECT_EQ(message.content_type, "application/xml");
    EXPECT_EQ(header(message, "Content-Security-Policy"), "default-src 'none'; sandbox");
    EXPECT_EQ(header(message, "X-Content-Type-Options"), "nosniff");
    EXPECT_TRUE(header(message, "Content-Disposition").starts_with("attachment"));
    const auto receipt = house.get(filing_url + "/receipts/" + id_text(32), "admin");
    EXPECT_EQ(receipt.body, std::string("\x00\x01 no XML", 9));
    EXPECT_EQ(receipt.content_type, "application/octet-stream");
}

TEST(ListFilings, PassesEveryParameterOn) {
    ApiHouse house;
    house.store.next_page = known_filing;
    const auto response = house.get(
        "/v1/filings?order=A%20B&waybill=W&inventory=I&state=released&zone=DL&park=DL-DYW"
        "&from=2025-03-01T00:00:00%2B08:00&before=20250302&limit=200&cursor=" +
            id_text(known_filing),
        "seller"
    );
    EXPECT_EQ(response.status, 200) << response.body;
    ASSERT_TRUE(house.store.last_query);
    const auto& query = *house.store.last_query;
    EXPECT_EQ(query.order_no, "A B");
    EXPECT_EQ(query.logistics_no, "W");
    EXPECT_EQ(query.inventory_no, "I");
    EXPECT_EQ(query.state, store::FilingState::released);
    EXPECT_EQ(query.zone, "DL");
    EXPECT_EQ(query.park, "DL-DYW");
    EXPECT_EQ(rfc3339(*query.accepted_from), "2025-02-28T16:00:00.000Z");
    EXPECT_EQ(rfc3339(*query.accepted_before), "2025-03-01T16:00:00.000Z");
    EXPECT_EQ(query.limit, 200U);
    EXPECT_EQ(query.after, known_filing);
    EXPECT_EQ(house.store.last_scope->enterprises, std::vector<std::string>{"SELLER0001"});
    const auto body = json(response);
    EXPECT_EQ(at(body, "/filings/0/order_no"), "ORDER-1");
    EXPECT_EQ(at(body, "/filings/0/documents"), "<absent>");
    EXPECT_EQ(at(body, "/next"), id_text(known_filing));
}

TEST(ListFilings, TheLastPageHasNoNextAndStrangersSeeNothing) {
    ApiHouse house;
    const auto own = json(house.get("/v1/filings", "operator"));
    EXPECT_EQ(at(own, "/filings"), "array of 1");
    EXPECT_EQ(at(own, "/next"), "null");
    EXPECT_EQ(house.store.last_query->limit, 50U);
    EXPECT_EQ(at(json(house.get("/v1/filings", "stranger")), "/filings"), "array of 0");
    EXPECT_EQ(at(json(house.get("/v1/filings", "other-seller")), "/filings"), "array of 0");
}

TEST(ListFilings, EveryWrongParameterIsNamedAtOnce) {
    ApiHouse house;
    const auto response = house.get(
        "/v1/filings?ordr=1&state=gone&zone=XX&park=YY&from=yesterday&before=20250230&limit=201"
        "&cursor=zz&order=&waybill=%FF&limit=5",
        "seller"
    );
    EXPECT_EQ(response.status, 400);
    const auto body = json(response);
    EXPECT_EQ(at(body, "/code"), "query_refused");
    EXPECT_EQ(at(body, "/errors"), "array of 11");
    EXPECT_EQ(at(body, "/errors/0/code"), "unknown_query");
    EXPECT_EQ(at(body, "/errors/0/message_en"), "There is no parameter ordr (order?)");
    EXPECT_EQ(at(body, "/errors/1/pointer"), "?limit");
    EXPECT_FALSE(house.store.last_query);
}

TEST(ListFilings, OneWrongParameterIsTheProblemItself) {
    ApiHouse house;
    const auto body = json(house.get("/v1/filings?limit=0", "seller"));
    EXPECT_EQ(at(body, "/code"), "bad_query");
    EXPECT_EQ(at(body, "/errors/0/pointer"), "?limit");
    EXPECT_EQ(
        at(body, "/errors/0/message_en"), "Parameter limit has no valid value; expected: 1..200"
    );
}

store::StatementView tax_bill(std::uint16_t message, int status, std::string_view at) {
    store::StatementView view;
    view.message = message;
    view.number = "I-1_1";
    view.status = status;
    view.time = from_rfc3339(at);
    view.raw = RawId(40 + status);
    return view;
}

TEST(ShowFiling, TellsTaxBillsLineByLineWithTheirNewestStatus) {
    ApiHouse house;
    auto bill = tax_bill(816, 1, "2025-03-02T08:00:00Z");
    bill.head = {{"taxNo", "I-1_1"}, {"valueAddedTax", "9.1"}, {"status", "1"}};
    bill.lines = {{{"gnum", "1"}, {"valueAddedTax", "4.5"}}, {{"gnum", "2"}}};
    bill.differing_sums = {"valueAddedTax"};
    auto status = tax_bill(818, 2, "2025-04-02T08:00:00Z");
    status.head = {{"taxNo", "I-1_1"}, {"entDutyNo", "DUTY-1"}, {"status", "2"}};
    auto other = tax_bill(818, 3, "2025-04-02T08:00:00Z");
    other.number = "I-1_2";
    house.store.held[known_filing.value()].view.statements = {bill, status, other};
    const auto body = json(house.get(filing_url, "seller"));
    EXPECT_EQ(at(body, "/taxes"), "array of 2");
    EXPECT_EQ(at(body, "/taxes/0/number"), "I-1_1");
    EXPECT_EQ(at(body, "/taxes/0/status"), "2");
    EXPECT_EQ(at(body, "/taxes/0/status_text/en"), "consolidated");
    EXPECT_EQ(at(body, "/taxes/0/head/entDutyNo"), "DUTY-1");
    EXPECT_EQ(at(body, "/taxes/0/head/valueAddedTax"), "9.1");
    EXPECT_EQ(at(body, "/taxes/0/head/status"), "<absent>") << "told once";
    EXPECT_EQ(at(body, "/taxes/0/lines/0/valueAddedTax"), "4.5");
    EXPECT_EQ(at(body, "/taxes/0/lines"), "array of 2");
    EXPECT_EQ(at(body, "/taxes/0/remarks/0/element"), "valueAddedTax");
    EXPECT_EQ(at(body, "/taxes/0/href"), "<absent>");
    EXPECT_EQ(at(body, "/taxes/1/status_text/en"), "void") << "a status whose bill has not come";
    const auto watcher = json(house.get(filing_url, "operator"));
    EXPECT_EQ(at(watcher, "/taxes/0/href"), filing_url + "/receipts/" + id_text(42));
}

/// One line of 100.00 at 13 % and 70 %; two pieces.
store::Assessed assessed_line() {
    tax::LineTax line;
    line.gnum = 1;
    line.gcode = "1901101000";
    line.price = line.dutiable = Decimal(100);
    line.computed = true;
    line.effective.vat = *Decimal::parse("0.13");
    line.effective.reduction = *Decimal::parse("0.7");
    line.vat = line.total = *Decimal::parse("9.1");
    store::Assessed out;
    out.tax.treatment = tax::Treatment::reduced;
    out.tax.complete = true;
    out.tax.dutiable = line.dutiable;
    out.tax.vat = out.tax.total = line.vat;
    out.tax.lines = {line};
    out.declared = {{1, Decimal(2)}};
    return out;
}

store::StatementView bill_of_one_line(const char* vat) {
    auto bill = tax_bill(816, 1, "2025-03-02T08:00:00Z");
    bill.head = {{"customsTax", "0"}, {"consumptionTax", "0"}, {"valueAddedTax", vat}};
    bill.lines = {
        {{"gnum", "1"},
         {"gcode", "1901101000"},
         {"taxPrice", "100"},
         {"customsTax", "0"},
         {"consumptionTax", "0"},
         {"valueAddedTax", vat}}};
    return bill;
}

TEST(ShowFiling, ComparesABillWithWhatWasAssessed) {
    ApiHouse house;
    auto& view = house.store.held[known_filing.value()].view;
    view.statements = {bill_of_one_line("13")};
    EXPECT_EQ(at(json(house.get(filing_url, "seller")), "/taxes/0/comparison"), "<absent>");
    view.assessed = assessed_line();
    const auto body = json(house.get(filing_url, "seller"));
    const std::string comparison = "/taxes/0/comparison";
    EXPECT_EQ(at(body, comparison + "/notable"), "true");
    EXPECT_EQ(at(body, comparison + "/lines"), "array of 4");
    EXPECT_EQ(at(body, comparison + "/lines/0/amount"), "value");
    EXPECT_EQ(at(body, comparison + "/lines/0/class"), "equal");
    const auto vat = comparison + "/lines/3";
    EXPECT_EQ(at(body, vat + "/gnum"), "1");
    EXPECT_EQ(at(body, vat + "/amount_text/zh"), "增值税");
    EXPECT_EQ(at(body, vat + "/ours"), "9.1");
    EXPECT_EQ(at(body, vat + "/theirs"), "13");
    EXPECT_EQ(at(body, vat + "/difference"), "3.9");
    EXPECT_EQ(at(body, vat + "/class"), "reduction_differs");
    EXPECT_EQ(at(body, vat + "/class_text/zh"), "减征不同：一方按 70%，另一方按全额");
    EXPECT_EQ(at(body, vat + "/notable"), "true");
    EXPECT_EQ(at(body, comparison + "/sums/3/difference"), "3.9");
    EXPECT_EQ(at(body, comparison + "/terms/0/gcode"), "1901101000");
    EXPECT_EQ(
        at(body, comparison + "/terms/0/steps/0/text_en"),
        "Dutiable value = price 100 + freight 0 + insurance 0 = 100"
    );
}

TEST(ShowFiling, ComparesABillWithWhatWasLeftWhenItWasMade) {
    ApiHouse house;
    auto& view = house.store.held[known_filing.value()].view;
    view.assessed = assessed_line();
    view.assessed->returns = {{{"r1", {{1, Decimal(1)}}}, *from_rfc3339("2025-03-03T08:00:00Z")}};
    auto replaced = bill_of_one_line("4.55");
    replaced.number = "I-1_2";
    replaced.time = from_rfc3339("2025-03-04T08:00:00Z");
    replaced.lines[0][2].second = "50";
    // The status of the first one is later than the return; the bill itself is not.
    auto voided = tax_bill(818, 3, "2025-03-04T08:00:00Z");
    view.statements = {bill_of_one_line("9.1"), replaced, voided};
    const auto body = json(house.get(filing_url, "seller"));
    EXPECT_EQ(at(body, "/taxes/0/status"), "3");
    EXPECT_EQ(at(body, "/taxes/0/comparison/notable"), "false");
    EXPECT_EQ(at(body, "/taxes/1/comparison/notable"), "false");
    EXPECT_EQ(at(body, "/taxes/1/comparison/lines/3/ours"), "4.55");
}

TEST(ShowFiling, AnOlderStatusDoesNotUndoANewerBill) {
    ApiHouse house;
    house.store.held[known_filing.value()].view.statements = {
        tax_bill(816, 3, "2025-05-02T08:00:00Z"), tax_bill(818, 2, "2025-04-02T08:00:00Z")};
    EXPECT_EQ(at(json(house.get(filing_url, "seller")), "/taxes/0/status"), "3");
}

TEST(ShowFiling, TellsResultsOfASummary) {
    ApiHouse house;
    store::StatementView result;
    result.message = 792;
    result.number = "DECL1";
    result.head = {{"entryId", "ENTRY1"}, {"decState", "C3"}};
    house.store.held[known_filing.value()].view.statements = {result};
    const auto body = json(house.get(filing_url, "seller"));
    EXPECT_EQ(at(body, "/taxes"), "array of 0");
    EXPECT_EQ(at(body, "/summaries/0/number"), "DECL1");
    EXPECT_EQ(at(body, "/summaries/0/head/entryId"), "ENTRY1");
    EXPECT_EQ(at(body, "/summaries/0/status"), "<absent>");
    EXPECT_EQ(at(body, "/summaries/0/time"), "null");
}

TEST(ListReceipts, TellsOperatorsWhatNobodyCouldMatch) {
    ApiHouse house;
    store::ReceiptLine line;
    line.id = RawId(77);
    line.channel = "http";
    line.place = "DL";
    line.received = *from_rfc3339("2025-03-01T08:00:00Z");
    line.strangers = {{"CEB622Message", "800", "preNo=B1 invtNo=I1"}};
    house.store.inbox.receipts = {line};
    house.store.inbox.next = RawId(77);
    const auto body = json(house.get("/v1/receipts", "operator"));
    EXPECT_EQ(house.store.last_receipts->state, store::ReceiptState::unmatched);
    EXPECT_EQ(house.store.last_receipts->limit, 50U);
    EXPECT_EQ(at(body, "/receipts/0/id"), id_text(77));
    EXPECT_EQ(at(body, "/receipts/0/channel"), "http");
    EXPECT_EQ(at(body, "/receipts/0/reason"), "<absent>");
    EXPECT_EQ(at(body, "/receipts/0/answers/0/root"), "CEB622Message");
    EXPECT_EQ(at(body, "/receipts/0/answers/0/numbers"), "preNo=B1 invtNo=I1");
    EXPECT_EQ(at(body, "/receipts/0/href"), "/v1/receipts/" + id_text(77));
    EXPECT_EQ(at(body, "/next"), id_text(77));

    const auto target = "/v1/receipts?state=unreadable&limit=7&cursor=" + id_text(77);
    EXPECT_EQ(house.get(target, "admin").status, 200);
    EXPECT_EQ(house.store.last_receipts->state, store::ReceiptState::unreadable);
    EXPECT_EQ(house.store.last_receipts->limit, 7U);
    EXPECT_EQ(house.store.last_receipts->after, RawId(77));
}

TEST(ListReceipts, IsForOperatorsAndNamesEveryWrongParameter) {
    ApiHouse house;
    for (const auto* who : {"seller", "logistics"})
        EXPECT_EQ(house.get("/v1/receipts", who).status, 403) << who;
    EXPECT_EQ(house.get("/v1/receipts").status, 401);
    const auto body =
        json(house.get("/v1/receipts?state=gone&limit=0&cursor=z&order=1", "operator"));
    EXPECT_EQ(at(body, "/code"), "query_refused");
    EXPECT_EQ(at(body, "/errors"), "array of 4");
    EXPECT_FALSE(house.store.last_receipts);
}

TEST(ShowRawReceipt, GivesTheBytesAsTheyCame) {
    ApiHouse house;
    house.store.inbox_bytes[77] = "\x01 no XML";
    const auto url = "/v1/receipts/" + id_text(77);
    const auto response = house.get(url, "operator");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "\x01 no XML");
    EXPECT_EQ(response.content_type, "application/octet-stream");
    EXPECT_EQ(house.get(url, "seller").status, 403);
    EXPECT_EQ(house.get(url, "stranger").status, 404);
    EXPECT_EQ(house.get("/v1/receipts/" + id_text(78), "operator").status, 404);
    EXPECT_EQ(house.get("/v1/receipts/nothing", "operator").status, 404);
}

}  // namespace
}  // namespace tg::test
