// The compiled tables and the ways to find one.
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>

namespace tg::schemas {
namespace {

#include "schemas/tables.inc"

constexpr auto by_number = [](const Table& a, const Table& b) { return a.number < b.number; };
static_assert(std::is_sorted(std::begin(tables), std::end(tables), by_number));
static_assert(std::is_sorted(std::begin(tables_2022_05), std::end(tables_2022_05), by_number));
static_assert(std::is_sorted(std::begin(tables_2018), std::end(tables_2018), by_number));

constexpr std::array<std::string_view, 3> edition_names{"common", "2022-05", "2018"};

const Table* find_in(std::span<const Table> among, std::uint16_t number) {
    const auto found = std::lower_bound(
        among.begin(),
        among.end(),
        number,
        [](const Table& table, std::uint16_t wanted) { return table.number < wanted; }
    );
    return found != among.end() && found->number == number ? &*found : nullptr;
}

}  // namespace

std::span<const Table> catalogue(Edition edition) {
    switch (edition) {
        case Edition::e2022_05:
            return tables_2022_05;
        case Edition::e2018:
            return tables_2018;
        case Edition::common:
            break;
    }
    return tables;
}

bool exists_in(const Table& table, Edition edition) {
    return edition != Edition::e2018 || table.introduced == Edition::e2018;
}

const Table& in_edition(const Table& table, Edition edition) {
    const auto* found = find_in(catalogue(edition), table.number);
    return found == nullptr ? table_at(table.index) : *found;
}

std::string_view edition_name(Edition edition) {
    return edition_names[static_cast<std::size_t>(edition)];
}

std::optional<Edition> edition_from(std::string_view name) {
    const auto found = std::find(edition_names.begin(), edition_names.end(), name);
    if (found == edition_names.end()) {
        return std::nullopt;
    }
    return static_cast<Edition>(found - edition_names.begin());
}

const Table& table_at(std::uint16_t index) {
    assert(index < std::size(tables));
    return tables[index];
}

const Table* find_table(std::uint16_t number) {
    return find_in(tables, number);
}

const Table* find_table(std::string_view message_name) {
    const auto* found =
        std::find_if(std::begin(tables), std::end(tables), [message_name](const Table& table) {
            return table.name == message_name;
        });
    return found == std::end(tables) ? nullptr : found;
}

std::optional<Field> find_field(const Table& table, Group group, std::string_view element) {
    const auto rows = group == Group::head ? table.head : table.lines;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].element == element) {
            return Field{table.index, group, static_cast<std::uint16_t>(i)};
        }
    }
    return std::nullopt;
}

std::span<const Row> transfer_rows() {
    for (const auto& table : tables) {
        if (!table.transfer.empty()) {
            return table.transfer;
        }
    }
    return {};
}

bool one_of(std::string_view joined, std::string_view value) {
    while (!joined.empty()) {
        const auto bar = joined.find('|');
        if (joined.substr(0, bar) == value) {
            return true;
        }
        if (bar == std::string_view::npos) {
            break;
        }
        joined.remove_prefix(bar + 1);
    }
    return false;
}

std::string element_path(const Table& table, Field field, std::optional<std::size_t> line) {
    std::string path = "/" + std::string(table.name) + "/" + std::string(table.business_node);
    const bool in_line = field.group == Group::line;
    const std::string_view node = in_line ? table.line_node : table.head_node;
    if (!node.empty())
        path += "/" + std::string(node);
    if (in_line && !line)
        return path;
    if (in_line)
        path += "[" + std::to_string(*line + 1) + "]";
    return path + "/" + std::string(table.row(field).element);
}

}  // namespace tg::schemas
