// See quotas.hpp.
#include "gateway/api/quotas.hpp"

#include <algorithm>

namespace tg::api {
namespace {

constexpr std::int64_t one_request = 60'000;
constexpr std::int64_t ms_per_s = 1'000;
constexpr std::int64_t minutes_of_debt = 60;
constexpr std::int64_t day_ms = 86'400'000;

std::int64_t rounded_up(std::int64_t value, std::int64_t by) {
    return (value + by - 1) / by;
}

}  // namespace

Quotas::Standing Quotas::take(const std::string& key, std::int64_t limit, Instant now) {
    Standing standing;
    standing.limit = limit;
    if (limit <= 0)
        return standing;
    const auto full = limit * one_request;
    auto& bucket = buckets_[key];
    if (bucket.limit != limit)
        bucket = {limit, full, now};
    // A clock that jumps back brings nothing and takes nothing.
    const auto passed = std::clamp<std::int64_t>((now - bucket.at).count(), 0, day_ms);
    bucket.at = now;
    bucket.level = std::min(full, bucket.level + passed * limit);
    standing.taken = bucket.level >= one_request;
    if (standing.taken)
        bucket.level -= one_request;
    else
        standing.wait_s = rounded_up(one_request - bucket.level, limit * ms_per_s);
    standing.remaining = std::max<std::int64_t>(bucket.level / one_request, 0);
    standing.reset_s = rounded_up(full - bucket.level, limit * ms_per_s);
    return standing;
}

void Quotas::charge(const std::string& key, std::int64_t more) {
    const auto found = buckets_.find(key);
    if (found == buckets_.end())
        return;
    auto& bucket = found->second;
    const auto lowest = -bucket.limit * one_request * minutes_of_debt;
    bucket.level = std::max(lowest, bucket.level - more * one_request);
}

}  // namespace tg::api
