// Dates and times of a sender. What is a moment and what is not, gateway/core/clock decides.
#include "gateway/normalise/dates.hpp"

#include "gateway/core/clock.hpp"

#include <algorithm>

namespace tg::normalise {
namespace {

constexpr std::size_t dashed_date_size = 10;  // yyyy-MM-dd
constexpr std::size_t spaced_time_size = 19;  // yyyy-MM-dd HH:mm:ss
constexpr std::size_t between_date_and_time = 10;

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::string> digits(std::string_view text, std::size_t size) {
    if (text.size() != size || !all_digits(text) || !from_china_digits(text))
        return std::nullopt;
    return std::string(text);
}

}  // namespace

std::optional<std::string> date8_from(std::string_view text) {
    if (text.size() == dashed_date_size && text[4] == '-' && text[7] == '-') {
        std::string joined(text.substr(0, 4));
        joined += text.substr(5, 2);
        joined += text.substr(8, 2);
        return digits(joined, 8);
    }
    if (all_digits(text))
        return digits(text, 8);
    if (const auto moment = from_rfc3339(text))
        return china_date8(*moment);
    return std::nullopt;
}

std::optional<std::string> time14_from(std::string_view text) {
    if (all_digits(text))
        return digits(text, 14);
    if (text.size() <= dashed_date_size)
        return std::nullopt;  // a day is no moment
    std::string written(text);
    if (written.size() == spaced_time_size && written[between_date_and_time] == ' ') {
        written[between_date_and_time] = 'T';
    }
    if (const auto moment = from_rfc3339(written))
        return china_time14(*moment);
    return std::nullopt;
}

}  // namespace tg::normalise
