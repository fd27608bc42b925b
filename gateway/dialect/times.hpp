// Forms of time in dialects: letters of a pattern stand for parts of Beijing time, as in the
// patterns that platforms print (yyyyMMddHHmmssSSS); what is no such letter stands for itself.
// `ms` and `s` are milliseconds and seconds since 1970.
#pragma once

#include "gateway/core/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::dialect {

/// Groups of letters: yyyy, MM, dd, HH, mm, ss, SSS. `T` and blanks are themselves.
std::string format_time(Instant time, std::string_view pattern);
/// The whole text must have the form; nothing otherwise.
std::optional<Instant> read_time(std::string_view text, std::string_view pattern);
/// Whether it has a year and only known groups.
bool sound_pattern(std::string_view pattern);

}  // namespace tg::dialect
