// See flow_rate.hpp.
#include "gateway/core/flow_rate.hpp"

#include <algorithm>
#include <chrono>

namespace tg {
namespace {

std::int64_t second_of(Instant now) {
    return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
}

}  // namespace

void FlowRate::add(std::uint64_t count, Instant now) {
    const auto at = std::max<std::int64_t>(second_of(now), 0);
    auto& second = seconds_[static_cast<std::size_t>(at % window_s)];
    if (second.at != at)
        second = {at, 0};
    second.count += count;
}

std::uint64_t FlowRate::passed(Instant now) const {
    const auto at = second_of(now);
    std::uint64_t sum = 0;
    for (const auto& second : seconds_)
        if (second.at >= 0 && second.at <= at && at - second.at < window_s)
            sum += second.count;
    return sum;
}

std::uint32_t FlowRate::seconds_for(std::uint64_t count, Instant now, std::uint32_t longest) const {
    const auto rate = passed(now);  // per window
    if (rate == 0)
        return longest;
    const auto seconds = (count * static_cast<std::uint64_t>(window_s) + rate - 1) / rate;
    return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(seconds, 1, longest));
}

}  // namespace tg
