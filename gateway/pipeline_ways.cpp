// See pipeline.hpp: the way out (dispatch) and the way back (settle).
#include "gateway/core/crash_point.hpp"
#include "gateway/core/log.hpp"
#include "gateway/forward/kept_receipts.hpp"
#include "gateway/pipeline.hpp"
#include "gateway/receipt/receipt.hpp"
#include "gateway/runtime/task_group.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>

namespace tg {
namespace {

Turn turn_of(store::Outgoing outcome) {
    switch (outcome) {
        case store::Outgoing::delivered:
        case store::Outgoing::refused:
            return Turn::sent;
        case store::Outgoing::resting:
            return Turn::resting;
        case store::Outgoing::leaving:
        case store::Outgoing::unknown:
            break;
    }
    return Turn::unsettled;
}

/// What the lane does next is decided by the message that fared worst: a failure, then a rest, then
/// what is unsettled.
Result<Turn> worst_of(std::vector<Result<Turn>>& turns) {
    Turn worst = Turn::idle;
    for (auto& turn : turns) {
        if (!turn)
            return std::move(turn);
        const auto one = turn.value();
        if (worst == Turn::resting || one == Turn::idle)
            continue;
        if (one == Turn::resting || worst != Turn::unsettled)
            worst = one;
    }
    return worst;
}

/// Parts of one list take effect when the last of them arrives, so they are sent one after another
/// [export rule 3].
bool keeps_order(const compose::Lane& lane) {
    const auto* table = schemas::find_table(lane.message);
    return table != nullptr &&
           schemas::find_field(*table, schemas::Group::head, "msgSeqNo").has_value();
}

}  // namespace

std::optional<Instant> Pipeline::opens(const compose::Lane& lane) {
    return parts_.forwarder.is_shut() ? std::nullopt : parts_.forwarder.opens(lane.place);
}

Task<Result<Turn>> Pipeline::dispatch(compose::Lane lane) {
    // What waits for an opening is neither begun nor packed: it may still be changed.
    if (opens(lane))
        co_return Turn::resting;
    if (!parts_.forwarder.is_shut()) {
        TG_CO_TRY(auto due, co_await parts_.store.next_due(lane, parts_.clock.now()));
        if (due) {
            TG_CO_TRY(auto outcome, co_await parts_.forwarder.deliver(std::move(*due)));
            co_return turn_of(outcome);
        }
    }
    const auto zones = parts_.zones.now();
    const auto* channel = zones->channel_for(lane.place);
    const auto limit =
        channel == nullptr
            ? limits_.documents_per_message
            : std::min(limits_.documents_per_message, channel->documents_per_message_max);
    // One document that waits travels at once; what is more than a message holds goes as several
    // messages of this turn, signed side by side and stored in shared commits.
    store::ClaimLimits take{
        limit, std::max(limits_.messages_per_turn, limits_.documents_per_message_max / limit)};
    if (keeps_order(lane))
        take.packs = 1;
    take.packs = std::clamp<std::size_t>(parts_.forwarder.room(lane.place), 1, take.packs);
    TG_CO_TRY(auto packs, co_await parts_.store.claim(lane, take));
    if (!packs.empty())
        passing(CrashPoint::documents_claimed);
    std::vector<Result<Turn>> turns(packs.size(), Turn::idle);
    auto executor = co_await asio::this_coro::executor;
    TaskGroup together(executor);
    for (std::size_t i = 0; i < packs.size(); ++i)
        together.spawn("message", send_into(std::move(packs[i]), lane, turns[i]));
    co_await together.join();
    co_return worst_of(turns);
}

Task<void> Pipeline::send_into(compose::Pack pack, compose::Lane lane, Result<Turn>& turn) {
    turn = co_await send(std::move(pack), std::move(lane));
}

Task<Result<Turn>> Pipeline::send(compose::Pack pack, compose::Lane lane) {
    TG_CO_TRY(auto sealed, co_await seal(std::move(pack), std::move(lane)));
    passing(CrashPoint::message_signed);
    const auto documents = sealed.documents().size();
    TG_CO_TRY(auto entry, co_await parts_.store.seal(std::move(sealed), parts_.clock.now()));
    admission_.sealed(documents);
    passing(CrashPoint::seal_committed);
    TG_CO_TRY(auto outcome, co_await parts_.forwarder.deliver(std::move(entry)));
    co_return parts_.forwarder.is_shut() ? Turn::unsettled : turn_of(outcome);
}

Task<Result<sign::SignedMessage>> Pipeline::seal(compose::Pack pack, compose::Lane lane) {
    std::vector<DocumentId> documents;
    documents.reserve(pack.documents().size());
    for (const auto& document : pack.documents()) documents.push_back(document.id);

    auto job = [parts = &parts_, held = std::move(pack)]() mutable -> Result<sign::SignedMessage> {
        TG_TRY(auto transfer, parts->keys.transfer_for(held.lane().signer));
        TG_TRY(auto message, compose::write(std::move(held), transfer, parts->ids));
        return parts->signer.seal(std::move(message));
    };
    auto sealed = co_await offload(parts_.pool, std::move(job));
    if (!sealed) {
        // Nothing was stored about this pack: its documents wait again.
        auto released = co_await parts_.store.release(std::move(lane), std::move(documents));
        if (!released)
            co_return std::move(released).error();
    }
    co_return sealed;
}

Task<Result<std::vector<store::Settled>>> Pipeline::settle(std::vector<receipt::RawReceipt> raw) {
    TG_CO_TRY(auto kept, co_await parts_.store.keep(std::move(raw)));
    passing(CrashPoint::receipts_kept);
    // All at once, so that they share commits: what a document ends in does not depend on the order
    // of its answers.
    std::vector<store::Settled> settled(kept.size());
    auto executor = co_await asio::this_coro::executor;
    TaskGroup together(executor);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        if (!kept[i].seen_before)
            together.spawn("apply", apply_into(std::move(kept[i]), settled[i]));
    }
    co_await together.join();
    co_return settled;
}

/// On disk is what the other side may rely on; a failure to apply is mended from there.
Task<void> Pipeline::apply_into(receipt::KeptReceipt kept, store::Settled& settled) {
    auto applied = co_await apply(std::move(kept));
    if (applied) {
        settled = applied.value();
    } else {
        log::error("receipt_not_applied", {{"error", describe(applied.error())}});
    }
}

Task<Result<store::Settled>> Pipeline::apply(receipt::KeptReceipt kept) {
    const auto id = kept.id;
    auto job = [zones = parts_.zones.now(), held = std::move(kept)] {
        return forward::read_kept(*zones, held);
    };
    auto read = co_await offload(parts_.pool, std::move(job));
    if (!read) {
        // Somebody else may be speaking in the other side's name: an alarm, not a shrug.
        const bool unproven = read.error().code == Errc::unproven_receipt;
        const auto* result = unproven ? "unproven" : "unreadable";
        parts_.metrics.count("tongguan_receipts_total", {{"result", result}});
        if (unproven)
            log::error("receipt_unproven", {{"raw", id_text(id)}});
        log::warn("receipt_quarantined", {{"raw", id_text(id)}, {"error", describe(read.error())}});
        TG_CO_TRY(co_await parts_.store.quarantine(id, render(read.error(), Language::en)));
        co_return store::Settled{};
    }
    passing(CrashPoint::receipt_read);
    TG_CO_TRY(
        auto settled, co_await parts_.store.apply(std::move(read).value(), parts_.clock.now())
    );
    passing(CrashPoint::apply_committed);
    parts_.metrics.count("tongguan_receipts_total", {{"result", "applied"}}, settled.applied);
    parts_.metrics.count("tongguan_receipts_total", {{"result", "repeated"}}, settled.repeated);
    parts_.metrics.count("tongguan_receipts_total", {{"result", "unmatched"}}, settled.unmatched);
    co_return settled;
}

}  // namespace tg
