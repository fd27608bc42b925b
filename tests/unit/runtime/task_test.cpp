// Pool, offload, waiting, deadlines: what runs where, and what cancellation leaves behind.
#include "gateway/runtime/task.hpp"

#include "gateway/runtime/bell.hpp"
#include "gateway/runtime/task_group.hpp"
#include "gateway/runtime/within.hpp"
#include "tests/support/run_task.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace tg {
namespace {

using namespace std::chrono_literals;
using test::run_task;

constexpr auto never = std::chrono::hours(1);

struct Threads {
    std::thread::id before, inside, after;
};

Task<Threads> see_threads(Pool& pool) {
    Threads seen;
    seen.before = std::this_thread::get_id();
    auto look = [] { return std::this_thread::get_id(); };
    seen.inside = co_await offload(pool, look);
    seen.after = std::this_thread::get_id();
    co_return seen;
}

TEST(Offload, RunsTheJobOnThePoolAndComesBackToTheLoop) {
    IoLoop loop;
    Pool pool(2);
    const auto seen = run_task(loop, see_threads(pool));
    EXPECT_EQ(seen.before, std::this_thread::get_id());
    EXPECT_NE(seen.inside, std::this_thread::get_id());
    EXPECT_EQ(seen.after, std::this_thread::get_id());
}

Task<std::unique_ptr<int>> moved_through(Pool& pool, std::unique_ptr<int> value) {
    auto job = [value = std::move(value)]() mutable {
        ++*value;
        return std::move(value);
    };
    auto result = co_await offload(pool, std::move(job));
    co_return result;
}

TEST(Offload, TakesJobsAndResultsThatCanOnlyBeMoved) {
    IoLoop loop;
    Pool pool(1);
    const auto result = run_task(loop, moved_through(pool, std::make_unique<int>(41)));
    EXPECT_EQ(*result, 42);
}

Task<void> add_on_pool(Pool& pool, int number, std::atomic<int>& sum) {
    auto job = [number, &sum] { return sum += number; };
    co_await offload(pool, job);
}

Task<void> add_all(Executor executor, Pool& pool, std::atomic<int>& sum) {
    TaskGroup group(executor);
    for (int i = 1; i <= 1'000; ++i) group.spawn("add", add_on_pool(pool, i, sum));
    co_await group.join();
}

TEST(Offload, ServesManyTasksAtOnce) {
    IoLoop loop;
    Pool pool(3);
    std::atomic<int> sum = 0;
    run_task(loop, add_all(loop.executor(), pool, sum));
    EXPECT_EQ(sum, 500'500);
}

TEST(Pool, RunsEverythingPostedBeforeItEnds) {
    std::atomic<int> ran = 0;
    {
        Pool pool(2);
        for (int i = 0; i < 100; ++i) pool.post([&ran] { ++ran; });
    }
    EXPECT_EQ(ran, 100);
}

TEST(Pool, ACallersJobOvertakesWhatWaitsInTheBackground) {
    std::string order;
    std::atomic<bool> go_on = false;
    {
        Pool pool(1);
        pool.post([&] { go_on.wait(false); });
        for (int i = 0; i < 3; ++i) pool.post([&] { order += 'b'; });
        for (int i = 0; i < 2; ++i) pool.post([&] { order += 'c'; }, Urgency::caller);
        go_on = true;
        go_on.notify_one();
    }
    EXPECT_EQ(order, "ccbbb");
}

TEST(Pool, HasAtLeastOneThreadAndTellsWhatWaits) {
    Pool pool(0);
    EXPECT_EQ(pool.threads(), 1U);
    std::atomic<bool> begun = false;
    std::atomic<bool> go_on = false;
    pool.post([&] {
        begun = true;
        begun.notify_one();
        go_on.wait(false);
    });
    begun.wait(false);
    pool.post([] {});
    EXPECT_EQ(pool.waiting(), 1U);
    go_on = true;
    go_on.notify_one();
}

Task<Result<int>> answer_at_once(int value) {
    co_return value;
}

Task<Result<int>> wait_then_answer(std::chrono::milliseconds time, int value, Errc& seen) {
    const auto waited = co_await wait_for(time);
    if (!waited) {
        seen = waited.error().code;
        co_return waited.error();
    }
    co_return value;
}

Task<Result<int>> throw_something() {
    co_await wait_for(1ms);
    throw std::runtime_error("a bug");
}

/// Goes on waiting when told to stop: only the exception of the next wait ends it.
Task<Result<int>> ignore_cancellation(bool& gone) {
    struct AtEnd {
        bool& gone;
        ~AtEnd() { gone = true; }
    } at_end{gone};
    for (;;) co_await wait_for(never);
}

Task<Result<int>> finish_on_pool(Pool& pool, std::atomic<bool>& may_end) {
    auto job = [&may_end] {
        may_end.wait(false);
        return 7;
    };
    const int value = co_await offload(pool, job);
    co_return value;
}

TEST(Within, AnswersTheResultOfWorkThatIsInTime) {
    const auto result = run_task(within(never, answer_at_once(5)));
    ASSERT_TRUE(result);
    EXPECT_EQ(result.value(), 5);
}

TEST(Within, CancelsTheWorkAtTheDeadlineAndWaitsForItsEnd) {
    Errc seen = Errc::internal;
    const auto result = run_task(within(10ms, wait_then_answer(never, 1, seen)));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::deadline);
    EXPECT_EQ(seen, Errc::cancelled);
}

TEST(Within, EndsWorkThatIgnoresItsCancellation) {
    bool gone = false;
    const auto result = run_task(within(10ms, ignore_cancellation(gone)));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::deadline);
    EXPECT_TRUE(gone);
}

Task<Result<int>> open_gate_after_deadline(std::atomic<bool>& gate, Pool& pool) {
    // The gate opens when the deadline has long passed: the loop is idle until then.
    auto opener = std::thread([&gate] {
        std::this_thread::sleep_for(60ms);
        gate = true;
        gate.notify_all();
    });
    auto result = co_await within(10ms, finish_on_pool(pool, gate));
    opener.join();
    co_return result;
}

TEST(Within, KeepsAResultThatTheCancellationCouldNotPrevent) {
    IoLoop loop;
    Pool pool(1);
    std::atomic<bool> gate = false;
    const auto result = run_task(loop, open_gate_after_deadline(gate, pool));
    ASSERT_TRUE(result);
    EXPECT_EQ(result.value(), 7);
}

Task<std::string> text_of_exception(Task<Result<int>> work) {
    try {
        const auto result = co_await std::move(work);
        co_return result ? "a value" : describe(result.error());
    } catch (const std::exception& error) {
        co_return error.what();
    }
}

TEST(Within, PassesExceptionsOn) {
    EXPECT_EQ(run_task(text_of_exception(within(never, throw_something()))), "a bug");
}

Task<void> note_result(Task<Result<int>> work, std::optional<Result<int>>& result) {
    auto value = co_await std::move(work);
    result.emplace(std::move(value));
}

Task<std::optional<Result<int>>> cancelled_from_outside(Executor executor, Task<Result<int>> work) {
    std::optional<Result<int>> result;
    TaskGroup group(executor);
    group.spawn("watched", note_result(within(never, std::move(work)), result));
    co_await wait_for(1ms);
    group.cancel();
    co_await group.join();
    co_return result;
}

TEST(Within, TellsACancellationFromADeadline) {
    IoLoop loop;
    Errc seen = Errc::internal;
    bool gone = false;
    auto polite = wait_then_answer(never, 1, seen);
    const auto first = run_task(loop, cancelled_from_outside(loop.executor(), std::move(polite)));
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->error().code, Errc::cancelled);
    auto deaf = ignore_cancellation(gone);
    const auto second = run_task(loop, cancelled_from_outside(loop.executor(), std::move(deaf)));
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->error().code, Errc::cancelled);
}

TEST(WaitFor, EndsWithTheTime) {
    EXPECT_TRUE(run_task(wait_for(1ms)));
}

Task<void> ring_twice_late(Executor executor, std::vector<bool>& rings) {
    Bell bell(executor);
    bell.ring();  // nobody waits yet
    const auto early = co_await bell.wait(never);
    rings.push_back(early.has_value());
    const auto silent = co_await bell.wait(1ms);
    rings.push_back(silent.has_value());
}

TEST(Bell, KeepsARingForTheNextWaitAndEndsAfterTheTimeWithoutOne) {
    IoLoop loop;
    std::vector<bool> rings;
    run_task(loop, ring_twice_late(loop.executor(), rings));
    EXPECT_EQ(rings, (std::vector<bool>{true, true}));
}

}  // namespace
}  // namespace tg
