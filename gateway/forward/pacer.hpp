// How many messages of a channel may still go in this minute. Pure.
#pragma once

#include "gateway/core/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>

namespace tg::forward {

class Pacer {
 public:
    /// So many may go now; `per_minute` 0 is no limit.
    std::size_t room(std::uint32_t per_minute, Instant now) {
        if (per_minute == 0)
            return std::numeric_limits<std::size_t>::max();
        while (!gone_.empty() && gone_.front() + minute <= now) gone_.pop_front();
        return gone_.size() >= per_minute ? 0 : per_minute - gone_.size();
    }
    /// When the next may go, if none may now.
    [[nodiscard]] Instant next() const {
        return gone_.empty() ? Instant{} : gone_.front() + minute;
    }
    /// One goes.
    void count(std::uint32_t per_minute, Instant now) {
        if (per_minute != 0)
            gone_.push_back(now);
    }

 private:
    static constexpr std::chrono::milliseconds minute{60'000};
    std::deque<Instant> gone_;  // in the last minute
};

}  // namespace tg::forward
