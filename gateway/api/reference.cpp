// Places, and the catalogue of errors, rules and return codes.
#include "gateway/api/docs_page.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/zones_json.hpp"
#include "gateway/core/error.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <map>

namespace tg::api {
namespace {

std::string_view fate_name(Fate fate) {
    switch (fate) {
        case Fate::reject:
            return "reject";
        case Fate::retry:
            return "retry";
        case Fate::hold:
            return "hold";
        case Fate::alarm:
            break;
    }
    return "alarm";
}

/// What the zone's file says beyond the facts that filings are judged by.
void write_notes(JsonText& out, const forward::PlaceNotes& notes) {
    out.member_if("type", notes.type)
        .member_if("area_code", notes.area_code)
        .member_if("port_code", notes.port_code);
    out.key("unconfirmed").open_array();
    for (const auto& key : notes.unconfirmed) out.text(key);
    out.close_array().key("business").open_array();
    for (const auto& one : notes.business) {
        out.open_object()
            .member("id", one.id)
            .member("name_zh", one.name_zh)
            .member("name_en", one.name_en)
            .key("procedures")
            .open_array();
        for (const auto& procedure : one.procedures) {
            out.open_object().member("procedure", procedure).key("messages").open_array();
            for (const auto& message : forward::messages_of(procedure)) out.text(message);
            out.close_array().close_object();
        }
        out.close_array().close_object();
    }
    out.close_array();
}

/// What filings may name here, and what the zone files ask of single fields.
void write_choices(JsonText& out, const validate::Place& place) {
    out.key("points").open_array();
    for (const auto& point : place.points)
        out.open_object()
            .member("id", point.id)
            .member("name_zh", point.name_zh)
            .member("name_en", point.name_en)
            .member_if("supervision_code", point.supervision_code)
            .close_object();
    out.close_array().key("stock_at").open_array();
    for (const auto& id : place.stock_at) out.text(id);
    out.close_array().key("fields").open_array();
    for (const auto& demand : place.demands)
        out.open_object()
            .member("field", forward::demand_name(demand))
            .member("wants", forward::demand_text(demand))
            .close_object();
    out.close_array();
}

/// What filings are judged by here: the limit of business lists, the states that allow a change,
/// the edition of the message rule now and the next ones.
void write_rules(JsonText& out, const validate::Place& place, Instant now) {
    out.member("list_limit_cny", place.list_limit_cny.text())
        .member("edition", schemas::edition_name(place.editions.at(now)))
        .key("next_editions")
        .open_array();
    for (const auto& change : place.editions.changes)
        if (change.from > now)
            out.open_object()
                .member("from", change.from)
                .member("edition", schemas::edition_name(change.edition))
                .close_object();
    out.close_array().key("changeable_states").open_array();
    for (const auto state : place.changeable_states) out.number(state);
    out.close_array();
}

}  // namespace

void write_place(
    JsonText& out, const forward::Zones& zones, const validate::Place& place, Instant now
) {
    out.open_object()
        .member("id", place.id)
        .member("name_zh", place.name_zh)
        .member("name_en", place.name_en)
        .member("customs_code", place.customs_code)
        .member(
            "documents_per_message_max", static_cast<std::int64_t>(place.documents_per_message_max)
        );
    write_rules(out, place, now);
    write_choices(out, place);
    const auto notes = zones.notes.find(place.id);
    if (notes != zones.notes.end())
        write_notes(out, notes->second);
    if (const auto asked = zones.asks_for.find(place.id); asked != zones.asks_for.end()) {
        out.key("asks_for").open_array();
        for (const auto kind : asked->second) out.text(schemas::section_name(kind));
        out.close_array();
    }
    out.key("procedures").open_array();
    for (const auto& here : place.procedures) {
        out.open_object()
            .member("direction", direction_name(here.direction))
            .member("procedure", here.procedure)
            .key("confirmed")
            .truth(here.confirmed)
            .close_object();
    }
    out.close_array().close_object();
}

namespace {

std::string places_json(const forward::Zones& known, Instant now) {
    std::map<std::string_view, std::vector<const validate::Place*>> zones;
    for (const auto& place : known.places.all()) zones[place.zone_id].push_back(&place);
    JsonText out;
    out.open_object().key("zones").open_array();
    for (const auto& [id, members] : zones) {
        out.open_object()
            .member("id", id)
            .member("name_zh", members.front()->zone_name_zh)
            .member("name_en", members.front()->zone_name_en)
            .key("places")
            .open_array();
        for (const auto* place : members) write_place(out, known, *place, now);
        out.close_array().close_object();
    }
    out.close_array().close_object();
    return out.take();
}

}  // namespace

void write_error_entries(JsonText& out) {
    for (const auto& entry : error_catalogue()) {
        out.open_object()
            .member("code", entry.name)
            .member("http_status", entry.http_status)
            .member("fate", fate_name(entry.fate))
            .key("retryable")
            .truth(entry.fate == Fate::retry || entry.http_status == 503)
            .member("title_zh", entry.title_zh)
            .member("title_en", entry.title_en)
            .member("text_zh", entry.text_zh)
            .member("text_en", entry.text_en)
            .member("remedy_zh", entry.remedy_zh)
            .member("remedy_en", entry.remedy_en)
            .close_object();
    }
}

Task<Reply> list_places(Call& call) {
    const auto zones = call.services->zones.now();
    co_return with_etag(call, json_response(places_json(*zones, call.services->clock.now())));
}

Task<Reply> list_errors(Call& call) {
    const auto& services = *call.services;
    const auto zones = services.zones.now();
    PlacesInForce places(zones, &zones->places);
    const auto& texts = services.catalogue->of(services.books.now(), std::move(places));
    co_return with_etag(call, json_response(texts.json));
}

}  // namespace tg::api
