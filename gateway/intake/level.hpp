// Where a reader of an order stands: the open objects and arrays, what each is, and what the member
// being read is for. Used by read_order.cpp only.
#pragma once

#include "gateway/intake/vocabulary.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tg::intake {

/// What an open object or array is; `ignored` for all that the order does not know.
enum class Where : std::uint8_t { root, section, lines, line, overrides, names, ignored };

/// What the value of a member is for.
enum class Target : std::uint8_t { nothing, text, section, lines, slot, overrides, reason, names };

struct Level {
    Where where = Where::ignored;
    bool array = false;
    schemas::Kind section{};
    std::size_t count = 0;    ///< members or elements so far
    std::string_view name{};  ///< of the member being read; lives in the parser's buffer
    Target target = Target::nothing;
    TopMember top{};                ///< with Target::text and Target::section
    std::uint16_t slot = 0;         ///< with Target::slot
    std::uint32_t known_seen = 0;   ///< bits of top members, or bit 0 for `lines`
    std::uint32_t stamp = 0;        ///< marks the slots that this object has had
    std::size_t foreign_names = 0;  ///< where this object's unknown names begin
};

/// What a container that begins inside `levels` is.
Level child_of(const std::vector<Level>& levels, bool array);

/// Finds out what the member `level.name` is for; false when nobody knows the name.
bool resolve_member(Level& level);

/// The JSON type that the next value at `level` should have, "object" and the like; empty when any
/// will do.
std::string_view expected_at(const Level& level);

/// JSON pointer of the value being read.
std::string pointer_at(std::string_view base, const std::vector<Level>& levels);

}  // namespace tg::intake
