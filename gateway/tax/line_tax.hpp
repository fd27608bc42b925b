// The tax of one line as exact fractions, before any rounding. Used by assess.cpp and bill.cpp.
#pragma once

#include "gateway/tax/consumption.hpp"
#include "gateway/tax/formulas.hpp"
#include "gateway/tax/fraction.hpp"

#include <optional>
#include <vector>

namespace tg::tax {

/// The rates that count after limits and thresholds.
struct Effective {
    Decimal duty;         ///< 0 inside the limits
    Decimal consumption;  ///< 0 below a threshold
    Decimal vat;
    Decimal specific;      ///< CNY for the line
    Decimal reduction{1};  ///< of consumption tax and VAT: 0.7 inside the limits
};

/// [tax formulas of the composite base: Consumption Tax Regulation Art. 9]
struct Terms {
    Fraction duty, base, consumption, vat;
    Fraction consumption_due, vat_due;  ///< after the reduction

    [[nodiscard]] Fraction total() const { return duty + consumption_due + vat_due; }
    [[nodiscard]] bool sound() const { return total().sound() && base.sound(); }
};
Terms terms_of(const Fraction& dutiable, const Effective& effective);

/// Amounts to the fen.
struct Due {
    Decimal duty, consumption, vat;
};
/// Each kind rounded by itself, half up; nothing when the numbers are too large.
std::optional<Due> rounded(const Terms& terms);

/// The value that together with its tax gives `gross`, to the fen.
struct BackedOut {
    Decimal dutiable;
    Consumption consumption;
    Decimal fixed;        ///< tax that does not grow with the value (specific parts)
    Decimal combined;     ///< tax per yuan of value
    bool in_gap = false;  ///< no value gives this price exactly
    bool exact = false;   ///< not rounded
    bool sound = true;
};
/// `duty` is 0 and `reduction` 0.7 inside the limits.
BackedOut back_out(
    const TaxableLine& taxable, const Decimal& gross, const Decimal& duty, const Decimal& reduction
);

/// The steps from the dutiable value to the amounts due.
void explain(
    const Decimal& dutiable,
    const Effective& effective,
    const Consumption& consumption,
    std::vector<Step>& steps
);

}  // namespace tg::tax
