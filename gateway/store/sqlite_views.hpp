// Reads for people and programs outside: one filing in full, pages of filings, the exact bytes.
// Every read is bounded and asks whether the reader may see the filing at all; what one may not see
// does not exist.
#pragma once

#include "gateway/store/sqlite_reader.hpp"

namespace tg::store {

Result<FilingView> view_filing(Db& db, const Scope& scope, FilingId id);
Result<FilingPage> view_filings(Db& db, const Scope& scope, const FilingQuery& query);
Result<std::string> view_message(Db& db, const Scope& scope, FilingId id, std::size_t n);
Result<std::vector<std::string>> view_order_bodies(Db& db, TenantId tenant, FilingId id);
/// Of the house's inbox, whatever it answers or fails to; see Store::raw_receipt.
Result<std::string> view_raw_receipt(
    Db& db, TenantId tenant, RawId raw, const std::set<std::string>& foreign
);
Result<std::string> view_receipt(Db& db, const Scope& scope, FilingId id, RawId raw);

}  // namespace tg::store
