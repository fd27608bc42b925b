// Every ending of a hand-over or a question, and what it leads to.
#include "gateway/forward/delivery_plan.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace tg::forward {
namespace {

using std::chrono::milliseconds;
using store::Outgoing;

const Instant now{milliseconds(1'740'801'600'000)};
const DeliveryPolicy policy{milliseconds(1'000), milliseconds(60'000), milliseconds(5'000)};

store::OutboxEntry entry(std::uint32_t attempts = 0, Outgoing state = Outgoing::leaving) {
    store::OutboxEntry out;
    out.id = MessageId(4711);
    out.tenant = TenantId(3);
    out.attempts = attempts;
    out.state = state;
    return out;
}

TEST(FirstAct, AsksOnlyAboutAnUnknownOutcome) {
    EXPECT_EQ(first_act(entry(0, Outgoing::unknown)), Act::ask);
    EXPECT_EQ(first_act(entry(0, Outgoing::leaving)), Act::hand_over);
    EXPECT_EQ(first_act(entry(3, Outgoing::resting)), Act::hand_over);
}

TEST(AfterHandOver, TakenIsDelivered) {
    const auto delivery = after_hand_over(entry(), Taken{"0000", "taken"}, policy, now);
    EXPECT_EQ(delivery.outcome, Outgoing::delivered);
    EXPECT_EQ(delivery.message, MessageId(4711));
    EXPECT_EQ(delivery.tenant, TenantId(3));
    EXPECT_EQ(delivery.at, now);
    EXPECT_FALSE(delivery.next_attempt);
    EXPECT_EQ(delivery.answer_code, "0000");
    EXPECT_EQ(delivery.answer_text, "taken");
}

struct Ending {
    Errc code;
    Outgoing outcome;
};

class HandOverErrors : public testing::TestWithParam<Ending> {};

TEST_P(HandOverErrors, LeadToTheirOutcome) {
    const auto delivery = after_hand_over(entry(), fail(GetParam().code), policy, now);
    EXPECT_EQ(delivery.outcome, GetParam().outcome);
    EXPECT_EQ(delivery.next_attempt.has_value(), GetParam().outcome != Outgoing::refused);
    EXPECT_EQ(delivery.answer_code, entry_of(GetParam().code).name);
}

INSTANTIATE_TEST_SUITE_P(
    Codes,
    HandOverErrors,
    testing::Values(
        Ending{Errc::not_sent, Outgoing::resting},
        Ending{Errc::busy_there, Outgoing::resting},
        Ending{Errc::no_answer, Outgoing::unknown},
        Ending{Errc::unclear_answer, Outgoing::unknown},
        Ending{Errc::refused_there, Outgoing::refused},
        // Our own faults and our own impatience prove nothing about what arrived.
        Ending{Errc::io_failed, Outgoing::unknown},
        Ending{Errc::internal, Outgoing::unknown},
        Ending{Errc::deadline, Outgoing::unknown},
        Ending{Errc::cancelled, Outgoing::unknown}
    ),
    [](const auto& row) { return std::string(entry_of(row.param.code).name); }
);

TEST(AfterHandOver, UnknownIsAskedAboutAfterItsPause) {
    const auto delivery = after_hand_over(entry(), fail(Errc::no_answer), policy, now);
    EXPECT_EQ(delivery.next_attempt, now + policy.ask_after);
}

TEST(AfterHandOver, EachUnclearAttemptDoublesThePauseUpToTheLongest) {
    const auto pause = [](std::uint32_t attempts) {
        return *after_hand_over(entry(attempts), fail(Errc::unclear_answer), policy, now)
                    .next_attempt -
               now;
    };
    EXPECT_EQ(pause(1), policy.ask_after * 2);
    EXPECT_EQ(pause(2), policy.ask_after * 4);
    EXPECT_EQ(pause(4), policy.retry_max);
    EXPECT_EQ(pause(4'000'000'000), policy.retry_max);
}

TEST(AfterHandOver, RefusalCarriesTheOtherSidesCodeAndText) {
    const auto refused = fail(Errc::refused_there, "c", {"1004", "签名不符"}, "1004");
    const auto delivery = after_hand_over(entry(), refused, policy, now);
    EXPECT_EQ(delivery.answer_code, "1004");
    EXPECT_EQ(delivery.answer_text, "签名不符");
}

TEST(AfterHandOver, BusyCarriesTheOtherSidesCode) {
    const auto busy = fail(Errc::busy_there, "c", {"c", "3001"});
    EXPECT_EQ(after_hand_over(entry(), busy, policy, now).answer_code, "3001");
}

TEST(AfterHandOver, NeverShowsTheDetail) {
    const auto error = fail(Errc::unclear_answer, "", {}, "internal detail");
    const auto delivery = after_hand_over(entry(), error, policy, now);
    EXPECT_EQ(delivery.answer_text.find("internal detail"), std::string::npos);
    EXPECT_FALSE(delivery.answer_text.empty());
}

TEST(AfterHandOver, CutsLongTextsBetweenCharacters) {
    std::string text;
    for (int i = 0; i < 400; ++i) text += "签";
    const auto refused = fail(Errc::refused_there, "c", {"0002", text}, "0002");
    const auto delivery = after_hand_over(entry(), refused, policy, now);
    EXPECT_EQ(delivery.answer_text.size(), 300U * 3U);
}

TEST(AfterHandOver, PausesDoubleUpToTheLongestWithASpreadOfAFifth) {
    for (std::uint32_t attempts = 0; attempts < 40; ++attempts) {
        const auto full = std::min<std::int64_t>(
            attempts < 20 ? std::int64_t{1'000} << attempts : 60'000, 60'000
        );
        const auto delivery = after_hand_over(entry(attempts), fail(Errc::not_sent), policy, now);
        const auto pause = (*delivery.next_attempt - now).count();
        EXPECT_LE(pause, full) << attempts;
        EXPECT_GE(pause, full - full / 5) << attempts;
    }
}

TEST(AfterHandOver, MessagesThatFailedTogetherComeBackApart) {
    std::set<std::int64_t> pauses;
    for (std::int64_t id = 1; id <= 50; ++id) {
        auto one = entry(6);
        one.id = MessageId(id);
        pauses.insert(
            (*after_hand_over(one, fail(Errc::not_sent), policy, now).next_attempt - now).count()
        );
    }
    EXPECT_GT(pauses.size(), 40U);
}

TEST(AfterHandOver, BearsAFirstPauseAboveTheLongest) {
    const DeliveryPolicy odd{milliseconds(90'000), milliseconds(10), milliseconds(1)};
    const auto delivery = after_hand_over(entry(3), fail(Errc::not_sent), odd, now);
    EXPECT_LE(*delivery.next_attempt, now + milliseconds(10));
}

TEST(AfterAsking, ThereIsDelivered) {
    const auto delivery = after_asking(entry(1, Outgoing::unknown), Presence::there, policy, now);
    EXPECT_EQ(delivery.outcome, Outgoing::delivered);
    EXPECT_EQ(delivery.answer_code, "there");
    EXPECT_FALSE(delivery.next_attempt);
}

store::OutboxEntry asked(std::string last_answer_code, std::uint32_t attempts = 1) {
    auto out = entry(attempts, Outgoing::unknown);
    out.last_answer_code = std::move(last_answer_code);
    return out;
}

TEST(AfterAsking, AbsentOnceIsNoProofSinceTheRequestMayStillBeOnItsWay) {
    for (const auto* last : {"", "no_answer", "unclear_answer", "cannot_tell x1", "restart"}) {
        const auto delivery = after_asking(asked(last), Presence::absent, policy, now);
        EXPECT_EQ(delivery.outcome, Outgoing::unknown) << last;
        EXPECT_GE(*delivery.next_attempt, now + policy.ask_after) << last;
        EXPECT_TRUE(delivery.answer_code.starts_with("absent_once")) << last;
    }
    const auto first = after_asking(asked("no_answer"), Presence::absent, policy, now);
    EXPECT_EQ(first.answer_code, "absent_once");
    EXPECT_EQ(first.next_attempt, now + policy.ask_after);
}

TEST(AfterAsking, AbsentTwiceInARowGoesAgainAfterThePauseOfAFailedAttempt) {
    for (const auto* last : {"absent_once", "absent_once x3"}) {
        for (const std::uint32_t attempts : {1U, 3U, 50U}) {
            const auto one = asked(last, attempts);
            const auto delivery = after_asking(one, Presence::absent, policy, now);
            EXPECT_EQ(delivery.outcome, Outgoing::resting);
            EXPECT_EQ(delivery.answer_code, "absent");
            const auto failed = after_hand_over(one, fail(Errc::not_sent), policy, now);
            EXPECT_EQ(delivery.next_attempt, failed.next_attempt);
            EXPECT_GT(*delivery.next_attempt, now);
        }
    }
}

TEST(AfterAsking, AnythingBetweenTwoAbsentsBeginsAnew) {
    const auto between =
        after_asking(asked("absent_once"), Presence::cannot_tell, policy, now).answer_code;
    EXPECT_EQ(between, "cannot_tell x2");
    const auto delivery = after_asking(asked(between), Presence::absent, policy, now);
    EXPECT_EQ(delivery.outcome, Outgoing::unknown);
    EXPECT_EQ(delivery.answer_code, "absent_once x3");
}

TEST(AfterAsking, WhatCannotBeToldStaysUnknown) {
    const auto delivery =
        after_asking(entry(1, Outgoing::unknown), Presence::cannot_tell, policy, now);
    EXPECT_EQ(delivery.outcome, Outgoing::unknown);
    EXPECT_EQ(delivery.next_attempt, now + policy.ask_after);
    EXPECT_EQ(delivery.answer_code, "cannot_tell x1");
}

TEST(AfterAsking, QuestionsWithoutEndAreAskedMoreAndMoreSeldom) {
    std::string code = "no_answer";  // of the attempt
    std::vector<std::int64_t> pauses;
    for (int i = 0; i < 6; ++i) {
        const auto delivery = after_asking(asked(code), fail(Errc::no_answer), policy, now);
        pauses.push_back((*delivery.next_attempt - now).count());
        code = delivery.answer_code;
    }
    EXPECT_EQ(pauses, (std::vector<std::int64_t>{5'000, 10'000, 20'000, 40'000, 60'000, 60'000}));
    EXPECT_EQ(code, "no_answer x6");
    // Several attempts before: seldom from the beginning.
    const auto late = after_asking(asked("no_answer", 4), Presence::absent, policy, now);
    EXPECT_EQ(late.next_attempt, now + policy.ask_after * 8);
}

TEST(AfterAsking, NeverAsksSoonerThanAskAfterWhateverTheLongestRetryPause) {
    const DeliveryPolicy slow{milliseconds(10), milliseconds(100), milliseconds(20'000)};
    const auto delivery = after_asking(asked("no_answer", 9), Presence::absent, slow, now);
    EXPECT_EQ(delivery.next_attempt, now + slow.ask_after);
}

TEST(AfterAsking, CodesThatOnlyLookCountedStartAtOne) {
    for (const auto* last : {"busy x", "busy x1x", "busy x12345678", "x"})
        EXPECT_EQ(
            after_asking(asked(last), Presence::cannot_tell, policy, now).answer_code,
            "cannot_tell x1"
        ) << last;
}

TEST(AfterAsking, EveryErrorLeavesItUnknown) {
    for (const auto code :
         {Errc::not_sent,
          Errc::busy_there,
          Errc::no_answer,
          Errc::refused_there,
          Errc::deadline,
          Errc::cancelled,
          Errc::io_failed}) {
        const auto delivery = after_asking(entry(1, Outgoing::unknown), fail(code), policy, now);
        EXPECT_EQ(delivery.outcome, Outgoing::unknown) << entry_of(code).name;
        EXPECT_EQ(delivery.next_attempt, now + policy.ask_after) << entry_of(code).name;
    }
}

}  // namespace
}  // namespace tg::forward
