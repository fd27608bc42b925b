// The compiled tables and the ways to find one.
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace tg::schemas {
namespace {

#include "schemas/tables.inc"

static_assert(std::is_sorted(
    std::begin(tables),
    std::end(tables),
    [](const Table& a, const Table& b) { return a.number < b.number; }
));

}  // namespace

std::span<const Table> catalogue() {
    return tables;
}

const Table& table_at(std::uint16_t index) {
    assert(index < std::size(tables));
    return tables[index];
}

const Table* find_table(std::uint16_t number) {
    const auto* found = std::lower_bound(
        std::begin(tables),
        std::end(tables),
        number,
        [](const Table& table, std::uint16_t wanted) { return table.number < wanted; }
    );
    return found != std::end(tables) && found->number == number ? found : nullptr;
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
    return base_transfer;
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

}  // namespace tg::schemas
