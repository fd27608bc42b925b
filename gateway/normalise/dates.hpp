// Dates and times of a sender, brought into customs' digits. Used by the transforms date8 and
// time14.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tg::normalise {

/// yyyyMMdd from yyyyMMdd, yyyy-MM-dd or RFC 3339 (its day in Beijing). Nothing when it is no such
/// day.
std::optional<std::string> date8_from(std::string_view text);

/// yyyyMMddHHmmss from 14 digits, "yyyy-MM-dd HH:mm:ss" (Beijing time) or RFC 3339. Nothing when it
/// is no such moment.
std::optional<std::string> time14_from(std::string_view text);

}  // namespace tg::normalise
