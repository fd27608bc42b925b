// See pipeline.hpp. Kept short on purpose: a feature belongs into a stage.
#include "gateway/pipeline.hpp"

#include "gateway/books/finding_counts.hpp"
#include "gateway/core/crash_point.hpp"
#include "gateway/core/log.hpp"
#include "gateway/core/text.hpp"
#include "gateway/mismatch.hpp"
#include "gateway/validate/judge.hpp"
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

std::optional<FilingId> filing_met(const Result<store::Accepted>& accepted) {
    if (accepted || accepted.error().code != Errc::belongs_to_filing)
        return std::nullopt;
    const auto id = id_from_text(accepted.error().args.front());
    return id ? std::optional(FilingId{*id}) : std::nullopt;
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

Pipeline::Pipeline(PipelineParts parts, PipelineLimits limits)
    : parts_(parts),
      limits_(limits),
      admission_(
          parts.clock,
          [&store = parts.store](TenantId tenant) { return store.waiting_of(tenant); },
          limits.admission
      ) {}

Task<Result<Judged>> Pipeline::judge(
    intake::RawOrder raw, Context context, forward::ZonesInForce zones
) {
    if (auto refusal = admission_.refusal(raw.caller.tenant))
        co_return std::move(*refusal);
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
    TG_CO_TRY(const auto pass, co_await admission_.enter(raw.caller.tenant));
    static_cast<void>(pass);
    co_return co_await take_in(std::move(raw));
}

Task<Result<store::Accepted>> Pipeline::take_in(intake::RawOrder raw) {
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
        passing(CrashPoint::order_judged);
        auto accepted =
            co_await parts_.store.append(std::move(passed.declaration), std::move(also));
        passing(CrashPoint::append_committed);
        if (accepted)
            accepted.value().changes = std::move(passed.changes);
        // Documents of one order meet in one filing, whoever sent the first of them.
        if (const auto met = filing_met(accepted))
            accepted = co_await add_to(*met, std::move(again), store::Entry::named);
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
    TG_CO_TRY(const auto pass, co_await admission_.enter(raw.caller.tenant));
    static_cast<void>(pass);
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
    TG_CO_TRY(const auto pass, co_await admission_.enter(raw.caller.tenant));
    static_cast<void>(pass);
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

}  // namespace tg
