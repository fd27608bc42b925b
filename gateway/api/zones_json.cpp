// See zones_json.hpp.
#include "gateway/api/zones_json.hpp"

#include "gateway/api/books_json.hpp"
#include "gateway/forward/zone_explain.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <map>

namespace tg::api {
namespace {

constexpr std::size_t shown_max = 100;  ///< switches

void write_switch(JsonText& out, const books::Switch& one) {
    out.member("switch", static_cast<std::int64_t>(one.number))
        .member("act", books::act_name(one.act))
        .member("at", one.at)
        .member("by", one.by)
        .member("reason", one.reason)
        .member("version", one.version);
}

void write_named(
    JsonText& out, std::string_view name, const std::vector<forward::NamedChange>& changes
) {
    out.key(name).open_array();
    for (const auto& change : changes) {
        out.open_object()
            .member("name", change.name)
            .member("kind", forward::change_name(change.kind))
            .key("keys")
            .open_array();
        for (const auto& key : change.keys)
            out.open_object()
                .member("key", key.key)
                .member("before", key.before)
                .member("after", key.after)
                .member("where", key.where)
                .close_object();
        out.close_array().close_object();
    }
    out.close_array();
}

void write_changes(JsonText& out, const forward::ZoneChanges& changes) {
    out.key("changes").open_object();
    write_named(out, "zones", changes.zones);
    write_named(out, "channels", changes.channels);
    write_named(out, "dialects", changes.dialects);
    write_named(out, "places", changes.places);
    out.close_object();
}

void write_warnings(JsonText& out, const forward::Zones& zones) {
    out.key("warnings").open_array();
    for (const auto& warning : zones.warnings)
        out.open_object()
            .member("where", warning.where)
            .member("text_zh", warning.what.zh)
            .member("text_en", warning.what.en)
            .close_object();
    out.close_array();
}

void write_channel(JsonText& out, const forward::Zones& zones, const forward::Channel& channel) {
    out.open_object()
        .member("name", channel.name)
        .member("transport", channel.transport)
        .member_if("dialect", forward::dialect_name(channel))
        .member_if("like", channel.like)
        .key("places")
        .open_array();
    for (const auto& [place, name] : zones.channel_of)
        if (name == channel.name)
            out.text(place);
    out.close_array().key("moved_at");
    const auto moved = zones.moved.find(channel.name);
    if (moved == zones.moved.end())
        out.null();
    else
        out.text(rfc3339(moved->second));
    out.close_object();
}

void write_facts(JsonText& out, const forward::Zones& zones, std::string_view place) {
    out.key("says").open_array();
    for (const auto& fact : forward::explain(zones, place)) {
        out.open_object()
            .member("of", forward::owner_name(fact.of))
            .member("name", fact.name)
            .member("key", fact.key)
            .member("value", fact.text)
            .key("where");
        if (fact.where.empty())
            out.null();
        else
            out.text(fact.where);
        out.key("confirmed").truth(fact.confirmed).close_object();
    }
    out.close_array();
}

/// The switch that was in force at a moment; nothing when it is forgotten.
const books::Switch* in_force_at(const std::vector<books::Switch>* history, Instant at) {
    const books::Switch* found = nullptr;
    if (history != nullptr)
        for (const auto& one : *history)
            if (one.at <= at)
                found = &one;
    return found;
}

struct Leg {
    const store::FilingView& view;
    const forward::Zones& zones;
    const std::vector<books::Switch>* history;
};

void write_leg(JsonText& out, const Leg& leg, const store::DocumentView& document) {
    const auto& place = leg.view.park;
    const auto* channel = leg.zones.channel_for(place);
    const bool in = leg.view.direction == schemas::Direction::import;
    const auto at = document.sealed_at.value_or(leg.view.accepted_at);
    out.open_object()
        .member("section", schemas::section_name(document.kind))
        .member("message", static_cast<std::int64_t>(document.message_number))
        .member("sealed_at", document.sealed_at)
        .member("delivered_at", document.delivered_at)
        .key("edition");
    const auto* known = leg.zones.places.find(place);
    if (known == nullptr)
        out.null();
    else
        out.text(schemas::edition_name(known->editions.at(at)));
    out.key("receiver");
    if (channel == nullptr)
        out.null();
    else
        out.text(in ? channel->receiver_import : channel->receiver_outward);
    // What waits goes by what is in force when it goes.
    const auto* came = document.sealed_at ? in_force_at(leg.history, at) : nullptr;
    out.key("zones_switch");
    if (came == nullptr)
        out.null();
    else
        out.number(static_cast<std::int64_t>(came->number));
    out.key("zones_version");
    if (came == nullptr)
        out.null();
    else
        out.text(came->version);
    out.close_object();
}

}  // namespace

std::string zones_json(const forward::ZoneSet& set, const std::vector<books::Switch>& history) {
    JsonText out;
    out.open_object();
    write_switch(out, set.came);
    out.key("files").open_array();
    for (const auto& file : set.files)
        out.open_object()
            .member("name", file.name)
            .member("sha256", file.sha256)
            .member("bytes", static_cast<std::int64_t>(file.bytes))
            .close_object();
    out.close_array().key("channels").open_array();
    for (const auto& [name, channel] : set.zones->channels) write_channel(out, *set.zones, channel);
    out.close_array();
    write_warnings(out, *set.zones);
    out.key("history").open_array();
    for (std::size_t i = 0; i < std::min(history.size(), shown_max); ++i) {
        const auto& one = history[history.size() - 1 - i];
        out.open_object();
        write_switch(out, one);
        out.key("goes_back_to");
        if (one.before == 0)
            out.null();
        else
            out.number(static_cast<std::int64_t>(one.before));
        out.close_object();
    }
    out.close_array().close_object();
    return out.take();
}

std::string zones_checked_json(
    const Result<forward::ZonesChecked>& checked, const forward::ZoneSet& in_force
) {
    JsonText out;
    out.open_object().key("sound").truth(checked.has_value()).member("in_force", in_force.version);
    if (!checked) {
        out.key("version").null().key("faults");
        write_file_faults(out, checked.error());
        out.key("warnings").open_array().close_array().key("changes").null().close_object();
        return out.take();
    }
    const auto& found = checked.value();
    out.member("version", found.candidate->version).key("faults").open_array().close_array();
    write_warnings(out, *found.candidate->zones);
    write_changes(out, found.changes);
    out.close_object();
    return out.take();
}

std::string zones_switched_json(const ZoneDesk::Switched& switched) {
    JsonText out;
    out.open_object()
        .key("switched")
        .truth(switched.changed)
        .member("version", switched.now->version)
        .member("version_before", switched.version_before)
        .member("switch", static_cast<std::int64_t>(switched.now->came.number))
        .key("channels_replaced")
        .open_array();
    for (const auto& name : switched.replaced) out.text(name);
    out.close_array();
    write_changes(out, switched.changes);
    out.close_object();
    return out.take();
}

std::string place_json(
    const forward::Zones& zones, const validate::Place& place, Instant now, bool whole
) {
    JsonText out;
    out.open_object()
        .member("zone", place.zone_id)
        .member("zone_name_zh", place.zone_name_zh)
        .member("zone_name_en", place.zone_name_en)
        .key("place");
    write_place(out, zones, place, now);
    const auto* channel = zones.channel_for(place.id);
    out.key("channel");
    if (channel == nullptr)
        out.null();
    else
        out.open_object()
            .member("name", channel->name)
            .member("transport", channel->transport)
            .member_if("dialect", forward::dialect_name(*channel))
            .member("closed_until", channel->closed.opens(now))
            .member("messages_per_minute_max", std::int64_t{channel->messages_per_minute_max})
            .close_object();
    if (whole)
        write_facts(out, zones, place.id);
    out.close_object();
    return out.take();
}

std::string route_json(
    const store::FilingView& view,
    const forward::Zones& zones,
    const std::vector<books::Switch>* history
) {
    const auto* place = zones.places.find(view.park);
    const auto* channel = zones.channel_for(view.park);
    JsonText out;
    out.open_object()
        .member("place", view.park)
        .member("zone", view.zone)
        .key("place_known")
        .truth(place != nullptr);
    const auto notes = zones.notes.find(view.park);
    out.member("place_where", notes == zones.notes.end() ? std::string() : notes->second.where);
    out.key("channel");
    if (channel == nullptr)
        out.null();
    else
        out.open_object()
            .member("name", channel->name)
            .member("transport", channel->transport)
            .member_if("dialect", forward::dialect_name(*channel))
            .member("where", forward::says_channel(zones, view.park))
            .close_object();
    out.key("documents").open_array();
    for (const auto& document : view.documents) write_leg(out, {view, zones, history}, document);
    out.close_array();
    write_facts(out, zones, view.park);
    out.close_object();
    return out.take();
}

}  // namespace tg::api
