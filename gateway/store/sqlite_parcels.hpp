// Parcels as lists take them up: found by filing or by master bill, with what their documents say
// and whether another list has them already. Both numbers stand in the one index over text.
#pragma once

#include "gateway/store/sqlite_reader.hpp"

#include <string_view>
#include <vector>

namespace tg::store {

/// A parcel stands once in a list and in one living list of each kind, whatever number the list
/// bears: Errc::order_refused with Errc::listed_twice in parts, or Errc::listed_already with the
/// other filing.
Result<void> judge_lists(Db& db, const validate::Declaration& declaration);

/// Keeps the master bill of a waybill or inventory, or the numbers that a list names.
void note_parcels(
    Db& db, TenantId tenant, FilingId filing, const validate::DeclaredDocument& declared
);

/// Errc::not_found.
Result<Parcel> parcel_of(Db& db, const Scope& scope, FilingId id, schemas::Kind list);
/// Those that name the bill or named it before a change; oldest first.
Result<std::vector<FilingId>> filings_under(
    Db& db, const Scope& scope, std::string_view place, std::string_view bill, std::size_t max
);

}  // namespace tg::store
