// See times.hpp.
#include "gateway/dialect/times.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tg::dialect {
namespace {

/// A group of letters and where it stands in yyyyMMddHHmmssSSS.
struct Group {
    std::string_view letters;
    std::size_t at;
};
constexpr std::array groups{
    Group{"yyyy", 0},
    Group{"MM", 4},
    Group{"dd", 6},
    Group{"HH", 8},
    Group{"mm", 10},
    Group{"ss", 12},
    Group{"SSS", 14},
};

const Group* group_at(std::string_view pattern) {
    const auto row = std::ranges::find_if(groups, [pattern](const Group& group) {
        return pattern.starts_with(group.letters);
    });
    return row == groups.end() ? nullptr : &*row;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size() || value < 0)
        return std::nullopt;
    return value;
}

/// Years up to 9999: more does not fit the digits.
constexpr std::int64_t seconds_max = 253'402'300'799;

}  // namespace

std::string format_time(Instant time, std::string_view pattern) {
    const auto milliseconds = time.time_since_epoch().count();
    if (pattern == "ms")
        return std::to_string(milliseconds);
    if (pattern == "s")
        return std::to_string(milliseconds / 1'000);
    const auto digits = china_time17(time);
    std::string out;
    while (!pattern.empty()) {
        const auto* group = group_at(pattern);
        if (group == nullptr) {
            out += pattern.front();
            pattern.remove_prefix(1);
            continue;
        }
        out += digits.substr(group->at, group->letters.size());
        pattern.remove_prefix(group->letters.size());
    }
    return out;
}

std::optional<Instant> read_time(std::string_view text, std::string_view pattern) {
    if (pattern == "ms" || pattern == "s") {
        const auto number = whole_number(text);
        const std::int64_t unit = pattern == "ms" ? 1 : 1'000;  // in milliseconds
        if (!number || *number > seconds_max * (1'000 / unit))
            return std::nullopt;
        return Instant(std::chrono::milliseconds(*number * unit));
    }
    std::string digits = "00000101000000000";
    while (!pattern.empty()) {
        const auto* group = group_at(pattern);
        const auto length = group == nullptr ? 1 : group->letters.size();
        if (text.size() < length)
            return std::nullopt;
        if (group == nullptr && text.front() != pattern.front())
            return std::nullopt;
        if (group != nullptr)
            std::copy_n(text.begin(), length, digits.begin() + static_cast<long>(group->at));
        text.remove_prefix(length);
        pattern.remove_prefix(length);
    }
    return text.empty() ? from_china_digits(digits) : std::nullopt;
}

bool sound_pattern(std::string_view pattern) {
    if (pattern == "ms" || pattern == "s")
        return true;
    if (pattern.find("yyyy") == std::string_view::npos)
        return false;
    constexpr std::string_view others = " -/.:T_";
    while (!pattern.empty()) {
        const auto* group = group_at(pattern);
        if (group == nullptr && others.find(pattern.front()) == std::string_view::npos)
            return false;
        pattern.remove_prefix(group == nullptr ? 1 : group->letters.size());
    }
    return true;
}

}  // namespace tg::dialect
