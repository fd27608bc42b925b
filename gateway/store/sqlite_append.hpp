// Transaction bodies that take filings in: append, supplement, a note about something refused.
#pragma once

#include "gateway/store/sqlite_admission.hpp"
#include "gateway/store/sqlite_rows.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg::store {

struct Appended {
    Accepted accepted;
    std::vector<const compose::Lane*> lanes;  ///< that got work
};

/// What the sender of an append key was told, when it was told within the time a key is kept.
Result<std::optional<Accepted>> answer_of_key(
    Db& db, Instant now, TenantId tenant, const Idempotency& key
);
/// `also_asked`: see Store::append. `body_digest`: intake::digest_of the request, when it came with
/// an Idempotency-Key.
Result<Appended> append_filing(
    Tx& tx,
    const validate::Declaration& declaration,
    std::span<const schemas::Kind> also_asked,
    std::string_view body_digest
);
Result<Appended> supplement_filing(
    Tx& tx,
    FilingId filing,
    const validate::Declaration& declaration,
    Entry entry,
    std::string_view body_digest
);

/// New versions in a filing that exists: documents, keys, raw body; `head` is as it stands.
std::vector<const compose::Lane*> put_versions(
    Tx& tx,
    FilingId filing,
    const validate::Declaration& declaration,
    const Keys& keys,
    FilingHead& head
);

}  // namespace tg::store
