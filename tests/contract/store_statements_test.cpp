// Tax bills, their status and results of a summary: kept with their filing, the newest under a
// number, whatever the order and the repetition of arrival.
#include "gateway/receipt/answer_fields.hpp"
#include "schemas/catalogue.hpp"
#include "tests/contract/store_suites.hpp"

#include <algorithm>

namespace tg::test {
namespace {

using schemas::Group;
using store::FilingState;
using testing::IsEmpty;
using testing::SizeIs;

TG_STORE_SUITE(StoreStatements);

constexpr const char* invt_no = "09022025I000000001";

void set_head(receipt::Statement& statement, std::string_view element, std::string_view value) {
    const auto field = schemas::find_field(statement.content.table(), Group::head, element);
    statement.content.set(field.value(), value);
}

void add_line(receipt::Statement& statement, std::string_view element, std::string_view value) {
    const auto field = schemas::find_field(statement.content.table(), Group::line, element);
    const auto line = statement.content.add_line();
    statement.content.set(line, field.value(), value);
}

receipt::Statement made(StoreHouse& house, std::uint16_t message, std::string number, int second) {
    receipt::Statement out(*schemas::find_table(message));
    out.number = std::move(number);
    out.time = house.judging.clock.now() + std::chrono::seconds(second);
    return out;
}

receipt::Statement bill(StoreHouse& house, int status, int second, std::string_view tax = "9.1") {
    auto out = made(house, 816, std::string(invt_no) + "_1", second);
    out.status = status;
    out.invt_no = invt_no;
    set_head(out, "valueAddedTax", tax);
    add_line(out, "valueAddedTax", "4.5");
    add_line(out, "valueAddedTax", "4.60");
    return out;
}

store::Settled settle(StoreHouse& house, std::vector<receipt::Statement> statements) {
    const auto number = std::to_string(++house.receipts);
    const auto kept = house.keep("S" + number, "<s n='" + number + "'/>");
    receipt::Receipt receipt;
    receipt.raw = kept.id;
    receipt.root = "CEB816Message";
    receipt.statements = std::move(statements);
    return house.run(house.store->apply(std::move(receipt), house.judging.clock.now())).value();
}

/// A filing whose inventory customs has numbered and released.
FilingId numbered(StoreHouse& house) {
    const auto id = house.filed("A-1");
    house.send_all();
    auto answer = house.inventory_answer(house.view(id).cop_no, 800, 1);
    answer.invt_no = invt_no;
    house.settle({answer});
    return id;
}

std::string cell(const store::StatementView::Cells& cells, std::string_view element) {
    for (const auto& [name, value] : cells)
        if (name == element)
            return value;
    return "<absent>";
}

TEST_P(StoreStatements, keep_a_tax_bill_with_its_filing_line_by_line) {
    const auto id = numbered(house);
    const auto settled = settle(house, {bill(house, 1, 5)});
    EXPECT_EQ(settled.applied, 1U);
    EXPECT_EQ(settled.unmatched, 0U);
    const auto view = house.view(id);
    ASSERT_THAT(view.statements, SizeIs(1));
    const auto& tax = view.statements[0];
    EXPECT_EQ(tax.message, 816);
    EXPECT_EQ(tax.number, std::string(invt_no) + "_1");
    EXPECT_EQ(tax.status, 1);
    EXPECT_EQ(tax.time, house.judging.clock.now() + std::chrono::seconds(5));
    EXPECT_EQ(cell(tax.head, "valueAddedTax"), "9.1");
    ASSERT_THAT(tax.lines, SizeIs(2));
    EXPECT_EQ(cell(tax.lines[1], "valueAddedTax"), "4.60");
    EXPECT_THAT(tax.differing_sums, IsEmpty());
    const auto kept = [](const store::AuditView& line) { return line.event == "statement_kept"; };
    EXPECT_EQ(std::ranges::count_if(view.audit, kept), 1);
    // Who may see the filing as an operator finds the bytes by the statement's receipt.
    EXPECT_TRUE(house.run(house.store->receipt_bytes(house.all(), id, tax.raw)));
}

TEST_P(StoreStatements, report_sums_that_differ_and_refuse_nothing) {
    const auto id = numbered(house);
    EXPECT_EQ(settle(house, {bill(house, 1, 5, "9.2")}).applied, 1U);
    EXPECT_THAT(
        house.view(id).statements.at(0).differing_sums, testing::ElementsAre("valueAddedTax")
    );
}

TEST_P(StoreStatements, end_alike_whatever_the_order_and_the_repetition) {
    const auto id = numbered(house);
    std::vector<receipt::Statement> came{
        bill(house, 1, 5),
        bill(house, 2, 9),
        bill(house, 3, 9),
        bill(house, 1, 9, "7"),
        bill(house, 1, 2)};
    std::vector<std::size_t> order{0, 1, 2, 3, 4};
    int n = 0;
    do {
        for (const auto i : order) settle(house, {came[i]});
        const auto view = house.view(id).statements;
        ASSERT_THAT(view, SizeIs(1));
        ASSERT_EQ(view[0].status, 3) << n;
        ASSERT_EQ(cell(view[0].head, "valueAddedTax"), "9.1");
    } while (++n < 20 && std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(settle(house, {bill(house, 3, 9)}).repeated, 1U);
    // From nothing, backwards.
    StoreHouse fresh(sqlite_kind().maker);
    const auto other = numbered(fresh);
    for (auto at = came.rbegin(); at != came.rend(); ++at) settle(fresh, {*at});
    EXPECT_EQ(fresh.view(other).statements.at(0).status, 3);
}

TEST_P(StoreStatements, wait_for_the_number_of_their_inventory) {
    const auto id = house.filed("A-1");
    house.send_all();
    EXPECT_EQ(settle(house, {bill(house, 1, 5)}).unmatched, 1U);
    EXPECT_EQ(house.run(house.store->backlog()).value().unmatched, 1U);
    EXPECT_THAT(house.view(id).statements, IsEmpty());
    auto answer = house.inventory_answer(house.view(id).cop_no, 120, 1);
    answer.invt_no = invt_no;
    house.settle({answer});
    const auto unread = house.run(house.store->unread(10)).value();
    ASSERT_THAT(unread, SizeIs(1)) << "the bill is read again";
    receipt::Receipt again;
    again.raw = unread[0].id;
    again.statements.push_back(bill(house, 1, 5));
    EXPECT_EQ(
        house.run(house.store->apply(std::move(again), house.judging.clock.now())).value().applied,
        1U
    );
    EXPECT_THAT(house.view(id).statements, SizeIs(1));
    EXPECT_EQ(house.run(house.store->backlog()).value().unmatched, 0U);
}

TEST_P(StoreStatements, are_found_by_order_and_by_waybill_before_the_number_is_known) {
    const auto id = house.filed("A-1");
    house.send_all();
    auto by_order = bill(house, 1, 5);
    by_order.order_no = "A-1";
    EXPECT_EQ(settle(house, {by_order}).applied, 1U);
    auto by_waybill = bill(house, 2, 6);
    by_waybill.logistics_no = " TGWA-1 ";
    EXPECT_EQ(settle(house, {by_waybill}).applied, 1U);
    ASSERT_THAT(house.view(id).statements, SizeIs(1));
    EXPECT_EQ(house.view(id).statements[0].status, 2);
    by_order.order_no = "NOBODY";
    EXPECT_EQ(settle(house, {by_order}).unmatched, 1U);
}

TEST_P(StoreStatements, keep_the_status_of_a_bill_beside_it) {
    const auto id = numbered(house);
    settle(house, {bill(house, 1, 5)});
    auto status = made(house, 818, std::string(invt_no) + "_1", 50);
    status.invt_no = invt_no;
    status.status = 2;
    set_head(status, "entDutyNo", "DUTY-1");
    EXPECT_EQ(settle(house, {status}).applied, 1U);
    const auto view = house.view(id).statements;
    ASSERT_THAT(view, SizeIs(2));
    EXPECT_EQ(view[1].message, 818);
    EXPECT_EQ(view[1].status, 2);
    EXPECT_EQ(cell(view[1].head, "entDutyNo"), "DUTY-1");
    house.shut();
    house.open();
    EXPECT_THAT(house.view(id).statements, SizeIs(2));
}

constexpr auto summary_json = R"({"park":"DL-AIR","zone":"DL","direction":"export",
 "procedure":"9610","summary":{"copNo":"TGSUMMARY0000001","agentCode":"21029TGA01",
 "agentName":"示例报关有限公司","ebcCode":"21029TGE01","ebcName":"示例外贸有限公司","summaryFlag":"2",
 "lines":[{"invtNo":"09022025E000000001"}]}})";

TEST_P(StoreStatements, keep_the_lines_of_a_result_when_later_ones_come_without) {
    const auto id = house.append(summary_json).value().filing;
    house.send_all();
    auto taken = house.answer(702, 399, 1);
    taken.cop_no = "TGSUMMARY0000001";
    taken.ebc_code = seller_code;
    taken.sum_no = "SUM1";
    house.settle({taken});

    const auto result = [&](std::string number, int second, const char* state) {
        auto out = made(house, 792, std::move(number), second);
        out.sum_no = "SUM1";
        set_head(out, "decState", state);
        return out;
    };
    auto first = result("DECL1", 10, "A"), later = result("DECL1", 30, "C");
    add_line(first, "invtNo", "09022025E000000001");
    auto old_lines = result("DECL1", 5, "0");
    add_line(old_lines, "invtNo", "OLD");
    auto other = result("DECL2", 11, "A");
    // The one without lines comes first and last.
    for (const auto& one : {later, old_lines, first, other, later, old_lines})
        EXPECT_EQ(settle(house, {one}).unmatched, 0U);
    const auto view = house.view(id).statements;
    ASSERT_THAT(view, SizeIs(2)) << "one per declaration";
    EXPECT_EQ(view[0].number, "DECL1");
    EXPECT_EQ(cell(view[0].head, "decState"), "C");
    ASSERT_THAT(view[0].lines, SizeIs(1));
    EXPECT_EQ(cell(view[0].lines[0], "invtNo"), "09022025E000000001");
    EXPECT_EQ(view[1].number, "DECL2");
    EXPECT_THAT(view[1].lines, IsEmpty());
    EXPECT_EQ(house.state(id), FilingState::concluded) << "a result is no answer";
}

TEST_P(StoreStatements, leave_every_state_alone_and_know_nobody_by_a_strange_number) {
    const auto id = numbered(house);
    const auto before = house.view(id);
    auto strange = made(house, 792, "DECL9", 3);
    strange.sum_no = "NOBODY";
    EXPECT_EQ(settle(house, {strange, bill(house, 3, 9)}).unmatched, 1U);
    EXPECT_EQ(house.state(id), before.state);
    for (const auto& document : house.view(id).documents)
        EXPECT_EQ(
            document.standing,
            std::ranges::find(before.documents, document.id, &store::DocumentView::id)->standing
        );
    store::ReceiptQuery query;
    const auto page = house.run(house.store->receipts(query)).value();
    ASSERT_THAT(page.receipts, SizeIs(1));
    EXPECT_EQ(page.receipts[0].strangers.at(0).root, "CEB792Message");
    EXPECT_EQ(page.receipts[0].strangers.at(0).numbers, "number=DECL9 sumNo=NOBODY");
}

}  // namespace
}  // namespace tg::test
