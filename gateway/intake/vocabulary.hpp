// The names that an order may use, and the nearest of them to a name that it may not. Used by
// intake::read.
#pragma once

#include "schemas/mapping.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::intake {

/// Members of the order as a whole.
enum class Top : std::uint8_t {
    park,
    zone,
    direction,
    procedure,
    order,
    payment,
    waybill,
    inventory
};

std::optional<Top> find_top(std::string_view name);
std::string_view top_name(Top top);
/// The section that a top member holds; nothing for those that hold a text.
std::optional<schemas::Kind> section_of(Top top);

/// Slot of a member as schemas::find_slot, by hash: an order names a hundred of them.
std::optional<std::uint16_t> find_member(
    schemas::Kind section, schemas::Group group, std::string_view name
);

/// Does the section have a member `lines`?
bool has_lines(schemas::Kind section);

/// The known name that a misspelt one probably means: the same letters without case, or at most two
/// edits away.
std::optional<std::string> near_top(std::string_view name);
std::optional<std::string> near_member(
    schemas::Kind section, schemas::Group group, std::string_view name
);

}  // namespace tg::intake
