// A deadline for any task.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>

#include "gateway/runtime/task.hpp"

namespace tg {

template <class T>
Task<void> store_into(Task<Result<T>> work, std::optional<Result<T>>& result) {
    result.emplace(co_await std::move(work));
}

/// The result of `work`, or Errc::deadline after `limit`; the work is then cancelled and has ended.
template <class T>
Task<Result<T>> within(std::chrono::milliseconds limit, Task<Result<T>> work) {
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, limit);
    std::optional<Result<T>> result;
    auto [order, failure, timer_error] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, store_into(std::move(work), result), asio::deferred),
            timer.async_wait(asio::deferred)
        )
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (order[0] != 0) co_return fail(Errc::deadline);
    if (failure) std::rethrow_exception(failure);
    co_return std::move(*result);
}

}  // namespace tg
