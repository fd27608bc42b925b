// amqp when the broker or the line fails: every outcome is told truthfully, and what is unknown is
// proven by the queue afterwards.
#include "gateway/runtime/task_group.hpp"
#include "tests/contract/amqp_ground.hpp"
#include "tests/support/tcp_relay.hpp"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <thread>

namespace tg::contract {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class AmqpFaults : public testing::Test {
 protected:
    ~AmqpFaults() override { broker().thaw(); }

    AmqpGround ground_{quorum};
};

/// Runs `deed` as soon as the loop waits for the outcome of a message.
template <class Deed>
Result<forward::Taken> hand_over_while(
    AmqpGround& ground, forward::ZoneAdapter& adapter, forward::Handover message, Deed deed
) {
    std::thread doer([&deed] {
        std::this_thread::sleep_for(300ms);
        deed();
    });
    auto answer = test::run_task(ground.loop, adapter.hand_over(std::move(message)));
    doer.join();
    return answer;
}

TEST_F(AmqpFaults, ReceiptsSurviveARestartOfTheBroker) {
    for (const auto* body : {"<first/>", "<second/>"}) ground_.queues.put(ground_.in, body);
    const auto adapter = ground_.adapter();
    const auto before = ground_.fetch(*adapter);
    ASSERT_EQ(before.size(), 2U);
    broker().stop();
    broker().start();
    // Tags of an ended connection are void: they come again, under other handles.
    Result<std::vector<receipt::RawReceipt>> after = fail(Errc::not_sent);
    // A quorum queue answers before it has a leader that gives something out.
    for (int i = 0; i < 500 && (!after || after.value().size() < 2); ++i) {
        after = test::run_task(ground_.loop, adapter->fetch(10));
        std::this_thread::sleep_for(20ms);
    }
    ASSERT_TRUE(after) << describe(after.error());
    ASSERT_EQ(after.value().size(), 2U);
    EXPECT_EQ(after.value()[0].bytes, "<first/>");
    EXPECT_NE(after.value()[0].handle, before[0].handle);
    EXPECT_TRUE(ground_.confirm(*adapter, before)) << "void handles confirm nothing";
    EXPECT_EQ(ground_.fetch(*adapter).size(), 2U);
    EXPECT_TRUE(ground_.confirm(*adapter, after.value()));
    EXPECT_TRUE(ground_.fetch(*adapter).empty());
    EXPECT_EQ(broker().messages(ground_.in), 0U);
}

TEST_F(AmqpFaults, ReceiptsThatWereNotConfirmedComeToTheNextRun) {
    ground_.queues.put(ground_.in, "<a/>");
    {
        const auto adapter = ground_.adapter();
        EXPECT_EQ(ground_.fetch(*adapter).size(), 1U);
    }
    const auto adapter = ground_.adapter();
    const auto again = ground_.fetch(*adapter);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].bytes, "<a/>");
}

TEST_F(AmqpFaults, ALostConfirmationIsUnknownAndTheMessageIsThereOnce) {
    test::TcpRelay relay(broker().port());
    ground_.wire().port = relay.port();
    ground_.wire().receipt_queues.clear();
    const auto adapter = ground_.adapter();
    ASSERT_TRUE(ground_.hand_over(*adapter, "M-1"));
    relay.swallow_answers();
    const auto answer =
        hand_over_while(ground_, *adapter, AmqpGround::message("M-2"), [&relay] { relay.cut(); });
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::no_answer) << describe(answer.error());
    EXPECT_EQ(answer.error().fate(), Fate::hold);
    EXPECT_EQ(ground_.taken().size(), 2U) << "unknown to us, and yet there";
    EXPECT_TRUE(ground_.hand_over(*adapter, "M-3")) << "and the way is open again";
}

TEST_F(AmqpFaults, AConfirmationThatDoesNotComeInTimeIsUnknown) {
    test::TcpRelay relay(broker().port());
    ground_.wire().port = relay.port();
    ground_.wire().receipt_queues.clear();
    ground_.channel.answer_time_max = 3s;
    const auto adapter = ground_.adapter();
    ASSERT_TRUE(ground_.hand_over(*adapter, "M-1"));
    relay.swallow_answers();
    const auto answer = ground_.hand_over(*adapter, "M-2");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::no_answer) << describe(answer.error());
}

TEST_F(AmqpFaults, ABrokerThatDiesBeforeItTookTheMessageLeavesItUnknown) {
    const auto adapter = ground_.adapter();
    ASSERT_TRUE(ground_.hand_over(*adapter, "M-1"));
    broker().freeze();
    const auto answer =
        hand_over_while(ground_, *adapter, AmqpGround::message("M-2"), [] { broker().kill(); });
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::no_answer) << describe(answer.error());
    const auto later = ground_.hand_over(*adapter, "M-3");
    ASSERT_FALSE(later);
    EXPECT_EQ(later.error().code, Errc::not_sent) << describe(later.error());
    broker().start();
    ground_.queues = test::QueueClient(broker().port());
    Result<forward::Taken> again = fail(Errc::not_sent);
    for (int i = 0; i < 50 && !again; ++i) again = ground_.hand_over(*adapter, "M-3");
    EXPECT_TRUE(again) << describe(again.error());
    std::vector<std::string> ids;
    for (const auto& one : ground_.taken()) ids.push_back(one.id);
    EXPECT_EQ(ids, (std::vector<std::string>{"M-1", "M-3"})) << "what was confirmed is on disk";
}

TEST_F(AmqpFaults, ABrokerThatReadsNothingDoesNotHoldUsForEver) {
    ground_.channel.answer_time_max = 3s;
    ground_.wire().receipt_queues.clear();
    const auto adapter = ground_.adapter();
    ASSERT_TRUE(ground_.hand_over(*adapter, "M-1"));
    broker().freeze();
    auto large = AmqpGround::message("M-2");
    large.bytes.assign(std::size_t{24} << 20U, 'x');
    const auto answer = test::run_task(ground_.loop, adapter->hand_over(large));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::not_sent)
        << "it did not leave whole: " << describe(answer.error());
    broker().thaw();
    std::set<std::string> ids;
    for (const auto& one : ground_.taken()) ids.insert(one.id);
    EXPECT_EQ(ids, std::set<std::string>{"M-1"});
}

TEST_F(AmqpFaults, ABlockedBrokerIsBusy) {
    ground_.channel.answer_time_max = 3s;
    const auto adapter = ground_.adapter();
    ASSERT_TRUE(ground_.hand_over(*adapter, "M-0"));
    broker().evaluate("vm_memory_monitor:set_vm_memory_high_watermark(0.000001)");
    // The first one may still be read, or wait where nobody reads: then it is unknown.
    std::map<std::string, int> said;
    for (int i = 0; i < 20 && said["blocked"] == 0; ++i) {
        const auto answer = ground_.hand_over(*adapter, "M-" + std::to_string(i + 1));
        ASSERT_TRUE(
            answer || answer.error().code == Errc::no_answer || answer.error().detail == "blocked"
        );
        ++said[answer ? "taken" : answer.error().detail];
    }
    EXPECT_EQ(said["blocked"], 1);
    broker().evaluate("vm_memory_monitor:set_vm_memory_high_watermark(0.9)");
    Result<forward::Taken> again = fail(Errc::not_sent);
    for (int i = 0; i < 100 && !again; ++i) {
        again = ground_.hand_over(*adapter, "M-last");
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_TRUE(again) << describe(again.error());
}

TEST_F(AmqpFaults, AQueueThatIsDeletedIsNamedAndUsedAgainWhenItIsBack) {
    const auto adapter = ground_.adapter();
    EXPECT_TRUE(ground_.fetch(*adapter).empty());
    ground_.queues.remove(ground_.in);
    Result<std::vector<receipt::RawReceipt>> found =
        test::run_task(ground_.loop, adapter->fetch(1));
    for (int i = 0;
         i < 100 && (found || found.error().detail.find(ground_.in) == std::string::npos);
         ++i)
        found = test::run_task(ground_.loop, adapter->fetch(1));
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().detail, HasSubstr(ground_.in));
    ground_.queues.declare(ground_.in);
    ground_.queues.put(ground_.in, "<a/>");
    for (int i = 0; i < 100 && !found; ++i) {
        found = test::run_task(ground_.loop, adapter->fetch(1));
        std::this_thread::sleep_for(5ms);
    }
    ASSERT_TRUE(found) << describe(found.error());
    EXPECT_EQ(found.value().size(), 1U);
}

// --- ten thousand

struct Tally {
    int next = 0;
    std::set<std::string> confirmed, unknown;
    int refused = 0;
};

constexpr int documents = 10'000;

/// Delivers one message after another; what certainly did not arrive is tried again, what is
/// unknown never.
Task<void> lane(forward::ZoneAdapter& adapter, Tally& tally) {
    while (tally.next < documents) {
        const auto id = "M-" + std::to_string(++tally.next);
        while (true) {
            auto message = AmqpGround::message(id);
            const auto answer = co_await adapter.hand_over(std::move(message));
            if (answer)
                tally.confirmed.insert(id);
            else if (answer.error().fate() == Fate::hold)
                tally.unknown.insert(id);
            else
                ++tally.refused;
            if (answer || answer.error().fate() == Fate::hold)
                break;
            EXPECT_EQ(answer.error().fate(), Fate::retry) << describe(answer.error());
            const auto waited = co_await wait_for(50ms);
            EXPECT_TRUE(waited);
        }
    }
}

Task<int> run_lanes(Executor executor, forward::ZoneAdapter& adapter, Tally& tally) {
    TaskGroup group(executor);
    for (int i = 0; i < 300; ++i) group.spawn("lane", lane(adapter, tally));
    co_await group.join();
    co_return 0;
}

TEST_F(AmqpFaults, TenThousandMessagesAndABrokerThatDiesInTheMiddle) {
    const auto adapter = ground_.adapter();
    Tally tally;
    std::thread fault([this] {
        while (broker().messages(ground_.out) < documents / 2) std::this_thread::sleep_for(10ms);
        broker().kill();
        broker().start();
    });
    ground_.loop.run(run_lanes(ground_.loop.executor(), *adapter, tally), nullptr);
    fault.join();
    ground_.queues = test::QueueClient(broker().port());
    std::map<std::string, int> there;
    for (const auto& one : ground_.taken()) ++there[one.id];
    EXPECT_EQ(tally.confirmed.size() + tally.unknown.size(), std::size_t{documents});
    EXPECT_GT(tally.refused, 0) << "the broker was gone for a while";
    EXPECT_LE(tally.unknown.size(), 256U) << "no more than the window is ever in doubt";
    for (const auto& [id, times] : there) EXPECT_EQ(times, 1) << id << " is there twice";
    for (const auto& id : tally.confirmed) EXPECT_TRUE(there.contains(id)) << id << " is lost";
}

}  // namespace
}  // namespace tg::contract
