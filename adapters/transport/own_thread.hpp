// A thread of one channel for a library that blocks for seconds: a server that does not answer
// keeps nobody else's work waiting.
#pragma once

#include "gateway/runtime/task.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

namespace tg::adapters {

class OwnThread {
 public:
    OwnThread();
    ~OwnThread();  ///< runs what was posted to its end
    OwnThread(const OwnThread&) = delete;
    OwnThread& operator=(const OwnThread&) = delete;

    /// Jobs run one after another. From any thread.
    void post(std::function<void()> job);

 private:
    void run();

    std::mutex mutex_;
    std::condition_variable bell_;
    std::deque<std::function<void()>> jobs_;  // guarded by mutex_
    bool ending_ = false;                     // guarded by mutex_
    std::thread thread_;                      // last: it uses the rest
};

/// Runs `job()` on the thread and answers what it returned, as offload() does on the pool.
template <class Job>
Task<std::invoke_result_t<Job&>> run_on(OwnThread& thread, Job job) {
    std::optional<std::invoke_result_t<Job&>> result;
    auto start = [&thread, &job, &result](std::function<void()> wake) {
        auto posted = [&job, &result, wake = std::move(wake)] {
            result.emplace(job());
            wake();
        };
        thread.post(std::move(posted));
    };
    co_await sleep_until_woken(start);
    co_return std::move(*result);
}

}  // namespace tg::adapters
