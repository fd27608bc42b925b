// The shell around the plan: which act is performed, what is recorded and counted.
#include "gateway/forward/forwarder.hpp"

#include "gateway/runtime/task_group.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_task.hpp"
#include "tests/unit/forward/fakes.hpp"

#include <gtest/gtest.h>

namespace tg::forward {
namespace {

using store::Outgoing;

class ForwarderTest : public testing::Test {
 protected:
    ForwarderTest() {
        Channel channel;
        channel.name = "city";
        zones_.channels.emplace("city", channel);
        zones_.channel_of.emplace("DL", "city");
        auto adapter = std::make_unique<ScriptedAdapter>();
        adapter_ = adapter.get();
        std::map<std::string, std::unique_ptr<ZoneAdapter>, std::less<>> adapters;
        adapters.emplace("city", std::move(adapter));
        forwarder_ =
            std::make_unique<Forwarder>(clock_, store_, zones_, std::move(adapters), metrics_);
    }

    static store::OutboxEntry entry(Outgoing state = Outgoing::leaving) {
        store::OutboxEntry out;
        out.id = MessageId(5);
        out.place = "DL";
        out.message_type = "CEB311Message";
        out.cop_msg_id = "M-5";
        out.sender_dxp_id = "DXPENT0000000001";
        out.bytes = "<a/>";
        out.state = state;
        return out;
    }
    Result<Outgoing> deliver(store::OutboxEntry one) {
        return test::run_task(loop_, forwarder_->deliver(std::move(one)));
    }
    std::int64_t counted(const std::string& outcome) {
        return metrics_.value(
            "tongguan_deliveries_total", {{"channel", "city"}, {"outcome", outcome}}
        );
    }

    IoLoop loop_;
    test::FakeClock clock_;
    RecordingStore store_;
    Zones zones_;
    Metrics metrics_;
    ScriptedAdapter* adapter_ = nullptr;
    std::unique_ptr<Forwarder> forwarder_;
};

TEST_F(ForwarderTest, HandsOverAndRecords) {
    adapter_->takes.emplace_back(Taken{"0000", "ok"});
    const auto outcome = deliver(entry());
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome.value(), Outgoing::delivered);
    EXPECT_EQ(adapter_->calls, std::vector<std::string>{"hand_over"});
    EXPECT_EQ(adapter_->last.bytes, "<a/>");
    EXPECT_EQ(adapter_->last.cop_msg_id, "M-5");
    EXPECT_EQ(adapter_->last.created, clock_.now());
    ASSERT_EQ(store_.deliveries.size(), 1U);
    EXPECT_EQ(store_.deliveries[0].outcome, Outgoing::delivered);
    EXPECT_EQ(counted("delivered"), 1);
}

TEST_F(ForwarderTest, AsksAboutAnUnknownOutcomeAndNeverSendsIt) {
    adapter_->presences.emplace_back(Presence::cannot_tell);
    const auto outcome = deliver(entry(Outgoing::unknown));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome.value(), Outgoing::unknown);
    EXPECT_EQ(adapter_->calls, std::vector<std::string>{"ask"});
    EXPECT_EQ(counted("unknown"), 1);
}

TEST_F(ForwarderTest, ALostAnswerIsRecordedAsUnknown) {
    adapter_->takes.emplace_back(fail(Errc::no_answer));
    const auto outcome = deliver(entry());
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome.value(), Outgoing::unknown);
    EXPECT_EQ(store_.deliveries.at(0).answer_code, "no_answer");
}

Task<void> deliver_quietly(Forwarder& forwarder, store::OutboxEntry entry) {
    const auto outcome = co_await forwarder.deliver(std::move(entry));
    static_cast<void>(outcome);
}

Task<int> deliver_and_cancel(Forwarder& forwarder, store::OutboxEntry entry, Executor executor) {
    TaskGroup group(executor);
    group.spawn("delivery", deliver_quietly(forwarder, std::move(entry)));
    const auto waited = co_await wait_for(std::chrono::milliseconds(20));
    static_cast<void>(waited);
    group.cancel();
    co_await group.join();
    co_return 0;
}

TEST_F(ForwarderTest, ACancelledAttemptIsRecordedAsUnknown) {
    adapter_->lingers = true;
    adapter_->takes.emplace_back(fail(Errc::no_answer));
    EXPECT_EQ(loop_.run(deliver_and_cancel(*forwarder_, entry(), loop_.executor()), {}), 0);
    ASSERT_EQ(store_.deliveries.size(), 1U);
    EXPECT_EQ(store_.deliveries[0].outcome, Outgoing::unknown);
    EXPECT_TRUE(store_.deliveries[0].next_attempt);
}

TEST_F(ForwarderTest, WhatWasTakenWhenTheCancellationCameIsRecordedAsDelivered) {
    adapter_->lingers = true;
    adapter_->insists = true;  // the answer was there already
    adapter_->takes.emplace_back(Taken{"0000", "ok"});
    EXPECT_EQ(loop_.run(deliver_and_cancel(*forwarder_, entry(), loop_.executor()), {}), 0);
    ASSERT_EQ(store_.deliveries.size(), 1U);
    EXPECT_EQ(store_.deliveries[0].outcome, Outgoing::delivered);
}

TEST_F(ForwarderTest, AnExceptionOfAnAdapterLeavesTheOutcomeUnknown) {
    adapter_->throws = 1;
    const auto outcome = deliver(entry());
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome.value(), Outgoing::unknown);
    EXPECT_EQ(store_.deliveries.at(0).answer_code, "internal");
}

TEST_F(ForwarderTest, AStoreThatDoesNotTakeTheOutcomeIsAnError) {
    adapter_->takes.emplace_back(Taken{"0000", ""});
    store_.broken = true;
    const auto outcome = deliver(entry());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, Errc::store_failed);
    EXPECT_EQ(counted("delivered"), 0);
}

TEST_F(ForwarderTest, AClosedWayOutAttemptsNothing) {
    forwarder_->shut(true);
    const auto fresh = deliver(entry());
    ASSERT_TRUE(fresh);
    EXPECT_EQ(fresh.value(), Outgoing::resting);
    const auto doubtful = deliver(entry(Outgoing::unknown));
    ASSERT_TRUE(doubtful);
    EXPECT_EQ(doubtful.value(), Outgoing::unknown);
    EXPECT_TRUE(adapter_->calls.empty());
    EXPECT_GT(*store_.deliveries.at(0).next_attempt, clock_.now());
}

TEST_F(ForwarderTest, AMessageWithoutChannelWaits) {
    auto lost = entry();
    lost.place = "XX";
    const auto outcome = deliver(std::move(lost));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome.value(), Outgoing::resting);
    EXPECT_TRUE(adapter_->calls.empty());
    EXPECT_EQ(store_.deliveries.at(0).answer_code, "no_channel");
}

TEST_F(ForwarderTest, FindsAdaptersByChannel) {
    EXPECT_EQ(forwarder_->adapter_of("city"), adapter_);
    EXPECT_EQ(forwarder_->adapter_of("other"), nullptr);
    EXPECT_EQ(forwarder_->adapters().size(), 1U);
}

TEST_F(ForwarderTest, NothingIsAttemptedWhileTheOtherSideIsClosed) {
    auto& closed = zones_.channels.at("city").closed;
    const auto until = clock_.now() + std::chrono::hours(2);
    closed.once.push_back({clock_.now(), until});
    EXPECT_EQ(forwarder_->opens("DL"), until);
    EXPECT_EQ(deliver(entry()).value(), Outgoing::resting);
    EXPECT_EQ(deliver(entry(Outgoing::unknown)).value(), Outgoing::unknown);
    EXPECT_TRUE(adapter_->calls.empty());
    EXPECT_EQ(store_.deliveries.at(0).answer_code, "closed");
    EXPECT_EQ(store_.deliveries.at(0).next_attempt, until);
    clock_.advance(std::chrono::hours(2));
    EXPECT_FALSE(forwarder_->opens("DL"));
    adapter_->takes.emplace_back(Taken{"0000", "ok"});
    EXPECT_EQ(deliver(entry()).value(), Outgoing::delivered);
}

TEST_F(ForwarderTest, SendsNoMoreInAMinuteThanTheOtherSideTakes) {
    zones_.channels.at("city").messages_per_minute_max = 2;
    EXPECT_EQ(forwarder_->room("DL"), 2U);
    for (int i = 0; i < 3; ++i) adapter_->takes.emplace_back(Taken{"0000", "ok"});
    EXPECT_EQ(deliver(entry()).value(), Outgoing::delivered);
    clock_.advance(std::chrono::seconds(20));
    EXPECT_EQ(deliver(entry()).value(), Outgoing::delivered);
    EXPECT_EQ(forwarder_->room("DL"), 0U);
    EXPECT_EQ(forwarder_->opens("DL"), clock_.now() + std::chrono::seconds(40));
    EXPECT_EQ(deliver(entry()).value(), Outgoing::resting);
    EXPECT_EQ(store_.deliveries.back().answer_code, "paced");
    clock_.advance(std::chrono::seconds(40));
    EXPECT_EQ(forwarder_->room("DL"), 1U);
    EXPECT_EQ(deliver(entry()).value(), Outgoing::delivered);
    EXPECT_EQ(adapter_->calls.size(), 3U);
}

TEST_F(ForwarderTest, WhatAnotherSideWasHandedIsNotAskedHere) {
    zones_.moved.emplace("city", clock_.now());
    auto before = entry(Outgoing::unknown);
    before.id = MessageId(id_floor(clock_.now() - std::chrono::minutes(1)));
    EXPECT_EQ(deliver(before).value(), Outgoing::unknown);
    EXPECT_TRUE(adapter_->calls.empty())
        << "absent would be true there, and the message went twice";
    EXPECT_EQ(store_.deliveries.at(0).answer_code, "moved");
    auto after = entry(Outgoing::unknown);
    after.id = MessageId(id_floor(clock_.now() + std::chrono::minutes(1)));
    adapter_->presences.emplace_back(Presence::there);
    EXPECT_EQ(deliver(after).value(), Outgoing::delivered);
    before.state = Outgoing::leaving;
    adapter_->takes.emplace_back(Taken{"0000", "ok"});
    EXPECT_EQ(deliver(before).value(), Outgoing::delivered) << "a rested one cannot have arrived";
}

TEST_F(ForwarderTest, AChannelThatIsBeingReplacedRestsAndGoesOnWithItsNewAdapter) {
    forwarder_->pause("city", true);
    EXPECT_TRUE(forwarder_->opens("DL"));
    EXPECT_EQ(deliver(entry()).value(), Outgoing::resting);
    EXPECT_EQ(store_.deliveries.at(0).answer_code, "switching");
    EXPECT_EQ(forwarder_->users("city"), 0U);
    auto fresh = std::make_shared<ScriptedAdapter>();
    fresh->takes.emplace_back(Taken{"0000", "ok"});
    forwarder_->put("city", fresh);
    forwarder_->pause("city", false);
    EXPECT_EQ(deliver(entry()).value(), Outgoing::delivered);
    EXPECT_EQ(fresh->calls.size(), 1U);
    EXPECT_EQ(forwarder_->users("city"), 1U) << "this test holds it too";
    forwarder_->put("city", nullptr);
    EXPECT_EQ(deliver(entry()).value(), Outgoing::resting);
    EXPECT_EQ(store_.deliveries.back().answer_code, "no_channel");
}

}  // namespace
}  // namespace tg::forward
