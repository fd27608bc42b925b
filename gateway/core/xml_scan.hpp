// A look at the bytes of an XML text before a parser sees them, for what a parser does too slowly.
#pragma once

#include <cstddef>
#include <string_view>

namespace tg {

/// Whether a start tag has more attributes (namespace declarations included) than `most`. libxml2
/// compares the attributes of a tag each with each: two megabytes of them take it half a minute.
/// Linear; of text that is no XML it may say either.
bool more_attributes_than(std::string_view xml, std::size_t most);

/// The element whose start tag begins at `begin`, to the end of its end tag. Of sound XML; the rest
/// of the text when its end is missing.
std::string_view element_at(std::string_view xml, std::size_t begin);

}  // namespace tg
