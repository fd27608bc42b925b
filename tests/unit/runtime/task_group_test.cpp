// TaskGroup: everything started is awaited, an exception is told once, cancellation ends every
// wait.
#include "gateway/runtime/task_group.hpp"

#include "tests/support/run_task.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace tg {
namespace {

using namespace std::chrono_literals;
using test::run_task;

constexpr auto never = std::chrono::hours(1);

Task<void> wait_and_count(std::chrono::milliseconds time, int& ended) {
    co_await wait_for(time);
    ++ended;
}

Task<void> wait_for_ever(int& left) {
    struct AtEnd {
        int& left;
        ~AtEnd() { ++left; }
    } at_end{left};
    for (;;) co_await wait_for(never);
}

Task<void> count_only(int& ended) {
    ++ended;
    co_return;
}

Task<void> fail_loudly() {
    co_await wait_for(1ms);
    throw std::runtime_error("it broke");
}

Task<void> cancel_own_group(TaskGroup& group) {
    group.cancel();
    co_return;
}

Task<std::size_t> join_three(Executor executor, int& ended) {
    TaskGroup group(executor);
    for (int i = 1; i <= 3; ++i)
        group.spawn("child", wait_and_count(std::chrono::milliseconds(i), ended));
    EXPECT_EQ(group.size(), 3U);
    co_await group.join();
    co_return group.size();
}

TEST(TaskGroup, JoinsWhenTheLastChildHasEnded) {
    IoLoop loop;
    int ended = 0;
    EXPECT_EQ(run_task(loop, join_three(loop.executor(), ended)), 0U);
    EXPECT_EQ(ended, 3);
}

Task<std::size_t> one_fails(Executor executor, int& ended) {
    TaskGroup group(executor);
    group.spawn("breaks", fail_loudly());
    group.spawn("goes_on", wait_and_count(3ms, ended));
    co_await group.join();
    co_return group.failures();
}

TEST(TaskGroup, LogsAnExceptionUnderTheChildsNameAndLeavesTheOthersAlone) {
    IoLoop loop;
    int ended = 0;
    testing::internal::CaptureStderr();
    const auto failures = run_task(loop, one_fails(loop.executor(), ended));
    const auto logged = testing::internal::GetCapturedStderr();
    EXPECT_EQ(failures, 1U);
    EXPECT_EQ(ended, 1);
    EXPECT_NE(logged.find("breaks"), std::string::npos) << logged;
    EXPECT_NE(logged.find("it broke"), std::string::npos) << logged;
}

Task<std::size_t> cancel_all(Executor executor, int& left) {
    TaskGroup group(executor);
    for (int i = 0; i < 5; ++i) group.spawn("child", wait_for_ever(left));
    group.cancel();
    co_await group.join();
    co_return group.failures();
}

TEST(TaskGroup, CancelEndsEvenChildrenThatDoNotLookAndCountsNoFailure) {
    IoLoop loop;
    int left = 0;
    EXPECT_EQ(run_task(loop, cancel_all(loop.executor(), left)), 0U);
    EXPECT_EQ(left, 5);
}

Task<std::size_t> join_only(TaskGroup& group) {
    co_await group.join();
    co_return group.failures();
}

TEST(TaskGroup, ACancellationFromBeforeTheLoopRunsReachesItsChildren) {
    IoLoop loop;
    int left = 0;
    int ended = 0;
    TaskGroup group(loop.executor());
    group.spawn("early", wait_for_ever(left));
    group.spawn("ends_at_once", count_only(ended));
    group.cancel();
    EXPECT_EQ(run_task(loop, join_only(group)), 0U);
    EXPECT_EQ(left, 1);
    EXPECT_EQ(ended, 1);
}

Task<std::size_t> cancel_from_inside(Executor executor, int& left) {
    TaskGroup group(executor);
    group.spawn("waits", wait_for_ever(left));
    group.spawn("cancels", cancel_own_group(group));
    co_await group.join();
    co_return group.failures();
}

TEST(TaskGroup, AChildMayCancelItsOwnGroup) {
    IoLoop loop;
    int left = 0;
    EXPECT_EQ(run_task(loop, cancel_from_inside(loop.executor(), left)), 0U);
    EXPECT_EQ(left, 1);
}

Task<void> join_in_child(TaskGroup& inner, std::size_t& left_over) {
    co_await inner.join();
    left_over = inner.size();
}

Task<std::size_t> cancel_the_joiner(Executor executor, int& ended) {
    std::size_t left_over = 99;
    TaskGroup inner(executor);
    TaskGroup outer(executor);
    inner.spawn("works", wait_and_count(5ms, ended));
    outer.spawn("joins", join_in_child(inner, left_over));
    outer.cancel();
    co_await outer.join();
    co_return left_over;
}

TEST(TaskGroup, AJoinThatHasBegunOutlastsTheCancellationOfItsTask) {
    IoLoop loop;
    int ended = 0;
    EXPECT_EQ(run_task(loop, cancel_the_joiner(loop.executor(), ended)), 0U);
    EXPECT_EQ(ended, 1);
}

Task<void> hold_until_cancelled(Pool& pool, std::atomic<bool>& entered, int& after) {
    auto job = [&entered] {
        entered = true;
        entered.notify_all();
        return 1;
    };
    after += co_await offload(pool, job);
    co_await wait_for(never);
    after += 100;
}

Task<int> cancel_while_offloaded(Executor executor, Pool& pool) {
    int after = 0;
    std::atomic<bool> entered = false;
    TaskGroup group(executor);
    group.spawn("offloads", hold_until_cancelled(pool, entered, after));
    entered.wait(false);
    group.cancel();
    co_await group.join();
    co_return after;
}

TEST(TaskGroup, ACancelledChildGetsTheResultOfItsJobBeforeItEnds) {
    IoLoop loop;
    Pool pool(1);
    EXPECT_EQ(run_task(loop, cancel_while_offloaded(loop.executor(), pool)), 1);
}

void destroy_with_a_child() {
    IoLoop loop;
    int left = 0;
    TaskGroup group(loop.executor());
    group.spawn("forgotten", wait_for_ever(left));
}

TEST(TaskGroupDeathTest, AbortsWhenItIsDestroyedWithAChild) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_DEATH(destroy_with_a_child(), "forgotten");
}

}  // namespace
}  // namespace tg
