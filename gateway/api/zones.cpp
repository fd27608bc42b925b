// Zone files while the gateway runs: what is in force, what the folder would change, the switch
// itself with its audit line; a place with what says so; and why a filing went where it went.
#include "gateway/api/books_json.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/switching.hpp"
#include "gateway/api/zones_json.hpp"
#include "gateway/core/log.hpp"

namespace tg::api {
namespace {

Task<void> tell(const Call& call, const ZoneDesk::Switched& switched, std::string_view event) {
    const SwitchNote note{
        event,
        "tongguan_zone_switches_total",
        switched.version_before,
        switched.now->version,
        switched.now->came};
    log::info(
        event,
        {{"version", switched.now->version},
         {"before", switched.version_before},
         {"switch", std::to_string(switched.now->came.number)},
         {"channels", std::to_string(switched.replaced.size())},
         {"key", call.caller->key_name},
         {"request", call.request_id}}
    );
    return note_switch(call, note);
}

}  // namespace

Task<Reply> show_zones(Call& call) {
    const auto* book = call.services->zone_book;
    if (book == nullptr)
        co_return fail(Errc::not_found);
    const auto now = book->now();
    const auto history = book->history();
    co_return with_etag(call, json_response(zones_json(*now, *history)));
}

Task<Reply> check_zones(Call& call) {
    auto* book = call.services->zone_book;
    if (book == nullptr)
        co_return fail(Errc::not_found);
    auto job = [book] { return book->check(); };
    const auto checked = co_await offload(call.services->pool, std::move(job));
    if (!checked && checked.error().code != Errc::zones_refused)
        co_return checked.error();
    co_return json_response(zones_checked_json(checked, *book->now()));
}

Task<Reply> reload_zones(Call& call) {
    auto* desk = call.services->zone_desk;
    if (desk == nullptr)
        co_return fail(Errc::not_found);
    TG_CO_TRY(auto wish, wish_of(call));
    TG_CO_TRY(auto switched, co_await desk->reload(std::move(wish)));
    if (switched.changed)
        co_await tell(call, switched, "zones_reloaded");
    co_return json_response(zones_switched_json(switched));
}

Task<Reply> roll_zones_back(Call& call) {
    auto* desk = call.services->zone_desk;
    if (desk == nullptr)
        co_return fail(Errc::not_found);
    TG_CO_TRY(auto wish, wish_of(call));
    TG_CO_TRY(auto switched, co_await desk->roll_back(std::move(wish)));
    co_await tell(call, switched, "zones_rolled_back");
    co_return json_response(zones_switched_json(switched));
}

Task<Reply> show_place(Call& call) {
    const auto zones = call.services->zones.now();
    const auto* place = zones->places.find(call.path[0]);
    if (place == nullptr)
        co_return fail(Errc::not_found);
    // Addresses of the other side are for those who run the gateway.
    const auto role = call.caller->role;
    const bool whole = role == intake::Role::zone_operator || role == intake::Role::admin;
    const auto now = call.services->clock.now();
    co_return with_etag(call, json_response(place_json(*zones, *place, now, whole)));
}

Task<Reply> show_route(Call& call) {
    TG_CO_TRY(auto id, filing_of(call));
    TG_CO_TRY(const auto view, co_await call.services->store.filing(scope_of(*call.caller), id));
    const auto zones = call.services->zones.now();
    const auto* book = call.services->zone_book;
    const auto history = book == nullptr ? books::History{} : book->history();
    co_return json_response(route_json(view, *zones, history.get()));
}

}  // namespace tg::api
