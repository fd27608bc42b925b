// Transaction bodies and reads of the way out: claim, seal, what is due, how an attempt ended.
#pragma once

#include "gateway/store/sqlite_expectations.hpp"
#include "gateway/store/sqlite_reader.hpp"
#include "gateway/store/sqlite_rows.hpp"

#include <optional>
#include <vector>

namespace tg::store {

/// The one maker of packs.
class PackMaker {
 public:
    static compose::Pack make(compose::Lane lane, std::vector<compose::PackedDocument> documents) {
        return {std::move(lane), std::move(documents)};
    }
};

struct PackBounds {
    ClaimLimits limits;
    std::size_t bytes = 0;  ///< of a pack's stored content; a document alone always goes
};
Result<std::vector<compose::Pack>> claim_documents(
    Reading& reading, const compose::Lane& lane, const PackBounds& bounds
);
void end_claims(Claims& claims, LaneId lane, const std::vector<DocumentId>& documents);

/// Fails with Errc::internal, and leaves nothing behind, when a document does not wait.
Result<OutboxEntry> seal_message(Tx& tx, const sign::SignedMessage& message, Instant now);

bool anything_due(Db& db, const compose::Lane& lane, Instant now);
/// A lane has one worker, and the worker asks between two messages: whatever is still `leaving`
/// then is orphaned, because the end of its attempt could not be recorded. It becomes `unknown`.
Result<std::optional<OutboxEntry>> take_due(Tx& tx, const compose::Lane& lane, Instant now);
std::optional<Instant> first_due(Db& db, const compose::Lane& lane);
/// Answers the lane when the message waits for another turn. `freed`: lanes of inventories whose
/// partners are sent now.
Result<const compose::Lane*> record_delivery(Tx& tx, const Delivery& delivery, FreedLanes& freed);
/// Messages found `leaving` become `unknown`, due at once.
Result<void> recover_messages(Tx& tx, Instant now);
std::vector<compose::Lane> lanes_with_work(Reading& reading);
Tally count_waiting(Db& db);

}  // namespace tg::store
