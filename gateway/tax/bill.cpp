// Comparing amount by amount; the reason is the first explanation that gives their number.
#include "gateway/tax/bill.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>

namespace tg::tax {
namespace {

// clang-format off
constexpr DifferenceRow rows[] = {
    {Difference::equal, "equal", "一致", "equal"},
    {Difference::rounding, "rounding", "舍入差异（不超过 0.01）", "rounding (0.01 at most)"},
    {Difference::base_differs, "base_differs", "完税价格不同", "the dutiable value differs"},
    {Difference::reduction_differs, "reduction_differs", "减征不同：一方按 70%，另一方按全额", "the reduction differs: one side took 70 %, the other the full rates"},
    {Difference::rate_differs, "rate_differs", "税率不同", "the rate differs"},
    {Difference::kind_missing, "kind_missing", "电子税单缺少该税种", "the bill lacks this kind of tax"},
    {Difference::kind_unexpected, "kind_unexpected", "电子税单多出该税种", "the bill has a kind of tax that was not expected"},
    {Difference::code_differs, "code_differs", "商品编码不同", "the tariff code differs"},
    {Difference::line_missing, "line_missing", "电子税单缺少该商品项", "the bill lacks this line"},
    {Difference::line_unexpected, "line_unexpected", "电子税单多出该商品项", "the bill has a line that was not expected"},
    {Difference::not_computed, "not_computed", "本方没有税率，未计算", "no rate was known here; nothing was computed"},
    {Difference::sum_differs, "sum_differs", "电子税单表头不等于各项之和", "the head of the bill is not the sum of its lines"},
};
constexpr AmountRow amount_rows[] = {
    {Amount::value, "value", "完税价格", "dutiable value"},
    {Amount::duty, "duty", "关税", "duty"},
    {Amount::consumption, "consumption", "消费税", "consumption tax"},
    {Amount::vat, "vat", "增值税", "VAT"},
};
// clang-format on

/// Duty, consumption tax and VAT, in the order of Amount after value.
using Taxes = std::array<Decimal, 3>;

Taxes taxes_of(const LineTax& line) {
    return {line.duty, line.consumption, line.vat};
}
Taxes taxes_of(const BillLine& line) {
    return {line.duty, line.consumption, line.vat};
}

Decimal less(const Decimal& a, const Decimal& b) {
    return a.minus(b).value_or(Decimal{});
}

bool near(const Decimal& a, const Decimal& b) {
    const auto fen = *Decimal::parse("0.01");
    const auto excess = less(a, b);
    return excess <= fen && less(b, a) <= fen;
}

std::optional<Taxes> at(const Decimal& value, const Effective& effective) {
    const auto due = rounded(terms_of(Fraction{value}, effective));
    return due ? std::optional(Taxes{due->duty, due->consumption, due->vat}) : std::nullopt;
}

/// The treatment that we did not take.
Effective other_treatment(const LineTax& line, const Decimal& reduction) {
    auto other = line.effective;
    const auto reduced = other.reduction != Decimal{1};
    other.duty = reduced ? line.mfn_duty : Decimal{};
    other.reduction = reduced ? Decimal{1} : reduction;
    return other;
}

/// Why tax number `kind` of a line differs by more than rounding.
Difference reason(const LineTax& ours, const BillLine& theirs, std::size_t kind) {
    const auto mine = taxes_of(ours)[kind];
    const auto bill = taxes_of(theirs)[kind];
    if (ours.gcode != theirs.gcode) {
        return Difference::code_differs;
    }
    const auto their_base = at(theirs.value, ours.effective);
    if (!near(ours.dutiable, theirs.value) && their_base && near((*their_base)[kind], bill)) {
        return Difference::base_differs;
    }
    for (const auto& value : {ours.dutiable, theirs.value}) {
        const auto other = at(value, other_treatment(ours, Limits{}.reduction));
        if (other && near((*other)[kind], bill)) {
            return Difference::reduction_differs;
        }
    }
    return bill.zero()   ? Difference::kind_missing
           : mine.zero() ? Difference::kind_unexpected
                         : Difference::rate_differs;
}

ComparedAmount compared(
    std::uint32_t gnum, Amount amount, Difference why, const Decimal& ours, const Decimal& theirs
) {
    return {gnum, amount, why, ours, theirs, less(theirs, ours)};
}

void compare_line(const LineTax& ours, const BillLine& theirs, std::vector<ComparedAmount>& out) {
    const auto value = ours.dutiable == theirs.value       ? Difference::equal
                       : near(ours.dutiable, theirs.value) ? Difference::rounding
                                                           : Difference::base_differs;
    out.push_back(compared(ours.gnum, Amount::value, value, ours.dutiable, theirs.value));
    const auto mine = taxes_of(ours);
    const auto bill = taxes_of(theirs);
    for (std::size_t kind = 0; kind < mine.size(); ++kind) {
        const auto why = !ours.computed                 ? Difference::not_computed
                         : mine[kind] == bill[kind]     ? Difference::equal
                         : near(mine[kind], bill[kind]) ? Difference::rounding
                                                        : reason(ours, theirs, kind);
        const auto amount = static_cast<Amount>(kind + 1);
        out.push_back(compared(ours.gnum, amount, why, mine[kind], bill[kind]));
    }
}

void one_sided(
    std::uint32_t gnum,
    Difference why,
    const Decimal& value,
    const Taxes& taxes,
    std::vector<ComparedAmount>& out
) {
    const auto add = [&](Amount amount, const Decimal& is) {
        const auto ours = why == Difference::line_missing ? is : Decimal{};
        const auto theirs = why == Difference::line_missing ? Decimal{} : is;
        out.push_back(compared(gnum, amount, why, ours, theirs));
    };
    add(Amount::value, value);
    for (std::size_t kind = 0; kind < taxes.size(); ++kind) {
        add(static_cast<Amount>(kind + 1), taxes[kind]);
    }
}

void compare_sums(const Bill& bill, std::vector<ComparedAmount>& out) {
    const Taxes heads{bill.duty, bill.consumption, bill.vat};
    for (std::size_t kind = 0; kind < heads.size(); ++kind) {
        Decimal sum;
        for (const auto& line : bill.lines) {
            sum = sum.plus(taxes_of(line)[kind]).value_or(sum);
        }
        if (sum != heads[kind]) {
            const auto amount = static_cast<Amount>(kind + 1);
            out.push_back(compared(0, amount, Difference::sum_differs, sum, heads[kind]));
        }
    }
}

}  // namespace

std::span<const DifferenceRow> difference_rows() {
    return rows;
}

const DifferenceRow& row_of(Difference difference) {
    const auto* found = std::find_if(std::begin(rows), std::end(rows), [difference](const auto& r) {
        return r.difference == difference;
    });
    assert(found != std::end(rows));
    return *found;
}

const AmountRow& row_of(Amount amount) {
    return amount_rows[static_cast<std::size_t>(amount)];
}

bool notable(Difference difference) {
    return difference != Difference::equal && difference != Difference::rounding;
}

std::vector<ComparedAmount> compare(const Assessment& ours, const Bill& bill) {
    std::vector<ComparedAmount> out;
    std::vector<bool> matched(bill.lines.size(), false);
    for (const auto& line : ours.lines) {
        const auto found =
            std::find_if(bill.lines.begin(), bill.lines.end(), [&line](const BillLine& each) {
                return each.gnum == line.gnum;
            });
        if (found == bill.lines.end()) {
            one_sided(line.gnum, Difference::line_missing, line.dutiable, taxes_of(line), out);
            continue;
        }
        matched[static_cast<std::size_t>(found - bill.lines.begin())] = true;
        compare_line(line, *found, out);
    }
    for (std::size_t i = 0; i < bill.lines.size(); ++i) {
        const auto& line = bill.lines[i];
        if (!matched[i]) {
            one_sided(line.gnum, Difference::line_unexpected, line.value, taxes_of(line), out);
        }
    }
    compare_sums(bill, out);
    return out;
}

}  // namespace tg::tax
