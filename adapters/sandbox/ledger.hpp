// What the simulated single window must not forget, in its own SQLite file: messages taken,
// documents, planned answers, receipts not yet fetched, counts. Used by one thread at a time
// (desk.hpp); everything between begin() and commit() becomes true at once or not at all.
#pragma once

#include "adapters/sandbox/life.hpp"
#include "adapters/sandbox/sqlite.hpp"
#include "gateway/core/clock.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::sandbox {

/// Stages that are no returnStatus: an inventory after its cancellation was concluded (430 is what
/// one implementation calls it), and one merged into an export declaration.
inline constexpr int stage_cancelled = 430;
inline constexpr int stage_summarised = 1'000;

/// held: the key is taken. waiting: an inventory whose partners are not there. free: refused,
/// rejected or deleted; the key may be filed again.
enum class Standing : std::uint8_t { held, waiting, free };

#define TG_SANDBOX_COLUMNS                                                                     \
    "id, key, number, order_key, waybill_key, standing, address, app_time, serial, accepted, " \
    "document, invt_no, stage, said"

struct HeldDocument {
    std::int64_t id = 0;
    std::string key, order_key, waybill_key;
    /// Of an inventory its own number of customs; of a cancellation, return or tally the number of
    /// the inventory that it is about.
    std::string invt_no;
    std::uint16_t number = 0;
    Standing standing = Standing::free;
    int stage = 0;  ///< the last status that was decided; 0: none yet
    std::string address;
    std::string app_time;
    int anew = 1;             ///< of the filing at hand: 0 for a change or a deletion
    std::int64_t serial = 0;  ///< of preNo and invtNo; 0 without
    Instant accepted{};
    Instant said{};                   ///< time of the last answer that was planned
    std::optional<Instant> remind{};  ///< waiting: when to say what is missing
    std::string document;             ///< schemas::Document::serialise()
};

/// Answers of one sort for one receiver, due together; at the due time up to a hundred answers make
/// a receipt.
struct Planned {
    std::string address;
    std::uint16_t receipt = 0;
    Voice voice{};
    Instant due{};
    std::string root_guid;
    std::int64_t count = 0;
    std::string text;
};

struct WaitingReceipt {
    std::int64_t id = 0;
    std::uint16_t receipt = 0;
    std::string guid;  ///< root guid, also CopMsgId of the envelope
    Instant made{};
    std::string bytes;  ///< the CEB receipt
};

/// Per message number: what tests compare with what was filed.
struct KeyCounts {
    std::int64_t documents = 0;  ///< filings taken, repeats of a message not counted
    std::int64_t keys = 0;       ///< distinct business keys
    std::int64_t keys_filed_more_than_once = 0;  ///< as new; changes and deletions are no such
};

class Ledger {
 public:
    Result<void> open(const std::filesystem::path& file);
    void begin();
    Result<void> commit();

    /// Hash of the message taken under that number, if any.
    std::optional<std::string> message_hash(std::string_view sender, std::string_view cop_msg_id);
    void add_message(std::string_view sender, std::string_view cop_msg_id, std::string_view hash);

    std::optional<HeldDocument> find(std::string_view key);
    std::vector<HeldDocument> about_order(std::string_view order_key, std::uint16_t number);
    std::vector<HeldDocument> about_waybill(std::string_view waybill_key);
    std::vector<HeldDocument> about_inventory(std::string_view invt_no, std::uint16_t number);
    /// Inventories of that message that are closed and not summarised, oldest first.
    std::vector<HeldDocument> closed(std::uint16_t number, std::int64_t most);
    std::vector<HeldDocument> due_reminders(Instant now, std::int64_t most);
    void add(const HeldDocument& document);
    /// Counts the filing, and puts in the new content.
    void refile(const HeldDocument& document);
    /// Counts a filing that changed nothing.
    void count_filing(const HeldDocument& document);
    /// Standing, stage and the time of the last answer; nothing more to remind of.
    void set_state(const HeldDocument& document);

    /// Notes that a list of that message (607, 507, 509) names the parcel under the bill; either
    /// may stand alone. Noted again, it stays noted.
    void mark(std::string_view parcel, std::uint16_t list, std::string_view bill);
    void unmark(std::string_view parcel, std::uint16_t list);
    bool marked(std::string_view parcel, std::uint16_t list);
    /// The bill under which a parcel was listed, or empty.
    std::string bill_of(std::string_view parcel, std::uint16_t list);
    std::vector<std::string> parcels_of(std::string_view bill, std::uint16_t list);
    void reminded(std::int64_t id);
    std::int64_t next_serial();

    void plan(const Planned& planned);
    /// Oldest first; they are gone from the plan.
    std::vector<Planned> take_due(Instant now, std::int64_t most);
    /// When the next planned answer or reminder falls due.
    std::optional<Instant> next_due();

    void queue(std::string_view address, const WaitingReceipt& receipt);
    std::vector<WaitingReceipt> waiting_receipts(std::string_view address, std::int64_t most);
    void confirm(std::string_view address, std::int64_t id);

    // ledger_platforms.cpp: an address that ends with a slash stands for all below it
    std::vector<WaitingReceipt> receipts_at(
        const std::string& address, Instant since, std::int64_t most
    );
    void confirm_at(const std::string& address, std::int64_t id);
    /// What a platform tells by time it keeps so long.
    void forget_at(const std::string& address, Instant before);
    /// The document of that message that bears the serial number of a preNo or invtNo.
    std::optional<HeldDocument> numbered(std::int64_t serial, std::uint16_t number);
    /// Names of what a platform has taken, for its answers to questions.
    void name(std::string_view address, std::string_view name);
    bool named(std::string_view address, std::string_view name);

    void count(const std::string& name, std::int64_t by = 1);
    std::map<std::string, std::int64_t> counts();
    std::map<std::uint16_t, KeyCounts> key_counts();
    std::int64_t receipts_waiting();
    std::int64_t answers_planned();
    std::int64_t inventories_waiting();

 private:
    void make_tables();
    void prepare_documents();
    void prepare_platforms();
    std::vector<HeldDocument> documents(Query& query);
    std::int64_t single(const char* sql);

    Database database_;
    Query find_message_, add_message_;
    Query find_, about_order_, about_waybill_, about_inventory_, closed_, due_reminders_, add_,
        refile_, count_filing_, set_state_, reminded_;
    Query mark_, unmark_, marked_, parcels_of_;
    Query plan_, due_, drop_due_, next_planned_, next_reminder_;
    Query queue_, waiting_, confirm_, count_;
    Query at_, confirm_at_, forget_at_, name_, named_, numbered_;
    std::map<std::string, std::int64_t> pending_counts_;
    std::int64_t serial_ = 0;
};

}  // namespace tg::sandbox
