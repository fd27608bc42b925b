// The largest remainder on whole units.
#include "gateway/tax/apportion.hpp"

#include "gateway/tax/fraction.hpp"

#include <algorithm>
#include <numeric>

namespace tg::tax {
namespace {

/// The weights as whole numbers on one scale, and their sum; nothing when one is below zero or they
/// do not fit.
struct Shares {
    std::vector<Whole> weights;
    Whole sum = 0;
};

std::optional<Shares> shares_of(std::span<const Decimal> weights) {
    int digits = 0;
    for (const auto& weight : weights) {
        digits = std::max(digits, weight.fraction_digits());
    }
    Shares shares;
    for (const auto& weight : weights) {
        const auto units = in_units(weight, digits);
        if (!units || *units < 0 || __builtin_add_overflow(shares.sum, *units, &shares.sum)) {
            return std::nullopt;
        }
        shares.weights.push_back(*units);
    }
    if (shares.sum == 0) {
        std::fill(shares.weights.begin(), shares.weights.end(), 1);
        shares.sum = static_cast<Whole>(shares.weights.size());
    }
    return shares;
}

/// Whole parts of `total` (zero or more).
std::optional<std::vector<Whole>> split(Whole total, const Shares& shares) {
    std::vector<Whole> parts;
    std::vector<Whole> rests;
    Whole left = total;
    for (const auto& weight : shares.weights) {
        Whole product = 0;
        if (!times(total, weight, product)) {
            return std::nullopt;
        }
        parts.push_back(product / shares.sum);
        rests.push_back(product % shares.sum);
        left -= parts.back();
    }
    std::vector<std::size_t> order(parts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&rests](std::size_t a, std::size_t b) {
        return rests[a] > rests[b];
    });
    for (std::size_t i = 0; left > 0; ++i, --left) {
        ++parts[order[i]];
    }
    return parts;
}

}  // namespace

int amount_digits(const Decimal& amount) {
    return std::max(2, amount.fraction_digits());
}

std::optional<std::vector<Decimal>> apportion(
    const Decimal& total, std::span<const Decimal> weights, int digits
) {
    if (weights.empty()) {
        return total.zero() ? std::optional(std::vector<Decimal>{}) : std::nullopt;
    }
    const auto units = in_units(total, digits);
    const auto shares = shares_of(weights);
    if (!units || !shares) {
        return std::nullopt;
    }
    const auto parts = split(*units < 0 ? -*units : *units, *shares);
    if (!parts) {
        return std::nullopt;
    }
    std::vector<Decimal> amounts;
    amounts.reserve(parts->size());
    for (const auto& part : *parts) {
        const auto amount = from_units(*units < 0 ? -part : part, digits);
        if (!amount) {
            return std::nullopt;
        }
        amounts.push_back(*amount);
    }
    return amounts;
}

}  // namespace tg::tax
