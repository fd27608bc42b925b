// Coroutines: Task, running work on the pool, waiting. All coroutines run on the one I/O thread;
// only what is given to offload() runs elsewhere.
//
// Rules (GCC 12): a coroutine is a named function with its data as parameters; no brace-made
// temporary and no capturing lambda inside a statement that contains co_await; one co_await per
// statement.
//
// Cancellation (Asio): the wait in progress ends with an error code; the next co_await of a
// cancelled task throws operation_aborted, so that no loop outlives its cancellation. TaskGroup and
// within() end such a task without a noise.
#pragma once

#include "gateway/core/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace tg {

namespace asio = boost::asio;

template <class T>
using Task = asio::awaitable<T>;

using Executor = asio::any_io_executor;

/// Who waits for a job: a caller at the other end of a connection, or nobody but ourselves.
enum class Urgency : std::uint8_t { caller, background };

/// Threads for work that computes or blocks: judging, composing, signing, verifying. Half of the
/// threads (one at least) look for a caller's job first, the others for a background job first;
/// both take the other kind rather than sleep. So a burst of receipts does not make callers wait,
/// and a flood of orders does not stop the way out.
///
/// Declare it after the IoLoop whose tasks use it: a thread may still be waking the loop when the
/// last task ends, so the pool must end first.
class Pool {
 public:
    explicit Pool(unsigned threads);
    ~Pool();  ///< runs what was posted to its end
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// Never refuses: a job belongs to a waiting task, so tasks bound the queue. Whoever admits
    /// work from outside looks at waiting() and answers "busy" in time.
    void post(std::function<void()> job, Urgency urgency = Urgency::background);
    [[nodiscard]] unsigned threads() const;
    /// Jobs that no thread has begun yet.
    [[nodiscard]] std::size_t waiting() const;

 private:
    struct Threads;
    std::unique_ptr<Threads> threads_;
};

/// Calls `start(wake)` and sleeps until `wake()` is called once, from any thread. `start` must not
/// throw and must call `wake` or hand it to somebody who will. Cancellation does not end this
/// sleep: what was started refers to the sleeper.
template <class Start>
Task<void> sleep_until_woken(Start& start) {
    auto initiate = [&start](auto handler) {
        auto executor = asio::get_associated_executor(handler);
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        // The guard keeps the I/O loop alive while the work is elsewhere. It travels with the
        // posted call, so that it is let go on the loop's own thread.
        auto guard = asio::prefer(executor, asio::execution::outstanding_work.tracked);
        start(std::function<void()>([executor, shared, guard]() mutable {
            asio::post(executor, [shared = std::move(shared), guard = std::move(guard)]() mutable {
                std::move (*shared)();
            });
        }));
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
        initiate, asio::use_awaitable
    );
}

/// Runs `job()` on the pool and answers what it returned. `job` owns its data; exceptions in it end
/// the program.
template <class Job>
Task<std::invoke_result_t<Job&>> offload(
    Pool& pool, Job job, Urgency urgency = Urgency::background
) {
    std::optional<std::invoke_result_t<Job&>> result;
    auto start = [&pool, &job, &result, urgency](std::function<void()> wake) {
        auto posted = [&job, &result, wake = std::move(wake)] {
            result.emplace(job());
            wake();
        };
        pool.post(std::move(posted), urgency);
    };
    co_await sleep_until_woken(start);
    co_return std::move(*result);
}

/// Waits; ends early with Errc::cancelled when the task is cancelled.
Task<Result<void>> wait_for(std::chrono::milliseconds time);

/// Whether an exception is only Asio's way to say that the task was cancelled.
bool is_cancellation(const std::exception_ptr& failure);
/// Text of an exception, for the log.
std::string exception_text(const std::exception_ptr& failure);

}  // namespace tg
