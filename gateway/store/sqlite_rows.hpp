// What the transaction bodies share: their surroundings, the dictionary of lanes, lists of ids, one
// document's row, the state of a filing and of a message. Bodies run on the writer's thread and may
// be run twice when a neighbour in their group fails, so they change nothing but the database and
// their own result.
#pragma once

#include "gateway/compose/pack.hpp"
#include "gateway/store/lifecycle.hpp"
#include "gateway/store/sqlite_db.hpp"
#include "gateway/store/store.hpp"
#include "gateway/tax/buyer_key.hpp"
#include "schemas/document.hpp"
#include "schemas/table.hpp"

#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace tg::store {

/// Lanes by key and by id. There are few: one per signer, place and message type. Lanes are added
/// by the writer and never go, so a pointer to a committed one stays valid; any thread may look up.
class LaneBook {
 public:
    void load(Db& db);
    /// Writer only. A new lane is seen by others after settle().
    const compose::Lane& need(
        Db& db,
        TenantId tenant,
        std::string_view signer,
        std::string_view place,
        std::uint16_t message
    );
    enum class End : std::uint8_t { committed, rolled_back };
    void settle(End end);

    [[nodiscard]] const compose::Lane* find(LaneId id) const;
    [[nodiscard]] std::vector<const compose::Lane*> all() const;
    [[nodiscard]] std::vector<TenantId> tenants() const;

 private:
    using Key = std::tuple<TenantId, std::uint16_t, std::string, std::string>;
    const compose::Lane& add(compose::Lane lane);
    static Key key_of(const compose::Lane& lane);

    mutable std::mutex mutex_;
    std::deque<compose::Lane> lanes_;
    std::map<Key, const compose::Lane*> by_key_;
    std::size_t committed_ = 0;
};

/// What waits, as counters, so that nobody needs to count rows.
struct Tally {
    std::int64_t waiting = 0;
    std::map<std::int64_t, std::int64_t> waiting_of{};  ///< the same by tenant
    std::int64_t held = 0;  ///< inventories that wait for more than their turn
    std::int64_t outgoing = 0;
    std::int64_t unknown = 0;
    std::int64_t unread = 0;
    std::int64_t unmatched = 0;    ///< receipts with an answer whose document is not known
    std::int64_t quarantined = 0;  ///< receipts that cannot be read

    void wait(TenantId tenant, std::int64_t documents) {
        waiting += documents;
        waiting_of[tenant.value()] += documents;
    }
};

struct Tx {
    Db& db;
    LaneBook& lanes;
    IdSource& ids;
    const Clock& clock;
    const HoldRules& holding;
    const tax::BuyerKeys* buyers;  ///< nothing: no yearly ledger
    const Decimal* year_limit;     ///< of a buyer, to refuse above; nothing: kept, not judged
    Instant now{};
    Tally tally{};                ///< changes of this group
    std::int64_t next_audit = 1;  ///< number of the next audit row
    /// Filings whose documents moved: their state is derived once, before the commit. Whoever reads
    /// a filing's state in a body calls settle() first.
    std::set<std::pair<TenantId, FilingId>> moved{};
    /// Messages that this group found or made closed; what is closed stays so.
    std::set<std::pair<TenantId, MessageId>> closed{};

    void settle();

    /// `subject`: filing, message or raw receipt, 0 for none.
    void audit(
        TenantId tenant,
        std::int64_t subject,
        std::string_view actor,
        std::string_view event,
        std::string_view detail
    );
};

std::int64_t milliseconds(Instant time);
Instant instant(std::int64_t milliseconds);

/// Lists of ids as they lie in a row: eight bytes each, big end first.
void append_id(std::string& list, std::int64_t id);
std::vector<std::int64_t> ids_in(std::string_view list);

int bit_of(schemas::Kind kind);
std::vector<schemas::Kind> kinds_in(std::int64_t bits);

/// Number of the messages that answer this one, 0 for none.
std::uint16_t receipt_of(std::uint16_t message_number);

struct DocumentRow {
    TenantId tenant;
    DocumentId id;
    FilingId filing;
    LaneId lane;
    std::uint16_t message_number = 0;
    MessageId message;
    Standing standing;
    std::string guid, pre_no;
    std::string invt_no;                             ///< customs' number: invtNo, rkdNo, sumNo
    int app_type = 1;                                ///< 1 add, 2 change, 3 delete
    int held = 0;                                    ///< bits of Hold
    std::int64_t released_at = 0;                    ///< 0: not released
    std::int64_t pre_no_time = 0, invt_no_time = 0;  ///< of the answers that gave the numbers
};
std::optional<DocumentRow> load_document(Db& db, TenantId tenant, DocumentId id);
/// What was declared, as it was drafted.
std::optional<schemas::Document> stored_document(Db& db, TenantId tenant, DocumentId id);

struct MessageRow {
    TenantId tenant;
    MessageId id;
    LaneId lane;
    Outgoing state = Outgoing::leaving;
    std::uint32_t attempts = 0;
    std::string sender_dxp_id;
    std::vector<std::int64_t> documents;
    std::string answer_code;
};
std::optional<MessageRow> load_message(Db& db, TenantId tenant, MessageId id);
/// Deep in the future: next attempt of a message that is leaving.
inline constexpr std::int64_t never = 0x7fffffffffffffff;
bool open_message(Outgoing state);

struct MessageChange {
    Outgoing state = Outgoing::delivered;
    std::uint32_t attempts = 0;
    std::int64_t next_attempt_at = never;
    std::string_view answer_code, answer_text;
};
/// Writes the message's new state, counts it, and gives the filings of its documents their new
/// state where the move matters for them.
void change_message(Tx& tx, const MessageRow& message, const MessageChange& change);

/// What the filing's state is derived from; asks for the state of the document's message.
std::optional<DocumentFacts> facts_of(Db& db, TenantId tenant, DocumentId id);

/// Derives the state of a filing from its documents and stores it when it changed.
FilingState refresh_filing(Tx& tx, TenantId tenant, FilingId filing);

}  // namespace tg::store
