// The store's port. One promise above all: what append() has answered is on disk, and every change
// of state is one transaction with its audit record.
//
// Made for several implementations: the embedded one (SQLite, one process owns the file, so a claim
// is a lease that ends with the process and is kept in memory) and, later, PostgreSQL (claims are
// rows with owner, time and epoch). Tenant first in every key; ids grow with time; one index only
// covers text that a sender chose (business_key).
#pragma once

#include "gateway/compose/pack.hpp"
#include "gateway/core/decimal.hpp"
#include "gateway/core/result.hpp"
#include "gateway/normalise/changes.hpp"
#include "gateway/receipt/receipt.hpp"
#include "gateway/runtime/task.hpp"
#include "gateway/sign/signer.hpp"
#include "gateway/store/accounts.hpp"
#include "gateway/store/course.hpp"
#include "gateway/store/expected.hpp"
#include "gateway/store/holding.hpp"
#include "gateway/store/lifecycle.hpp"
#include "gateway/store/views.hpp"
#include "gateway/tax/claims.hpp"
#include "gateway/validate/declaration.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::store {

/// What is about to be declared for a wish, as planned from a FilingStand.
struct PlannedAct {
    schemas::Kind about{};
    Act act = Act::refuse;
    std::uint16_t message = 0;  ///< that is sent: 621, 623 ...
};

/// What the sender is told after the commit.
struct Accepted {
    FilingId filing;
    FilingState state = FilingState::accepted;
    Instant accepted_at{};
    std::vector<schemas::Kind> missing;
    bool replayed = false;  ///< the answer of an earlier request with the same Idempotency-Key
    std::vector<PlannedAct> acts;  ///< what was declared for a wish
    /// What became of the values of an order that came by a mapping; not stored.
    std::vector<normalise::Change> changes{};
};

/// A sealed message that is to be handed over. Made by the store only, after its bytes are on disk.
struct OutboxEntry {
    MessageId id;
    TenantId tenant;
    LaneId lane;
    std::string place;
    std::string message_type;  ///< CEB311Message
    schemas::Direction direction{};
    std::string cop_msg_id;  ///< transport id, the same for every attempt
    std::string sender_dxp_id;
    std::string bytes;
    std::uint32_t attempts = 0;  ///< begun before this one
    Outgoing state = Outgoing::leaving;
    std::string last_answer_code;  ///< of the Delivery recorded last; empty before the first
};

/// How an attempt ended.
struct Delivery {
    MessageId message;
    TenantId tenant;
    Outgoing outcome = Outgoing::delivered;
    Instant at{};
    std::optional<Instant> next_attempt;  ///< for resting and unknown
    std::string answer_code;              ///< of the other side, or our Errc's name
    std::string answer_text;              ///< up to 300 characters
};

/// What a receipt changed.
struct Settled {
    std::size_t applied = 0;    ///< answers that moved a document
    std::size_t repeated = 0;   ///< answers that changed nothing
    std::size_t unmatched = 0;  ///< answers whose document is not known
};

/// Where a document of a filing stands that counts.
struct DocumentStand {
    DocumentId id;
    Standpoint point;
    std::int32_t status = 0;
    std::string cop_no, pre_no, invt_no;  ///< cop_no: of an inventory
    bool changed = false;                 ///< a later version under the same number
    std::string app_time;                 ///< the latest of its versions: 14 digits
    std::string changeable_in;            ///< states that allow a change, for a refusal
};
struct FilingStand {
    schemas::Direction direction{};
    std::string procedure, place;
    std::vector<DocumentStand> documents;
    /// Per gnum of the inventory: what may still come back.
    std::map<std::string, Decimal> left;
};
/// Which states of an inventory allow a change at the place; a stand comes with the usual ones.
void allow_changes(FilingStand& stand, std::span<const std::int32_t> states);
/// One violation for an item that the inventory lacks, or of which less may come back. Takes what
/// fits off `left`.
std::optional<Error> refuse_return(
    std::map<std::string, Decimal>& left,
    const std::string& gnum,
    const std::string& qty,
    const std::string& where
);
/// Why a wish is refused, with the document and its status as arguments.
Error refusal_of(const DocumentStand& at, const Course& course, std::string where);

/// A filing as a list (a manifest, a warehouse entry ...) takes it up.
struct Parcel {
    FilingView view;  ///< its row alone
    /// As declared last; a change that customs refused does not count.
    std::optional<schemas::Document> waybill, inventory;
    std::int32_t status = 0;  ///< of the inventory; 0: nothing said
    /// Another filing that lists it in the same kind of list and was not rejected.
    std::optional<FilingId> listed_in;
};

struct Pursuit {
    Wish wish{};
    std::vector<PlannedAct> acts;
};

struct Backlog {
    std::uint64_t waiting = 0;   ///< documents not yet sealed
    std::uint64_t held = 0;      ///< inventories that may not be sealed yet; not among the waiting
    std::uint64_t outgoing = 0;  ///< messages not yet delivered
    std::uint64_t unknown = 0;
    std::uint64_t unread = 0;       ///< raw receipts not yet read
    std::uint64_t unmatched = 0;    ///< raw receipts with an answer whose document is not known
    std::uint64_t quarantined = 0;  ///< raw receipts that cannot be read
};

/// How a supplement came to its filing: the sender named it, or the number of the order led there.
enum class Entry : std::uint8_t { named, met };

/// How much a lane's worker takes at once.
struct ClaimLimits {
    std::size_t documents = 100;  ///< of one pack
    std::size_t packs = 1;
};

struct ReplayQuestion {
    TenantId tenant;
    std::string key_name;  ///< of the API key
    std::string idempotency_key;
    std::string body_sha256;         ///< the 32 bytes
    std::optional<FilingId> filing;  ///< that the request added to; nothing for a new filing
};

class Store {
 public:
    virtual ~Store() = default;

    /// Filing, documents, queue entries, raw body and audit record in one transaction. Answers
    /// after the commit. Errc::duplicate_filing (where = pointer, args = id of the first) when the
    /// business key of a document is held; Errc::idempotency_conflict when the key came with
    /// another body. `also_asked`: sections that the place asks for beyond the procedure; those
    /// that were not filed are missing.
    virtual Task<Result<Accepted>> append(
        validate::Declaration declaration, std::vector<schemas::Kind> also_asked
    ) = 0;
    Task<Result<Accepted>> append(validate::Declaration declaration) {
        return append(std::move(declaration), {});
    }
    /// The answer of an earlier request with this Idempotency-Key, asked when a request is refused,
    /// so that a repetition is answered alike whatever the rules say today. Nothing when the key is
    /// unknown or older than 72 hours; Errc::idempotency_conflict when it came with another body.
    virtual Task<Result<std::optional<Accepted>>> replay(ReplayQuestion question) = 0;
    /// Adds late sections to a filing. Errc::not_found, Errc::section_present,
    /// Errc::order_number_differs, Errc::order_deleted, Errc::documents_differ.
    /// Entry::met: Errc::not_found when the documents may not join it.
    virtual Task<Result<Accepted>> supplement(
        FilingId filing, validate::Declaration declaration, Entry entry
    ) = 0;
    Task<Result<Accepted>> supplement(FilingId filing, validate::Declaration declaration) {
        return supplement(filing, std::move(declaration), Entry::named);
    }
    /// Keeps an attempt that was refused beside what the filing expects. Errc::not_found.
    virtual Task<Result<void>> note_mismatch(Mismatch mismatch) = 0;
    /// Sections that others send to customs themselves: the filing waits for them no longer.
    /// Errc::not_found; Errc::section_present when one is filed here.
    virtual Task<Result<Accepted>> send_elsewhere(
        Scope scope, FilingId filing, SentElsewhere said
    ) = 0;
    /// Errc::not_found; of a payment Errc::bill_void, Errc::paid_already with another day.
    virtual Task<Result<BillTold>> tell_bill(Scope scope, BillWord word) = 0;
    /// Partners whose time has passed since the last call, each told once; on disk when answered.
    virtual Task<Result<std::vector<Overdue>>> overdue(Instant now) = 0;
    /// Looks again at inventories that a guarantee was short for: what it has room for now goes,
    /// the oldest first.
    virtual Task<Result<void>> retry_guarantees() = 0;
    /// What the claims of an account leave of `limit`.
    virtual Task<Result<tax::Balance>> balance(
        TenantId tenant, std::string account, Decimal limit
    ) = 0;
    /// Of each limited amount that an inventory would claim of if it were filed now.
    virtual Task<Result<std::vector<Room>>> room(
        TenantId tenant, schemas::Document inventory, tax::Assessment assessment
    ) = 0;
    /// What a buyer has used of a year by what was filed here; `buyer` comes from tax::BuyerKeys.
    Task<Result<Decimal>> used_this_year(TenantId tenant, std::string buyer, int year) {
        auto account = tax::year_account(buyer, year);
        const Decimal nothing;
        auto used = co_await balance(tenant, std::move(account), nothing);
        if (!used)
            co_return std::move(used).error();
        co_return Decimal{}.minus(used.value().available).value_or(Decimal{});
    }
    /// Where the documents of a filing stand. Errc::not_found.
    virtual Task<Result<FilingStand>> stand(TenantId tenant, FilingId filing) = 0;
    /// New versions of documents, a cancellation or a return. The wish is judged again inside the
    /// transaction: Errc::state_moved when it would take another course now, or the refusal of that
    /// course; Errc::order_refused with every item in parts when more comes back than was declared.
    virtual Task<Result<Accepted>> pursue(
        FilingId filing, validate::Declaration declaration, Pursuit pursuit
    ) = 0;
    /// One audit line about something refused; nothing else.
    virtual Task<Result<void>> note_refusal(
        TenantId tenant, std::string actor, std::string event, std::string detail
    ) = 0;

    /// Called once before work starts: messages found `leaving` become `unknown`, and what is held
    /// is judged by the rules of today.
    virtual Task<Result<void>> recover(Instant now) = 0;
    /// Lanes with documents waiting or messages to hand over.
    virtual Task<Result<std::vector<compose::Lane>>> busy_lanes() = 0;
    /// Called on the I/O thread after a commit that gave a lane work.
    virtual void on_work(std::function<void(const compose::Lane&)> listener) = 0;

    /// The waiting documents of a lane that nothing holds, oldest first, as packs of
    /// `limits.documents`, fewer where they are large; empty when none wait. A claimed document is
    /// not given again until seal() or release().
    virtual Task<Result<std::vector<compose::Pack>>> claim(
        compose::Lane lane, ClaimLimits limits
    ) = 0;
    virtual Task<Result<void>> release(compose::Lane lane, std::vector<DocumentId> documents) = 0;
    /// The exact bytes, before they leave; documents become sealed, the message is `leaving`,
    /// attempt 1. When it fails, the documents are claimed no longer and wait.
    virtual Task<Result<OutboxEntry>> seal(sign::SignedMessage message, Instant now) = 0;
    /// The oldest message of a lane whose time has come and that is resting or unknown; it is
    /// `leaving` (attempt + 1) or stays `unknown` afterwards. Asked by the lane's one worker
    /// between two messages, so a message found `leaving` is one whose record() failed: it becomes
    /// `unknown`, due now.
    virtual Task<Result<std::optional<OutboxEntry>>> next_due(compose::Lane lane, Instant now) = 0;
    /// The earliest time at which next_due of this lane would answer something.
    virtual Task<Result<std::optional<Instant>>> next_due_time(compose::Lane lane) = 0;
    virtual Task<Result<void>> record(Delivery delivery) = 0;

    /// Stores the bytes; the answer comes after the commit.
    virtual Task<Result<std::vector<receipt::KeptReceipt>>> keep(
        std::vector<receipt::RawReceipt> raw
    ) = 0;
    /// Applies what was read, marks the raw receipt read. One transaction. An answer for an unknown
    /// document is kept and counted.
    virtual Task<Result<Settled>> apply(receipt::Receipt receipt, Instant now) = 0;
    /// Marks a raw receipt unreadable, with the reason.
    virtual Task<Result<void>> quarantine(RawId raw, std::string reason) = 0;
    /// Raw receipts that were kept but not read (after a restart).
    virtual Task<Result<std::vector<receipt::KeptReceipt>>> unread(std::size_t limit) = 0;

    virtual Task<Result<FilingView>> filing(Scope scope, FilingId id) = 0;
    virtual Task<Result<FilingPage>> filings(Scope scope, FilingQuery query) = 0;
    /// One filing for a list of that kind. Errc::not_found.
    virtual Task<Result<Parcel>> parcel(Scope scope, FilingId id, schemas::Kind list) = 0;
    /// Filings of the place whose waybill or inventory names the master bill, or did so before it
    /// was changed; oldest first, at most `max`.
    virtual Task<Result<std::vector<FilingId>>> under_bill(
        Scope scope, std::string place, std::string bill, std::size_t max
    ) = 0;
    /// The n-th message (from 1) that carried a document of this filing, exactly as stored.
    virtual Task<Result<std::string>> message_bytes(Scope scope, FilingId id, std::size_t n) = 0;
    /// The bodies that made a filing, as they came or as they were made of what came
    /// (intake/kept_body.hpp): the first one, then those of supplements in their order.
    /// Errc::not_found.
    virtual Task<Result<std::vector<std::string>>> order_bodies(TenantId tenant, FilingId id) = 0;
    virtual Task<Result<std::string>> receipt_bytes(Scope scope, FilingId id, RawId raw) = 0;
    /// Receipts that are not matched, not readable or not read, of channels by which no other
    /// tenant files.
    virtual Task<Result<ReceiptPage>> receipts(ReceiptQuery query) = 0;
    /// The bytes of any receipt as they came. Errc::shared_bytes when it answers documents of
    /// another tenant; Errc::not_found when it answers none and came by a channel of others.
    virtual Task<Result<std::string>> raw_receipt(TenantId tenant, RawId raw) = 0;
    virtual Task<Result<Backlog>> backlog() = 0;
    /// Documents waiting, kept in memory by the writer; costs nothing, used to turn senders away in
    /// time. Any thread.
    [[nodiscard]] virtual std::uint64_t waiting_now() const = 0;
    /// The same with what belongs to one tenant. Any thread.
    [[nodiscard]] virtual WaitingNow waiting_of(TenantId tenant) const {
        static_cast<void>(tenant);
        const auto all = waiting_now();
        return {all, all, all == 0 ? std::size_t{0} : std::size_t{1}};
    }
    /// Other zone files count from now on: channel by place, and when inventories may go. I/O
    /// thread. A store without such rules has nothing to do.
    virtual void use_places(
        std::map<std::string, std::string, std::less<>> channel_of, HoldRules::ByPlace holding
    ) {
        static_cast<void>(channel_of);
        static_cast<void>(holding);
    }

    /// Ends after everything begun is on disk.
    virtual Task<void> close() = 0;
};

}  // namespace tg::store
