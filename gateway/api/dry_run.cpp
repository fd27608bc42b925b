// Judging without filing: an order that is only tried, and a filing that is judged again as of a
// day.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/intake_rules.hpp"
#include "gateway/api/listing.hpp"
#include "gateway/api/trial_json.hpp"

namespace tg::api {
namespace {

/// On the pool: a judgement with every term of the tax is no work for the I/O thread.
Task<Reply> tried(
    Call& call, intake::RawOrder raw, std::vector<std::string> earlier, Instant as_of
) {
    const Services& services = *call.services;
    const trial::Bench bench{
        services.books.now(),
        services.zones,
        *services.signers,
        *services.ids,
        as_of,
        {},
    };
    auto job = [bench, held = std::move(raw), bodies = std::move(earlier)]() mutable {
        return trial::try_order(std::move(held), std::move(bodies), bench);
    };
    auto trial = co_await offload(services.pool, std::move(job), Urgency::caller);
    if (!trial)
        co_return std::move(trial).error();
    JsonText out;
    write_trial(out, trial.value(), call.language);
    co_return json_response(out.take());
}

}  // namespace

Task<Reply> try_order(Call& call) {
    TG_CO_TRY(posted(call, "application/json"));
    auto raw = raw_order(call, {});
    co_return co_await tried(call, std::move(raw), {}, call.services->clock.now());
}

Task<Reply> judge_again(Call& call) {
    TG_CO_TRY(auto id, filing_of(call));
    TG_CO_TRY(auto as_of, as_of_in(call.request, call.services->clock.now()));
    const auto scope = scope_of(*call.caller);
    auto found = co_await call.services->store.filing(scope, id);
    if (!found)
        co_return std::move(found).error();
    TG_CO_TRY(auto bodies, co_await call.services->store.order_bodies(call.caller->tenant, id));
    intake::RawOrder raw;
    // Whoever may see the filing may see how it is judged; who filed it was asked when it came.
    raw.caller = *call.caller;
    raw.caller.role = intake::Role::admin;
    raw.caller.enterprises.clear();
    raw.body = std::move(bodies.back());
    raw.received = as_of;
    bodies.pop_back();
    co_return co_await tried(call, std::move(raw), std::move(bodies), as_of);
}

}  // namespace tg::api
