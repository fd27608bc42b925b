// Receipts that somebody must look at: not matched, not readable, not read. They belong to the
// house, since nobody knows yet whose they are.
#pragma once

#include "gateway/store/sqlite_reader.hpp"

namespace tg::store {

Result<ReceiptPage> view_receipts(Db& db, const ReceiptQuery& query);

}  // namespace tg::store
