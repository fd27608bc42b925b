// See calendar.hpp.
#include "gateway/forward/calendar.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tg::forward {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;

constexpr hours china_offset{8};
constexpr std::array<std::string_view, 7> day_names{
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::uint8_t every_day = 0x7f;
/// A month of closings that touch one another is no maintenance any more.
constexpr int joined_max = 64;

std::optional<minutes> minute_of_day(std::string_view text) {
    const auto digit = [text](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
        return std::nullopt;
    const auto number = [text](std::size_t at) {
        return (text[at] - '0') * 10 + (text[at + 1] - '0');
    };
    if (number(0) > 23 || number(3) > 59)
        return std::nullopt;
    return hours(number(0)) + minutes(number(3));
}

/// 0 is Monday; the epoch was a Thursday.
std::size_t weekday(std::chrono::sys_days day) {
    const auto since = (day.time_since_epoch().count() + 3) % 7;
    return static_cast<std::size_t>((since + 7) % 7);
}

std::uint8_t read_days(TomlFields& fields) {
    if (!fields.has("days"))
        return every_day;
    std::uint8_t out = 0;
    for (const auto& name : fields.texts("days")) {
        const auto found = std::ranges::find(day_names, name);
        if (found == day_names.end()) {
            fields.fault(
                "days",
                {"days are of Mon, Tue, Wed, Thu, Fri, Sat, Sun; not " + name,
                 "days 只能取 Mon 至 Sun，不能是 " + name}
            );
            continue;
        }
        out = static_cast<std::uint8_t>(out | (1U << (found - day_names.begin())));
    }
    return out;
}

void read_weekly(TomlFields& fields, Calendar& calendar) {
    Calendar::Weekly weekly;
    weekly.days = read_days(fields);
    const auto time = [&fields](std::string_view key) {
        const auto found = minute_of_day(fields.required_text(key));
        if (!found)
            fields.fault(key, {"a time such as \"22:00\"", "应为时刻，如 \"22:00\""});
        return found.value_or(minutes{0});
    };
    weekly.from = time("from");
    weekly.until = time("until");
    calendar.weekly.push_back(weekly);
}

void read_once(TomlFields& fields, Calendar& calendar) {
    const auto moment = [&fields](std::string_view key) {
        const auto* value = fields.value(key);
        const bool given = value != nullptr &&
                           (value->is(TomlValue::Form::moment) || value->is(TomlValue::Form::day));
        const auto found = given ? from_china_digits(value->text) : std::nullopt;
        if (!found)
            fields.fault(
                key,
                {"a moment in Beijing time such as 2026-10-01T00:00:00, without quotes",
                 "应为北京时间，如 2026-10-01T00:00:00（不带引号）"}
            );
        return found.value_or(Instant{});
    };
    const Calendar::Once once{moment("from"), moment("until")};
    if (once.until <= once.from)
        fields.fault("until", {"until must be after from", "until 应晚于 from"});
    calendar.once.push_back(once);
}

}  // namespace

std::optional<Instant> Calendar::end_of_closing(Instant now) const {
    std::optional<Instant> end;
    const auto later = [&end](Instant until) {
        if (!end || *end < until)
            end = until;
    };
    for (const auto& one : once)
        if (one.from <= now && now < one.until)
            later(one.until);
    const auto local = now + china_offset;
    const auto today = floor<days>(local);
    for (const auto& one : weekly) {
        for (const auto day : {today - days(1), today}) {
            if ((one.days >> weekday(day) & 1U) == 0)
                continue;
            const Instant from = day + one.from;
            const Instant until = day + one.until + (one.until <= one.from ? days(1) : days(0));
            if (from <= local && local < until)
                later(until - china_offset);
        }
    }
    return end;
}

std::optional<Instant> Calendar::opens(Instant now) const {
    auto end = end_of_closing(now);
    for (int i = 0; end && i < joined_max; ++i) {
        const auto next = end_of_closing(*end);
        if (!next)
            break;
        end = next;
    }
    return end;
}

bool Calendar::always() const {
    const auto opened = opens(Instant{});
    return opened && end_of_closing(*opened).has_value();
}

Calendar read_calendar(TomlFields& fields, TomlFaults& faults) {
    Calendar calendar;
    for (const auto* item : fields.tables("closed")) {
        TomlFields row(*item, faults);
        const auto* from = row.peek("from");
        if (from != nullptr && from->is(TomlValue::Form::text))
            read_weekly(row, calendar);
        else
            read_once(row, calendar);
        row.refuse_the_rest();
    }
    if (calendar.always())
        fields.fault("closed", {"closed at all times", "全部时间均为关闭"});
    return calendar;
}

}  // namespace tg::forward
