// Judging without filing: an order that is only tried, and a filing that is judged again as of a
// day.
#include "gateway/api/accounts_json.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/intake_rules.hpp"
#include "gateway/api/listing.hpp"
#include "gateway/api/shaping.hpp"
#include "gateway/api/trial_json.hpp"

namespace tg::api {
namespace {

/// On the pool: a judgement with every term of the tax is no work for the I/O thread.
Task<Result<trial::Trial>> tried(
    Call& call,
    intake::RawOrder raw,
    std::vector<std::string> earlier,
    Instant as_of,
    books::InForce books
) {
    const Services& services = *call.services;
    const trial::Bench bench{
        std::move(books),
        services.zones.now(),
        *services.signers,
        *services.ids,
        as_of,
        {},
    };
    auto job = [bench, held = std::move(raw), bodies = std::move(earlier)]() mutable {
        return trial::try_order(std::move(held), std::move(bodies), bench);
    };
    co_return co_await offload(services.pool, std::move(job), Urgency::caller);
}

http::Response trial_response(
    const Call& call, const trial::Trial& trial, const shapes::TakenOrder* taken
) {
    JsonText out;
    write_trial(out, trial, call.language, taken);
    return json_response(out.take());
}

/// An order in the form of a marketplace.
Task<Reply> try_taken(Call& call, Shaping shaping, intake::RawOrder raw) {
    TG_CO_TRY(auto sent, sent_order(std::move(raw.body), *shaping.shape));
    TG_CO_TRY(auto taken, co_await take_order(*call.services, shaping, std::move(sent), raw));
    const auto now = call.services->clock.now();
    std::vector<std::string> nothing;
    auto trial = co_await tried(call, std::move(raw), std::move(nothing), now, shaping.books);
    if (!trial)
        co_return taken.as_sent(std::move(trial).error());
    TG_CO_TRY(co_await add_rooms(call, trial.value()));
    co_return trial_response(call, trial.value(), &taken);
}

}  // namespace

Task<Reply> try_order(Call& call) {
    TG_CO_TRY(auto shaping, shaping_of(call));
    TG_CO_TRY(posted(call, shaping.media()));
    auto raw = raw_order(call, {});
    if (shaping.shape != nullptr)
        co_return co_await try_taken(call, std::move(shaping), std::move(raw));
    const auto now = call.services->clock.now();
    std::vector<std::string> nothing;
    auto books = call.services->books.now();
    TG_CO_TRY(
        auto trial, co_await tried(call, std::move(raw), std::move(nothing), now, std::move(books))
    );
    TG_CO_TRY(co_await add_rooms(call, trial));
    co_return trial_response(call, trial, nullptr);
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
    auto books = call.services->books.now();
    TG_CO_TRY(
        const auto trial,
        co_await tried(call, std::move(raw), std::move(bodies), as_of, std::move(books))
    );
    co_return trial_response(call, trial, nullptr);
}

}  // namespace tg::api
