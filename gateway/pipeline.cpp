// See pipeline.hpp. Kept short on purpose: a feature belongs into a stage.
#include "gateway/pipeline.hpp"

#include "gateway/books/finding_counts.hpp"
#include "gateway/core/log.hpp"
#include "gateway/core/text.hpp"
#include "gateway/forward/kept_receipts.hpp"
#include "gateway/mismatch.hpp"
#include "gateway/receipt/receipt.hpp"
#include "gateway/runtime/task_group.hpp"
#include "gateway/validate/judge.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>

namespace tg {
namespace {

/// Everything that judges an order, in one go on one thread of the pool.
struct Judging {
    const Clock& clock;
    IdSource& ids;
    books::InForce books;         ///< of this order, to its end
    forward::ZonesInForce zones;  ///< the same
    const sign::KeyStore& keys;
    const intake::JsonLimits& limits;
    std::vector<std::string> earlier;  ///< bodies of the filing that this belongs to
    std::optional<WishPlan> plan;
    Metrics* findings;  ///< counts what the rules find; may be nothing

    Result<intake::Order> read(intake::RawOrder raw) {
        if (plan)
            return intake::read_wish(std::move(raw), std::move(earlier), plan->declared, limits);
        if (!earlier.empty())
            return intake::read_supplement(std::move(raw), std::move(earlier), limits);
        return intake::read(std::move(raw), limits);
    }

    Result<Judged> operator()(intake::RawOrder raw) {
        const bool late = !earlier.empty();
        const bool mapped = !raw.sent.shape.empty();
        TG_TRY(auto order, read(std::move(raw)));
        const auto* place = validate::place_of(order, zones->places);
        const validate::Rulebook rules{books->codes, zones->places, keys, books->rules};
        validate::Sitting sitting{rules, ids, clock.now()};
        sitting.filing = late ? validate::Filing::supplement : validate::Filing::first;
        if (plan)
            sitting.facts = plan->facts;
        // Who sends another's form wants to know what became of it.
        std::vector<normalise::Change> changes;
        const auto note_changes = [&](const normalise::Draft& draft) {
            if (mapped)
                changes = draft.changes();
        };
        auto verdict = validate::judge(std::move(order), std::move(sitting), note_changes);
        if (findings != nullptr)
            books::count_findings(*findings, place, verdict);
        TG_TRY(auto declaration, std::move(verdict));
        return Judged{std::move(declaration), std::move(changes)};
    }
};

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

std::optional<FilingId> filing_met(const Result<store::Accepted>& accepted) {
    if (accepted || accepted.error().code != Errc::belongs_to_filing)
        return std::nullopt;
    const auto id = id_from_text(accepted.error().args.front());
    return id ? std::optional(FilingId{*id}) : std::nullopt;
}

/// Parts of one list take effect when the last of them arrives, so they are sent one after another
/// [export rule 3].
bool keeps_order(const compose::Lane& lane) {
    const auto* table = schemas::find_table(lane.message);
    return table != nullptr &&
           schemas::find_field(*table, schemas::Group::head, "msgSeqNo").has_value();
}

void count_filing(Metrics& metrics, const Result<store::Accepted>& accepted) {
    const bool again = accepted && accepted.value().replayed;
    metrics.count(
        "tongguan_filings_total",
        {{"result",
          !accepted ? "not_accepted"
          : again   ? "replayed"
                    : "accepted"}}
    );
}

}  // namespace

Pipeline::Pipeline(PipelineParts parts, PipelineLimits limits) : parts_(parts), limits_(limits) {}

Task<Result<Judged>> Pipeline::judge(
    intake::RawOrder raw, Context context, forward::ZonesInForce zones
) {
    if (parts_.store.waiting_now() >= limits_.waiting_max) {
        co_return fail(Errc::overloaded, {}, {std::to_string(limits_.retry_after_s)});
    }
    Judging judging{
        parts_.clock,
        parts_.ids,
        parts_.books.now(),
        std::move(zones),
        parts_.keys,
        limits_.json,
        std::move(context.earlier),
        std::move(context.plan),
        context.trial ? nullptr : &parts_.metrics};
    auto job = [judging = std::move(judging), held = std::move(raw)]() mutable {
        return judging(std::move(held));
    };
    co_return co_await offload(parts_.pool, std::move(job), Urgency::caller);
}

Task<Result<store::Accepted>> Pipeline::accept(intake::RawOrder raw) {
    const auto tenant = raw.caller.tenant;
    const auto key_name = raw.caller.key_name;
    const auto key = raw.idempotency_key;
    const auto digest = key.empty() ? std::string() : intake::digest_of(raw);
    auto again = raw;
    Context alone;
    // A declaration names its place by reference: these zones stay until it is stored.
    const auto zones = parts_.zones.now();
    auto judged = co_await judge(std::move(raw), std::move(alone), zones);
    if (judged) {
        auto passed = std::move(judged).value();
        auto also = zones->also_asked(passed.declaration);
        auto accepted =
            co_await parts_.store.append(std::move(passed.declaration), std::move(also));
        if (accepted)
            accepted.value().changes = std::move(passed.changes);
        // Documents of one order meet in one filing, whoever sent the first of them.
        if (const auto met = filing_met(accepted))
            accepted = co_await supplement(*met, std::move(again));
        count_filing(parts_.metrics, accepted);
        co_return accepted;
    }
    // What the documents leave out may stand in those that wait for them.
    auto joined = co_await join_waiting(std::move(again));
    if (joined) {
        count_filing(parts_.metrics, joined);
        co_return joined;
    }
    parts_.metrics.count("tongguan_filings_total", {{"result", "refused"}});
    if (key.empty())
        co_return std::move(judged).error();
    // What was accepted once stays accepted: the answer to a repetition does not depend on what has
    // changed since (a lapsed certificate, a newer code list, a full queue).
    store::ReplayQuestion question{tenant, key_name, key, digest, std::nullopt};
    TG_CO_TRY(auto before, co_await parts_.store.replay(std::move(question)));
    if (before)
        co_return std::move(*before);
    co_return std::move(judged).error();
}

Task<Result<store::Accepted>> Pipeline::join_waiting(intake::RawOrder raw) {
    constexpr std::size_t looked_at_max = 10;
    const auto& caller = raw.caller;
    TG_CO_TRY(const auto outline, intake::outline(raw, limits_.json));
    const bool sees_all = caller.role == intake::Role::admin;
    if (outline.order_no.empty() || (caller.enterprises.empty() && !sees_all))
        co_return fail(Errc::not_found);
    store::Scope scope{caller.tenant, caller.enterprises};
    store::FilingQuery query;
    query.order_no = outline.order_no;
    query.limit = looked_at_max;
    TG_CO_TRY(const auto page, co_await parts_.store.filings(std::move(scope), std::move(query)));
    for (const auto& view : page.filings) {
        if (std::ranges::find(view.missing, schemas::Kind::order) == view.missing.end())
            continue;
        auto copy = raw;
        auto joined = co_await add_to(view.id, std::move(copy), store::Entry::met);
        if (joined)
            co_return joined;
    }
    co_return fail(Errc::not_found);
}

Task<Result<store::Accepted>> Pipeline::supplement(FilingId filing, intake::RawOrder raw) {
    co_return co_await add_to(filing, std::move(raw), store::Entry::named);
}

Task<Result<store::Accepted>> Pipeline::add_to(
    FilingId filing, intake::RawOrder raw, store::Entry entry
) {
    Context context;
    context.trial = entry == store::Entry::met;
    TG_CO_TRY(context.earlier, co_await parts_.store.order_bodies(raw.caller.tenant, filing));
    store::Mismatch mismatch;
    mismatch.tenant = raw.caller.tenant;
    mismatch.filing = filing;
    mismatch.actor = raw.caller.key_name;
    const auto body = raw.body;
    const auto zones = parts_.zones.now();
    auto judged = co_await judge(std::move(raw), std::move(context), zones);
    if (!judged) {
        mismatch.attempts = attempts_in(judged.error(), body);
        co_await keep_mismatch(std::move(mismatch));
        co_return std::move(judged).error();
    }
    auto passed = std::move(judged).value();
    auto accepted = co_await parts_.store.supplement(filing, std::move(passed.declaration), entry);
    if (accepted)
        accepted.value().changes = std::move(passed.changes);
    co_return accepted;
}

/// Its own failure is only logged: the refusal stands.
Task<void> Pipeline::keep_mismatch(store::Mismatch mismatch) {
    if (mismatch.attempts.empty())
        co_return;
    parts_.metrics.count("tongguan_partners_differing_total");
    const auto filing = id_text(mismatch.filing);
    const auto kept = co_await parts_.store.note_mismatch(std::move(mismatch));
    if (!kept)
        log::error("mismatch_not_kept", {{"filing", filing}, {"error", describe(kept.error())}});
}

Task<Result<void>> Pipeline::watch_partners() {
    TG_CO_TRY(co_await parts_.store.retry_guarantees());
    TG_CO_TRY(const auto late, co_await parts_.store.overdue(parts_.clock.now()));
    for (const auto& one : late) {
        const std::string section{schemas::section_name(one.kind)};
        const std::string role{store::sender_of(one.kind).role};
        parts_.metrics.count(
            "tongguan_partners_overdue_total", {{"place", one.place}, {"section", section}}
        );
        log::warn(
            "partner_overdue",
            {{"filing", id_text(one.filing)},
             {"place", one.place},
             {"section", section},
             {"party", role}}
        );
    }
    co_return success();
}

Task<Result<store::Accepted>> Pipeline::pursue(
    FilingId filing, store::Wish wish, intake::RawOrder raw
) {
    store::ReplayQuestion question{
        raw.caller.tenant, raw.caller.key_name, raw.idempotency_key, {}, filing};
    if (!raw.idempotency_key.empty())
        question.body_sha256 = sha256(raw.body);
    auto accepted = co_await declare_wish(filing, wish, std::move(raw));
    if (accepted || question.idempotency_key.empty())
        co_return accepted;
    // The first request may have moved the filing so that the wish is refused now.
    TG_CO_TRY(auto before, co_await parts_.store.replay(std::move(question)));
    if (before)
        co_return std::move(*before);
    co_return accepted;
}

Task<Result<store::Accepted>> Pipeline::declare_wish(
    FilingId filing, store::Wish wish, intake::RawOrder raw
) {
    const auto tenant = raw.caller.tenant;
    TG_CO_TRY(auto stand, co_await parts_.store.stand(tenant, filing));
    const auto zones = parts_.zones.now();
    if (const auto* place = zones->places.find(stand.place))
        store::allow_changes(stand, place->changeable_states);
    TG_CO_TRY(const auto outline, intake::outline(raw, limits_.json));
    TG_CO_TRY(auto plan, plan_wish(wish, outline, stand, parts_.clock.now(), raw.pointer_base));
    Context context;
    TG_CO_TRY(context.earlier, co_await parts_.store.order_bodies(tenant, filing));
    auto pursuit = plan.pursuit;
    context.plan = std::move(plan);
    TG_CO_TRY(auto judged, co_await judge(std::move(raw), std::move(context), zones));
    co_return co_await parts_.store.pursue(
        filing, std::move(judged.declaration), std::move(pursuit)
    );
}

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
    TG_CO_TRY(auto entry, co_await parts_.store.seal(std::move(sealed), parts_.clock.now()));
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
        parts_.metrics.count("tongguan_receipts_total", {{"result", "unreadable"}});
        log::warn("receipt_quarantined", {{"raw", id_text(id)}, {"error", describe(read.error())}});
        TG_CO_TRY(co_await parts_.store.quarantine(id, render(read.error(), Language::en)));
        co_return store::Settled{};
    }
    TG_CO_TRY(
        auto settled, co_await parts_.store.apply(std::move(read).value(), parts_.clock.now())
    );
    parts_.metrics.count("tongguan_receipts_total", {{"result", "applied"}}, settled.applied);
    parts_.metrics.count("tongguan_receipts_total", {{"result", "repeated"}}, settled.repeated);
    parts_.metrics.count("tongguan_receipts_total", {{"result", "unmatched"}}, settled.unmatched);
    co_return settled;
}

}  // namespace tg
