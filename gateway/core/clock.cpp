// Reading and writing of moments. Beijing time is UTC+8 without summer time, so no time zone
// database is needed.
#include "gateway/core/clock.hpp"

#include <cstdio>

namespace tg {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr hours china_offset{8};

struct Parts {
    int year, month, day, hour, minute, second, milli;
};

Parts parts_of(Instant time) {
    const auto day = std::chrono::floor<days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    return {
        int{date.year()},
        static_cast<int>(unsigned{date.month()}),
        static_cast<int>(unsigned{date.day()}),
        static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()),
        static_cast<int>(clock.subseconds().count()),
    };
}

std::string printed(const char* format, const Parts& p) {
    char text[64];
    const int size = std::snprintf(
        text, sizeof text, format, p.year, p.month, p.day, p.hour, p.minute, p.second, p.milli
    );
    return {text, static_cast<std::size_t>(size)};
}

/// Two to four digits at `at`, moved past them; -1 when they are not digits.
int number(std::string_view text, std::size_t& at, std::size_t width) {
    if (at + width > text.size())
        return -1;
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        const char c = text[at + i];
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    at += width;
    return value;
}

std::optional<Instant> assembled(const Parts& p) {
    const std::chrono::year_month_day date{
        std::chrono::year{p.year},
        std::chrono::month{static_cast<unsigned>(p.month)},
        std::chrono::day{static_cast<unsigned>(p.day)},
    };
    if (p.year < 1 || p.month < 1 || p.day < 1 || !date.ok())
        return {};
    if (p.hour < 0 || p.hour > 23 || p.minute < 0 || p.minute > 59)
        return {};
    if (p.second < 0 || p.second > 59 || p.milli < 0)
        return {};
    return Instant{
        std::chrono::sys_days{date}.time_since_epoch() + hours{p.hour} + minutes{p.minute} +
        seconds{p.second} + milliseconds{p.milli}};
}

/// Fraction of a second after the point at `at`, as milliseconds; -1 when there are no digits.
int fraction(std::string_view text, std::size_t& at) {
    int milli = 0;
    int weight = 100;
    const std::size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        milli += (text[at] - '0') * weight;
        weight /= 10;
        ++at;
    }
    return at == begin ? -1 : milli;
}

/// The offset at the end of an RFC 3339 text; Beijing time when there is none.
std::optional<minutes> offset(std::string_view text, std::size_t at) {
    if (at == text.size())
        return minutes{china_offset};
    if (text[at] == 'Z' || text[at] == 'z') {
        return at + 1 == text.size() ? std::optional{minutes{0}} : std::nullopt;
    }
    const int sign = text[at] == '+' ? 1 : text[at] == '-' ? -1 : 0;
    if (sign == 0)
        return {};
    ++at;
    const int hour = number(text, at, 2);
    if (at < text.size() && text[at] == ':')
        ++at;
    const int minute = number(text, at, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || at != text.size())
        return {};
    return minutes{sign * (hour * 60 + minute)};
}

}  // namespace

Instant SystemClock::now() const {
    return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

std::string china_time14(Instant time) {
    return printed("%04d%02d%02d%02d%02d%02d", parts_of(time + china_offset));
}

std::string china_time17(Instant time) {
    return printed("%04d%02d%02d%02d%02d%02d%03d", parts_of(time + china_offset));
}

std::string china_date8(Instant time) {
    return printed("%04d%02d%02d", parts_of(time + china_offset));
}

std::string china_datetime(Instant time) {
    return printed("%04d-%02d-%02dT%02d:%02d:%02d", parts_of(time + china_offset));
}

std::string rfc3339(Instant time) {
    return printed("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts_of(time));
}

std::optional<Instant> from_china_digits(std::string_view digits) {
    if (digits.size() != 8 && digits.size() != 14 && digits.size() != 17)
        return {};
    std::size_t at = 0;
    Parts p{};
    p.year = number(digits, at, 4);
    p.month = number(digits, at, 2);
    p.day = number(digits, at, 2);
    if (digits.size() > 8) {
        p.hour = number(digits, at, 2);
        p.minute = number(digits, at, 2);
        p.second = number(digits, at, 2);
    }
    if (digits.size() > 14)
        p.milli = number(digits, at, 3);
    const auto local = assembled(p);
    if (!local)
        return {};
    return *local - china_offset;
}

std::optional<Instant> from_rfc3339(std::string_view text) {
    std::size_t at = 0;
    Parts p{};
    const auto expect = [&](std::string_view any) {
        if (at >= text.size() || any.find(text[at]) == std::string_view::npos)
            return false;
        ++at;
        return true;
    };
    p.year = number(text, at, 4);
    if (p.year < 0 || !expect("-"))
        return {};
    p.month = number(text, at, 2);
    if (!expect("-"))
        return {};
    p.day = number(text, at, 2);
    if (at < text.size()) {
        if (!expect("Tt "))
            return {};
        p.hour = number(text, at, 2);
        if (!expect(":"))
            return {};
        p.minute = number(text, at, 2);
        if (at < text.size() && text[at] == ':') {
            ++at;
            p.second = number(text, at, 2);
            if (at < text.size() && text[at] == '.') {
                ++at;
                p.milli = fraction(text, at);
            }
        }
    }
    const auto zone = offset(text, at);
    const auto local = assembled(p);
    if (!zone || !local)
        return {};
    return *local - *zone;
}

}  // namespace tg
