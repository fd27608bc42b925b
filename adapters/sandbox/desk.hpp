// The one desk at which everything about the ledger is done: jobs queue up, are run one after
// another on the pool, and those that waited together share a transaction. So no lock is needed,
// and many small messages cost one commit.
#pragma once

#include "adapters/sandbox/ledger.hpp"
#include "gateway/runtime/bell.hpp"
#include "gateway/runtime/task.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace tg::sandbox {

class Desk {
 public:
    Desk(Executor executor, Pool& pool, Ledger& ledger);

    /// Runs until stop(), and then until the queue is empty. Spawn it once.
    Task<void> work();
    void stop();

    /// Runs `job()` inside a transaction. Errc::store_failed when that could not be committed,
    /// Errc::shutting_down after stop(). I/O thread only.
    template <class Job>
    Task<Result<std::invoke_result_t<Job&>>> in_turn(Job job) {
        std::optional<std::invoke_result_t<Job&>> result;
        bool kept = false;
        auto start = [this, &job, &result, &kept](std::function<void()> wake) {
            std::function<void()> run = [&job, &result] { result.emplace(job()); };
            add(std::move(run), std::move(wake), kept);
        };
        co_await sleep_until_woken(start);
        if (!kept)
            co_return fail(stopping_ ? Errc::shutting_down : Errc::store_failed);
        co_return std::move(*result);
    }

    [[nodiscard]] std::size_t waiting() const { return queue_.size(); }

 private:
    struct Errand {
        std::function<void()> run;
        std::function<void()> wake;
        bool* kept;  // of the sleeping caller
    };
    void add(std::function<void()> run, std::function<void()> wake, bool& kept);
    bool run_all(std::deque<Errand>& errands);

    Pool& pool_;
    Ledger& ledger_;
    Bell bell_;
    std::deque<Errand> queue_;
    bool stopping_ = false;
};

}  // namespace tg::sandbox
