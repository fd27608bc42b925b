// One thing that is wrong with a file: the rule (a row of findings.inc) and the place.
#pragma once

#include "gateway/core/error.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg::schema {

/// One enumerator per row of findings.inc.
enum class Rule : std::uint8_t {
#define TG_SCHEMA_FINDING(name, zh, en, remedy_zh, remedy_en) name,
#include "gateway/schema/findings.inc"
#undef TG_SCHEMA_FINDING
};

struct RuleEntry {
    Rule rule;
    std::string_view name;
    std::string_view zh, en;
    std::string_view remedy_zh, remedy_en;
};
const RuleEntry& entry_of(Rule rule);
std::span<const RuleEntry> rule_entries();

/// A rule broken, without a place: names, limits and numbers fill {0}, {1} of the text; never a
/// value.
struct Fault {
    Rule rule{};
    std::vector<std::string> args{};
};

/// Which text the place belongs to: the file, or the message that its envelope carries.
enum class Layer : std::uint8_t { file, enclosed };

struct SchemaFinding {
    Rule rule{};
    std::vector<std::string> args{};
    Layer layer = Layer::file;
    std::size_t line = 0;     ///< from 1; 0 when the fault has no line
    std::size_t element = 0;  ///< the n-th start tag of its text; 0 when it is no element
    std::string path{};       ///< /CEB621Message/Inventory[2]/InventoryHead/copNo
};

std::string finding_text(const SchemaFinding& finding, Language language);
std::string_view remedy_text(const SchemaFinding& finding, Language language);

}  // namespace tg::schema
