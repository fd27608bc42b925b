// Receipts that somebody must look at: not matched, not readable, not read. They belong to the
// house, since nobody knows yet whose they are.
#pragma once

#include "gateway/store/sqlite_reader.hpp"

#include <set>
#include <string>

namespace tg::store {

/// `foreign`: channels by which other tenants file; what came by them is left out, so a page may be
/// short and carry a cursor all the same.
Result<ReceiptPage> view_receipts(
    Db& db, const ReceiptQuery& query, const std::set<std::string>& foreign
);
/// The channel that a receipt came by; empty when there is no such receipt.
std::string channel_of_receipt(Db& db, RawId raw);

}  // namespace tg::store
