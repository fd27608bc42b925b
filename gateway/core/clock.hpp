// Time comes from here and nowhere else, so that tests own it. Instants are UTC milliseconds; the
// Chinese local forms that customs writes are made and read by the functions below.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tg {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
    [[nodiscard]] Instant now() const override;
};

/// yyyyMMddHHmmss in Beijing time (UTC+8, no summer time).
std::string china_time14(Instant time);
/// yyyyMMddHHmmssSSS in Beijing time.
std::string china_time17(Instant time);
/// yyyyMMdd in Beijing time.
std::string china_date8(Instant time);
/// yyyy-MM-ddTHH:mm:ss in Beijing time, as DxpMsg/CreatTime is written.
std::string china_datetime(Instant time);
/// RFC 3339 in UTC with milliseconds, as the API writes it.
std::string rfc3339(Instant time);

/// Reads 8, 14 or 17 digits of Beijing time; nothing when it is no such moment (month 13, 30
/// February ...).
std::optional<Instant> from_china_digits(std::string_view digits);
/// Reads RFC 3339 with `Z` or an offset, seconds and fraction optional; a text without an offset is
/// Beijing time.
std::optional<Instant> from_rfc3339(std::string_view text);

}  // namespace tg
