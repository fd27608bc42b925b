// See.
#include "gateway/core/toml_fields.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>
#include <utility>

namespace tg {

using Form = TomlValue::Form;
using std::chrono::milliseconds;

std::uint16_t TomlFaults::file(std::string name) {
    names_.push_back(name);
    file_ = std::move(name);
    return static_cast<std::uint16_t>(names_.size());
}

std::string TomlFaults::said(FilePlace at) const {
    const bool numbered = at.file != 0 && at.file <= names_.size();
    return (numbered ? names_[at.file - 1U] : file_) + ":" + std::to_string(at.line) + ":" +
           std::to_string(at.column);
}

/// What stands in a table that others are like is faulty in each of them; it is told once.
void TomlFaults::add(FilePlace at, const Sentence& what) {
    const auto where = said(at);
    auto fault = fail(Errc::bad_config, where, {where + ": " + what.en + " / " + what.zh}, what.en);
    const auto same = [&fault](const Error& told) { return told.args == fault.args; };
    if (std::ranges::none_of(parts_, same))
        parts_.push_back(std::move(fault));
}

void TomlFaults::add_file(const Sentence& what) {
    parts_.push_back(
        fail(Errc::bad_config, file_, {file_ + ": " + what.en + " / " + what.zh}, what.en)
    );
}

Error TomlFaults::all(const std::filesystem::path& folder) && {
    const auto count = std::to_string(parts_.size());
    auto error = fail(
        Errc::bad_config,
        folder.string(),
        {folder.string() + ": " + count + " faults in its files / 其中的文件有 " + count +
         " 处错误"}
    );
    error.parts = std::move(parts_);
    return error;
}

std::string nearest_name(std::string_view name, const std::vector<std::string_view>& known) {
    const auto best = std::min_element(known.begin(), known.end(), [&](auto a, auto b) {
        return edit_distance(name, a) < edit_distance(name, b);
    });
    const auto near = 1 + name.size() / 3;
    if (best == known.end() || edit_distance(name, *best) > near)
        return {};
    return std::string(*best);
}

Sentence with_nearest(Sentence what, const std::string& near) {
    if (!near.empty()) {
        what.en += "; did you mean " + near + "?";
        what.zh += "，是否为 " + near + "？";
    }
    return what;
}

FilePlace TomlFields::place_of(std::string_view key) const {
    const auto* member = table_.find(key);
    return member == nullptr ? table_.at : member->value.at;
}

void TomlFields::fault(std::string_view key, const Sentence& what) const {
    faults_.add(place_of(key), what);
}

const TomlValue* TomlFields::peek(std::string_view key) const {
    const auto* member = table_.find(key);
    return member == nullptr ? nullptr : &member->value;
}

const TomlValue* TomlFields::known(std::string_view key) {
    asked_.push_back(key);
    const auto* member = table_.find(key);
    return member == nullptr ? nullptr : &member->value;
}

std::string TomlFields::text(std::string_view key) {
    const auto* value = known(key);
    if (value == nullptr)
        return {};
    if (value->is(Form::text))
        return value->text;
    fault(key, {std::string(key) + " must be a string", std::string(key) + " 应为字符串"});
    return {};
}

std::string TomlFields::required_text(std::string_view key) {
    auto found = text(key);
    const auto* member = table_.find(key);
    if (member == nullptr || (found.empty() && member->value.is(Form::text)))
        fault(key, {"missing key " + std::string(key), "缺少键 " + std::string(key)});
    return found;
}

std::int64_t TomlFields::number(
    std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most
) {
    const auto* value = known(key);
    if (value == nullptr)
        return otherwise;
    if (value->is(Form::number) && value->number >= least && value->number <= most)
        return value->number;
    const auto range = std::to_string(least) + ".." + std::to_string(most);
    fault(
        key,
        {std::string(key) + " must be a whole number, " + range,
         std::string(key) + " 应为整数 " + range}
    );
    return otherwise;
}

milliseconds TomlFields::time(std::string_view key, milliseconds otherwise, std::int64_t most) {
    return milliseconds(number(key, otherwise.count(), 1, most));
}

Decimal TomlFields::yuan(std::string_view key, Decimal otherwise) {
    const auto* value = known(key);
    if (value == nullptr)
        return otherwise;
    const auto amount = value->is(Form::text) ? Decimal::parse(value->text) : std::nullopt;
    if (amount && !amount->negative() && !amount->zero() && amount->fraction_digits() <= 2)
        return *amount;
    fault(
        key,
        {std::string(key) + " must be an amount in quotes, such as \"5000.00\"",
         std::string(key) + " 应为带引号的金额，如 \"5000.00\""}
    );
    return otherwise;
}

std::string TomlFields::required_day(std::string_view key) {
    const auto* value = known(key);
    if (value != nullptr && value->is(Form::day))
        return value->text;
    fault(
        key,
        {std::string(key) + " must be a date such as 2026-01-01, without quotes",
         std::string(key) + " 应为日期，如 2026-01-01（不带引号）"}
    );
    return {};
}

std::vector<std::string> TomlFields::texts(std::string_view key) {
    std::vector<std::string> out;
    const auto* value = known(key);
    if (value == nullptr)
        return out;
    const auto is_text = [](const TomlValue& item) { return item.is(Form::text); };
    if (!value->is(Form::list) || !std::ranges::all_of(value->items, is_text)) {
        fault(
            key,
            {std::string(key) + " must be a list of strings", std::string(key) + " 应为字符串列表"}
        );
        return out;
    }
    for (const auto& item : value->items) out.push_back(item.text);
    return out;
}

bool TomlFields::truth(std::string_view key, bool otherwise) {
    const auto* value = known(key);
    if (value == nullptr)
        return otherwise;
    if (value->is(Form::truth))
        return value->truth;
    fault(
        key, {std::string(key) + " must be true or false", std::string(key) + " 应为 true 或 false"}
    );
    return otherwise;
}

std::string TomlFields::one_of(
    std::string_view key, std::string_view otherwise, const std::vector<std::string_view>& known
) {
    auto given = text(key);
    if (given.empty())
        return std::string(otherwise);
    if (std::ranges::find(known, given) != known.end())
        return given;
    std::string names;
    for (const auto name : known) names += (names.empty() ? "" : ", ") + std::string(name);
    Sentence what{
        std::string(key) + " is one of " + names + "; not " + given,
        std::string(key) + " 只能取 " + names + "，不能是 " + given};
    fault(key, with_nearest(std::move(what), nearest_name(given, known)));
    return std::string(otherwise);
}

std::vector<TextMember> TomlFields::members(std::string_view key) {
    std::vector<TextMember> out;
    const auto* within = table(key);
    if (within == nullptr)
        return out;
    for (const auto& member : within->members) {
        if (member.value.is(Form::text))
            out.push_back({member.key, member.value.text, member.value.at});
        else
            faults_.add(
                member.value.at, {member.key + " must be a string", member.key + " 应为字符串"}
            );
    }
    return out;
}

std::vector<const TomlValue*> TomlFields::tables(std::string_view key) {
    std::vector<const TomlValue*> out;
    const auto* value = known(key);
    if (value == nullptr)
        return out;
    const auto is_table = [](const TomlValue& item) { return item.is(Form::table); };
    if (!value->is(Form::list) || !std::ranges::all_of(value->items, is_table)) {
        fault(
            key,
            {std::string(key) + " must be a list of tables", std::string(key) + " 应为表的列表"}
        );
        return out;
    }
    for (const auto& item : value->items) out.push_back(&item);
    return out;
}

const TomlValue* TomlFields::table(std::string_view key) {
    const auto* value = known(key);
    if (value == nullptr || value->is(Form::table))
        return value;
    fault(key, {std::string(key) + " must be a table", std::string(key) + " 应为表"});
    return nullptr;
}

std::vector<std::int32_t> TomlFields::states(
    std::string_view key,
    const std::vector<std::int32_t>& otherwise,
    std::span<const std::int32_t> allowed
) {
    const auto* value = known(key);
    if (value == nullptr)
        return otherwise;
    const auto fits = [&](const TomlValue& item) {
        return item.is(Form::number) && std::ranges::find(allowed, item.number) != allowed.end();
    };
    std::vector<std::int32_t> out;
    if (value->is(Form::list) && std::ranges::all_of(value->items, fits)) {
        for (const auto& item : value->items) out.push_back(static_cast<std::int32_t>(item.number));
        std::ranges::sort(out);
        return out;
    }
    std::string names;
    for (const auto state : allowed) names += (names.empty() ? "" : ", ") + std::to_string(state);
    fault(
        key,
        {std::string(key) + " must be a list of these: " + names,
         std::string(key) + " 应为列表，只能取：" + names}
    );
    return otherwise;
}

std::vector<std::string> TomlFields::unconfirmed(const std::vector<std::string>& others) {
    auto names = texts("unconfirmed");
    for (const auto& name : names)
        if (!has(name) && std::find(others.begin(), others.end(), name) == others.end())
            fault(
                "unconfirmed",
                {"unconfirmed names " + name + ", which is not given here",
                 "unconfirmed 所列 " + name + " 在此处没有给出"}
            );
    return names;
}

void TomlFields::refuse_the_rest() const {
    for (const auto& member : table_.members) {
        if (std::find(asked_.begin(), asked_.end(), member.key) != asked_.end())
            continue;
        Sentence what{"unknown key " + member.key, "没有键 " + member.key};
        faults_.add(member.at, with_nearest(std::move(what), nearest_name(member.key, asked_)));
    }
}

}  // namespace tg
