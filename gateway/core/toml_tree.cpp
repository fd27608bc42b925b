// From the TOML library's tree to ours.
#include "gateway/core/toml_tree.hpp"

#include <toml++/toml.h>

#include <algorithm>

namespace tg {
namespace {

FilePlace place_of(const toml::source_region& region) {
    return {region.begin.line, region.begin.column, 0};
}

std::string digits(unsigned number, std::size_t width) {
    const std::string text = std::to_string(number);
    return std::string(width - std::min(width, text.size()), '0') + text;
}

std::string day_digits(const toml::date& date) {
    return digits(date.year, 4) + digits(date.month, 2) + digits(date.day, 2);
}

TomlValue copied(const toml::node& node) {
    using Form = TomlValue::Form;
    TomlValue value;
    value.at = place_of(node.source());
    if (const auto* text = node.as_string()) {
        value.form = Form::text;
        value.text = text->get();
    } else if (const auto* number = node.as_integer()) {
        value.form = Form::number;
        value.number = number->get();
    } else if (const auto* truth = node.as_boolean()) {
        value.form = Form::truth;
        value.truth = truth->get();
    } else if (const auto* day = node.as_date()) {
        value.form = Form::day;
        value.text = day_digits(day->get());
    } else if (const auto* moment = node.as_date_time();
               moment != nullptr && !moment->get().is_local()) {
        value.form = Form::other;
    } else if (moment != nullptr) {
        const toml::date_time given = moment->get();
        value.form = Form::moment;
        value.text = day_digits(given.date) + digits(given.time.hour, 2) +
                     digits(given.time.minute, 2) + digits(given.time.second, 2);
    } else if (const auto* list = node.as_array()) {
        value.form = Form::list;
        for (const auto& item : *list) value.items.push_back(copied(item));
    } else if (const auto* table = node.as_table()) {
        value.form = Form::table;
        for (const auto& [key, member] : *table)
            value.members.push_back({std::string(key.str()), place_of(key.source()), copied(member)}
            );
    }
    return value;
}

}  // namespace

const TomlMember* TomlValue::find(std::string_view key) const {
    const auto found = std::ranges::find(members, key, &TomlMember::key);
    return found == members.end() ? nullptr : &*found;
}

namespace {

/// The one place where toml++ throws; it ends here.
template <class Parse>
TomlTree read(const Parse& parse) {
    TomlTree tree;
    try {
        tree.root = copied(parse());
    } catch (const toml::parse_error& error) {
        tree.flaw = std::string(error.description());
        tree.flaw_at = place_of(error.source());
    }
    return tree;
}

}  // namespace

void mark_file(TomlValue& value, std::uint16_t file) {
    value.at.file = file;
    for (auto& item : value.items) mark_file(item, file);
    for (auto& member : value.members) {
        member.at.file = file;
        mark_file(member.value, file);
    }
}

TomlTree read_toml(const std::filesystem::path& file) {
    return read([&] { return toml::parse_file(file.string()); });
}

TomlTree parse_toml(std::string_view text) {
    return read([&] { return toml::parse(text); });
}

}  // namespace tg
