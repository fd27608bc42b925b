// Exact decimal arithmetic on 128-bit integers.
#include "gateway/core/decimal.hpp"

#include <algorithm>
#include <array>

namespace tg {
namespace {

using Units = Decimal::Units;

// 28 digits fit into 127 bits with room for one more factor of ten thousand; everything beyond is
// refused.
constexpr int digits_max = 28;

constexpr auto powers = [] {
    std::array<Units, 39> table{};
    Units value = 1;
    for (std::size_t i = 0; i < table.size(); ++i) {
        table[i] = value;
        if (i + 1 < table.size())
            value *= 10;
    }
    return table;
}();

Units power_of_ten(int exponent) {
    return powers[static_cast<std::size_t>(exponent)];
}

Units magnitude(Units units) {
    return units < 0 ? -units : units;
}

/// Decimal digits; 1 for zero.
int digit_count(Units units) {
    const Units size = magnitude(units);
    int count = 1;
    while (count < 38 && size >= power_of_ten(count)) ++count;
    return count;
}

/// Ends in a zero? Division by a 64-bit number is cheap; nearly every amount is one.
bool divisible_by_ten(Units units) {
    const auto small = static_cast<std::int64_t>(units);
    return small == units ? small % 10 == 0 : units % 10 == 0;
}
Units tenth(Units units) {
    const auto small = static_cast<std::int64_t>(units);
    return small == units ? Units{small / 10} : units / 10;
}

std::string digits_of(Units units) {
    std::string out;
    for (Units rest = magnitude(units); rest != 0; rest /= 10) {
        out += static_cast<char>('0' + static_cast<int>(rest % 10));
    }
    if (out.empty())
        out = "0";
    std::reverse(out.begin(), out.end());
    return out;
}

/// a / b with the named rounding; nothing when it must be exact and is not.
std::optional<Units> quotient(Units a, Units b, Rounding rounding) {
    Units whole = a / b;
    const Units rest = a % b;
    if (rest == 0)
        return whole;
    if (rounding == Rounding::exact)
        return {};
    if (rounding == Rounding::half_up && magnitude(rest) >= magnitude(b) - magnitude(rest)) {
        whole += (a < 0) == (b < 0) ? 1 : -1;
    }
    return whole;
}

}  // namespace

std::optional<Decimal> Decimal::bounded(Units units, int scale) {
    if (magnitude(units) >= power_of_ten(digits_max))
        return {};
    return Decimal{units, scale}.shortest();
}

Decimal Decimal::shortest() const {
    Decimal out = *this;
    while (out.scale_ > 0 && divisible_by_ten(out.units_)) {
        out.units_ = tenth(out.units_);
        --out.scale_;
    }
    return out;
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
    const bool minus = !text.empty() && text.front() == '-';
    if (minus)
        text.remove_prefix(1);
    Units units = 0;
    int scale = 0;
    int digits = 0;
    bool point = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '.') {
            if (point || i == 0 || i + 1 == text.size())
                return {};
            point = true;
            continue;
        }
        if (c < '0' || c > '9' || ++digits > digits_max)
            return {};
        units = units * 10 + (c - '0');
        if (point && ++scale > scale_max) {
            if (c != '0')
                return {};
            units /= 10;
            --scale;
        }
    }
    if (digits == 0)
        return {};
    return Decimal{minus ? -units : units, scale}.shortest();
}

std::string Decimal::text() const {
    const Decimal value = shortest();
    std::string digits = digits_of(value.units_);
    if (value.scale_ > 0) {
        const auto scale = static_cast<std::size_t>(value.scale_);
        if (digits.size() <= scale)
            digits.insert(0, scale + 1 - digits.size(), '0');
        digits.insert(digits.size() - scale, 1, '.');
    }
    return value.units_ < 0 ? "-" + digits : digits;
}

int Decimal::integer_digits() const {
    return digit_count(units_ / power_of_ten(scale_));
}

int Decimal::fraction_digits() const {
    return shortest().scale_;
}

std::optional<Decimal> Decimal::plus(const Decimal& other) const {
    const int scale = std::max(scale_, other.scale_);
    return bounded(
        units_ * power_of_ten(scale - scale_) + other.units_ * power_of_ten(scale - other.scale_),
        scale
    );
}

std::optional<Decimal> Decimal::minus(const Decimal& other) const {
    return plus(Decimal{-other.units_, other.scale_});
}

std::optional<Decimal> Decimal::times(const Decimal& other) const {
    const Decimal a = shortest();
    const Decimal b = other.shortest();
    if (digit_count(a.units_) + digit_count(b.units_) > 38)
        return {};
    Units units = a.units_ * b.units_;
    int scale = a.scale_ + b.scale_;
    while (scale > 0 && divisible_by_ten(units)) {
        units = tenth(units);
        --scale;
    }
    if (scale > scale_max)
        return {};
    return bounded(units, scale);
}

std::optional<Decimal> Decimal::rounded(int digits, Rounding rounding) const {
    if (digits >= scale_)
        return *this;
    const auto units = quotient(units_, power_of_ten(scale_ - digits), rounding);
    if (!units)
        return {};
    return bounded(*units, digits);
}

std::optional<Decimal> Decimal::divided(const Decimal& other, int digits, Rounding rounding) const {
    if (other.units_ == 0 || digits < 0 || digits > scale_max)
        return {};
    // this / other = units / other.units * 10^(other.scale - scale); brought to `digits` after the
    // point.
    const int shift = digits + other.scale_ - scale_;
    Units top = units_;
    Units bottom = other.units_;
    const int grow = shift > 0 ? shift : 0;
    if (static_cast<int>(digits_of(top).size()) + grow > 37)
        return {};
    if (shift >= 0) {
        top *= power_of_ten(shift);
    } else {
        if (static_cast<int>(digits_of(bottom).size()) - shift > 37)
            return {};
        bottom *= power_of_ten(-shift);
    }
    const auto units = quotient(top, bottom, rounding);
    if (!units)
        return {};
    return bounded(*units, digits);
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
    const int scale = std::max(scale_, other.scale_);
    const Units a = units_ * power_of_ten(scale - scale_);
    const Units b = other.units_ * power_of_ten(scale - other.scale_);
    return a <=> b;
}

}  // namespace tg
