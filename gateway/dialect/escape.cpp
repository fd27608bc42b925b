// See escape.hpp.
#include "gateway/dialect/escape.hpp"

#include "gateway/runtime/http_server.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace tg::dialect {
namespace {

struct Replacement {
    char from;
    std::string_view to;
};

std::string replaced(std::string_view value, std::span<const Replacement> table) {
    std::string out;
    out.reserve(value.size() + value.size() / 8);
    for (const char c : value) {
        const auto row = std::ranges::find(table, c, &Replacement::from);
        if (row == table.end())
            out += c;
        else
            out += row->to;
    }
    return out;
}

constexpr std::array xml_table{
    Replacement{'&', "&amp;"},
    Replacement{'<', "&lt;"},
    Replacement{'>', "&gt;"},
    Replacement{'"', "&quot;"},
    Replacement{'\'', "&apos;"},
    Replacement{'\r', "&#xD;"},
};

std::string json_text(std::string_view value) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(value.size() + value.size() / 8);
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace

std::string escaped(std::string_view value, Escape escape) {
    switch (escape) {
        case Escape::json:
            return json_text(value);
        case Escape::xml:
            return replaced(value, xml_table);
        case Escape::url:
            return http::url_encoded(value);
        case Escape::none:
            break;
    }
    return std::string(value);
}

}  // namespace tg::dialect
