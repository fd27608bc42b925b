// The transaction body that applies what was read from a receipt.
#pragma once

#include "gateway/store/sqlite_expectations.hpp"
#include "gateway/store/sqlite_rows.hpp"

namespace tg::store {

/// `freed`: lanes of inventories whose partners have arrived.
Result<Settled> apply_receipt(Tx& tx, const receipt::Receipt& receipt, FreedLanes& freed);

}  // namespace tg::store
