// What an expression yields: a number, a text, a truth, or "unknown" when a value it needs is not
// there or not fit to be judged. Used by expressions, functions and the rules.
#pragma once

#include "gateway/core/decimal.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace tg::rules {

/// Known before anything is evaluated: an expression that mixes shapes does not load.
enum class Shape : std::uint8_t { truth, number, text };
std::string_view shape_name(Shape shape);

/// The first alternative is "unknown". Texts are views of the judged documents, of the rule itself
/// or of the evaluation's own store of texts.
using Value = std::variant<std::monostate, bool, Decimal, std::string_view>;

inline bool known(const Value& value) {
    return value.index() != 0;
}

/// As a person reads it: a decimal's shortest text, "true", "-" for what is not known.
std::string shown(const Value& value);

}  // namespace tg::rules
