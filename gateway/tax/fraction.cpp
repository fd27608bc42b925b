// Fractions of 128-bit whole numbers. They are reduced only when a product would not fit, because
// most never come near and a greatest common divisor costs more than everything else.
#include "gateway/tax/fraction.hpp"

#include <limits>

namespace tg::tax {
namespace {

constexpr int power_max = 30;

Whole power_of_ten(int exponent) {
    Whole value = 1;
    for (; exponent > 0; --exponent) {
        value *= 10;
    }
    return value;
}

Whole magnitude(Whole value) {
    return value < 0 ? -value : value;
}

}  // namespace

// Not the compiler's own check: clang calls a function for it that only its own runtime has.
bool times(Whole a, Whole b, Whole& out) {
    constexpr Whole small = std::numeric_limits<std::int64_t>::max();
    constexpr Whole most = (((Whole{1} << 126) - 1) << 1) + 1;
    const auto x = magnitude(a);
    const auto y = magnitude(b);
    if ((x > small || y > small) && x != 0 && y > most / x) {
        return false;
    }
    out = a * b;
    return true;
}

std::optional<Whole> in_units(const Decimal& value, int digits) {
    const auto text = value.text();
    Whole units = 0;
    int after_point = -1;
    for (const char c : text) {
        if (c == '-') {
            continue;
        }
        if (c == '.') {
            after_point = 0;
            continue;
        }
        units = units * 10 + (c - '0');  // a Decimal has 28 digits at most
        after_point += after_point < 0 ? 0 : 1;
    }
    const int missing = digits - (after_point < 0 ? 0 : after_point);
    if (missing < 0 || missing > power_max || !times(units, power_of_ten(missing), units)) {
        return std::nullopt;
    }
    return text.front() == '-' ? -units : units;
}

std::optional<Decimal> from_units(Whole units, int digits) {
    constexpr Whole most = std::numeric_limits<std::int64_t>::max();
    if (magnitude(units) > most || digits < 0 || digits > Decimal::scale_max) {
        return std::nullopt;
    }
    const Decimal whole{static_cast<std::int64_t>(units)};
    const Decimal unit{static_cast<std::int64_t>(power_of_ten(digits))};
    return whole.divided(unit, digits, Rounding::exact);
}

Fraction::Fraction(const Decimal& value)
    : over_(*in_units(value, value.fraction_digits())),
      under_(power_of_ten(value.fraction_digits())) {}

Fraction Fraction::reduced() const {
    Whole a = magnitude(over_);
    Whole b = under_;
    while (b != 0) {
        const Whole rest = a % b;
        a = b;
        b = rest;
    }
    return a > 1 ? Fraction{over_ / a, under_ / a} : *this;
}

Fraction Fraction::product(const Fraction& a, const Fraction& b) {
    Whole over = 0;
    Whole under = 0;
    const auto fits = times(a.over_, b.over_, over) && times(a.under_, b.under_, under);
    return fits ? Fraction{over, under} : unsound();
}

Fraction Fraction::sum(const Fraction& a, const Fraction& b) {
    if (a.under_ % b.under_ == 0 || b.under_ % a.under_ == 0) {
        const auto& wide = a.under_ < b.under_ ? b : a;
        const auto& narrow = a.under_ < b.under_ ? a : b;
        Whole grown = 0;
        Whole over = 0;
        const auto fits = times(narrow.over_, wide.under_ / narrow.under_, grown) &&
                          !__builtin_add_overflow(wide.over_, grown, &over);
        return fits ? Fraction{over, wide.under_} : unsound();
    }
    Whole left = 0;
    Whole right = 0;
    Whole over = 0;
    Whole under = 0;
    const auto fits = times(a.over_, b.under_, left) && times(b.over_, a.under_, right) &&
                      !__builtin_add_overflow(left, right, &over) &&
                      times(a.under_, b.under_, under);
    return fits ? Fraction{over, under} : unsound();
}

Fraction operator+(const Fraction& a, const Fraction& b) {
    if (!a.sound() || !b.sound()) {
        return Fraction::unsound();
    }
    const auto quick = Fraction::sum(a, b);
    return quick.sound() ? quick : Fraction::sum(a.reduced(), b.reduced());
}

Fraction operator-(const Fraction& a, const Fraction& b) {
    return a + Fraction{-b.over_, b.under_};
}

Fraction operator*(const Fraction& a, const Fraction& b) {
    if (!a.sound() || !b.sound()) {
        return Fraction::unsound();
    }
    const auto quick = Fraction::product(a, b);
    return quick.sound() ? quick : Fraction::product(a.reduced(), b.reduced());
}

Fraction operator/(const Fraction& a, const Fraction& b) {
    if (!b.sound() || b.over_ == 0) {
        return Fraction::unsound();
    }
    const Whole sign = b.over_ < 0 ? -1 : 1;
    return a * Fraction{sign * b.under_, sign * b.over_};
}

bool operator<(const Fraction& a, const Fraction& b) {
    const auto difference = a - b;
    return difference.sound() && difference.over_ < 0;
}

std::optional<Decimal> Fraction::rounded(int digits) const {
    if (!sound() || digits < 0 || digits > Decimal::scale_max) {
        return std::nullopt;
    }
    auto self = *this;
    Whole grown = 0;
    if (!times(self.over_, power_of_ten(digits), grown)) {
        self = reduced();
        if (!times(self.over_, power_of_ten(digits), grown)) {
            return std::nullopt;
        }
    }
    Whole whole = grown / self.under_;
    const Whole rest = magnitude(grown % self.under_);
    if (rest >= self.under_ - rest) {
        whole += grown < 0 ? -1 : 1;
    }
    return from_units(whole, digits);
}

bool Fraction::fits(int digits) const {
    const auto near = rounded(digits);
    return near && (*this - Fraction{*near}).zero();
}

}  // namespace tg::tax
