// See zone_rules.hpp.
#include "gateway/forward/zone_rules.hpp"

#include "gateway/rules/rule_book.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace tg::forward {
namespace {

constexpr std::string_view own_prefix = "own-";

struct Weight {
    std::string_view name;
    std::optional<Severity> severity;
};
const std::array<Weight, 4> weights{
    Weight{"off", std::nullopt},
    Weight{"error", Severity::error},
    Weight{"warning", Severity::warning},
    Weight{"notice", Severity::notice},
};

std::vector<std::string_view> known_rules() {
    std::vector<std::string_view> ids;
    for (const auto& pack : rules::RuleBook::built_in().packs()) {
        for (const rules::Rule& rule : pack->rules) ids.push_back(rule.id);
    }
    return ids;
}

}  // namespace

std::vector<validate::RuleSwitch> read_rule_switches(TomlFields& fields, TomlFaults& faults) {
    std::vector<validate::RuleSwitch> switches;
    const TomlValue* table = fields.value("rules");
    if (table == nullptr)
        return switches;
    if (!table->is(TomlValue::Form::table)) {
        fields.fault("rules", {"rules must be a table", "rules 应为表"});
        return switches;
    }
    const auto known = known_rules();
    for (const TomlMember& member : table->members) {
        const bool own = member.key.starts_with(own_prefix);
        if (!own && std::ranges::find(known, member.key) == known.end()) {
            const Sentence what{"no rule " + member.key, "没有规则 " + member.key};
            faults.add(member.at, with_nearest(what, nearest_name(member.key, known)));
            continue;
        }
        const auto weight = std::ranges::find(weights, member.value.text, &Weight::name);
        if (!member.value.is(TomlValue::Form::text) || weight == weights.end()) {
            faults.add(
                member.value.at,
                {"a rule is off, error, warning or notice",
                 "规则的取值为 off、error、warning 或 notice"}
            );
            continue;
        }
        switches.push_back({member.key, weight->severity});
    }
    return switches;
}

}  // namespace tg::forward
