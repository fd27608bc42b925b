// How the table compiler writes literals, arrays and spans. Used by write*.cpp.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace tg::compiler {

inline constexpr std::string_view banner =
    "// Made by the table compiler from schemas/; do not edit.\n";

inline std::string literal(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

inline std::string direction_text(std::string_view word) {
    return word == "import" ? "Direction::import" : "Direction::outward";
}

/// An empty array is no C++: nothing is written, and the span stays empty.
inline std::string span_of(const std::string& name, bool empty) {
    return empty ? "{}" : name;
}

inline void write_numbers(
    std::ostream& out, const std::string& name, const std::vector<std::size_t>& numbers
) {
    if (numbers.empty()) {
        return;
    }
    out << "constexpr std::uint16_t " << name << "[] = {";
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        out << (i == 0 ? "" : ", ") << numbers[i];
    }
    out << "};\n";
}

}  // namespace tg::compiler
