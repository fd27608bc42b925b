// Statements as JSON; elements keep the names that customs gives them.
#include "gateway/api/statement_json.hpp"

#include "gateway/api/comparison_json.hpp"
#include "gateway/api/filing_json.hpp"
#include "gateway/store/customs_status.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace tg::api {
namespace {

using store::StatementView;

constexpr std::uint16_t summary_result = 792, tax = 816, tax_status = 818;

bool newer(const StatementView& one, const StatementView& other) {
    return one.time.value_or(Instant{}) > other.time.value_or(Instant{});
}

/// The bill as its later status leaves it: consolidated under a payment notice, or void.
void take_status(StatementView& bill, const StatementView& status) {
    if (!newer(status, bill))
        return;
    bill.status = status.status;
    bill.time = status.time;
    bill.raw = status.raw;
    for (const auto& [element, value] : status.head) {
        if (element == "guid" || element == "status" || element == "returnTime")
            continue;
        const auto same =
            std::ranges::find(bill.head, element, [](const auto& cell) { return cell.first; });
        if (same == bill.head.end())
            bill.head.emplace_back(element, value);
        else
            same->second = value;
    }
}

/// A bill with its newest status, and as customs first stated it.
struct Tax {
    StatementView now;
    const StatementView* bill = nullptr;  ///< nothing when only a status has come
};

std::vector<Tax> taxes_of(const store::FilingView& view) {
    std::vector<Tax> taxes;
    for (const auto& statement : view.statements)
        if (statement.message == tax)
            taxes.push_back({statement, &statement});
    for (const auto& statement : view.statements) {
        if (statement.message != tax_status)
            continue;
        const auto bill = std::ranges::find(taxes, statement.number, [](const Tax& one) {
            return std::string_view(one.now.number);
        });
        if (bill == taxes.end())
            taxes.push_back({statement, nullptr});
        else
            take_status(bill->now, statement);
    }
    return taxes;
}

void write_cells(JsonText& out, const StatementView::Cells& cells) {
    out.open_object();
    for (const auto& [element, value] : cells)
        // Told once, as members of the statement.
        if (element != "status" && element != "returnTime" && element != "guid")
            out.member(element, value);
    out.close_object();
}

void write_words(JsonText& out, std::string_view name, std::string_view zh, std::string_view en) {
    out.key(name).open_object().member("zh", zh).member("en", en).close_object();
}

/// `bill`: of a tax bill, to compare; nothing for anything else.
void write_statement(
    JsonText& out,
    const store::FilingView& view,
    const StatementView& statement,
    intake::Role reader,
    const StatementView* bill
) {
    out.open_object().member("number", statement.number);
    if (statement.message != summary_result) {
        const auto words = store::status_words(tax, statement.status);
        out.member("status", std::int64_t{statement.status});
        write_words(out, "status_text", words.zh, words.en);
        out.key("paid");
        write_paid(out, statement.paid);
    }
    out.member("time", statement.time).key("head");
    write_cells(out, statement.head);
    out.key("lines").open_array();
    for (const auto& line : statement.lines) write_cells(out, line);
    out.close_array().key("remarks").open_array();
    for (const auto element : statement.differing_sums) {
        const std::string name(element);
        out.open_object().member("element", name);
        write_words(
            out,
            "text",
            "表头 " + name + " 与各项合计不一致",
            name + " of the head is not the sum of its lines"
        );
        out.close_object();
    }
    out.close_array();
    if (bill != nullptr && view.assessed)
        write_comparison(out, *view.assessed, *bill);
    out.member("receipt", id_text(statement.raw));
    if (reader == intake::Role::zone_operator || reader == intake::Role::admin)
        out.member("href", filing_path(view.id) + "/receipts/" + id_text(statement.raw));
    out.close_object();
}

}  // namespace

void write_paid(JsonText& out, const std::optional<store::BillPaid>& paid) {
    if (paid)
        out.open_object()
            .member("on", schemas::day_text(paid->on))
            .member("told_at", paid->told_at)
            .close_object();
    else
        out.null();
}

void write_statements(JsonText& out, const store::FilingView& view, intake::Role reader) {
    out.key("taxes").open_array();
    for (const auto& one : taxes_of(view)) write_statement(out, view, one.now, reader, one.bill);
    out.close_array().key("summaries").open_array();
    for (const auto& statement : view.statements)
        if (statement.message == summary_result)
            write_statement(out, view, statement, reader, nullptr);
    out.close_array();
}

}  // namespace tg::api
