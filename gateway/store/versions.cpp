// See versions.hpp.
#include "gateway/store/versions.hpp"

#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tg::store {
namespace {

using schemas::Document;
using schemas::Group;

/// Written by the gateway, anew in each version.
constexpr std::array<std::string_view, 6> ours{
    "guid", "appType", "appTime", "preNo", "invtNo", "declTime"};
/// The place of filing.
constexpr std::array<std::string_view, 1> fixed{"customsCode"};

std::optional<std::string_view> head_of(const Document& document, std::string_view element) {
    const auto field = schemas::find_field(document.table(), Group::head, element);
    return field ? document.get(*field) : std::nullopt;
}

/// The day of acceptance, which stands for a day that nobody gave.
bool day_of_acceptance(const Document& document) {
    const auto day = head_of(document, "ieDate");
    const auto time = head_of(document, "appTime");
    return day && time && time->starts_with(*day);
}

bool same_head(const Document& before, const Document& wanted) {
    const auto& rows = wanted.table().head;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto element = rows[row].element;
        if (std::ranges::find(ours, element) != ours.end())
            continue;
        const bool made_days =
            element == "ieDate" && day_of_acceptance(before) && day_of_acceptance(wanted);
        if (!made_days && before.head(row) != wanted.head(row))
            return false;
    }
    return true;
}

bool same_lines(const Document& before, const Document& wanted) {
    if (before.line_count() != wanted.line_count())
        return false;
    for (std::size_t line = 0; line < wanted.line_count(); ++line)
        for (std::size_t row = 0; row < wanted.table().lines.size(); ++row)
            if (before.line(line, row) != wanted.line(line, row))
                return false;
    return true;
}

}  // namespace

std::vector<Error> judge_version(
    const Document& before, const Document& wanted, Act act, const std::string& section
) {
    std::vector<Error> faults;
    if (before.table().index != wanted.table().index)
        return faults;
    for (const auto element : fixed)
        if (head_of(before, element) != head_of(wanted, element))
            faults.push_back(fail(
                Errc::fixed_by_filing, section + "/" + std::string(element), {std::string(element)}
            ));
    if (act == Act::change && same_head(before, wanted) && same_lines(before, wanted)) {
        const std::string name(schemas::section_name(wanted.table().kind));
        faults.push_back(fail(Errc::nothing_changed, section, {name}));
    }
    return faults;
}

}  // namespace tg::store
