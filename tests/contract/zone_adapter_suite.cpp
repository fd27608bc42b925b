// The suite: promises of forward/zone_adapter.hpp, one test each.
#include "tests/contract/zone_adapter_suite.hpp"

#include "gateway/forward/poller.hpp"

namespace tg::contract {
namespace {

/// Storing that fails a few times before it works.
struct Desk {
    int failures = 2;
    std::vector<std::string> stored;

    Task<Result<std::vector<store::Settled>>> settle(std::vector<receipt::RawReceipt> raw) {
        if (failures-- > 0)
            co_return fail(Errc::store_failed);
        for (auto& one : raw) stored.push_back(std::move(one.bytes));
        co_return std::vector<store::Settled>(raw.size());
    }
};

TEST_P(ZoneAdapterContract, WhatIsTakenIsThereByteForByte) {
    const auto answer = hand_over("M-1");
    ASSERT_TRUE(answer) << describe(answer.error());
    EXPECT_FALSE(answer.value().code.empty());
    EXPECT_EQ(far_->taken(), std::vector<std::string>{message("M-1").bytes});
    const auto found = ask("M-1");
    ASSERT_TRUE(found);
    EXPECT_EQ(found.value(), presence(forward::Presence::there));
}

TEST_P(ZoneAdapterContract, WhatWasNeverSentIsAbsent) {
    const auto found = ask("M-unknown");
    ASSERT_TRUE(found) << describe(found.error());
    EXPECT_EQ(found.value(), presence(forward::Presence::absent));
}

TEST_P(ZoneAdapterContract, AMessageThatCannotLeaveMayBeTriedAgain) {
    far_->block();
    const auto answer = hand_over("M-2");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().fate(), Fate::retry) << describe(answer.error());
    EXPECT_TRUE(far_->taken().empty());
    far_->unblock();
    EXPECT_TRUE(hand_over("M-2"));
    EXPECT_EQ(far_->taken().size(), 1U);
}

TEST_P(ZoneAdapterContract, ReceiptsComeUntilTheyAreConfirmed) {
    far_->offer("R-1", "<first/>");
    far_->offer("R-2", "<second/>");
    const auto first = fetch();
    ASSERT_TRUE(first) << describe(first.error());
    ASSERT_EQ(first.value().size(), 2U);
    EXPECT_EQ(first.value()[0].bytes, "<first/>");
    EXPECT_EQ(first.value()[1].bytes, "<second/>");
    EXPECT_EQ(first.value()[0].channel, adapter_->transport());
    EXPECT_EQ(first.value()[0].place, "main");

    const auto again = fetch();
    ASSERT_TRUE(again);
    EXPECT_EQ(again.value().size(), 2U) << "nothing was confirmed";

    EXPECT_TRUE(confirm(again.value()));
    EXPECT_EQ(far_->unconfirmed(), 0U);
    const auto none = fetch();
    ASSERT_TRUE(none);
    EXPECT_TRUE(none.value().empty());
}

TEST_P(ZoneAdapterContract, FetchesNoMoreThanItMay) {
    for (int i = 0; i < 5; ++i) far_->offer("R-" + std::to_string(i), "<a/>");
    std::size_t seen = 0;
    for (int turn = 0; turn < 3; ++turn) {
        const auto some = fetch(2);
        ASSERT_TRUE(some);
        EXPECT_LE(some.value().size(), 2U);
        seen += some.value().size();
        EXPECT_TRUE(confirm(some.value()));
    }
    EXPECT_EQ(seen, 5U);
}

TEST_P(ZoneAdapterContract, ConfirmingTwiceOrTheUnknownHurtsNobody) {
    far_->offer("R-1", "<a/>");
    const auto found = fetch();
    ASSERT_TRUE(found);
    ASSERT_EQ(found.value().size(), 1U);
    EXPECT_TRUE(confirm(found.value()));
    EXPECT_TRUE(confirm(found.value()));
    receipt::RawReceipt stranger;
    stranger.handle = "../../etc/passwd";
    EXPECT_TRUE(confirm({stranger}));
    EXPECT_TRUE(confirm({}));
}

TEST_P(ZoneAdapterContract, NothingIsLostWhenStoringFails) {
    far_->offer("R-1", "<first/>");
    far_->offer("R-2", "<second/>");
    Desk desk;
    Metrics metrics;
    forward::Channel channel;
    channel.name = "main";
    forward::Poller poller(
        channel,
        *adapter_,
        [&desk](std::vector<receipt::RawReceipt> raw) { return desk.settle(std::move(raw)); },
        metrics
    );
    EXPECT_FALSE(test::run_task(far_->loop(), poller.turn()));
    EXPECT_EQ(far_->unconfirmed(), 2U);
    EXPECT_FALSE(test::run_task(far_->loop(), poller.turn()));
    EXPECT_TRUE(test::run_task(far_->loop(), poller.turn()));
    EXPECT_EQ(desk.stored, (std::vector<std::string>{"<first/>", "<second/>"}));
    EXPECT_EQ(far_->unconfirmed(), 0U);
}

}  // namespace
}  // namespace tg::contract
