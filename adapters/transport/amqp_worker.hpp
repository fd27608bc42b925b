// A thread of its own for a library that blocks: it sleeps until it is given a job, its socket has
// something to say, or its time is up. Everything of the library is used on this thread only.
#pragma once

#include "gateway/runtime/task.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

namespace tg::adapters::amqp {

class Worker {
 public:
    /// What to wait for; without a descriptor only for jobs and time.
    struct Wait {
        int descriptor = -1;
        std::chrono::milliseconds most{};
    };

    /// `turn` is called on the thread after the jobs of each waking. Errc::io_failed of the kernel
    /// ends the program: it happens at start or never.
    explicit Worker(std::function<Wait()> turn);
    ~Worker();  ///< stop()
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Runs on the thread, in order. From any thread; after stop() never.
    void post(std::function<void()> job);
    /// Ends the thread after the jobs that were posted. What it used is the caller's afterwards.
    void stop();

 private:
    void run();
    std::deque<std::function<void()>> take();

    std::function<Wait()> turn_;
    int bell_;  // an eventfd
    std::mutex mutex_;
    std::deque<std::function<void()>> jobs_;  // guarded by mutex_
    bool stopping_ = false;                   // guarded by mutex_
    std::thread thread_;
};

/// Runs `job()` on the worker and answers what it returned, as offload() does for the pool.
template <class Job>
Task<std::invoke_result_t<Job&>> call(Worker& worker, Job job) {
    std::optional<std::invoke_result_t<Job&>> result;
    auto start = [&worker, &job, &result](std::function<void()> wake) {
        auto posted = [&job, &result, wake = std::move(wake)] {
            result.emplace(job());
            wake();
        };
        worker.post(std::move(posted));
    };
    co_await sleep_until_woken(start);
    co_return std::move(*result);
}

}  // namespace tg::adapters::amqp
