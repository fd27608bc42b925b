// What the broker's words mean for the messages that are on their way, and when to connect again.
#include "adapters/transport/amqp_window.hpp"

#include "adapters/transport/amqp_retry.hpp"

#include <gtest/gtest.h>

namespace tg::adapters::amqp {
namespace {

using namespace std::chrono_literals;

class AmqpWindow : public testing::Test {
 protected:
    TicketPtr publish(const std::string& id) {
        auto ticket = std::make_shared<Ticket>();
        ticket->message.id = id;
        ticket->deadline = now_ + 10s;
        ticket->wake = [this] { ++woken_; };
        window_.published(ticket);
        return ticket;
    }
    static std::string outcome(const TicketPtr& ticket) {
        if (!ticket->outcome)
            return "open";
        if (*ticket->outcome)
            return ticket->outcome->value().code;
        const auto& error = ticket->outcome->error();
        return error.code == Errc::no_answer ? "unknown" : error.detail;
    }

    Window::Moment now_{};
    Window window_{"main"};
    int woken_ = 0;
};

TEST_F(AmqpWindow, EachWaitsForItsOwnWord) {
    const auto one = publish("1"), two = publish("2"), three = publish("3");
    window_.confirmed(2, false);
    EXPECT_EQ(outcome(one), "open");
    EXPECT_EQ(outcome(two), "confirmed");
    window_.refused(3, false);
    EXPECT_EQ(outcome(three), "nack");
    window_.confirmed(1, false);
    EXPECT_EQ(outcome(one), "confirmed");
    EXPECT_EQ(woken_, 3);
    EXPECT_EQ(window_.size(), 0U);
}

TEST_F(AmqpWindow, OneWordMayBeForAllUpToIt) {
    const auto one = publish("1"), two = publish("2"), three = publish("3"), four = publish("4");
    window_.confirmed(2, true);
    EXPECT_EQ(outcome(one) + outcome(two) + outcome(three), "confirmedconfirmedopen");
    window_.refused(0, true);
    EXPECT_EQ(outcome(three) + outcome(four), "nacknack");
}

TEST_F(AmqpWindow, WordsAboutTheUnknownAreNoWords) {
    const auto one = publish("1");
    window_.confirmed(7, false);
    window_.refused(9, false);
    window_.returned("other");
    EXPECT_EQ(outcome(one), "open");
    window_.confirmed(1, false);
    window_.confirmed(1, false);
    EXPECT_EQ(woken_, 1);
}

TEST_F(AmqpWindow, WhatWasReturnedIsNotTakenThoughItIsConfirmed) {
    const auto one = publish("same"), two = publish("same"), three = publish("other");
    window_.returned("same");
    window_.confirmed(3, true);
    EXPECT_EQ(outcome(one), "unroutable");
    EXPECT_EQ(outcome(two), "confirmed");
    EXPECT_EQ(outcome(three), "confirmed");
}

TEST_F(AmqpWindow, SilenceIsUnknown) {
    const auto one = publish("1");
    EXPECT_EQ(window_.next_deadline(), now_ + 10s);
    window_.expire(now_ + 9s);
    EXPECT_EQ(outcome(one), "open");
    window_.expire(now_ + 10s);
    EXPECT_EQ(outcome(one), "unknown");
    EXPECT_FALSE(window_.next_deadline());
    window_.confirmed(1, false);
    EXPECT_EQ(woken_, 1);
}

TEST_F(AmqpWindow, ABrokenConnectionLeavesAllUnknownAndCountsAnew) {
    const auto one = publish("1"), two = publish("2");
    window_.lost("gone");
    EXPECT_EQ(outcome(one) + outcome(two), "unknownunknown");
    const auto three = publish("3");
    window_.confirmed(1, false);
    EXPECT_EQ(outcome(three), "confirmed");
}

TEST_F(AmqpWindow, OneMessageGoesFirstUntilTheConnectionHasProvenItself) {
    EXPECT_TRUE(window_.has_room(2));
    publish("1");
    EXPECT_FALSE(window_.has_room(2));
    window_.confirmed(1, false);
    publish("2");
    EXPECT_TRUE(window_.has_room(2));
    publish("3");
    EXPECT_FALSE(window_.has_room(2));
    window_.lost("gone");
    publish("4");
    EXPECT_FALSE(window_.has_room(2));
}

TEST_F(AmqpWindow, ACloseBecauseOfTheOnlyMessageIsARefusalOfIt) {
    const auto one = publish("1");
    window_.refused_by_close(403, "403 ACCESS_REFUSED");
    EXPECT_EQ(outcome(one), "403");
    const auto two = publish("2"), three = publish("3");
    window_.refused_by_close(403, "403 ACCESS_REFUSED");
    EXPECT_EQ(outcome(two) + outcome(three), "unknownunknown");
}

TEST(AmqpPacing, ConnectsAgainAfterGrowingPauses) {
    ConnectPacing pacing(1s, 3s);
    ConnectPacing::Moment now{};
    EXPECT_TRUE(pacing.may_try(now));
    for (const auto pause : {1s, 2s, 3s, 3s}) {
        Error why;
        why.detail = "nobody listens";
        pacing.failed(now, std::move(why));
        EXPECT_FALSE(pacing.may_try(now + pause - 1ms));
        EXPECT_TRUE(pacing.may_try(now + pause));
        now += pause;
    }
    EXPECT_EQ(pacing.why().detail, "nobody listens");
    pacing.succeeded();
    EXPECT_TRUE(pacing.may_try(now));
}

}  // namespace
}  // namespace tg::adapters::amqp
