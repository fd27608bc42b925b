// See zone_command.hpp.
#include "gateway/app/zone_command.hpp"

#include "gateway/app/commands.hpp"
#include "gateway/core/text.hpp"
#include "gateway/forward/zone_changes.hpp"
#include "gateway/forward/zone_explain.hpp"

#include <algorithm>

namespace tg::app {
namespace {

using forward::Zones;

std::string procedure_text(const validate::ProcedureHere& here) {
    const bool in = here.direction == schemas::Direction::import;
    return (in ? "import " : "export ") + here.procedure;
}

void print_changes(
    std::ostream& out, std::string_view what, const std::vector<forward::NamedChange>& changes
) {
    using Kind = forward::NamedChange::Kind;
    for (const auto& change : changes) {
        const char* sign = change.kind == Kind::added     ? "+"
                           : change.kind == Kind::removed ? "-"
                                                          : "~";
        out << sign << " " << what << " " << change.name << "\n";
        if (change.kind == Kind::removed)
            continue;
        for (const auto& key : change.keys) {
            out << "    " << key.key << ": ";
            if (change.kind == Kind::changed)
                out << (key.before.empty() ? "-" : key.before) << " -> ";
            out << (key.after.empty() ? "-" : key.after) << "  (" << key.where << ")\n";
        }
    }
}

/// Without a root of secrets only their places are judged.
Result<Zones> load(const std::filesystem::path& files, const std::filesystem::path& secrets) {
    forward::ZoneOverrides overrides;
    overrides.exchange_root = secrets;
    overrides.leave_secrets = secrets.empty();
    return forward::load_zones(files, overrides);
}

std::string nearest_place(const Zones& zones, const std::string& id) {
    std::vector<std::string_view> names;
    for (const auto& place : zones.places.all()) names.push_back(place.id);
    return nearest_name(upper_ascii(id), names);
}

void print_fact(std::ostream& out, const forward::ExplainedFact& fact) {
    out << "    " << fact.key << " = " << fact.text << "  ("
        << (fact.where.empty() ? "默认值 / usual value" : fact.where) << ")"
        << (fact.confirmed ? "" : "  未核实 / unconfirmed") << "\n";
}

void print_procedures(std::ostream& out, const validate::Place& place, const std::string& wanted) {
    for (const auto& here : place.procedures) {
        const auto text = procedure_text(here);
        if (wanted.empty() || text == wanted || here.procedure == wanted)
            out << "    " << text
                << (here.confirmed ? "  已核实 / confirmed" : "  未核实 / unconfirmed") << "\n";
    }
}

}  // namespace

int zone_check(
    const std::filesystem::path& files, const std::filesystem::path& secrets, std::ostream& out
) {
    const auto zones = load(files, secrets);
    if (!zones) {
        complain(zones.error());
        return 1;
    }
    const auto& found = zones.value();
    for (const auto& warning : found.warnings)
        out << "! " << warning.where << ": " << warning.what.zh << " / " << warning.what.en << "\n";
    out << "综试区文件正确 / the zone files are sound: " << found.zone_facts.size() << " zones, "
        << found.places.all().size() << " places, " << found.channels.size() << " channels, "
        << found.dialect_facts.size() << " dialects\n";
    if (secrets.empty())
        out << "未读取密钥；用 --root 一并检查 / secrets were not read; --root checks them too\n";
    return 0;
}

int zone_diff(
    const std::filesystem::path& before,
    const std::filesystem::path& after,
    const std::filesystem::path& secrets,
    std::ostream& out
) {
    const auto old = load(before, secrets);
    const auto fresh = load(after, secrets);
    for (const auto* one : {&old, &fresh}) {
        if (*one)
            continue;
        complain(one->error());
        return 1;
    }
    const auto changes = forward::changes_between(old.value(), fresh.value());
    print_changes(out, "zone", changes.zones);
    print_changes(out, "channel", changes.channels);
    print_changes(out, "dialect", changes.dialects);
    print_changes(out, "place", changes.places);
    for (const auto& [name, channel] : fresh.value().channels) {
        const auto was = old.value().channels.find(name);
        if (was == old.value().channels.end())
            continue;
        if (!forward::same_far_side(was->second, channel))
            out << "! " << name
                << ": 对方已变，切换前去向不明的报文将不再询问 / another other side: messages of "
                   "unknown outcome from before are not asked about there\n";
        else if (forward::needs_new_adapter(name, old.value(), fresh.value()))
            out << "! " << name << ": 通道将重建 / gets another adapter\n";
    }
    if (changes.none())
        out << "没有变化 / nothing differs\n";
    return 0;
}

int zone_explain(const ZoneExplainOptions& options, std::ostream& out) {
    const auto loaded = load(options.zones, options.secrets);
    if (!loaded) {
        complain(loaded.error());
        return 1;
    }
    const auto& zones = loaded.value();
    const auto* place = zones.places.find(options.place);
    if (place == nullptr) {
        complain(fail(Errc::unknown_park, {}, {options.place, nearest_place(zones, options.place)})
        );
        return 1;
    }
    const auto& notes = zones.notes.at(place->id);
    out << place->id << "  " << place->name_zh << " / " << place->name_en << "  (" << notes.where
        << ")\n";
    out << "业务 / procedures\n";
    print_procedures(out, *place, options.procedure);
    std::string heading;
    for (const auto& fact : forward::explain(zones, place->id)) {
        const auto owner = std::string(owner_name(fact.of)) + " " + fact.name;
        if (owner != heading)
            out << owner << "\n";
        heading = owner;
        print_fact(out, fact);
    }
    if (!options.procedure.empty() &&
        std::ranges::none_of(place->procedures, [&](const validate::ProcedureHere& here) {
            return here.procedure == options.procedure || procedure_text(here) == options.procedure;
        })) {
        out << "! 不办理 / not done here: " << options.procedure << "\n";
        return 1;
    }
    return 0;
}

}  // namespace tg::app
