// See zone_facts.hpp.
#include "gateway/forward/zone_facts.hpp"

#include <algorithm>

namespace tg::forward {
namespace {

using Form = TomlValue::Form;

constexpr std::string_view hidden = "***";

bool is_secret(std::string_view key) {
    return key.starts_with("secrets.") || key == "password" || key == "key_passphrase";
}

std::string text_of(const TomlValue& value) {
    switch (value.form) {
        case Form::number:
            return std::to_string(value.number);
        case Form::truth:
            return value.truth ? "true" : "false";
        default:
            return value.text;
    }
}

bool is_plain(const TomlValue& value) {
    return !value.is(Form::table) && !value.is(Form::list);
}

/// A list of plain values is one fact; a list of tables is many.
void gather(
    const TomlValue& value, const std::string& key, const TomlFaults& places, Facts& facts
) {
    if (value.is(Form::table)) {
        for (const auto& member : value.members)
            gather(member.value, key.empty() ? member.key : key + "." + member.key, places, facts);
        return;
    }
    if (is_plain(value)) {
        auto text = is_secret(key) ? std::string(hidden) : text_of(value);
        facts.push_back({key, std::move(text), places.said(value.at), {}});
        return;
    }
    if (std::ranges::all_of(value.items, is_plain)) {
        std::string text;
        for (const auto& item : value.items) text += (text.empty() ? "" : ", ") + text_of(item);
        facts.push_back({key, std::move(text), places.said(value.at), {}});
        return;
    }
    for (std::size_t i = 0; i < value.items.size(); ++i)
        gather(value.items[i], key + "[" + std::to_string(i) + "]", places, facts);
}

}  // namespace

Facts facts_of(const TomlValue& table, const TomlFaults& places) {
    Facts facts;
    gather(table, {}, places, facts);
    std::ranges::sort(facts, {}, &Fact::key);
    return facts;
}

const Fact* find_fact(const Facts& facts, std::string_view key) {
    const auto found = std::ranges::find(facts, key, &Fact::key);
    return found == facts.end() ? nullptr : &*found;
}

std::vector<FactChange> changes_between(const Facts& before, const Facts& after) {
    std::vector<FactChange> changes;
    for (const auto& fact : after) {
        const auto* old = find_fact(before, fact.key);
        if (old == nullptr)
            changes.push_back({fact.key, {}, fact.text, fact.where});
        else if (old->text != fact.text || old->mark != fact.mark)
            changes.push_back({fact.key, old->text, fact.text, fact.where});
    }
    for (const auto& fact : before)
        if (find_fact(after, fact.key) == nullptr)
            changes.push_back({fact.key, fact.text, {}, fact.where});
    std::ranges::sort(changes, {}, &FactChange::key);
    return changes;
}

}  // namespace tg::forward
