// See zone_changes.hpp.
#include "gateway/forward/zone_changes.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace tg::forward {
namespace {

/// Keys that are read from the zones in force at each act. Not `closed`: a poller keeps its own.
constexpr std::array<std::string_view, 7> read_each_time{
    "documents_per_message_max",
    "messages_per_minute_max",
    "edition",
    "editions",
    "extra_states",
    "fields",
    "test"};

/// Keys that say who is at the other end.
constexpr std::array<std::string_view, 12> far_side_keys{
    "transport",
    "url",
    "host",
    "port",
    "virtual_host",
    "exchange",
    "routing_key",
    "queue_manager",
    "send_folder",
    "receive_folder",
    "received_folder",
    "dialect"};

bool begins_key(std::string_view key, std::string_view name) {
    return key.starts_with(name) &&
           (key.size() == name.size() || key[name.size()] == '.' || key[name.size()] == '[');
}

template <std::size_t n>
bool of(const std::array<std::string_view, n>& names, std::string_view key) {
    return std::ranges::any_of(names, [key](std::string_view name) {
        return begins_key(key, name);
    });
}

template <class Map, class Facts_of>
std::vector<NamedChange> named(const Map& before, const Map& after, const Facts_of& facts) {
    std::set<std::string> names;
    for (const auto& [name, value] : before) names.insert(name);
    for (const auto& [name, value] : after) names.insert(name);
    std::vector<NamedChange> out;
    for (const auto& name : names) {
        const auto old = before.find(name);
        const auto fresh = after.find(name);
        const Facts none;
        auto keys = changes_between(
            old == before.end() ? none : facts(old->second),
            fresh == after.end() ? none : facts(fresh->second)
        );
        if (old == before.end())
            out.push_back({NamedChange::Kind::added, name, std::move(keys)});
        else if (fresh == after.end())
            out.push_back({NamedChange::Kind::removed, name, std::move(keys)});
        else if (!keys.empty())
            out.push_back({NamedChange::Kind::changed, name, std::move(keys)});
    }
    return out;
}

const dialect::Dialect* dialect_of(const Channel& channel, std::string& name) {
    const auto* wire = std::get_if<PartnerWire>(&channel.wire);
    if (wire == nullptr || !wire->dialect)
        return nullptr;
    const auto* given = find_fact(channel.facts, "dialect");
    name = given == nullptr ? std::string() : given->text;
    return wire->dialect.get();
}

bool same_dialect(const Channel& channel, const Zones& before, const Zones& after) {
    std::string name;
    if (dialect_of(channel, name) == nullptr)
        return true;
    const auto old = before.dialect_facts.find(name);
    const auto fresh = after.dialect_facts.find(name);
    return old != before.dialect_facts.end() && fresh != after.dialect_facts.end() &&
           changes_between(old->second, fresh->second).empty();
}

}  // namespace

std::string_view change_name(NamedChange::Kind kind) {
    switch (kind) {
        case NamedChange::Kind::added:
            return "added";
        case NamedChange::Kind::removed:
            return "removed";
        case NamedChange::Kind::changed:
            break;
    }
    return "changed";
}

ZoneChanges changes_between(const Zones& before, const Zones& after) {
    const auto plain = [](const Facts& facts) -> const Facts& { return facts; };
    const auto of_channel = [](const Channel& channel) -> const Facts& { return channel.facts; };
    const auto of_place = [](const PlaceNotes& notes) -> const Facts& { return notes.facts; };
    return {
        named(before.zone_facts, after.zone_facts, plain),
        named(before.channels, after.channels, of_channel),
        named(before.dialect_facts, after.dialect_facts, plain),
        named(before.notes, after.notes, of_place)};
}

bool needs_new_adapter(const std::string& channel, const Zones& before, const Zones& after) {
    const auto old = before.channels.find(channel);
    const auto fresh = after.channels.find(channel);
    if (old == before.channels.end() || fresh == after.channels.end())
        return true;
    const auto changes = changes_between(old->second.facts, fresh->second.facts);
    const auto matters = [](const FactChange& change) { return !of(read_each_time, change.key); };
    return std::ranges::any_of(changes, matters) || !same_dialect(fresh->second, before, after);
}

bool same_far_side(const Channel& before, const Channel& after) {
    const auto changes = changes_between(before.facts, after.facts);
    return std::ranges::none_of(changes, [](const FactChange& change) {
        return of(far_side_keys, change.key);
    });
}

}  // namespace tg::forward
