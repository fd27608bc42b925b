// What filings expect, row by row, and the inventories that wait for it. Every change of a hold
// goes through review_holds().
#pragma once

#include "gateway/store/sqlite_rows.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tg::store {

using FreedLanes = std::vector<const compose::Lane*>;

/// New rows of what is missing, as bits of kinds. Rows that exist stay.
void expect(
    Tx& tx, TenantId tenant, FilingId filing, std::int64_t missing, std::chrono::hours deadline
);
/// Sections that go to customs another way: they are waited for no longer.
void expect_elsewhere(Tx& tx, TenantId tenant, FilingId filing, std::int64_t kinds);
/// Bits of the sections that go to customs another way.
std::int64_t elsewhere_of(Db& db, TenantId tenant, FilingId filing);
/// A section has come: its row, if it has one, says so.
void meet_expectation(Tx& tx, TenantId tenant, FilingId filing, schemas::Kind kind);
/// A section was tried and differs.
void note_difference(
    Tx& tx,
    TenantId tenant,
    FilingId filing,
    schemas::Kind kind,
    std::chrono::hours deadline,
    std::string_view differences
);

/// Holds or frees the inventories of a filing as its partners are now. Lanes that got work are
/// added to `freed`.
void review_holds(Tx& tx, TenantId tenant, FilingId filing, FreedLanes& freed);
/// The same, for a filing of which something may be held; one look-up when nothing is.
void review_if_held(Tx& tx, TenantId tenant, FilingId filing, FreedLanes& freed);
/// The same, of the filings of these documents.
void review_documents(
    Tx& tx, TenantId tenant, std::span<const std::int64_t> documents, FreedLanes& freed
);
/// Everything that is held, by the rules as they are now.
void review_all_holds(Tx& tx);

/// Holds and frees the inventories of a filing that a guarantee is short for.
void hold_for_guarantee(Tx& tx, TenantId tenant, FilingId filing);
void free_for_guarantee(Tx& tx, TenantId tenant, FilingId filing, FreedLanes& freed);

/// Whether an alarm is due. Cheap: asked every second.
bool alarm_due(Db& db, std::span<const TenantId> tenants, Instant now);
/// Marks what is overdue, once each.
std::vector<Overdue> raise_alarms(Tx& tx, Instant now);

/// Of one filing: the rows, and what came with the filing. `missing` as the filing's row says.
std::vector<ExpectationView> expectations_of(
    Db& db, TenantId tenant, const FilingView& filing, std::span<const std::int64_t> documents
);

std::string differences_text(std::span<const Difference> differences);
std::vector<Difference> differences_in(std::string_view text);

}  // namespace tg::store
