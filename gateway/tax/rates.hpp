// Rates of a code on a day, from the code lists: the tariff's row and the rows of
// consumption_tax_rules that speak of the code.
#pragma once

#include "gateway/tax/input.hpp"
#include "schemas/code_book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::tax {

/// What a threshold of the consumption tax is measured per.
enum class Measure : std::uint8_t { none, ml_or_g, sheet, piece, tonne };

/// A row of consumption_tax_rules. Of several rows of a code the first whose bounds hold counts;
/// when none holds the rate is 0.
struct ConsumptionRule {
    std::string name, name_zh, name_en;
    Measure measure = Measure::none;
    std::optional<Decimal> at_least, below;  ///< dutiable value per measure
    bool in_usd = false;
    std::optional<Decimal> per_litre, per_kg;  ///< specific part, CNY
    std::optional<Decimal> litres_per_tonne;
};

struct Rates {
    Decimal duty, consumption, vat;      ///< as fractions: 0.13
    std::vector<ConsumptionRule> rules;  ///< empty: the tariff's rate as it is
};

/// Nothing when the tariff of that day does not have the code.
std::optional<Rates> rates_of(const schemas::CodeBook& codes, std::string_view gcode, Day day);

/// Litres or kilograms that an amount in a customs unit is; nothing when the unit is no such
/// measure.
struct Amounts {
    std::optional<Decimal> litres, kg;
};
Amounts amounts_of(const schemas::CodeBook& codes, const Line& line);

}  // namespace tg::tax
