// libxml2 as the eyes of the judge: reads bytes from outside once, without building a tree, and
// tells what it meets.
#pragma once

#include "gateway/schema/judge.hpp"

#include <cstddef>
#include <string_view>

namespace tg::schema {

inline constexpr std::size_t xml_bytes_max = std::size_t{64} << 20U;
inline constexpr std::size_t xml_depth_max = 64;
inline constexpr std::size_t xml_attributes_max = 256;

/// Whether the bytes were read to their end. What cannot be read (no UTF-8, a DTD, too deep, not
/// well-formed) is noted as the last finding. Asks neither network nor disk, expands no entities.
/// Any thread.
bool read_xml(std::string_view bytes, Judge& judge);

}  // namespace tg::schema
