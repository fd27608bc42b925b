// What is declared for a wish, from where the filing stands: pure, so that every course can be
// tested without a store. Used by the pipeline only.
#pragma once

#include "gateway/intake/order.hpp"
#include "gateway/normalise/draft.hpp"
#include "gateway/store/store.hpp"

#include <vector>

namespace tg {

struct WishPlan {
    store::Pursuit pursuit;
    std::vector<schemas::Kind> declared;  ///< sections to declare
    normalise::KnownFacts facts;          ///< what the gateway contributes to them
};

/// Errc::missing for what the body must name, or Errc::order_refused whose parts say for each
/// document why not and what is possible instead (a single one is told as itself).
Result<WishPlan> plan_wish(
    store::Wish wish,
    const intake::WishOutline& outline,
    const store::FilingStand& stand,
    Instant now,
    const std::string& pointer_base
);

}  // namespace tg
