// A bell is a timer that a ring ends early.
#include "gateway/runtime/bell.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>

namespace tg {

struct Bell::Timer {
    asio::steady_timer timer;
};

Bell::Bell(Executor executor) : timer_(new Timer{asio::steady_timer(executor)}) {}
Bell::~Bell() = default;

void Bell::ring() {
    rung_ = true;
    timer_->timer.cancel();
}

Task<Result<void>> Bell::wait(std::chrono::milliseconds most) {
    if (!rung_) {
        timer_->timer.expires_after(most);
        auto [failure] = co_await timer_->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        // A ring ends the wait the same way as a cancellation of the task; only the ring leaves its
        // mark.
        if (failure && !rung_)
            co_return fail(Errc::cancelled);
    }
    rung_ = false;
    co_return success();
}

}  // namespace tg
