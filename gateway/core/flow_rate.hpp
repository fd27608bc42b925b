// How much passed lately, to tell those who wait how long. Whole seconds in a ring; one thread.
#pragma once

#include "gateway/core/clock.hpp"

#include <array>
#include <cstdint>

namespace tg {

class FlowRate {
 public:
    static constexpr std::int64_t window_s = 30;

    void add(std::uint64_t count, Instant now);
    /// What passed in the last window_s seconds, the one under way included.
    [[nodiscard]] std::uint64_t passed(Instant now) const;
    /// Seconds until so many more have passed at this rate, from 1 to `longest`; `longest` when
    /// nothing passed.
    [[nodiscard]] std::uint32_t seconds_for(std::uint64_t count, Instant now, std::uint32_t longest)
        const;

 private:
    struct Second {
        std::int64_t at = -1;
        std::uint64_t count = 0;
    };
    std::array<Second, static_cast<std::size_t>(window_s)> seconds_{};
};

}  // namespace tg
