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
    section,    ///< which document a wish is about: "order", "inventory" ...
    overrides,  ///< warnings that the sender takes upon himself: rule -> reason
    elsewhere,  ///< names of sections that others send to customs themselves
    reason,     ///< why others do
    point,      ///< of the place: where the goods are examined
    stock_at,   ///< another place, where bonded stock lies
    document    ///< the section of a kind: an object
};

struct TopMember {
    Top top{};
    schemas::Kind kind{};  ///< with Top::document
};
std::optional<TopMember> find_top(std::string_view name);
/// Of a member that holds a text.
std::string_view top_name(Top top);
/// The kind that a section of this name feeds; nothing for what nobody files.
std::optional<schemas::Kind> filed_kind(std::string_view section_name);

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
