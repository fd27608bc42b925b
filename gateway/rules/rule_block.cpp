// See rule_block.hpp.
#include "gateway/rules/rule_block.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>
#include <array>

namespace tg::rules {
namespace {

using Form = TomlValue::Form;

constexpr std::array<std::string_view, 17> text_keys{
    "id",
    "code",
    "at",
    "when",
    "check",
    "once",
    "severity",
    "direction",
    "title_zh",
    "title_en",
    "zh",
    "en",
    "remedy_zh",
    "remedy_en",
    "source",
    "from",
    "to",
};
constexpr std::array<std::string_view, 6> list_keys{
    "show", "procedures", "editions", "agree", "each", "fires"};

std::string json_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string json_of(const TomlValue& value) {
    switch (value.form) {
        case Form::number:
            return std::to_string(value.number);
        case Form::truth:
            return value.truth ? "true" : "false";
        default:
            return json_text(value.text);
    }
}

std::vector<std::string> texts_of(const TomlMember& member, PackFaults& faults) {
    std::vector<std::string> out;
    if (!member.value.is(Form::list)) {
        faults.add(member.at, member.key + " must be a list of texts");
        return out;
    }
    for (const TomlValue& item : member.value.items) {
        if (item.is(Form::text)) {
            out.push_back(item.text);
        } else {
            faults.add(item.at, member.key + " holds something that is no text");
        }
    }
    return out;
}

BlockCase case_of(const TomlValue& table, PackFaults& faults) {
    BlockCase made;
    for (const TomlMember& member : table.members) {
        if (member.key == "sample" && member.value.is(Form::text)) {
            made.sample = member.value.text;
        } else if (member.key == "set" && member.value.is(Form::table)) {
            for (const TomlMember& change : member.value.members)
                made.set.emplace_back(change.key, json_of(change.value));
        } else if (member.key == "complete" && member.value.is(Form::truth)) {
            made.complete = member.value.truth;
        } else if (member.key == "drop") {
            made.drop = texts_of(member, faults);
        } else {
            faults.add(member.at, "a case has sample, set, drop and complete; not " + member.key);
        }
    }
    if (made.sample.empty())
        faults.add(table.at, "the case names no sample");
    return made;
}

void read_list(const TomlMember& member, RuleBlock& block, PackFaults& faults) {
    if (member.key == "fires") {
        for (const TomlValue& item : member.value.items)
            block.fires.push_back(case_of(item, faults));
    } else if (member.key == "each") {
        for (const TomlValue& item : member.value.items) {
            const TomlMember row{member.key, item.at, item};
            block.each.push_back(
                item.is(Form::text) ? std::vector{item.text} : texts_of(row, faults)
            );
        }
    } else if (member.key == "show") {
        block.show = texts_of(member, faults);
    } else if (member.key == "procedures") {
        block.procedures = texts_of(member, faults);
    } else if (member.key == "editions") {
        block.editions = texts_of(member, faults);
    } else {
        block.agree = texts_of(member, faults);
    }
}

std::string near_key(std::string_view key) {
    std::string nearest;
    std::size_t distance = 3;
    const auto look = [&](std::string_view known) {
        const std::size_t edits = edit_distance(key, known);
        if (edits < distance) {
            distance = edits;
            nearest = std::string(known);
        }
    };
    std::ranges::for_each(text_keys, look);
    std::ranges::for_each(list_keys, look);
    return nearest;
}

std::optional<schemas::Day> day_of(const TomlMember& member, PackFaults& faults) {
    const std::string& digits = member.value.text;
    if (member.value.is(Form::day) && digits.size() == 8) {
        const auto day = schemas::parse_day(
            digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2)
        );
        if (day)
            return day;
    }
    faults.add(member.at, member.key + " must be a day, such as 2026-01-01");
    return std::nullopt;
}

}  // namespace

std::string_view RuleBlock::text(std::string_view key) const {
    const auto found = texts.find(key);
    return found == texts.end() ? std::string_view{} : std::string_view(found->second);
}

void PackFaults::add(FilePlace at, const std::string& reason) {
    const std::string where =
        file_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    faults_.push_back(fail(Errc::bad_rules, where, {where + ": " + reason}));
}

Error PackFaults::error() const {
    if (faults_.size() == 1)
        return faults_.front();
    Error all = fail(Errc::bad_rules, file_, {file_ + ": " + std::to_string(faults_.size())});
    all.parts = faults_;
    return all;
}

RuleBlock read_block(const TomlValue& table, PackFaults& faults) {
    RuleBlock block;
    block.at = table.at;
    for (const TomlMember& member : table.members) {
        block.places[member.key] = member.at;
        if (member.key == "from" || member.key == "to") {
            (member.key == "from" ? block.from : block.to) = day_of(member, faults);
        } else if (std::ranges::find(text_keys, member.key) != text_keys.end()) {
            if (member.value.is(Form::text)) {
                block.texts[member.key] = member.value.text;
            } else {
                faults.add(member.at, member.key + " must be a text");
            }
        } else if (std::ranges::find(list_keys, member.key) != list_keys.end()) {
            read_list(member, block, faults);
        } else {
            const std::string nearest = near_key(member.key);
            faults.add(
                member.at,
                "a rule has no key " + member.key +
                    (nearest.empty() ? std::string() : "; is " + nearest + " meant?")
            );
        }
    }
    return block;
}

std::string substituted(std::string_view text, const std::vector<std::string>& row) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool mark =
            text[i] == '$' && i + 1 < text.size() && text[i + 1] >= '1' && text[i + 1] <= '9';
        const std::size_t index = mark ? static_cast<std::size_t>(text[i + 1] - '1') : row.size();
        if (index >= row.size()) {
            out += text[i];
            continue;
        }
        out += row[index];
        ++i;
    }
    return out;
}

}  // namespace tg::rules
