// Customs' tax bill (816) beside our own assessment: each amount of each line, and why it differs.
// The bill is authoritative; the difference is for the operator.
#pragma once

#include "gateway/tax/assess.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tg::tax {

struct BillLine {
    std::uint32_t gnum = 0;
    std::string gcode;
    Decimal value;  ///< taxPrice
    Decimal duty, consumption, vat;
};

struct Bill {
    Decimal duty, consumption, vat;  ///< of the head
    std::vector<BillLine> lines;
};

enum class Amount : std::uint8_t { value, duty, consumption, vat };

enum class Difference : std::uint8_t {
    equal,
    rounding,           ///< 0.01 at most
    base_differs,       ///< our rates on their dutiable value give their amount
    reduction_differs,  ///< they took full rates where we took 70 %, or the reverse
    rate_differs,
    kind_missing,     ///< we expect this tax, the bill has none
    kind_unexpected,  ///< the bill has this tax, we expect none
    code_differs,     ///< the line has another code
    line_missing,
    line_unexpected,
    not_computed,  ///< we had no rate
    sum_differs,   ///< the head of the bill is not the sum of its lines
};

struct DifferenceRow {
    Difference difference;
    std::string_view name, zh, en;
};
std::span<const DifferenceRow> difference_rows();
const DifferenceRow& row_of(Difference difference);

struct AmountRow {
    Amount amount;
    std::string_view name, zh, en;
};
const AmountRow& row_of(Amount amount);

struct ComparedAmount {
    std::uint32_t gnum = 0;  ///< 0: the head of the bill
    Amount amount{};
    Difference difference{};
    Decimal ours, theirs;
    Decimal excess;  ///< theirs - ours
};

/// Every amount of every line, equal ones too, in the order of our lines, then what only the bill
/// has, then sums that differ. Of two bill lines with one number the first is compared, the others
/// are unexpected.
std::vector<ComparedAmount> compare(const Assessment& ours, const Bill& bill);

/// Whether a person should look: anything but equal and rounding.
bool notable(Difference difference);

}  // namespace tg::tax
