// Check characters and forms of identity numbers and enterprise codes. [business-rules 9]
#include "gateway/rules/identifiers.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tg::rules {
namespace {

constexpr std::size_t identity_size = 18;
constexpr std::array<int, 17> identity_weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
constexpr std::string_view identity_checks = "10X98765432";

// GB/T 2260: provinces and regions; 83 is printed on the residence permits of Taiwan residents.
constexpr std::string_view provinces =
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
    "71 81 82 83 ";

constexpr std::size_t credit_size = 18;
constexpr std::string_view credit_digits = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<int, 17> credit_weights{
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
constexpr int credit_modulus = 31;

constexpr std::size_t customs_size = 10;

bool digit(char c) {
    return c >= '0' && c <= '9';
}
bool digit_or_capital(char c) {
    return digit(c) || (c >= 'A' && c <= 'Z');
}

bool known_province(std::string_view two) {
    for (std::size_t at = 0; at < provinces.size(); at += 3) {
        if (provinces.substr(at, 2) == two)
            return true;
    }
    return false;
}

bool customs_form(std::string_view code) {
    return code.size() == customs_size && std::all_of(code.begin(), code.begin() + 4, digit) &&
           (digit(code[4]) || code[4] == 'W') &&
           std::all_of(code.begin() + 5, code.end(), digit_or_capital);
}

}  // namespace

std::optional<std::string_view> identity_flaw(std::string_view number, Instant now) {
    if (number.size() != identity_size)
        return "1-18";
    if (!std::all_of(number.begin(), number.end() - 1, digit))
        return "1-17";
    if (!digit(number.back()) && number.back() != 'X')
        return "18";
    if (!known_province(number.substr(0, 2)))
        return "1-2";
    const std::string_view birth = number.substr(6, 8);
    if (birth < "18500101" || birth > china_date8(now) || !from_china_digits(birth))
        return "7-14";
    int sum = 0;
    for (std::size_t i = 0; i < identity_weights.size(); ++i) {
        sum += (number[i] - '0') * identity_weights[i];
    }
    if (identity_checks[static_cast<std::size_t>(sum % 11)] != number.back())
        return "18";
    return std::nullopt;
}

EnterpriseCode judge_enterprise_code(std::string_view code) {
    if (customs_form(code))
        return EnterpriseCode::sound;
    if (code.size() != credit_size)
        return EnterpriseCode::malformed;
    int sum = 0;
    for (std::size_t i = 0; i < credit_weights.size(); ++i) {
        const std::size_t value = credit_digits.find(code[i]);
        if (value == std::string_view::npos)
            return EnterpriseCode::malformed;
        sum += static_cast<int>(value) * credit_weights[i];
    }
    const auto check =
        static_cast<std::size_t>((credit_modulus - sum % credit_modulus) % credit_modulus);
    return credit_digits[check] == code.back() ? EnterpriseCode::sound
                                               : EnterpriseCode::bad_checksum;
}

}  // namespace tg::rules
