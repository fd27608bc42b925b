// What a filing claims of limited amounts, as its life goes on: reserved when it is accepted, drawn
// when customs releases the goods, given up when customs refuses them or the filing is withdrawn,
// given back when they return. Each is part of the transaction that moves the filing.
#pragma once

#include "gateway/store/sqlite_expectations.hpp"
#include "gateway/tax/claims.hpp"

#include <span>

namespace tg::store {

/// Reserves what the inventory of a declaration needs: its dutiable value of the buyer's year, its
/// tax of the guarantee. An inventory that the guarantee is short for is held. The assessment is
/// kept, because what comes back later is a share of it.
void reserve_claims(Tx& tx, FilingId filing, const validate::Declaration& declaration);
/// After something about the filing has moved; it is called `state` now.
void follow_with_claims(
    Tx& tx,
    TenantId tenant,
    FilingId filing,
    FilingState state,
    std::span<const DocumentFacts> documents
);

/// Whether some claim that an account was short for may fit now. Cheap: asked every second.
bool room_for_some(Db& db, std::span<const TenantId> tenants, const HoldRules& rules);
/// Reserves what fits, the oldest filing first, and frees its inventories.
void retry_short_claims(Tx& tx, FreedLanes& freed);

}  // namespace tg::store
