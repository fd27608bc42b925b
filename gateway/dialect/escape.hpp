// What a value becomes inside a text of another form, so that it cannot break out of its place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tg::dialect {

enum class Escape : std::uint8_t {
    none,
    json,  ///< inside the quotes of a JSON string
    xml,   ///< text or attribute
    url,   ///< percent-encoded UTF-8; a blank becomes %20
};

std::string escaped(std::string_view value, Escape escape);

}  // namespace tg::dialect
