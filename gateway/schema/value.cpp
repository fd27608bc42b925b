// One function per kind of value.
#include "gateway/schema/value.hpp"

#include "gateway/core/clock.hpp"
#include "gateway/core/decimal.hpp"
#include "gateway/core/text.hpp"

#include <algorithm>

namespace tg::schema {
namespace {

using Judged = std::optional<Fault>;

constexpr int integer_digits_max = 14;
constexpr int fraction_digits_max = 5;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// One value in front of the judge, as it stands after its blanks were looked after.
struct Given {
    std::string_view name;
    const ValueRule& rule;
    std::string_view text;

    [[nodiscard]] Fault fault(Rule broken, std::vector<std::string> more = {}) const {
        std::vector<std::string> args{std::string(name)};
        for (auto& arg : more) args.push_back(std::move(arg));
        return {broken, std::move(args)};
    }
    [[nodiscard]] std::string limit() const {
        return rule.max_len == no_limit ? "∞" : std::to_string(rule.max_len);
    }
};

std::string listed(std::string_view joined) {
    std::string out;
    for (const char c : joined) {
        if (c == '|')
            out += ", ";
        else
            out += c;
    }
    return out;
}

Judged judge_text(const Given& given) {
    const ValueRule& rule = given.rule;
    // Bytes are never fewer than characters: most values need no counting.
    if (given.text.size() <= rule.max_len && rule.min_len <= 1 && given.text.size() >= rule.min_len)
        return {};
    const std::size_t size = character_count(given.text).value_or(0);
    if (size >= rule.min_len && size <= rule.max_len)
        return {};
    const auto has = std::to_string(size);
    if (rule.min_len == rule.max_len)
        return given.fault(Rule::wrong_length, {std::to_string(rule.min_len), has});
    if (size > rule.max_len)
        return given.fault(Rule::too_long, {given.limit(), has});
    if (size == 0)
        return given.fault(Rule::empty_value);
    return given.fault(Rule::too_short, {std::to_string(rule.min_len), has});
}

Judged judge_amount(const Given& given) {
    const auto amount = Decimal::parse(given.text);
    const bool holds =
        amount && !given.text.starts_with('-') && amount->integer_digits() <= integer_digits_max &&
        amount->fraction_digits() <= fraction_digits_max &&
        given.text.size() <= given.rule.max_len && given.text.size() >= given.rule.min_len;
    if (holds)
        return {};
    return given.fault(Rule::not_an_amount, {given.limit()});
}

Judged judge_count(const Given& given) {
    const bool holds = all_digits(given.text) && given.text.size() <= given.rule.max_len &&
                       given.text.size() >= given.rule.min_len;
    if (holds)
        return {};
    return given.fault(Rule::not_a_count, {given.limit()});
}

Judged judge_moment(const Given& given, std::size_t digits) {
    const bool holds = given.text.size() == digits && all_digits(given.text) &&
                       from_china_digits(given.text).has_value();
    if (holds)
        return {};
    if (digits == 8)
        return given.fault(Rule::not_a_date);
    return given.fault(Rule::not_a_time, {std::to_string(digits)});
}

/// "Z", "+08:00" up to 14 hours, or nothing.
bool is_zone(std::string_view text) {
    if (text.empty() || text == "Z")
        return true;
    const bool shaped = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' &&
                        all_digits(text.substr(1, 2)) && all_digits(text.substr(4, 2));
    if (!shaped)
        return false;
    const int hours = (text[1] - '0') * 10 + (text[2] - '0');
    const int minutes = (text[4] - '0') * 10 + (text[5] - '0');
    return hours < 14 ? minutes < 60 : hours == 14 && minutes == 0;
}

bool is_date_time(std::string_view text) {
    constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
    if (text.size() < shape.size())
        return false;
    std::string digits;
    for (std::size_t at = 0; at < shape.size(); ++at) {
        if (shape[at] != 'd' ? text[at] != shape[at] : !is_digit(text[at]))
            return false;
        if (shape[at] == 'd')
            digits += text[at];
    }
    auto rest = text.substr(shape.size());
    if (rest.starts_with('.')) {
        const auto end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
        if (end == 1)
            return false;
        rest.remove_prefix(end);
    }
    return is_zone(rest) && from_china_digits(digits).has_value();
}

Judged judge_base64(const Given& given) {
    const auto bytes = from_base64(given.text, tg::Blanks::skipped);
    if (!bytes)
        return given.fault(Rule::not_base64);
    if (bytes->size() >= given.rule.min_len && bytes->size() <= given.rule.max_len)
        return {};
    if (bytes->empty())
        return given.fault(Rule::empty_value);
    return given.fault(
        Rule::decoded_size,
        {std::to_string(given.rule.min_len), given.limit(), std::to_string(bytes->size())}
    );
}

bool is_name(std::string_view text) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    const auto inside = [&letter](char c) {
        return letter(c) || is_digit(c) || c == '.' || c == '-';
    };
    return !text.empty() && letter(text.front()) && std::ranges::all_of(text, inside);
}

Judged judge_name(const Given& given) {
    if (!is_name(given.text))
        return given.fault(Rule::not_a_name);
    return judge_text(given);
}

Judged judge_kind(const Given& given) {
    switch (given.rule.kind) {
        case ValueKind::text:
            return judge_text(given);
        case ValueKind::amount:
            return judge_amount(given);
        case ValueKind::count:
            return judge_count(given);
        case ValueKind::date8:
            return judge_moment(given, 8);
        case ValueKind::time14:
            return judge_moment(given, 14);
        case ValueKind::time17:
            return judge_moment(given, 17);
        case ValueKind::date_time:
            if (is_date_time(given.text))
                return {};
            return given.fault(Rule::not_a_date_time);
        case ValueKind::base64:
            return judge_base64(given);
        case ValueKind::name:
            return judge_name(given);
    }
    return {};
}

}  // namespace

std::string collapsed(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (!is_blank(c))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

std::optional<Fault> judge_value(
    std::string_view name, const ValueRule& rule, std::string_view text
) {
    std::string without;
    if (rule.blanks == Blanks::collapsed && std::ranges::any_of(text, is_blank)) {
        without = collapsed(text);
        text = without;
    }
    const Given given{name, rule, text};
    if (text.empty() && may_be_empty(rule))
        return {};
    if (!rule.one_of.empty()) {
        if (schemas::one_of(rule.one_of, text))
            return {};
        return given.fault(Rule::not_allowed_value, {listed(rule.one_of)});
    }
    return judge_kind(given);
}

}  // namespace tg::schema
