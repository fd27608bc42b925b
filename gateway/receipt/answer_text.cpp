// Small hand-written matchers: linear, no regular expressions on foreign text.
#include "gateway/receipt/answer_text.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>

namespace tg::receipt {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter_or_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_guid_form(std::string_view text) {
    constexpr std::size_t length = 36;
    if (text.size() != length)
        return false;
    for (std::size_t i = 0; i < length; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_letter_or_digit(text[i]))
            return false;
    }
    return true;
}

std::string_view without_leading_blanks(std::string_view text) {
    const auto at = text.find_first_not_of(' ');
    return at == std::string_view::npos ? std::string_view{} : text.substr(at);
}

}  // namespace

std::string code_in(std::string_view info) {
    constexpr std::string_view mark = "[code:";
    const auto lower = lower_ascii(info);
    for (auto at = lower.find(mark); at != std::string::npos; at = lower.find(mark, at + 1)) {
        const auto rest = without_leading_blanks(info.substr(at + mark.size()));
        std::size_t end = rest.starts_with('-') ? 1 : 0;
        const auto digits_from = end;
        while (end < rest.size() && is_digit(rest[end])) ++end;
        const auto behind = without_leading_blanks(rest.substr(end));
        const bool closed = behind.starts_with(';') || behind.starts_with(']');
        if (end > digits_from && closed)
            return std::string(rest.substr(0, end));
    }
    return {};
}

std::string guid_in(std::string_view info) {
    for (auto open = info.find('['); open != std::string_view::npos;
         open = info.find('[', open + 1)) {
        const auto close = info.find(']', open);
        if (close == std::string_view::npos)
            break;
        const auto inside = trimmed(info.substr(open + 1, close - open - 1));
        if (is_guid_form(inside))
            return std::string(inside);
    }
    return {};
}

std::string labelled_in(std::string_view info, std::string_view label) {
    constexpr std::string_view wide_colon = "：";
    for (auto at = info.find(label); at != std::string_view::npos; at = info.find(label, at + 1)) {
        auto rest = without_leading_blanks(info.substr(at + label.size()));
        if (rest.starts_with(wide_colon))
            rest.remove_prefix(wide_colon.size());
        else if (rest.starts_with(':'))
            rest.remove_prefix(1);
        else
            continue;
        rest = without_leading_blanks(rest);
        const auto end = std::find_if(rest.begin(), rest.end(), [](char c) {
            return !is_letter_or_digit(c) && c != '-' && c != '_' && c != '.';
        });
        const auto length = static_cast<std::size_t>(end - rest.begin());
        if (length > 0)
            return std::string(rest.substr(0, length));
    }
    return {};
}

}  // namespace tg::receipt
