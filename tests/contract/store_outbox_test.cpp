// The way out: what is claimed is given once, what is sealed is on disk first, what is unknown is
// never sent again before it is known.
#include "tests/contract/store_suites.hpp"

namespace tg::test {
namespace {

using schemas::Kind;
using store::FilingState;
using store::Outgoing;
using store::Phase;
using testing::IsEmpty;
using testing::SizeIs;

TG_STORE_SUITE(StoreOutbox);

TEST_P(StoreOutbox, gives_waiting_documents_oldest_first_and_each_once) {
    const auto first = house.filed("A-1"), second = house.filed("A-2"), third = house.filed("A-3");
    const auto lane = house.lane_of(311);
    const auto pack = house.claim(lane, 2).value();
    ASSERT_THAT(pack.documents(), SizeIs(2));
    EXPECT_EQ(pack.documents().at(0).filing, first);
    EXPECT_EQ(pack.documents().at(1).filing, second);
    EXPECT_EQ(pack.documents().at(0).document.business_key(), "21029TGP01|A-1");
    const auto rest = house.claim(lane, 100).value();
    ASSERT_THAT(rest.documents(), SizeIs(1));
    EXPECT_EQ(rest.documents().at(0).filing, third);
    EXPECT_FALSE(house.claim(lane, 100));
}

TEST_P(StoreOutbox, gives_a_released_document_again) {
    house.filed("A-1");
    const auto lane = house.lane_of(311);
    const auto pack = house.claim(lane).value();
    ASSERT_TRUE(house.run(house.store->release(lane, {pack.documents().at(0).id})));
    EXPECT_THAT(house.claim(lane).value().documents(), SizeIs(1));
}

TEST_P(StoreOutbox, gives_claimed_documents_again_after_a_restart) {
    house.filed("A-1");
    (void)house.claim(house.lane_of(311)).value();
    house.shut();
    house.open();
    EXPECT_TRUE(house.claim(house.lane_of(311)));
}

TEST_P(StoreOutbox, seals_the_exact_bytes_before_they_leave) {
    const auto id = house.filed("A-1");
    const auto lane = house.lane_of(311);
    const auto message = house.sign(house.claim(lane).value());
    const auto bytes = message.bytes();
    const auto entry = house.run(house.store->seal(message, house.judging.clock.now())).value();
    EXPECT_EQ(entry.id, message.id());
    EXPECT_EQ(entry.bytes, bytes);
    EXPECT_EQ(entry.cop_msg_id, id_text(entry.id));
    EXPECT_EQ(entry.message_type, "CEB311Message");
    EXPECT_EQ(entry.sender_dxp_id, "DXPENT21029TGE01");
    EXPECT_EQ(entry.place, "DL-AIR");
    EXPECT_EQ(entry.attempts, 0U);
    EXPECT_EQ(entry.state, Outgoing::leaving);

    const auto document = house.document(id, Kind::order);
    EXPECT_EQ(document.phase, Phase::sealed);
    EXPECT_EQ(document.message, entry.id);
    EXPECT_EQ(document.attempts, 1U);
    EXPECT_TRUE(document.sealed_at);
    EXPECT_FALSE(document.delivered_at);
    EXPECT_EQ(house.state(id), FilingState::sending);
    EXPECT_EQ(house.run(house.store->message_bytes(house.all(), id, 1)).value(), bytes);
    EXPECT_FALSE(house.claim(lane));
    EXPECT_EQ(house.store->waiting_now(), 3U);
    EXPECT_EQ(house.run(house.store->backlog()).value().outgoing, 1U);
}

TEST_P(StoreOutbox, counts_what_waits_by_tenant_also_after_a_restart) {
    house.filed("A-1");
    house.seal(311);
    const auto told = [&](int tenant) { return house.store->waiting_of(TenantId(tenant)); };
    for (int restart = 0; restart < 2; ++restart) {
        EXPECT_EQ(told(1).own, 3U);
        EXPECT_EQ(told(1).all, 3U);
        EXPECT_EQ(told(1).tenants, 1U);
        EXPECT_EQ(told(2).own, 0U);
        EXPECT_EQ(told(2).all, 3U);
        house.shut();
        house.open();
    }
}

TEST_P(StoreOutbox, seals_no_document_twice) {
    const auto id = house.filed("A-1");
    const auto message = house.sign(house.claim(house.lane_of(311)).value());
    ASSERT_TRUE(house.run(house.store->seal(message, house.judging.clock.now())));
    const auto again = house.run(house.store->seal(message, house.judging.clock.now()));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::internal);
    EXPECT_EQ(house.store->waiting_now(), 3U);
    EXPECT_EQ(house.run(house.store->backlog()).value().outgoing, 1U);
    EXPECT_EQ(house.document(id, Kind::order).phase, Phase::sealed);
}

TEST_P(StoreOutbox, records_delivery) {
    const auto id = house.filed("A-1");
    const auto lane = house.lane_of(311);
    const auto entry = house.seal(311);
    ASSERT_TRUE(house.record(entry, Outgoing::delivered));
    const auto document = house.document(id, Kind::order);
    EXPECT_EQ(document.phase, Phase::sent);
    EXPECT_TRUE(document.delivered_at);
    EXPECT_EQ(document.last_answer_code, "0000");
    EXPECT_EQ(house.run(house.store->backlog()).value().outgoing, 0U);
    EXPECT_FALSE(house.run(house.store->next_due_time(lane)).value());
}

TEST_P(StoreOutbox, gives_a_resting_message_again_at_its_time) {
    house.filed("A-1");
    const auto lane = house.lane_of(311);
    const auto entry = house.seal(311);
    house.announced.clear();
    ASSERT_TRUE(house.record(entry, Outgoing::resting, 60));
    EXPECT_THAT(house.announced, SizeIs(1));
    const auto now = house.judging.clock.now();
    EXPECT_EQ(house.run(house.store->next_due_time(lane)).value(), now + std::chrono::seconds(60));
    EXPECT_FALSE(house.run(house.store->next_due(lane, now + std::chrono::seconds(59))).value());
    const auto due = house.run(house.store->next_due(lane, now + std::chrono::seconds(60))).value();
    ASSERT_TRUE(due);
    EXPECT_EQ(due->id, entry.id);
    EXPECT_EQ(due->bytes, entry.bytes);
    EXPECT_EQ(due->attempts, 1U);
    EXPECT_EQ(due->state, Outgoing::leaving);
    EXPECT_EQ(due->cop_msg_id, entry.cop_msg_id);
}

TEST_P(StoreOutbox, asks_about_a_message_whose_end_was_never_recorded) {
    const auto id = house.filed("A-1");
    const auto lane = house.lane_of(311);
    const auto entry = house.seal(311);
    const auto now = house.judging.clock.now();
    const auto due_time = house.run(house.store->next_due_time(lane)).value();
    ASSERT_TRUE(due_time);
    EXPECT_LE(*due_time, now);
    const auto due = house.run(house.store->next_due(lane, now)).value();
    ASSERT_TRUE(due);
    EXPECT_EQ(due->id, entry.id);
    EXPECT_EQ(due->bytes, entry.bytes);
    EXPECT_EQ(due->state, Outgoing::unknown);
    EXPECT_EQ(house.state(id), FilingState::held);
    EXPECT_EQ(house.run(house.store->backlog()).value().unknown, 1U);
    ASSERT_TRUE(house.record(entry, Outgoing::delivered));
    EXPECT_FALSE(house.run(house.store->next_due(lane, now)).value());
    EXPECT_FALSE(house.run(house.store->next_due_time(lane)).value());
}

TEST_P(StoreOutbox, holds_a_message_whose_outcome_is_unknown) {
    const auto id = house.filed("A-1");
    const auto lane = house.lane_of(311);
    const auto entry = house.seal(311);
    ASSERT_TRUE(house.record(entry, Outgoing::unknown, 5));
    EXPECT_EQ(house.state(id), FilingState::held);
    EXPECT_EQ(house.document(id, Kind::order).phase, Phase::unknown);
    EXPECT_EQ(house.run(house.store->backlog()).value().unknown, 1U);
    const auto later = house.judging.clock.now() + std::chrono::seconds(5);
    for (int i = 0; i < 2; ++i) {
        const auto due = house.run(house.store->next_due(lane, later)).value();
        ASSERT_TRUE(due);
        EXPECT_EQ(due->state, Outgoing::unknown);
        EXPECT_EQ(due->attempts, 1U);
        EXPECT_EQ(due->last_answer_code, "0000");  // what record() was told
    }
    // Found absent: it rests, and may go again.
    ASSERT_TRUE(house.record(entry, Outgoing::resting, 0));
    EXPECT_EQ(house.state(id), FilingState::sending);
    EXPECT_EQ(house.run(house.store->backlog()).value().unknown, 0U);
}

TEST_P(StoreOutbox, rejects_the_filings_of_a_refused_message) {
    const auto first = house.filed("A-1"), second = house.filed("A-2");
    const auto entry = house.seal(311);
    ASSERT_TRUE(house.record(entry, Outgoing::refused));
    EXPECT_EQ(house.state(first), FilingState::rejected);
    EXPECT_EQ(house.state(second), FilingState::rejected);
    // Refused for good: what comes later changes nothing.
    ASSERT_TRUE(house.record(entry, Outgoing::delivered));
    EXPECT_EQ(house.document(first, Kind::order).phase, Phase::refused);
}

TEST_P(StoreOutbox, calls_messages_found_leaving_unknown_after_a_restart) {
    const auto id = house.filed("A-1");
    const auto entry = house.seal(311);
    house.shut();
    house.open();
    const auto now = house.judging.clock.now();
    ASSERT_TRUE(house.run(house.store->recover(now)));
    EXPECT_EQ(house.state(id), FilingState::held);
    EXPECT_THAT(house.lanes(), SizeIs(4));
    const auto due = house.run(house.store->next_due(house.lane_of(311), now)).value();
    ASSERT_TRUE(due);
    EXPECT_EQ(due->state, Outgoing::unknown);
    EXPECT_EQ(due->bytes, entry.bytes);
    // A second recovery changes nothing.
    ASSERT_TRUE(house.run(house.store->recover(now + std::chrono::hours(1))));
    EXPECT_EQ(house.run(house.store->next_due_time(house.lane_of(311))).value(), now);
    EXPECT_EQ(house.run(house.store->backlog()).value().unknown, 1U);
}

TEST_P(StoreOutbox, forgets_a_lane_that_has_nothing_to_do) {
    house.filed("A-1");
    house.send_all();
    EXPECT_THAT(house.lanes(), IsEmpty());
}

}  // namespace
}  // namespace tg::test
