// Look-ups over the editions of a list.
#include "schemas/code_list.hpp"

#include <algorithm>
#include <cassert>

namespace tg::schemas {
namespace {

std::optional<std::string_view> cell_in(
    const CodeTable& table, std::string_view code, std::string_view column, std::optional<Day> day
) {
    const auto at = table.column(column);
    const auto row = at == CodeTable::nowhere ? at : table.find(code, day);
    return row == CodeTable::nowhere ? std::nullopt : std::optional(table.cell_at(row, at));
}

std::optional<std::string_view> code_in(
    const CodeTable& table, std::string_view column, std::string_view value, std::optional<Day> day
) {
    const auto at = table.column(column);
    return at == CodeTable::nowhere ? std::nullopt : table.code_by(at, value, day);
}

}  // namespace

CodeList::CodeList(
    std::string name,
    const std::vector<std::string>& columns,
    std::vector<std::vector<std::string>> rows
)
    : name_(std::move(name)) {
    CodeEdition only;
    only.table = CodeTable::of(columns, std::move(rows));
    editions_.push_back(std::move(only));
}

CodeList::CodeList(std::string name, std::vector<CodeEdition> editions)
    : name_(std::move(name)), editions_(std::move(editions)) {
    std::sort(editions_.begin(), editions_.end(), [](const auto& a, const auto& b) {
        return a.from < b.from;
    });
    assert(!editions_.empty() && !editions_.front().from);
}

const CodeEdition& CodeList::edition_on(Day day) const {
    const auto later =
        std::find_if(editions_.begin() + 1, editions_.end(), [day](const CodeEdition& each) {
            return *each.from > day;
        });
    return *(later - 1);
}

bool CodeList::holds(std::string_view code) const {
    return std::any_of(editions_.begin(), editions_.end(), [code](const CodeEdition& each) {
        return each.table->find(code, std::nullopt) != CodeTable::nowhere;
    });
}

bool CodeList::holds(std::string_view code, Day day) const {
    return edition_on(day).table->find(code, day) != CodeTable::nowhere;
}

std::optional<std::string_view> CodeList::cell(std::string_view code, std::string_view column)
    const {
    for (auto each = editions_.rbegin(); each != editions_.rend(); ++each) {
        if (const auto found = cell_in(*each->table, code, column, std::nullopt)) {
            return found;
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> CodeList::cell(
    std::string_view code, std::string_view column, Day day
) const {
    return cell_in(*edition_on(day).table, code, column, day);
}

std::optional<std::string_view> CodeList::code_by(std::string_view column, std::string_view value)
    const {
    for (auto each = editions_.rbegin(); each != editions_.rend(); ++each) {
        if (const auto found = code_in(*each->table, column, value, std::nullopt)) {
            return found;
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> CodeList::code_by(
    std::string_view column, std::string_view value, Day day
) const {
    return code_in(*edition_on(day).table, column, value, day);
}

}  // namespace tg::schemas
