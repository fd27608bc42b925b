// The story in three functions: an order goes in (accept), its documents go out (dispatch), answers
// come back (settle). Every later feature goes into a stage, not here.
#pragma once

#include "gateway/admission.hpp"
#include "gateway/books/books.hpp"
#include "gateway/compose/message.hpp"
#include "gateway/core/metrics.hpp"
#include "gateway/forward/forwarder.hpp"
#include "gateway/forward/zones_in_force.hpp"
#include "gateway/intake/order.hpp"
#include "gateway/runtime/task.hpp"
#include "gateway/sign/signer.hpp"
#include "gateway/store/store.hpp"
#include "gateway/validate/declaration.hpp"
#include "gateway/wish_plan.hpp"

namespace tg {

struct PipelineLimits {
    intake::JsonLimits json{};
    std::size_t documents_per_message = 100;
    /// Messages of one lane at work at once; more when they hold few documents.
    std::size_t messages_per_turn = 8;
    std::size_t documents_per_message_max = 100;  ///< the rule's own bound
    AdmissionLimits admission{};
};

/// What one turn of a lane did.
enum class Turn : std::uint8_t {
    sent,       ///< a message left and was taken, or was refused for good
    unsettled,  ///< a message left and its outcome is unknown, or it waits behind a closed way out;
                ///< the lane goes on
    resting,    ///< the other side could not be reached: the lane waits for the next attempt
    idle        ///< nothing waits
};

/// An order that passes, and what became of its values when it came by a mapping.
struct Judged {
    validate::Declaration declaration;
    std::vector<normalise::Change> changes;
};

/// What the pipeline works with; everything outlives it.
struct PipelineParts {
    const Clock& clock;
    IdSource& ids;
    Pool& pool;
    store::Store& store;
    const books::Books& books;
    forward::ZoneSource zones;
    const sign::KeyStore& keys;
    const sign::Signer& signer;
    forward::Forwarder& forwarder;
    Metrics& metrics;
};

class Pipeline {
 public:
    Pipeline(PipelineParts parts, PipelineLimits limits);

    /// Answers after the group commit. Every fault at once as Errc::order_refused with parts.
    /// Errc::overloaded, share_used and disk_low turn away before anything is judged.
    Task<Result<store::Accepted>> accept(intake::RawOrder raw);
    /// Late sections of a filing that exists.
    Task<Result<store::Accepted>> supplement(FilingId filing, intake::RawOrder raw);
    /// Amends, withdraws or returns what a filing has declared: the message is picked from where
    /// its documents stand. The refusal of a course names what is possible instead.
    Task<Result<store::Accepted>> pursue(FilingId filing, store::Wish wish, intake::RawOrder raw);
    /// One turn of one lane: hand over what is due, else pack, sign and hand over what waits.
    Task<Result<Turn>> dispatch(compose::Lane lane);
    /// When a resting lane may go on, if its channel is closed or has had its share of this minute.
    [[nodiscard]] std::optional<Instant> opens(const compose::Lane& lane);
    /// Raw receipts: kept, then read, then applied. Answers when they are on disk (they may be
    /// confirmed then).
    Task<Result<std::vector<store::Settled>>> settle(std::vector<receipt::RawReceipt> raw);
    /// Reads and applies a receipt that is already on disk.
    Task<Result<store::Settled>> apply(receipt::KeptReceipt kept);
    /// Tells who is late with a document that an inventory waits for, each once. Asked every
    /// second.
    Task<Result<void>> watch_partners();
    [[nodiscard]] Admission& admission() { return admission_; }

 private:
    Task<Result<store::Accepted>> take_in(intake::RawOrder raw);
    /// What an order is judged with when it belongs to a filing that exists.
    struct Context {
        std::vector<std::string> earlier;  ///< bodies of that filing, oldest first
        std::optional<WishPlan> plan;      ///< for a wish
        bool trial = false;  ///< one of several guesses: what the rules find is not counted
    };
    Task<Result<Judged>> judge(intake::RawOrder raw, Context context, forward::ZonesInForce zones);
    Task<Result<store::Accepted>> declare_wish(
        FilingId filing, store::Wish wish, intake::RawOrder raw
    );
    /// Documents that cannot stand alone join the filing that waits for their order, if the caller
    /// may see it. Errc::not_found when none takes them.
    Task<Result<store::Accepted>> join_waiting(intake::RawOrder raw);
    Task<Result<store::Accepted>> add_to(FilingId filing, intake::RawOrder raw, store::Entry entry);
    Task<void> keep_mismatch(store::Mismatch mismatch);
    Task<void> send_into(compose::Pack pack, compose::Lane lane, Result<Turn>& turn);
    Task<Result<Turn>> send(compose::Pack pack, compose::Lane lane);
    Task<void> apply_into(receipt::KeptReceipt kept, store::Settled& settled);
    Task<Result<sign::SignedMessage>> seal(compose::Pack pack, compose::Lane lane);

    PipelineParts parts_;
    PipelineLimits limits_;
    Admission admission_;
};

}  // namespace tg
