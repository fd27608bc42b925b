// Which consumption tax a line of a given dutiable value bears: rate and specific part after the
// thresholds.
#pragma once

#include "gateway/tax/findings.hpp"
#include "gateway/tax/rates.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tg::tax {

/// The consumption tax that counts.
struct Consumption {
    Decimal rate{};
    Decimal specific{};  ///< CNY for the whole line
    const ConsumptionRule* rule = nullptr;
    std::optional<Decimal> specific_quantity{};    ///< litres or kilograms it was computed from
    std::optional<Decimal> specific_per{};         ///< CNY per litre or kilogram
    std::optional<Decimal> measured{}, measure{};  ///< value per measure, and how many measures

    bool operator==(const Consumption& other) const {
        return rate == other.rate && specific == other.specific;
    }
};

/// A line with its rates, before its dutiable value is known.
struct TaxableLine {
    const Line& line;
    const Rates& rates;
    Amounts amounts;
    std::optional<Decimal> usd_cny;
};

/// What the value `dutiable` bears. What is missing is assumed as Issue says and added to
/// `findings`.
Consumption consumption_at(
    const TaxableLine& taxable, const Decimal& dutiable, std::vector<Finding>& findings
);

/// Every consumption tax that some value could bear, dearest first.
std::vector<Consumption> possible_consumptions(const TaxableLine& taxable);

}  // namespace tg::tax
