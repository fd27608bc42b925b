// The transaction body that applies what was read from a receipt.
#pragma once

#include "gateway/store/sqlite_rows.hpp"

namespace tg::store {

Result<Settled> apply_receipt(Tx& tx, const receipt::Receipt& receipt);

}  // namespace tg::store
