// Numbers that carry their own proof: resident identity numbers (GB 11643), unified social credit
// codes (GB 32100), customs registration codes. Pure functions, used by the cross rules.
#pragma once

#include "gateway/core/clock.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tg::rules {

/// What is wrong with an 18-character resident identity number, as the positions concerned ("1-2"
/// province, "7-14" date of birth, "18" check character, "1-18" length or characters); nothing when
/// it is sound. `now` bounds the date.
std::optional<std::string_view> identity_flaw(std::string_view number, Instant now);

enum class EnterpriseCode : std::uint8_t { sound, malformed, bad_checksum };

/// 10 characters `[0-9]{4}[0-9W][0-9A-Z]{5}`, or 18 with the check character of GB 32100.
EnterpriseCode judge_enterprise_code(std::string_view code);

}  // namespace tg::rules
