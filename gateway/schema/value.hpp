// The checker's judgement of one value. Written apart from the facets of the XSD writer: the
// differential run holds one against the other.
#pragma once

#include "gateway/schema/finding.hpp"
#include "gateway/schema/shape.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::schema {

/// Without blanks at the ends, each run of blanks inside one space [XML Schema, whiteSpace].
std::string collapsed(std::string_view text);

/// What is wrong with the value of `name`; nothing when it holds. `text` is UTF-8.
std::optional<Fault> judge_value(
    std::string_view name, const ValueRule& rule, std::string_view text
);

}  // namespace tg::schema
