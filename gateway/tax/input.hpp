// What the tax is computed from. Plain values: who judges an order, a file or a dry run fills them;
// nothing here knows a message.
#pragma once

#include "gateway/core/decimal.hpp"
#include "schemas/day.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tg::tax {

using schemas::Day;

/// What a pack is labelled by.
enum class Content : std::uint8_t { ml, g, sheet };

struct NetContent {
    Decimal amount;  ///< of one piece
    Content unit = Content::g;
};

struct Measured {
    Decimal amount;    ///< of the whole line
    std::string unit;  ///< customs code: 035 kilogram, 095 litre
};

struct Line {
    std::uint32_t gnum = 0;
    std::string gcode;    ///< ten digits
    Decimal qty;          ///< pieces
    Decimal price_total;  ///< CNY; 0 for a gift
    std::optional<NetContent> net_content{};
    std::optional<Measured> legal1{}, legal2{};  ///< qty1 and unit1, qty2 and unit2
};

/// Where the tax is rounded to the fen, half up.
enum class RoundingMode : std::uint8_t {
    per_line,  ///< each kind of tax in each line; sums of the rounded
    per_list,  ///< each kind of tax once; lines share the rounded sum by the largest remainder
};

/// Tax-inclusive prices (包税): price_total, freight and insurance together hold the tax too.
enum class Prices : std::uint8_t { without_tax, with_tax };

enum class Explain : std::uint8_t { no, steps };

/// Of the policy in force since 2019 [财关税 2018 No. 49].
struct Limits {
    Decimal single{5000};
    Decimal yearly{26000};
    Decimal reduction = *Decimal::parse("0.7");  ///< of consumption tax and VAT inside the limits
};

struct Input {
    Day date{};  ///< rates of that day
    std::vector<Line> lines{};
    Decimal freight{};    ///< CNY, of the list
    Decimal insurance{};  ///< CNY, of the list
    Decimal discount{};   ///< paid with coupons or points; does not reduce the dutiable value
    Decimal used_this_year{};
    std::optional<Decimal> usd_cny{};  ///< CNY for one USD; asked for by the classes of beer only
    RoundingMode rounding = RoundingMode::per_line;
    Prices prices = Prices::without_tax;
    Explain explain = Explain::steps;
    Limits limits{};
};

}  // namespace tg::tax
