// Splitting an amount or a weight over lines so that nothing is lost and nothing depends on chance.
#pragma once

#include "gateway/core/decimal.hpp"

#include <optional>
#include <span>
#include <vector>

namespace tg::tax {

/// Parts of `total` in proportion to `weights`, each with at most `digits` after the point, by the
/// largest remainder: the parts sum to the total exactly; of equal remainders the earlier line
/// takes the unit first; a line of weight zero gets nothing, unless all weights are zero, which
/// counts as equal weights. A total below zero is split like the one above zero. Nothing when a
/// weight is below zero, the total has more digits than `digits`, there are no lines but something
/// to split, or the numbers are too large (about 38 digits for total times weight).
std::optional<std::vector<Decimal>> apportion(
    const Decimal& total, std::span<const Decimal> weights, int digits
);

/// Digits for splitting an amount: the fen, or more where the amount has more.
int amount_digits(const Decimal& amount);

}  // namespace tg::tax
