// Fetch, store, confirm: in this order, and nothing confirmed that is not stored.
#include "gateway/forward/poller.hpp"

#include "gateway/runtime/task_group.hpp"
#include "tests/support/run_task.hpp"
#include "tests/unit/forward/fakes.hpp"

#include <gtest/gtest.h>

namespace tg::forward {
namespace {

using std::chrono::milliseconds;
using Batch = std::vector<receipt::RawReceipt>;

Batch batch(std::size_t count, std::size_t first = 0) {
    Batch out(count);
    for (std::size_t i = 0; i < count; ++i) out[i].handle = "h" + std::to_string(first + i);
    return out;
}

class PollerTest : public testing::Test {
 protected:
    PollerTest() {
        channel_.name = "city";
        channel_.poll_every = milliseconds(1);
        channel_.retry_first = milliseconds(1);
        channel_.retry_max = milliseconds(2);
    }

    Poller poller() {
        return Poller(
            channel_, adapter_, [this](Batch raw) { return settle(std::move(raw)); }, metrics_, 10
        );
    }
    Task<Result<std::vector<store::Settled>>> settle(Batch raw) {
        adapter_.calls.emplace_back("settle");
        if (settle_fails_ > 0) {
            --settle_fails_;
            co_return fail(Errc::store_failed);
        }
        stored_ += raw.size();
        co_return std::vector<store::Settled>(raw.size());
    }

    IoLoop loop_;
    Channel channel_;
    ScriptedAdapter adapter_;
    Metrics metrics_;
    std::size_t stored_ = 0;
    int settle_fails_ = 0;
};

TEST_F(PollerTest, ConfirmsAfterStoring) {
    adapter_.batches.emplace_back(batch(2));
    auto one = poller();
    const auto turned = test::run_task(loop_, one.turn());
    ASSERT_TRUE(turned);
    EXPECT_EQ(turned.value(), 2U);
    EXPECT_EQ(adapter_.calls, (std::vector<std::string>{"fetch", "settle", "confirm"}));
    EXPECT_EQ(adapter_.confirmed, (std::vector<std::string>{"h0", "h1"}));
}

TEST_F(PollerTest, ConfirmsNothingThatIsNotStored) {
    adapter_.batches.emplace_back(batch(2));
    settle_fails_ = 1;
    auto one = poller();
    const auto turned = test::run_task(loop_, one.turn());
    ASSERT_FALSE(turned);
    EXPECT_EQ(turned.error().code, Errc::store_failed);
    EXPECT_TRUE(adapter_.confirmed.empty());
}

TEST_F(PollerTest, LeavesStoreAndFarSideAloneWhenNothingCame) {
    adapter_.batches.emplace_back(Batch{});
    auto one = poller();
    const auto turned = test::run_task(loop_, one.turn());
    ASSERT_TRUE(turned);
    EXPECT_EQ(turned.value(), 0U);
    EXPECT_EQ(adapter_.calls, std::vector<std::string>{"fetch"});
}

TEST_F(PollerTest, SaysWhenConfirmingFailed) {
    adapter_.batches.emplace_back(batch(1));
    adapter_.confirmations.emplace_back(fail(Errc::no_answer));
    auto one = poller();
    EXPECT_FALSE(test::run_task(loop_, one.turn()));
    EXPECT_EQ(stored_, 1U);
}

TEST_F(PollerTest, GoesOnAfterErrorsUntilNothingIsLeft) {
    adapter_.batches.emplace_back(fail(Errc::not_sent));
    adapter_.batches.emplace_back(batch(2));
    adapter_.batches.emplace_back(batch(2));
    adapter_.batches.emplace_back(Batch{});
    adapter_.batches.emplace_back(batch(1, 2));
    settle_fails_ = 1;
    auto one = poller();
    // The script's end answers "cancelled", which ends run().
    test::run_task(loop_, one.run());
    EXPECT_EQ(stored_, 3U);
    EXPECT_EQ(adapter_.confirmed, (std::vector<std::string>{"h0", "h1", "h2"}));
    EXPECT_EQ(
        metrics_.value("tongguan_receipt_polls_total", {{"channel", "city"}, {"result", "error"}}),
        2
    );
    EXPECT_EQ(metrics_.value("tongguan_receipts_fetched_total", {{"channel", "city"}}), 3);
}

TEST_F(PollerTest, AnExceptionDoesNotEndPolling) {
    adapter_.throws = 2;
    adapter_.batches.emplace_back(batch(2));
    auto one = poller();
    test::run_task(loop_, one.run());
    EXPECT_EQ(stored_, 2U);
    EXPECT_EQ(
        metrics_.value("tongguan_receipt_polls_total", {{"channel", "city"}, {"result", "error"}}),
        2
    );
}

TEST_F(PollerTest, TheSameReceiptsAgainAreConfirmedAgainButNotCountedAsNew) {
    for (const std::size_t count : {2U, 2U, 3U}) adapter_.batches.emplace_back(batch(count));
    auto one = poller();
    for (const std::size_t fresh : {2U, 0U, 1U}) {
        const auto turned = test::run_task(loop_, one.turn());
        ASSERT_TRUE(turned);
        EXPECT_EQ(turned.value(), fresh);
    }
    EXPECT_EQ(adapter_.confirmed.size(), 7U);
}

TEST_F(PollerTest, AConfirmationThatFailedIsNotRemembered) {
    adapter_.batches.emplace_back(batch(2));
    adapter_.batches.emplace_back(batch(2));
    adapter_.confirmations.emplace_back(fail(Errc::no_answer));
    auto one = poller();
    EXPECT_FALSE(test::run_task(loop_, one.turn()));
    const auto again = test::run_task(loop_, one.turn());
    ASSERT_TRUE(again);
    EXPECT_EQ(again.value(), 2U);
}

Task<int> cancel_soon(Poller& poller, Executor executor) {
    TaskGroup group(executor);
    group.spawn("poller", poller.run());
    const auto waited = co_await wait_for(milliseconds(20));
    static_cast<void>(waited);
    group.cancel();
    co_await group.join();
    co_return 0;
}

TEST_F(PollerTest, EndsWhenItIsCancelledInALongWait) {
    channel_.poll_every = std::chrono::hours(1);
    adapter_.batches.emplace_back(Batch{});
    auto one = poller();
    EXPECT_EQ(loop_.run(cancel_soon(one, loop_.executor()), {}), 0);
    EXPECT_EQ(adapter_.calls, std::vector<std::string>{"fetch"});
}

TEST_F(PollerTest, WaitsWhenConfirmingChangesNothing) {
    channel_.poll_every = std::chrono::hours(1);
    for (int i = 0; i < 50; ++i) adapter_.batches.emplace_back(batch(2));
    auto one = poller();
    EXPECT_EQ(loop_.run(cancel_soon(one, loop_.executor()), {}), 0);
    EXPECT_EQ(adapter_.confirmed.size(), 4U);
}

TEST(PollPacing, GoesOnAtOnceWhileSomethingComes) {
    Channel channel;
    channel.poll_every = milliseconds(200);
    PollPacing pacing(channel);
    EXPECT_EQ(pacing.after_batch(100), milliseconds(0));
    EXPECT_EQ(pacing.after_batch(1), milliseconds(0));
    EXPECT_EQ(pacing.after_batch(0), milliseconds(200));
}

TEST(PollPacing, DoublesAfterErrorsAndForgetsThemAfterATurn) {
    Channel channel;
    channel.poll_every = milliseconds(200);
    channel.retry_first = milliseconds(100);
    channel.retry_max = milliseconds(1'000);
    PollPacing pacing(channel);
    EXPECT_EQ(pacing.after_error(), milliseconds(200));  // never sooner than the usual pause
    EXPECT_EQ(pacing.after_error(), milliseconds(200));
    EXPECT_EQ(pacing.after_error(), milliseconds(400));
    EXPECT_EQ(pacing.after_error(), milliseconds(800));
    for (int i = 0; i < 100; ++i) EXPECT_EQ(pacing.after_error(), milliseconds(1'000));
    EXPECT_EQ(pacing.after_batch(0), milliseconds(200));
    EXPECT_EQ(pacing.after_error(), milliseconds(200));
}

}  // namespace
}  // namespace tg::forward
