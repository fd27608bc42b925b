// A clock that stands still until a test moves it. Any thread.
#pragma once

#include "gateway/core/clock.hpp"

#include <atomic>
#include <stdexcept>
#include <string_view>

namespace tg::test {

class FakeClock final : public Clock {
 public:
    explicit FakeClock(std::string_view rfc3339 = "2025-03-01T08:00:00Z") { set(rfc3339); }

    [[nodiscard]] Instant now() const override {
        return Instant(std::chrono::milliseconds(milliseconds_.load()));
    }
    void set(Instant time) { milliseconds_ = time.time_since_epoch().count(); }
    void set(std::string_view rfc3339) {
        const auto time = from_rfc3339(rfc3339);
        if (!time)
            throw std::invalid_argument("not a time: " + std::string(rfc3339));
        set(*time);
    }
    void advance(std::chrono::milliseconds by) { milliseconds_ += by.count(); }

 private:
    std::atomic<std::int64_t> milliseconds_ = 0;
};

}  // namespace tg::test
