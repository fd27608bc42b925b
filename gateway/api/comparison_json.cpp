// See comparison_json.hpp.
#include "gateway/api/comparison_json.hpp"

#include "gateway/api/assessment_json.hpp"
#include "gateway/tax/assessed_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace tg::api {
namespace {

using Cells = store::StatementView::Cells;

std::string_view cell(const Cells& cells, std::string_view element) {
    const auto found = std::ranges::find(cells, element, [](const auto& one) { return one.first; });
    return found == cells.end() ? std::string_view{} : std::string_view(found->second);
}

Decimal amount(const Cells& cells, std::string_view element) {
    return Decimal::parse(cell(cells, element)).value_or(Decimal{});
}

void write_words(JsonText& out, std::string_view name, std::string_view zh, std::string_view en) {
    out.key(name).open_object().member("zh", zh).member("en", en).close_object();
}

void write_amounts(JsonText& out, const Decimal& ours, const Decimal& theirs) {
    out.member("ours", ours.text())
        .member("theirs", theirs.text())
        .member("difference", theirs.minus(ours).value_or(Decimal{}).text());
}

void write_kind(JsonText& out, tax::Amount kind) {
    const auto& row = tax::row_of(kind);
    out.member("amount", row.name);
    write_words(out, "amount_text", row.zh, row.en);
}

void write_line(JsonText& out, const tax::ComparedAmount& one) {
    out.open_object();
    // 0: the head of the bill beside the sum of its own lines.
    out.key("gnum");
    if (one.gnum == 0)
        out.null();
    else
        out.number(static_cast<std::int64_t>(one.gnum));
    write_kind(out, one.amount);
    write_amounts(out, one.ours, one.theirs);
    const auto& why = tax::row_of(one.difference);
    out.member("class", why.name);
    write_words(out, "class_text", why.zh, why.en);
    out.key("notable").truth(tax::notable(one.difference)).close_object();
}

void write_terms(JsonText& out, const tax::Assessment& ours) {
    out.key("terms").open_array();
    for (const auto& line : ours.lines) {
        out.open_object()
            .member("gnum", static_cast<std::int64_t>(line.gnum))
            .member("gcode", line.gcode)
            .key("steps")
            .open_array();
        for (const auto& step : tax::steps_of(line)) write_step(out, step);
        out.close_array().close_object();
    }
    out.close_array();
}

void write_sums(JsonText& out, const tax::Assessment& ours, const tax::Bill& bill) {
    Decimal value;
    for (const auto& line : bill.lines) value = value.plus(line.value).value_or(value);
    struct Sum {
        tax::Amount kind;
        const Decimal& ours;
        const Decimal& theirs;
    };
    out.key("sums").open_array();
    for (const auto& sum :
         {Sum{tax::Amount::value, ours.dutiable, value},
          Sum{tax::Amount::duty, ours.duty, bill.duty},
          Sum{tax::Amount::consumption, ours.consumption, bill.consumption},
          Sum{tax::Amount::vat, ours.vat, bill.vat}}) {
        out.open_object();
        write_kind(out, sum.kind);
        write_amounts(out, sum.ours, sum.theirs);
        out.close_object();
    }
    out.close_array();
}

}  // namespace

tax::Bill bill_of(const store::StatementView& statement) {
    tax::Bill bill;
    bill.duty = amount(statement.head, "customsTax");
    bill.consumption = amount(statement.head, "consumptionTax");
    bill.vat = amount(statement.head, "valueAddedTax");
    for (const auto& cells : statement.lines) {
        const auto gnum = cell(cells, "gnum");
        tax::BillLine line;
        const auto read = std::from_chars(gnum.data(), gnum.data() + gnum.size(), line.gnum);
        if (read.ec != std::errc{} || read.ptr != gnum.data() + gnum.size())
            continue;
        line.gcode = cell(cells, "gcode");
        line.value = amount(cells, "taxPrice");
        line.duty = amount(cells, "customsTax");
        line.consumption = amount(cells, "consumptionTax");
        line.vat = amount(cells, "valueAddedTax");
        bill.lines.push_back(std::move(line));
    }
    return bill;
}

void write_comparison(
    JsonText& out, const store::Assessed& assessed, const store::StatementView& bill
) {
    const auto ours = assessed.at(bill.time.value_or(Instant::max()));
    const auto theirs = bill_of(bill);
    const auto amounts = tax::compare(ours, theirs);
    const auto notable = std::ranges::any_of(amounts, [](const tax::ComparedAmount& one) {
        return tax::notable(one.difference);
    });
    out.key("comparison").open_object().key("notable").truth(notable);
    out.key("lines").open_array();
    for (const auto& one : amounts) write_line(out, one);
    out.close_array();
    write_sums(out, ours, theirs);
    write_terms(out, ours);
    out.close_object();
}

}  // namespace tg::api
