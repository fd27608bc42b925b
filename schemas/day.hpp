// A calendar day as customs counts it, in Beijing. Code tables, rates, limits and deadlines change
// with it.
#pragma once

#include "gateway/core/clock.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tg::schemas {

using Day = std::chrono::local_days;

/// The day in Beijing at that moment.
Day china_day(Instant time);
/// yyyy-mm-dd, a day that exists; nothing for anything else.
std::optional<Day> parse_day(std::string_view text);
/// yyyy-mm-dd
std::string day_text(Day day);

}  // namespace tg::schemas
