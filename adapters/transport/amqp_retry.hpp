// When to connect again: nobody is kept waiting for a broker that was not there a moment ago. Pure.
#pragma once

#include "gateway/core/error.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tg::adapters::amqp {

class ConnectPacing {
 public:
    using Moment = std::chrono::steady_clock::time_point;

    ConnectPacing(std::chrono::milliseconds first, std::chrono::milliseconds most)
        : first_(first), most_(std::max(first, most)), pause_(first) {}

    [[nodiscard]] bool may_try(Moment now) const { return now >= next_; }
    void failed(Moment now, Error why) {
        next_ = now + pause_;
        pause_ = std::min(pause_ * 2, most_);
        why_ = std::move(why);
    }
    void succeeded() {
        pause_ = first_;
        next_ = {};
    }
    /// Of the last failure: what is said to whoever asks before the next try.
    [[nodiscard]] const Error& why() const { return why_; }

 private:
    std::chrono::milliseconds first_, most_, pause_;
    Moment next_{};
    Error why_;
};

}  // namespace tg::adapters::amqp
