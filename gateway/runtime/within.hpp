// A deadline for any task.
#pragma once

#include "gateway/runtime/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>

namespace tg {

/// How a watched task ended: with a result or with an exception.
template <class T>
struct Outcome {
    std::optional<Result<T>> result;
    std::exception_ptr failure;
};

template <class T>
Task<void> store_into(Task<Result<T>> work, Outcome<T>& outcome) {
    try {
        auto result = co_await std::move(work);
        outcome.result.emplace(std::move(result));
    } catch (...) {
        outcome.failure = std::current_exception();
    }
    // Asio's own last wait of a spawned task would throw past its completion handler in a cancelled
    // task.
    co_await asio::this_coro::throw_if_cancelled(false);
}

/// The result of `work`, or Errc::deadline after `limit`; the work is then cancelled and has ended.
/// Work that was done when the cancellation reached it keeps its result: what happened is not
/// denied. Errc::cancelled when the waiting task itself was cancelled.
template <class T>
Task<Result<T>> within(std::chrono::milliseconds limit, Task<Result<T>> work) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, limit);
    Outcome<T> outcome;
    auto watched = asio::co_spawn(executor, store_into(std::move(work), outcome), asio::deferred);
    auto group = asio::experimental::make_parallel_group(
        std::move(watched), timer.async_wait(asio::deferred)
    );
    const auto [order, failure, timer_error] =
        co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    const bool deadline_passed = order[0] != 0 && !timer_error;
    if (failure)
        std::rethrow_exception(failure);
    if (outcome.failure) {
        if (!is_cancellation(outcome.failure))
            std::rethrow_exception(outcome.failure);
        co_return fail(deadline_passed ? Errc::deadline : Errc::cancelled);
    }
    if (deadline_passed && !outcome.result->has_value())
        co_return fail(Errc::deadline);
    co_return std::move(*outcome.result);
}

}  // namespace tg
