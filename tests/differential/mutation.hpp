// Spoils a sound message in one of the ways in which messages go wrong, or in none at all.
#pragma once

#include "tests/support/message_tree.hpp"

#include <cstdint>
#include <string_view>

namespace tg::test {

enum class Mutation : std::uint8_t {
    none,
    deleted,
    doubled,
    swapped,
    moved,
    emptied,
    length,  ///< at, below and beyond the bounds of the row
    facet,   ///< values that look right to a careless judge
    blanks,  ///< around the value
    unknown,
    misspelt,
    foreign_namespace,
    attribute,
    stray_text,
    element_in_value,
    too_many,
    root
};
inline constexpr std::size_t mutation_count = 17;

std::string_view mutation_name(Mutation mutation);

/// Some mutations cannot be done to some messages; then nothing happens.
void mutate(Tree& root, Mutation mutation, Population& population);

}  // namespace tg::test
