// Rows of the table `assessed`, and what came back of the goods that they are about.
#pragma once

#include "gateway/store/accounts.hpp"
#include "gateway/store/sqlite_rows.hpp"

#include <optional>

namespace tg::store {

/// Keeps the tax of a declaration beside its inventory. Nothing without one, and of a deletion.
void keep_assessed(Tx& tx, FilingId filing, const validate::Declaration& declaration);

/// Of the inventory that counts; nothing when none was assessed.
std::optional<Assessed> assessed_of(Db& db, TenantId tenant, FilingId filing);

}  // namespace tg::store
