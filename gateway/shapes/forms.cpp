// Amounts in fen and moments of other zones, on the digits themselves.
#include "gateway/core/clock.hpp"
#include "gateway/shapes/shape.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tg::shapes {
namespace {

bool digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, digit);
}

struct Part {
    std::string_view letters;
    std::size_t size;
};
constexpr std::array<Part, 6> parts{
    {{"yyyy", 4}, {"MM", 2}, {"dd", 2}, {"HH", 2}, {"mm", 2}, {"ss", 2}}};

/// Digits per part, in the order of `parts`; nothing when the text does not follow the format.
std::optional<std::array<std::string, 6>> digits_by(
    std::string_view text, std::string_view format
) {
    std::array<std::string, 6> found{"", "", "", "00", "00", "00"};
    std::size_t at = 0;
    for (std::size_t i = 0; i < format.size();) {
        const auto part = std::ranges::find_if(parts, [&](const Part& each) {
            return format.substr(i).starts_with(each.letters);
        });
        if (part == parts.end()) {
            if (at >= text.size() || text[at] != format[i])
                return std::nullopt;
            ++at;
            ++i;
            continue;
        }
        const std::string_view digits = text.substr(std::min(at, text.size()), part->size);
        if (digits.size() != part->size || !all_digits(digits))
            return std::nullopt;
        found[static_cast<std::size_t>(part - parts.begin())] = digits;
        at += part->size;
        i += part->letters.size();
    }
    return at == text.size() ? std::optional(found) : std::nullopt;
}

std::optional<std::string> from_epoch(std::string_view text, std::int64_t unit_ms, Form form) {
    constexpr std::size_t digits_max = 15;
    if (!all_digits(text) || text.size() > digits_max)
        return std::nullopt;
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    constexpr std::int64_t year_9999_ms = 253'402'300'799'000;
    if (count > year_9999_ms / unit_ms)
        return std::nullopt;
    const Instant moment{std::chrono::milliseconds(count * unit_ms)};
    const std::string beijing = china_datetime(moment);
    return form == Form::date ? beijing.substr(0, 10) : beijing + "+08:00";
}

}  // namespace

bool sound_zone(std::string_view zone) {
    if (zone == "Z")
        return true;
    const bool form = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':';
    return form && all_digits(zone.substr(1, 2)) && all_digits(zone.substr(4, 2)) &&
           zone.substr(1, 2) <= "14" && zone.substr(4, 2) < "60";
}

bool sound_format(std::string_view format, Form form) {
    if (format == "rfc3339" || format == "epoch_s" || format == "epoch_ms")
        return true;
    const auto times = [&](std::string_view letters) {
        std::size_t count = 0;
        for (std::size_t at = format.find(letters); at != std::string_view::npos;
             at = format.find(letters, at + letters.size()))
            ++count;
        return count;
    };
    const bool day = times("yyyy") == 1 && times("MM") == 1 && times("dd") == 1;
    const std::size_t of_clock = times("HH") + times("mm");
    return day && times("ss") <= 1 && (form == Form::date || of_clock == 2);
}

std::optional<std::string> reformed(
    std::string_view text, std::string_view format, std::string_view zone, Form form
) {
    if (format == "epoch_s")
        return from_epoch(text, 1'000, form);
    if (format == "epoch_ms")
        return from_epoch(text, 1, form);
    std::string written(text);
    if (format != "rfc3339") {
        const auto digits = digits_by(text, format);
        if (!digits)
            return std::nullopt;
        const auto& d = *digits;
        written = d[0] + "-" + d[1] + "-" + d[2];
        if (form == Form::date)
            return from_rfc3339(written + "T00:00:00") ? std::optional(written) : std::nullopt;
        written += "T" + d[3] + ":" + d[4] + ":" + d[5];
    }
    constexpr std::size_t after_date = 10;
    const bool moment = written.size() > after_date;
    const bool zoned = moment && written.find_first_of("Zz+-", after_date) != std::string::npos;
    if (moment && !zoned)
        written += zone;
    if (!from_rfc3339(moment ? written : written + "T00:00:00"))
        return std::nullopt;
    return !moment && form == Form::time ? std::nullopt : std::optional(written);
}

std::optional<std::string> from_minor(std::string_view text, int digits) {
    constexpr std::size_t digits_max = 18;
    const bool negative = text.starts_with('-');
    std::string_view number = text.substr(negative ? 1 : 0);
    if (!all_digits(number) || number.size() > digits_max)
        return std::nullopt;
    const auto after = static_cast<std::size_t>(digits);
    std::string padded(number);
    if (padded.size() <= after)
        padded.insert(0, after + 1 - padded.size(), '0');
    std::string out(negative ? "-" : "");
    out += padded.substr(0, padded.size() - after);
    if (after != 0)
        out += "." + padded.substr(padded.size() - after);
    return out;
}

}  // namespace tg::shapes
