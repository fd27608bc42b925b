// One row of the filing table as its readers see it, and whether they may.
#pragma once

#include "gateway/store/sqlite_rows.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace tg::store {

/// Columns of every read of a filing's row, in the order that view_of() expects; a literal, because
/// statements are remembered by their literal.
#define TG_FILING_COLUMNS                                                                    \
    "SELECT id, state, missing, direction, procedure, zone, place, order_no, logistics_no, " \
    "cop_no, invt_no, updated_at, parties, documents, replaces, point, stock_at FROM filing "
inline constexpr int filing_parties = 12, filing_documents = 13, filing_replaces = 14,
                     filing_point = 15, filing_stock_at = 16;

FilingView view_of(const Query& row);
bool may_see(const Scope& scope, std::string_view parties);

struct Seen {
    FilingView view;
    std::vector<std::int64_t> documents;
    FilingId replaces;
};
/// Nothing when there is no such filing for this reader.
std::optional<Seen> look(Db& db, const Scope& scope, FilingId id);

}  // namespace tg::store
