// What keeps a filing out, found by reading only: an Idempotency-Key seen before, a number that is
// held, a section that does not fit. Nothing is written before all of it has been asked, so a
// refusal leaves no trace.
#pragma once

#include "gateway/store/sqlite_keys.hpp"
#include "gateway/store/sqlite_rows.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::store {

/// What a filing's row knows.
struct FilingHead {
    FilingState state{};
    std::int64_t missing = 0, missing_first = 0;
    schemas::Direction direction{};
    std::string procedure;
    std::string place, order_no, logistics_no, cop_no, parties;
    std::string documents, bodies;  ///< lists of ids
    FilingId replaces;
};
std::optional<FilingHead> load_head(Db& db, TenantId tenant, FilingId id);
/// Bits of the kinds that the filing holds, whatever became of them.
std::int64_t sections_of(Db& db, TenantId tenant, const FilingHead& head);

struct Idempotency {
    KeyKind kind = KeyKind::append;
    std::string value;  ///< empty: the sender gave no key
    std::string_view digest;
};
Idempotency idempotency_of(
    const validate::Declaration& declaration, KeyKind kind, std::string_view digest
);
/// What an earlier request with this key has left; nothing when the key is new or forgotten.
/// Errc::idempotency_conflict when it came with another body.
Result<std::optional<Holder>> earlier(Db& db, Instant now, TenantId tenant, const Idempotency& key);

/// Keeps the key of a first filing, if the sender gave one.
void hold_idempotency(Db& db, TenantId tenant, const Idempotency& key, FilingId filing);
/// The same of an addition: `document`, its first one, tells when it came, and what is answered is
/// kept.
void hold_idempotency(
    Db& db, TenantId tenant, const Idempotency& key, DocumentId document, const Accepted& accepted
);

struct HeldKey {
    Key key;
    DocumentId document;
};

struct Keys {
    std::vector<HeldKey> held;
    FilingId replaces;  ///< rejected filing that loses a key
};
/// The keys of all documents. Errc::duplicate_filing, every clash in `parts`, when filings that
/// live hold some of them. A rejected one gives its keys up when nothing of it is on its way any
/// more, and only to a filing that replaces no other one (`replaces`, 0 for none yet): an answer
/// from before the new filing is given to the one it replaced, so there can be but one.
Result<Keys> judge_keys(Tx& tx, const validate::Declaration& declaration, FilingId replaces);

/// Whether documents of an order came without it.
bool waits_for_order(const validate::Declaration& declaration);
/// Documents of one order meet in one filing, whoever sent the first: Errc::belongs_to_filing with
/// the id of the filing that exists.
Result<void> judge_meeting(Db& db, const validate::Declaration& declaration);
/// The same of one filing that waits: Errc::not_found when the caller's documents may not join it.
Result<void> judge_meeting_with(Db& db, FilingId filing, const validate::Declaration& declaration);
/// Filings whose documents wait for the order of this number.
std::vector<FilingId> waiting_for_order(Db& db, TenantId tenant, std::string_view order_no);
/// Leaves word under the order's number; takes it away when the order has come.
void wait_for_order(Db& db, TenantId tenant, std::string_view order_no, FilingId filing);
void stop_waiting(Db& db, TenantId tenant, std::string_view order_no, FilingId filing);

/// Errc::section_present, Errc::order_number_differs, Errc::documents_differ, Errc::order_deleted.
Result<void> judge_supplement(
    Tx& tx, const FilingHead& head, const validate::Declaration& declaration
);

}  // namespace tg::store
