// A district from the beginning of an address. The table names provinces ("辽宁省"), cities with
// their province ("辽宁省大连市") and counties with their city alone ("大连市金州区"); those of the
// four municipalities stand behind the municipality ("北京市东城区").
#include "gateway/core/text.hpp"
#include "gateway/normalise/derive.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace tg::normalise {
namespace {

constexpr std::string_view by_name = "name_zh";
constexpr std::size_t name_bytes_max = 90;  // the longest names take 66
constexpr std::array<std::string_view, 8> last_characters{
    "区", "县", "市", "旗", "州", "盟", "省", "划"};
constexpr std::string_view without_name = "市辖区";  // stands for a city's own part

/// The beginning, without blanks inside.
std::string packed(std::string_view address) {
    std::string out;
    for (std::size_t at = 0; at < address.size() && out.size() < name_bytes_max;) {
        const std::size_t start = at;
        const auto character = next_character(address, at);
        if (!character)
            break;
        if (*character != ' ' && *character != 0x3000 && *character != 0xA0)
            out += address.substr(start, at - start);
    }
    return out;
}

/// Ends of the prefixes that may be a name, the longest first.
std::vector<std::size_t> ends_in(std::string_view text) {
    std::vector<std::size_t> ends;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        if (!next_character(text, at))
            break;
        const auto last = text.substr(start, at - start);
        if (std::ranges::find(last_characters, last) != last_characters.end())
            ends.push_back(at);
    }
    std::ranges::reverse(ends);
    return ends;
}

struct Province {
    std::string code;      // empty when the address does not begin with one
    std::size_t size = 0;  // of its name
};

Province province_of(const schemas::CodeList& divisions, std::string_view text) {
    auto ends = ends_in(text);
    std::ranges::reverse(ends);
    for (const std::size_t end : ends) {
        const auto code = divisions.code_by(by_name, text.substr(0, end));
        if (code && code->ends_with("0000"))
            return {std::string(*code), end};
    }
    return {};
}

/// Counties are numbered from 01, or from 21 where the city rules over them by right of others.
bool has_counties(const schemas::CodeList& divisions, std::string_view city) {
    const std::string base(city.substr(0, 4));
    const std::array<std::string_view, 6> first{"01", "02", "03", "21", "22", "23"};
    return std::ranges::any_of(first, [&](auto part) {
        return divisions.holds(base + std::string(part));
    });
}

std::optional<District> longest(
    const schemas::CodeList& divisions, std::string_view text, std::string_view province
) {
    for (const std::size_t end : ends_in(text)) {
        const auto code = divisions.code_by(by_name, text.substr(0, end));
        if (!code || code->size() != 6 || code->ends_with("0000"))
            continue;
        if (!province.empty() && code->substr(0, 2) != province.substr(0, 2))
            continue;
        if (code->ends_with("00") && has_counties(divisions, *code))
            return std::nullopt;  // a city, and none of its parts
        return District{std::string(*code), std::string(text.substr(0, end))};
    }
    return std::nullopt;
}

}  // namespace

std::optional<District> district_of(const schemas::CodeList& divisions, std::string_view address) {
    const std::string text = packed(address);
    const Province province = province_of(divisions, text);
    const std::string_view whole = text;
    if (province.size == 0)
        return longest(divisions, whole, {});
    // The longest name first: a county stands behind its city, not behind its province.
    const std::string_view rest = whole.substr(province.size);
    if (auto found = longest(divisions, rest, province.code))
        return found;
    if (rest.starts_with(without_name)) {
        const std::string joined =
            text.substr(0, province.size) + std::string(rest.substr(without_name.size()));
        return longest(divisions, joined, province.code);
    }
    return longest(divisions, whole, province.code);
}

std::string_view Making::aside(std::size_t line, int slot) const {
    const auto* value = slot < 0 ? nullptr : section.find(line, static_cast<std::uint16_t>(slot));
    return value == nullptr ? std::string_view{} : trimmed(value->text);
}

void derive_district(const Making& making) {
    schemas::Document& order = making.made.document;
    const schemas::Table& table = order.table();
    const auto field = schemas::find_field(table, schemas::Group::head, "consigneeDistrict");
    if (!field || order.get(*field))
        return;
    const auto address = schemas::find_field(table, schemas::Group::head, "consigneeAddress");
    const auto written = address ? order.get(*address) : std::nullopt;
    if (!written || written->empty())
        return;
    const auto found = district_of(making.codes.at("admin_division"), *written);
    if (!found)
        return;
    order.set(*field, found->code);
    const ChangeLog::Entry entry{
        making.number, field->row, ChangeLog::of_head, 0, 0, ChangeRule::district_recognised};
    making.log.add(entry, found->named);
}

}  // namespace tg::normalise
