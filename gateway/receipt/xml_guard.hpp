// The first look at XML from outside. Nothing reads such bytes before they have passed here; the
// reader behind (pugixml) is fast but takes two roots, double attributes and broken UTF-8 for XML.
#pragma once

#include "gateway/core/result.hpp"

#include <cstddef>
#include <string_view>

namespace tg::receipt {

inline constexpr std::size_t xml_bytes_max = 64 * 1024 * 1024;
inline constexpr std::size_t xml_depth_max = 64;
inline constexpr std::size_t xml_attributes_max =
    256;  ///< of one tag; the parser is slow with more

/// Well-formed UTF-8 XML with sound namespaces, without any DTD (and so without entities beyond the
/// five), at most xml_bytes_max, xml_depth_max and xml_attributes_max. Errc::unreadable_receipt
/// with the reason otherwise. Linear in time; builds nothing; asks neither network nor disk. Any
/// thread.
Result<void> guard(std::string_view bytes);

}  // namespace tg::receipt
