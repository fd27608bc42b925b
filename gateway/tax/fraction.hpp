// Exact fractions for the formulas of the tax: the composite base divides by (1 - c), which no
// decimal holds, and a sum must be rounded once, at its end. Used inside gateway/tax only; what
// goes in and out is Decimal.
#pragma once

#include "gateway/core/decimal.hpp"

#include <cstdint>
#include <optional>

namespace tg::tax {

using Whole = Decimal::Units;

/// value x 10^digits as a whole number; nothing when that is none or does not fit.
std::optional<Whole> in_units(const Decimal& value, int digits);
/// units / 10^digits; nothing above 18 digits.
std::optional<Decimal> from_units(Whole units, int digits);

/// out = a * b, or false when that does not fit.
bool times(Whole a, Whole b, Whole& out);

/// numerator / denominator. Whatever overflows or divides by zero makes the fraction unsound, and
/// so everything that is computed from it.
class Fraction {
 public:
    Fraction() = default;
    explicit Fraction(std::int64_t whole) : over_(whole) {}
    explicit Fraction(const Decimal& value);

    [[nodiscard]] bool sound() const { return under_ != 0; }
    [[nodiscard]] bool zero() const { return sound() && over_ == 0; }

    friend Fraction operator+(const Fraction& a, const Fraction& b);
    friend Fraction operator-(const Fraction& a, const Fraction& b);
    friend Fraction operator*(const Fraction& a, const Fraction& b);
    friend Fraction operator/(const Fraction& a, const Fraction& b);
    /// False when one side is unsound.
    friend bool operator<(const Fraction& a, const Fraction& b);

    /// Half up (away from zero); nothing when unsound or above 18 digits.
    [[nodiscard]] std::optional<Decimal> rounded(int digits) const;
    /// Whether rounding to that many digits changes nothing.
    [[nodiscard]] bool fits(int digits) const;

 private:
    Fraction(Whole over, Whole under) : over_(over), under_(under) {}
    static Fraction unsound() { return {0, 0}; }
    [[nodiscard]] Fraction reduced() const;
    static Fraction sum(const Fraction& a, const Fraction& b);
    static Fraction product(const Fraction& a, const Fraction& b);

    Whole over_ = 0;
    Whole under_ = 1;  ///< above zero; zero when unsound
};

}  // namespace tg::tax
