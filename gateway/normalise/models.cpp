// gmodel of inventory lines, from declaration elements that the sender names one by one.
#include "gateway/core/text.hpp"
#include "gateway/normalise/derive.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>

namespace tg::normalise {
namespace {

struct Element {
    std::string name, value;
};

/// Without what stands in brackets behind it.
std::string bare(std::string_view name) {
    const std::string narrow = half_width(trimmed(name));
    return std::string(trimmed(narrow.substr(0, narrow.find('('))));
}

/// Of "name:value|name:value"; nothing when a part has no name.
std::optional<std::vector<Element>> elements_of(std::string_view text) {
    std::vector<Element> found;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find('|'));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        const std::string narrow = half_width(trimmed(part));
        if (narrow.empty())
            continue;
        const auto colon = narrow.find(':');
        Element one{bare(narrow.substr(0, colon)), {}};
        const auto same = [&](const Element& known) { return known.name == one.name; };
        if (colon == std::string::npos || one.name.empty() || std::ranges::any_of(found, same))
            return std::nullopt;
        // The value as it was written: its own width is not ours to change.
        const auto wide = part.find("\xEF\xBC\x9A");  // the full-width colon
        const auto plain = part.find(':');
        const std::size_t at = std::min(wide, plain);
        one.value = trimmed(part.substr(at + (at == plain ? 1 : 3)));
        found.push_back(std::move(one));
    }
    return found;
}

/// Names of the tariff's elements: "1品牌类型;2出口享惠情况;...".
std::vector<std::string> asked_for(const schemas::CodeBook& codes, std::string_view gcode) {
    auto text = codes.at("declaration_elements").cell(gcode, "elements_zh").value_or("");
    std::vector<std::string> names;
    while (!text.empty()) {
        auto part = text.substr(0, text.find(';'));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        while (!part.empty() && part.front() >= '0' && part.front() <= '9') part.remove_prefix(1);
        if (!part.empty())
            names.push_back(bare(part));
    }
    return names;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i != 0)
            out += between;
        out += parts[i];
    }
    return out;
}

/// Nothing when an element is not asked for.
std::optional<std::string> model_of(
    const std::vector<Element>& given, const std::vector<std::string>& names
) {
    std::vector<std::string> values;
    if (names.empty()) {
        for (const Element& element : given) values.push_back(element.value);
        return joined(values, "|");
    }
    for (const Element& element : given) {
        if (std::ranges::find(names, element.name) == names.end())
            return std::nullopt;
    }
    for (const std::string& name : names) {
        const auto found = std::ranges::find(given, name, &Element::name);
        values.push_back(found == given.end() ? std::string() : found->value);
    }
    while (!values.empty() && values.back().empty()) values.pop_back();
    return joined(values, "|");
}

}  // namespace

std::vector<ElementFault> derive_models(const Making& making) {
    static const int elements =
        schemas::find_slot(schemas::Kind::inventory, schemas::Group::line, "elements");
    std::vector<ElementFault> faults;
    const auto& lines = making.section.lines;
    std::size_t first = 0;
    while (first < lines.size() && making.aside(first, elements).empty()) ++first;
    if (first == lines.size())
        return faults;
    schemas::Document& inventory = making.made.document;
    const schemas::Table& table = inventory.table();
    const auto gmodel = schemas::find_field(table, schemas::Group::line, "gmodel");
    const auto gcode = schemas::find_field(table, schemas::Group::line, "gcode");
    for (std::size_t line = first; gmodel && gcode && line < inventory.line_count(); ++line) {
        const auto text = making.aside(line, elements);
        if (text.empty())
            continue;
        const std::string code(inventory.get(line, *gcode).value_or(""));
        const auto names = asked_for(making.codes, code);
        const auto given = elements_of(text);
        const auto model = given ? model_of(*given, names) : std::nullopt;
        if (!model) {
            faults.push_back({line, names.empty() ? "name:value|..." : joined(names, ", ")});
            continue;
        }
        if (model->empty() || inventory.get(line, *gmodel))
            continue;
        inventory.set(line, *gmodel, *model);
        const auto at = static_cast<std::uint32_t>(line);
        const ChangeLog::Entry entry{
            making.number, gmodel->row, at, 0, 0, ChangeRule::elements_joined};
        making.log.add(entry, text);
    }
    return faults;
}

}  // namespace tg::normalise
