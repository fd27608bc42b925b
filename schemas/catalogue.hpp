// Every message table of the build, and how to find one.
#pragma once

#include "schemas/table.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace tg::schemas {

/// All tables, ordered by number. Compiled in; never changes.
std::span<const Table> catalogue();

const Table& table_at(std::uint16_t index);
const Table* find_table(std::uint16_t number);
/// By root element name, "CEB311Message".
const Table* find_table(std::string_view message_name);

/// The field of a table by element name; head first. Nothing when there is no such element.
std::optional<Field> find_field(const Table& table, Group group, std::string_view element);

/// BaseTransfer: copCode, copName, dxpMode, dxpId, note.
std::span<const Row> transfer_rows();

/// Value of a '|'-joined list?
bool one_of(std::string_view joined, std::string_view value);

}  // namespace tg::schemas
