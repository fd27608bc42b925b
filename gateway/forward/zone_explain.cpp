// See zone_explain.hpp.
#include "gateway/forward/zone_explain.hpp"

#include "schemas/catalogue.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tg::forward {
namespace {

using Of = ExplainedFact::Of;

constexpr std::array<std::string_view, 5> of_dialect{
    "title_zh", "title_en", "source", "level", "like"};
/// Said only by being listed.
constexpr std::string_view doubts = "unconfirmed";

bool listed(const Facts& facts, std::string_view key) {
    const auto* list = find_fact(facts, doubts);
    if (list == nullptr)
        return false;
    const std::string names = ", " + list->text + ",";
    return names.find(", " + std::string(key) + ",") != std::string::npos;
}

struct Owner {
    Of of;
    std::string name;
    const Facts& facts;
};

void add_said(std::vector<ExplainedFact>& out, const Owner& owner) {
    for (const auto& fact : owner.facts) {
        if (fact.key == doubts)
            continue;
        const bool known =
            owner.of != Of::dialect || std::ranges::find(of_dialect, fact.key) != of_dialect.end();
        if (known)
            out.push_back(
                {owner.of,
                 owner.name,
                 fact.key,
                 fact.text,
                 fact.where,
                 !listed(owner.facts, fact.key)}
            );
    }
}

void add_usual(
    std::vector<ExplainedFact>& out, const Owner& owner, std::string key, std::string text
) {
    if (find_fact(owner.facts, key) == nullptr)
        out.push_back({owner.of, owner.name, std::move(key), std::move(text), {}, true});
}

void add_usual_values(std::vector<ExplainedFact>& out, const Owner& owner, const Channel& channel) {
    const auto number = [&](std::string key, auto value) {
        add_usual(out, owner, std::move(key), std::to_string(value));
    };
    number("documents_per_message_max", channel.documents_per_message_max);
    number("message_bytes_max", channel.message_bytes_max);
    number("answer_time_max_ms", channel.answer_time_max.count());
    number("poll_every_ms", channel.poll_every.count());
    number("retry_first_ms", channel.retry_first.count());
    number("retry_max_ms", channel.retry_max.count());
    number("ask_after_ms", channel.ask_after.count());
    add_usual(out, owner, "edition", std::string(schemas::edition_name(channel.editions.first)));
}

}  // namespace

std::string_view owner_name(Of of) {
    constexpr std::array<std::string_view, 4> names{"place", "zone", "channel", "dialect"};
    return names.at(static_cast<std::size_t>(of));
}

std::string dialect_name(const Channel& channel) {
    const auto* fact = find_fact(channel.facts, "dialect");
    return fact == nullptr ? std::string() : fact->text;
}

std::string says_channel(const Zones& zones, std::string_view place) {
    const auto notes = zones.notes.find(place);
    const auto* found = zones.places.find(place);
    if (notes == zones.notes.end() || found == nullptr)
        return {};
    if (const auto* own = find_fact(notes->second.facts, "channel"))
        return own->where;
    const auto zone = zones.zone_facts.find(found->zone_id);
    const auto* usual =
        zone == zones.zone_facts.end() ? nullptr : find_fact(zone->second, "channel");
    return usual == nullptr ? std::string() : usual->where;
}

std::vector<ExplainedFact> explain(const Zones& zones, std::string_view place) {
    std::vector<ExplainedFact> out;
    const auto* found = zones.places.find(place);
    const auto notes = zones.notes.find(place);
    if (found == nullptr || notes == zones.notes.end())
        return out;
    add_said(out, {Of::place, found->id, notes->second.facts});
    // What counts of all that is asked of fields; the rows themselves stand below their owners.
    for (const auto& demand : found->demands)
        out.push_back(
            {Of::place, found->id, demand_name(demand), demand_text(demand), demand.where, true}
        );
    if (const auto zone = zones.zone_facts.find(found->zone_id); zone != zones.zone_facts.end()) {
        const Owner owner{Of::zone, found->zone_id, zone->second};
        add_said(out, owner);
        add_usual(out, owner, "list_limit_cny", found->list_limit_cny.text());
    }
    if (const auto* channel = zones.channel_for(place); channel != nullptr) {
        const Owner owner{Of::channel, channel->name, channel->facts};
        add_said(out, owner);
        add_usual_values(out, owner, *channel);
        const auto name = dialect_name(*channel);
        if (const auto dialect = zones.dialect_facts.find(name);
            dialect != zones.dialect_facts.end())
            add_said(out, {Of::dialect, name, dialect->second});
    }
    return out;
}

}  // namespace tg::forward
