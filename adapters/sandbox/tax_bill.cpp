// The formulas of tax.md 3, each tax rounded to the fen per line.
#include "adapters/sandbox/tax_bill.hpp"

#include "adapters/sandbox/kinds.hpp"
#include "adapters/sandbox/returns.hpp"
#include "schemas/catalogue.hpp"

#include <array>
#include <string>
#include <vector>

namespace tg::sandbox {

namespace {

using schemas::Document;
using schemas::Group;

constexpr std::uint16_t bill_number = 816;
constexpr std::uint16_t status_number = 818;
constexpr std::int64_t single_limit = 5'000;
constexpr std::int64_t cosmetics_per_kilogram = 10'000;  // 10 yuan per gram

/// Percent. `dear`: consumption tax only from 10 yuan per gram on.
struct Rate {
    std::string_view prefix;
    int value_added, consumption, duty;
    bool dear = false;
};
constexpr std::array<Rate, 11> rates{{
    {"0409", 9, 0, 15},
    {"0801", 9, 0, 10},
    {"0802", 9, 0, 10},
    {"0902", 9, 0, 15},
    {"1509", 9, 0, 10},
    {"2204", 13, 10, 14},
    {"2205", 13, 10, 14},
    {"2208", 13, 20, 5},
    {"2309", 9, 0, 4},
    {"3303", 13, 15, 3, true},
    {"3304", 13, 15, 3, true},
}};
constexpr Rate usual{"", 13, 0, 5};

Decimal amount(std::string_view text) {
    return Decimal::parse(text).value_or(Decimal());
}
Decimal sum(const Decimal& left, const Decimal& right) {
    return left.plus(right).value_or(left);
}
Decimal percent_of(const Decimal& value, int percent) {
    const auto times = value.times(Decimal(percent)).value_or(Decimal());
    return times.divided(Decimal(100), 10, Rounding::half_up).value_or(Decimal());
}
Decimal fen(const Decimal& value) {
    return value.rounded(2, Rounding::half_up).value_or(Decimal());
}
/// value x part / whole.
Decimal share(const Decimal& value, const Decimal& part, const Decimal& whole) {
    const auto times = value.times(part).value_or(Decimal());
    return times.divided(whole, 2, Rounding::down).value_or(Decimal());
}

Rate rate_of(const Document& inventory, std::size_t line) {
    const std::string_view gcode = line_value(inventory, line, "gcode");
    for (const Rate& rate : rates) {
        if (!gcode.starts_with(rate.prefix))
            continue;
        Rate found = rate;
        const Decimal kilograms = amount(line_value(inventory, line, "qty1"));
        const auto threshold = kilograms.times(Decimal(cosmetics_per_kilogram));
        if (rate.dear && threshold &&
            amount(line_value(inventory, line, "totalPrice")) < *threshold)
            found.consumption = 0;
        return found;
    }
    return usual;
}

/// Dutiable values of the lines: price plus their share of freight and insurance, the last line
/// taking what rounding leaves.
std::vector<Decimal> dutiable(const Document& inventory) {
    const Decimal charges =
        sum(amount(head_value(inventory, "freight")), amount(head_value(inventory, "insuredFee")));
    Decimal goods;
    for (std::size_t line = 0; line < inventory.line_count(); ++line)
        goods = sum(goods, amount(line_value(inventory, line, "totalPrice")));
    std::vector<Decimal> values;
    Decimal left = charges;
    for (std::size_t line = 0; line < inventory.line_count(); ++line) {
        const Decimal price = amount(line_value(inventory, line, "totalPrice"));
        const bool last = line + 1 == inventory.line_count();
        const Decimal charge = last ? left : share(charges, price, goods);
        left = left.minus(charge).value_or(Decimal());
        values.push_back(sum(price, charge));
    }
    return values;
}

struct Taxes {
    Decimal duty, value_added, consumption;
};

Taxes taxes_of(const Decimal& value, const Rate& rate, bool full) {
    Taxes out;
    if (full)
        out.duty = fen(percent_of(value, rate.duty));
    const Decimal taxed = sum(value, out.duty);
    const Decimal base = taxed.times(Decimal(100))
                             .value_or(Decimal())
                             .divided(Decimal(100 - rate.consumption), 10, Rounding::half_up)
                             .value_or(Decimal());
    const Decimal consumption = fen(percent_of(base, rate.consumption));
    const Decimal value_added = percent_of(sum(taxed, consumption), rate.value_added);
    const int due = full ? 100 : 70;
    out.consumption = fen(percent_of(consumption, due));
    out.value_added = fen(percent_of(value_added, due));
    return out;
}

void put(Document& out, std::string_view element, std::string_view value) {
    const auto field = schemas::find_field(out.table(), Group::head, element);
    if (field && !value.empty())
        out.set(*field, value);
}
void put(Document& out, std::size_t line, std::string_view element, std::string_view value) {
    const auto field = schemas::find_field(out.table(), Group::line, element);
    if (field)
        out.set(line, *field, value);
}
void put(Document& out, const BillNames& names, std::string_view status) {
    put(out, "guid", names.guid);
    put(out, "returnTime", names.time);
    put(out, "invtNo", names.invt_no);
    put(out, "taxNo", names.tax_no);
    put(out, "status", status);
}

}  // namespace

Document tax_bill(
    const Document& inventory, std::span<const Decimal> left, const BillNames& names
) {
    Document out(*schemas::find_table(bill_number));
    put(out, names, "1");
    for (const std::string_view element :
         {"assureCode",
          "ebcCode",
          "logisticsCode",
          "agentCode",
          "customsCode",
          "orderNo",
          "logisticsNo"})
        put(out, element, head_value(inventory, element));
    const std::vector<Decimal> values = dutiable(inventory);
    Decimal whole;
    for (const Decimal& value : values) whole = sum(whole, value);
    const bool full = whole > Decimal(single_limit);
    Taxes total;
    for (std::size_t line = 0; line < values.size(); ++line) {
        const Decimal quantity = amount(line_value(inventory, line, "qty"));
        if (line >= left.size() || left[line].zero())
            continue;
        const Decimal value =
            left[line] == quantity ? values[line] : share(values[line], left[line], quantity);
        const Taxes taxes = taxes_of(value, rate_of(inventory, line), full);
        const std::size_t at = out.add_line();
        put(out, at, "gnum", line_value(inventory, line, "gnum"));
        put(out, at, "gcode", line_value(inventory, line, "gcode"));
        put(out, at, "taxPrice", value.text());
        put(out, at, "customsTax", taxes.duty.text());
        put(out, at, "valueAddedTax", taxes.value_added.text());
        put(out, at, "consumptionTax", taxes.consumption.text());
        total.duty = sum(total.duty, taxes.duty);
        total.value_added = sum(total.value_added, taxes.value_added);
        total.consumption = sum(total.consumption, taxes.consumption);
    }
    put(out, "customsTax", total.duty.text());
    put(out, "valueAddedTax", total.value_added.text());
    put(out, "consumptionTax", total.consumption.text());
    return out;
}

Document tax_status(const Document& inventory, BillState state, const BillNames& names) {
    Document out(*schemas::find_table(status_number));
    put(out, names, std::to_string(static_cast<int>(state)));
    put(out, "assureCode", head_value(inventory, "assureCode"));
    if (state == BillState::consolidated)
        put(out, "entDutyNo", "J" + std::string(names.tax_no));
    return out;
}

}  // namespace tg::sandbox
