// What is declared about a filing after its first answers: where its documents stand, and the
// transaction body that takes an amendment, a withdrawal or a return in.
#pragma once

#include "gateway/store/sqlite_append.hpp"
#include "gateway/store/store.hpp"

namespace tg::store {

/// The documents of a filing that count, and where each stands. Errc::not_found.
Result<FilingStand> stand_of(Db& db, TenantId tenant, FilingId filing);

/// Judges the wish again, because answers may have come since it was drafted: Errc::state_moved, or
/// the refusal of the course; Errc::return_above_quantity with every item in parts.
Result<Appended> pursue_wish(
    Tx& tx,
    FilingId filing,
    const validate::Declaration& declaration,
    const Pursuit& pursuit,
    std::string_view body_digest
);

}  // namespace tg::store
