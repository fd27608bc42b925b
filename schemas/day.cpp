// Days of Beijing, which is UTC+8 without summer time.
#include "schemas/day.hpp"

namespace tg::schemas {
namespace {

using std::chrono::days;

std::optional<int> number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    return value;
}

void put(std::string& out, std::size_t at, std::size_t width, unsigned value) {
    for (std::size_t i = width; i-- > 0; value /= 10) {
        out[at + i] = static_cast<char>('0' + value % 10);
    }
}

}  // namespace

Day china_day(Instant time) {
    const auto moved = time.time_since_epoch() + std::chrono::hours{8};
    return Day{std::chrono::floor<days>(moved)};
}

std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto year = number(text.substr(0, 4));
    const auto month = number(text.substr(5, 2));
    const auto day = number(text.substr(8, 2));
    if (!year || !month || !day) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{
        std::chrono::year{*year},
        std::chrono::month{static_cast<unsigned>(*month)},
        std::chrono::day{static_cast<unsigned>(*day)},
    };
    return date.ok() ? std::optional{Day{date}} : std::nullopt;
}

std::string day_text(Day day) {
    const std::chrono::year_month_day date{day};
    std::string out = "0000-00-00";
    put(out, 0, 4, static_cast<unsigned>(int{date.year()}));
    put(out, 5, 2, unsigned{date.month()});
    put(out, 8, 2, unsigned{date.day()});
    return out;
}

}  // namespace tg::schemas
