// The rules of packs, and mappings, as their authors wrote them: for showing what newer files
// change. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tg::books {

/// The keys of one [[rule]] block, cases apart, each as text.
struct RuleText {
    std::string pack;
    std::map<std::string, std::string> keys;
    bool operator==(const RuleText& other) const { return keys == other.keys; }
};

/// By id of the rule.
using RuleSheet = std::map<std::string, RuleText, std::less<>>;

/// Adds the rules of a pack, in the place of those that have the same ids. The text was read as a
/// pack before; what is no rule in it is left out.
void add_pack(RuleSheet& sheet, const std::string& pack, std::string_view text);

/// A mapping under its name, in the place of one that has the same: its keys are the members it
/// maps, "order.lines.qty". The text was read as a mapping before.
void add_shape(RuleSheet& sheet, const std::string& name, std::string_view text);

struct RuleChange {
    enum class Kind { added, removed, changed };
    struct Key {
        std::string key, before, after;
    };
    std::string rule;
    Kind kind = Kind::added;
    std::string pack;       ///< that has it now, or had it
    std::vector<Key> keys;  ///< that differ, for a changed rule
};

/// By id.
std::vector<RuleChange> diff(const RuleSheet& before, const RuleSheet& after);

}  // namespace tg::books
