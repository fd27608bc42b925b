// The key `rules` of a zone or place: rules that weigh otherwise there. Used by zone_files.
#pragma once

#include "gateway/core/toml_fields.hpp"
#include "gateway/validate/place.hpp"

#include <vector>

namespace tg::forward {

/// rules = { "same-goods" = "error", "same-freight" = "off" }: error, warning, notice or off. A
/// name is that of a built-in rule, or begins with "own-", as the rules of an operator's own packs
/// do.
std::vector<validate::RuleSwitch> read_rule_switches(TomlFields& fields, TomlFaults& faults);

}  // namespace tg::forward
