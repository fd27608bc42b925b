// Transaction bodies about partners that did not come as filed: an attempt that was refused, and
// what goes to customs another way.
#pragma once

#include "gateway/store/sqlite_append.hpp"

namespace tg::store {

Result<void> keep_mismatch(Tx& tx, const Mismatch& mismatch);
/// The line about who said it, with the reason given.
void audit_elsewhere(Tx& tx, TenantId tenant, FilingId filing, const SentElsewhere& said);
Result<Appended> take_elsewhere(
    Tx& tx, const Scope& scope, FilingId filing, const SentElsewhere& said
);

}  // namespace tg::store
