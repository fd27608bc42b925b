// See zone_overlay.hpp.
#include "gateway/forward/zone_overlay.hpp"

#include <algorithm>
#include <utility>

namespace tg::forward {
namespace {

using Form = TomlValue::Form;

TomlValue laid_over(TomlValue below, const TomlValue& above) {
    for (const auto& member : above.members) {
        const auto found = std::ranges::find(below.members, member.key, &TomlMember::key);
        if (found == below.members.end()) {
            below.members.push_back(member);
        } else if (found->value.is(Form::table) && member.value.is(Form::table)) {
            found->value = laid_over(std::move(found->value), member.value);
        } else {
            *found = member;
        }
    }
    std::ranges::sort(below.members, {}, &TomlMember::key);
    below.at = above.at;
    return below;
}

TomlValue without(TomlValue table, std::string_view key) {
    std::erase_if(table.members, [key](const TomlMember& member) { return member.key == key; });
    return table;
}

}  // namespace

void Overlays::add(const std::string& name, const TomlValue& table, FilePlace at) {
    const auto [before, fresh] = given_.emplace(name, Given{table, at});
    if (fresh)
        return;
    const auto first = faults_.said(before->second.at);
    faults_.add(
        at,
        {kind_.en + " " + name + " given twice; first at " + first,
         kind_.zh + " " + name + " 重复，另见 " + first}
    );
}

const TomlValue* Overlays::like_of(const Given& given) const {
    const auto* member = given.table.find("like");
    return member == nullptr ? nullptr : &member->value;
}

/// Whether its chain ends; tells the fault of its first link.
bool Overlays::sound(const std::string& name) {
    std::vector<std::string> chain{name};
    for (;;) {
        const auto& given = given_.find(chain.back())->second;
        const auto* like = like_of(given);
        if (like == nullptr)
            return true;
        if (!like->is(Form::text) || !given_.contains(like->text)) {
            std::vector<std::string_view> names;
            for (const auto& [each, table] : given_) names.push_back(each);
            faults_.add(
                like->at,
                with_nearest(
                    {"no " + kind_.en + " " + like->text + " to be like",
                     "没有可沿用的" + kind_.zh + " " + like->text},
                    nearest_name(like->text, names)
                )
            );
            return false;
        }
        const auto before = std::ranges::find(chain, like->text);
        if (before != chain.end()) {
            std::string circle;
            for (auto at = before; at != chain.end(); ++at) circle += *at + " -> ";
            circle += like->text;
            // Each member of it tells it at its own place; who only leads into it does not.
            if (before == chain.begin())
                faults_.add(
                    like_of(given_.find(name)->second)->at,
                    {kind_.en + "s are like one another in a circle: " + circle,
                     kind_.zh + "循环沿用：" + circle}
                );
            return false;
        }
        chain.push_back(like->text);
    }
}

TomlValue Overlays::merged(const std::string& name) const {
    const auto& given = given_.find(name)->second;
    const auto* like = like_of(given);
    if (like == nullptr)
        return without(given.table, "pattern");
    return without(without(laid_over(merged(like->text), given.table), "like"), "pattern");
}

std::vector<Whole> Overlays::whole() {
    std::vector<Whole> out;
    for (const auto& [name, given] : given_) {
        if (!sound(name))
            continue;
        Whole one;
        one.name = name;
        one.at = given.at;
        one.table = merged(name);
        if (const auto* like = like_of(given))
            one.like = like->text;
        const auto* pattern = given.table.find("pattern");
        one.pattern = pattern != nullptr && pattern->value.truth;
        if (pattern != nullptr && !pattern->value.is(Form::truth))
            faults_.add(
                pattern->value.at, {"pattern must be true or false", "pattern 应为 true 或 false"}
            );
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace tg::forward
