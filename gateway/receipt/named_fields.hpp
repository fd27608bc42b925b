// Which fields a rejection by customs is about: those its text names (an element, customs' name of
// it, the line as gnum=3 or 第3项), else those that the table of codes ties to its code. Pure.
#pragma once

#include "schemas/code_book.hpp"
#include "schemas/table.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::receipt {

struct NamedField {
    schemas::Field field;
    std::optional<std::size_t> line{};  ///< from 0, for fields of lines, when the text tells
    bool operator==(const NamedField&) const = default;
};

inline constexpr std::size_t named_fields_max = 20;

/// An answer that rejected a document of that kind.
struct Rejection {
    schemas::Kind kind{};
    schemas::Direction direction{};
    std::string_view returned_status;
    std::string_view info;
};

/// Whether the status says that the document was not taken: 4, 100 or a negative number.
bool rejects(std::string_view returned_status);

/// "/CEB621Message/Inventory/InventoryList[3]/gcode"; without the number when no line is told.
std::string path_of(const NamedField& named);

std::vector<NamedField> named_fields(const Rejection& rejection, const schemas::CodeBook& codes);

}  // namespace tg::receipt
