// Every message table of the build, and how to find one.
#pragma once

#include "schemas/table.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tg::schemas {

/// The messages of an edition, ordered by number. Compiled in; never changes. An older edition
/// lacks what was introduced later, so positions are those of Table::index in `common` only.
std::span<const Table> catalogue(Edition edition = Edition::common);

/// Was the message there in that edition?
bool exists_in(const Table& table, Edition edition);
/// The same message in an edition that has it (else the message as it stands in `common`).
const Table& in_edition(const Table& table, Edition edition);

std::string_view edition_name(Edition edition);  ///< "common", "2022-05", "2018"
std::optional<Edition> edition_from(std::string_view name);

// What follows looks among the messages of `common`; fields and indices hold for every edition.

const Table& table_at(std::uint16_t index);
const Table* find_table(std::uint16_t number);
/// By root element name, "CEB311Message".
const Table* find_table(std::string_view message_name);

/// The field of a table by element name; head first. Nothing when there is no such element.
std::optional<Field> find_field(const Table& table, Group group, std::string_view element);

/// Where the element stands in its message: "/CEB311Message/Order/OrderList[2]/price"; `line` from
/// 0, for fields of lines.
std::string element_path(const Table& table, Field field, std::optional<std::size_t> line = {});

/// BaseTransfer as we write it: copCode, copName, dxpMode, dxpId, note.
std::span<const Row> transfer_rows();

/// Value of a '|'-joined list?
bool one_of(std::string_view joined, std::string_view value);

}  // namespace tg::schemas
