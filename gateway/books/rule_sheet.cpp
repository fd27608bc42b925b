// See rule_sheet.hpp.
#include "gateway/books/rule_sheet.hpp"

#include "gateway/core/toml_tree.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace tg::books {
namespace {

using Form = TomlValue::Form;

std::string text_of(const TomlValue& value) {
    std::string out;
    switch (value.form) {
        case Form::number:
            return std::to_string(value.number);
        case Form::truth:
            return value.truth ? "true" : "false";
        case Form::list:
            for (const TomlValue& item : value.items)
                out += (out.empty() ? "" : ", ") + text_of(item);
            return "[" + out + "]";
        case Form::table:
            for (const TomlMember& member : value.members)
                out += (out.empty() ? "" : ", ") + member.key + " = " + text_of(member.value);
            return "{" + out + "}";
        default:
            return value.text;
    }
}

RuleChange::Key key_of(const std::string& key, const RuleText& before, const RuleText& after) {
    const auto in = [&key](const RuleText& rule) {
        const auto found = rule.keys.find(key);
        return found == rule.keys.end() ? std::string() : found->second;
    };
    return {key, in(before), in(after)};
}

RuleChange changed(const std::string& id, const RuleText& before, const RuleText& after) {
    RuleChange change{id, RuleChange::Kind::changed, after.pack, {}};
    std::set<std::string> keys;
    for (const auto& [key, text] : before.keys) keys.insert(key);
    for (const auto& [key, text] : after.keys) keys.insert(key);
    for (const auto& key : keys) {
        auto one = key_of(key, before, after);
        if (one.before != one.after)
            change.keys.push_back(std::move(one));
    }
    return change;
}

/// A member of a table says one thing, unless it is a table of members itself.
void add_members(RuleText& shape, const std::string& prefix, const TomlValue& table) {
    constexpr std::array<std::string_view, 3> ways{"constant", "from", "join"};
    for (const TomlMember& member : table.members) {
        const auto named = [&member](std::string_view way) {
            return member.value.find(way) != nullptr;
        };
        const bool holds_more =
            member.value.form == Form::table && std::ranges::none_of(ways, named);
        if (holds_more)
            add_members(shape, prefix + member.key + ".", member.value);
        else
            shape.keys[prefix + member.key] = text_of(member.value);
    }
}

}  // namespace

void add_pack(RuleSheet& sheet, const std::string& pack, std::string_view text) {
    const auto tree = parse_toml(text);
    const TomlMember* rules = tree.root.find("rule");
    if (rules == nullptr)
        return;
    for (const TomlValue& block : rules->value.items) {
        const TomlMember* id = block.find("id");
        if (id == nullptr)
            continue;
        RuleText rule{pack, {}};
        for (const TomlMember& member : block.members) {
            if (member.key != "fires")
                rule.keys[member.key] = text_of(member.value);
        }
        sheet[id->value.text] = std::move(rule);
    }
}

void add_shape(RuleSheet& sheet, const std::string& name, std::string_view text) {
    RuleText shape{name, {}};
    add_members(shape, {}, parse_toml(text).root);
    sheet[name] = std::move(shape);
}

std::vector<RuleChange> diff(const RuleSheet& before, const RuleSheet& after) {
    std::vector<RuleChange> changes;
    std::set<std::string> ids;
    for (const auto& [id, rule] : before) ids.insert(id);
    for (const auto& [id, rule] : after) ids.insert(id);
    for (const auto& id : ids) {
        const auto was = before.find(id);
        const auto is = after.find(id);
        if (was == before.end())
            changes.push_back({id, RuleChange::Kind::added, is->second.pack, {}});
        else if (is == after.end())
            changes.push_back({id, RuleChange::Kind::removed, was->second.pack, {}});
        else if (!(was->second == is->second))
            changes.push_back(changed(id, was->second, is->second));
    }
    return changes;
}

}  // namespace tg::books
