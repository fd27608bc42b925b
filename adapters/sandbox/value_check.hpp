// The rules of one value: emptiness, length, type, enumeration, as a schema would check them.
#pragma once

#include "schemas/table.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::sandbox {

struct BrokenRule {
    std::string zh;
    std::string en;
};

/// The first rule that the text breaks for this row.
std::optional<BrokenRule> broken_rule(const schemas::Row& row, std::string_view text);

}  // namespace tg::sandbox
