// Exact decimals for money and quantities. An integer with a scale; no rounding happens unless it
// is named.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tg {

enum class Rounding : std::uint8_t { half_up, down, exact };

/// units / 10^scale. Holds at least 19 digits, of which up to 10 after the point. Operations answer
/// nothing on overflow.
class Decimal {
 public:
    __extension__ using Units = __int128;
    static constexpr int scale_max = 10;

    constexpr Decimal() = default;
    constexpr explicit Decimal(std::int64_t whole) : units_(whole) {}

    /// Plain decimal text: optional minus, digits, optional point and digits. No exponent, no
    /// blanks, no plus, no grouping; at most 28 digits in all. Nothing for anything else.
    static std::optional<Decimal> parse(std::string_view text);

    /// Shortest plain text: no trailing zeros after the point, no point for whole numbers, never
    /// "-0".
    [[nodiscard]] std::string text() const;

    [[nodiscard]] int integer_digits() const;   ///< digits before the point, 1 for values below one
    [[nodiscard]] int fraction_digits() const;  ///< digits after the point without trailing zeros
    [[nodiscard]] bool negative() const { return units_ < 0; }
    [[nodiscard]] bool zero() const { return units_ == 0; }

    [[nodiscard]] std::optional<Decimal> plus(const Decimal& other) const;
    [[nodiscard]] std::optional<Decimal> minus(const Decimal& other) const;
    [[nodiscard]] std::optional<Decimal> times(const Decimal& other) const;
    /// Rounded to `digits` after the point; nothing when `rounding` is exact and digits would be
    /// lost.
    [[nodiscard]] std::optional<Decimal> rounded(int digits, Rounding rounding) const;
    /// Quotient with `digits` after the point; nothing for a division by zero.
    [[nodiscard]] std::optional<Decimal> divided(
        const Decimal& other, int digits, Rounding rounding
    ) const;

    std::strong_ordering operator<=>(const Decimal& other) const;
    bool operator==(const Decimal& other) const { return (*this <=> other) == 0; }

 private:
    constexpr Decimal(Units units, int scale) : units_(units), scale_(scale) {}
    [[nodiscard]] Decimal shortest() const;
    static std::optional<Decimal> bounded(Units units, int scale);

    Units units_ = 0;
    int scale_ = 0;
};

}  // namespace tg
