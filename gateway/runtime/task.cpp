// The pool's threads, waiting, and what an exception of a task means.
#include "gateway/runtime/task.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace tg {

struct Pool::Threads {
    std::mutex mutex;
    std::condition_variable work;
    using Queue = std::deque<std::function<void()>>;
    Queue callers, background;
    bool closing = false;
    std::vector<std::thread> threads;

    void run(Urgency first) {
        auto& preferred = first == Urgency::caller ? callers : background;
        auto& other = first == Urgency::caller ? background : callers;
        std::unique_lock lock(mutex);
        for (;;) {
            work.wait(lock, [&] { return closing || !preferred.empty() || !other.empty(); });
            auto& queue = preferred.empty() ? other : preferred;
            if (queue.empty())
                return;
            auto job = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            job();
            job = nullptr;  // before the lock: a job may own much
            lock.lock();
        }
    }
};

Pool::Pool(unsigned threads) : threads_(std::make_unique<Threads>()) {
    const unsigned count = std::max(1U, threads);
    for (unsigned i = 0; i < count; ++i)
        threads_->threads.emplace_back([state = threads_.get(), i] {
            state->run(i % 2 == 0 ? Urgency::caller : Urgency::background);
        });
}

Pool::~Pool() {
    {
        const std::lock_guard lock(threads_->mutex);
        threads_->closing = true;
    }
    threads_->work.notify_all();
    for (auto& thread : threads_->threads) thread.join();
}

void Pool::post(std::function<void()> job, Urgency urgency) {
    {
        const std::lock_guard lock(threads_->mutex);
        auto& queue = urgency == Urgency::caller ? threads_->callers : threads_->background;
        queue.push_back(std::move(job));
    }
    threads_->work.notify_one();
}

unsigned Pool::threads() const {
    return static_cast<unsigned>(threads_->threads.size());
}

std::size_t Pool::waiting() const {
    const std::lock_guard lock(threads_->mutex);
    return threads_->callers.size() + threads_->background.size();
}

Task<Result<void>> wait_for(std::chrono::milliseconds time) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, time);
    const auto [failure] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (failure)
        co_return fail(Errc::cancelled);
    co_return success();
}

bool is_cancellation(const std::exception_ptr& failure) {
    if (!failure)
        return false;
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

std::string exception_text(const std::exception_ptr& failure) {
    if (!failure)
        return {};
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "an exception that is no std::exception";
    }
}

}  // namespace tg
