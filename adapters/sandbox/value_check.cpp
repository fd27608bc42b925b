// Each type in a few lines; decimal(19,5) counts digits, as XML Schema does.
#include "adapters/sandbox/value_check.hpp"

#include "gateway/core/clock.hpp"
#include "gateway/core/text.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>

namespace tg::sandbox {

namespace {

constexpr std::size_t total_digits_max = 19;
constexpr std::size_t fraction_digits_max = 5;

bool all_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_amount(std::string_view text) {
    if (text.starts_with('-'))
        text.remove_prefix(1);
    const std::size_t point = text.find('.');
    std::string_view whole = text.substr(0, point);
    if (!all_digits(whole))
        return false;
    std::string_view fraction;
    if (point != std::string_view::npos) {
        fraction = text.substr(point + 1);
        if (!all_digits(fraction))
            return false;
    }
    while (whole.size() > 1 && whole.front() == '0') whole.remove_prefix(1);
    while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
    return fraction.size() <= fraction_digits_max &&
           whole.size() + fraction.size() <= total_digits_max;
}

bool is_moment(std::string_view text, std::size_t digits) {
    return text.size() == digits && from_china_digits(text).has_value();
}

std::optional<BrokenRule> broken_type(const schemas::Row& row, std::string_view text) {
    switch (row.type) {
        case schemas::Type::text:
            return std::nullopt;
        case schemas::Type::amount:
            if (is_amount(text))
                return std::nullopt;
            return BrokenRule{"不是 decimal(19,5)", "not a decimal(19,5)"};
        case schemas::Type::count:
            if (all_digits(text))
                return std::nullopt;
            return BrokenRule{"不是整数", "not a whole number"};
        case schemas::Type::date8:
            if (is_moment(text, 8))
                return std::nullopt;
            return BrokenRule{"不是 yyyyMMdd 日期", "not a date yyyyMMdd"};
        case schemas::Type::time14:
            if (is_moment(text, 14))
                return std::nullopt;
            return BrokenRule{"不是 yyyyMMddHHmmss 时间", "not a time yyyyMMddHHmmss"};
        case schemas::Type::time17:
            if (is_moment(text, 17))
                return std::nullopt;
            return BrokenRule{"不是 yyyyMMddHHmmssSSS 时间", "not a time yyyyMMddHHmmssSSS"};
    }
    return std::nullopt;
}

}  // namespace

std::optional<BrokenRule> broken_rule(const schemas::Row& row, std::string_view text) {
    const auto length = character_count(text);
    if (!length)
        return BrokenRule{"不是 UTF-8", "not UTF-8"};
    if (*length < row.min_len) {
        if (*length == 0)
            return BrokenRule{"不能为空", "must not be empty"};
        return BrokenRule{
            "长度不足 " + std::to_string(row.min_len),
            "shorter than " + std::to_string(row.min_len)};
    }
    // An empty text is allowed where the least length is none; numbers and times are never empty.
    if (*length == 0 && row.type == schemas::Type::text)
        return std::nullopt;
    if (row.max_len != 0 && *length > row.max_len) {
        return BrokenRule{
            "长度超过 " + std::to_string(row.max_len),
            "longer than " + std::to_string(row.max_len)};
    }
    if (!row.one_of.empty() && !schemas::one_of(row.one_of, text)) {
        return BrokenRule{
            "只能取 " + std::string(row.one_of), "must be one of " + std::string(row.one_of)};
    }
    return broken_type(row, text);
}

}  // namespace tg::sandbox
