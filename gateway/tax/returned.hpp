// What goods that came back give back: of the buyer's year, of a guarantee, of the tax that a bill
// should ask for. Pure; the store asks when customs has accepted a return.
#pragma once

#include "gateway/core/decimal.hpp"
#include "gateway/tax/assess.hpp"
#include "gateway/tax/claims.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace tg::tax {

/// Pieces by line number (gnum).
using Pieces = std::map<std::uint32_t, Decimal>;

/// One return that customs accepted; `reference` names it in the claims.
struct Return {
    std::string reference;
    Pieces pieces;
};

/// What each return gives back of `amount`, in their order. `worth`: what each line is of the
/// amount; `declared`: its pieces. A part is the share of what all returns up to this one gave back
/// together, rounded to the fen once, so that the parts of everything are exactly the amount. A
/// line that is not known gives nothing.
std::vector<GivenBack> parts_of(
    const Decimal& amount, const Pieces& worth, const Pieces& declared, std::span<const Return> came
);

/// The assessment of what did not come back: values in proportion to the pieces, taxes anew at the
/// rates that counted. Lines of which nothing is left are gone.
Assessment without(
    const Assessment& assessment, const Pieces& declared, std::span<const Return> came
);

}  // namespace tg::tax
