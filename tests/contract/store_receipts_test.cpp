// Answers: kept as they came, matched in every way that real ones need, applied by their own time.
#include "gateway/core/text.hpp"
#include "tests/contract/store_suites.hpp"

#include <algorithm>

namespace tg::test {
namespace {

using schemas::Kind;
using store::FilingState;
using store::Outgoing;
using store::Phase;
using testing::IsEmpty;
using testing::SizeIs;

TG_STORE_SUITE(StoreReceipts);

std::string cop_no(StoreHouse& house, FilingId id) {
    return house.view(id).cop_no;
}

TEST_P(StoreReceipts, keeps_bytes_before_anybody_reads_them) {
    const auto kept = house.keep("H-1", "<any>bytes\0</any>");
    EXPECT_FALSE(kept.seen_before);
    EXPECT_EQ(house.run(house.store->backlog()).value().unread, 1U);
    house.shut();
    house.open();
    const auto unread = house.run(house.store->unread(10)).value();
    ASSERT_THAT(unread, SizeIs(1));
    EXPECT_EQ(unread.at(0).id, kept.id);
    EXPECT_EQ(unread.at(0).raw.bytes, kept.raw.bytes);
    EXPECT_EQ(unread.at(0).raw.handle, "H-1");
    EXPECT_EQ(unread.at(0).raw.place, "DL");
    EXPECT_EQ(unread.at(0).raw.received, kept.raw.received);
}

TEST_P(StoreReceipts, recognises_the_same_bytes_also_after_a_restart) {
    const auto first = house.keep("H-1", "<a/>");
    EXPECT_EQ(house.keep("H-1", "<a/>").id, first.id);
    house.shut();
    house.open();
    const auto again = house.keep("H-1", "<a/>");
    EXPECT_TRUE(again.seen_before);
    EXPECT_EQ(again.id, first.id);
    EXPECT_FALSE(house.keep("H-1", "<b/>").seen_before);
    EXPECT_FALSE(house.keep("H-2", "<a/>").seen_before);
    EXPECT_EQ(house.run(house.store->backlog()).value().unread, 3U);
}

TEST_P(StoreReceipts, sets_aside_what_cannot_be_read) {
    const auto kept = house.keep("H-1");
    ASSERT_TRUE(house.run(house.store->quarantine(kept.id, "unknown root")));
    EXPECT_THAT(house.run(house.store->unread(10)).value(), IsEmpty());
    EXPECT_EQ(house.run(house.store->backlog()).value().unread, 0U);
    EXPECT_EQ(
        house.run(house.store->quarantine(RawId{5}, "nothing")).error().code, Errc::not_found
    );
}

TEST_P(StoreReceipts, follows_a_filing_from_order_to_release) {
    const auto id = house.filed("A-1");
    house.send_all();
    const auto settled = house.settle({house.order_answer("A-1", 2, 1)});
    EXPECT_EQ(settled.applied, 1U);
    EXPECT_EQ(house.state(id), FilingState::processing);
    auto inventory = house.inventory_answer(cop_no(house, id), 120, 5);
    inventory.invt_no = "09022025I000000001";
    house.settle({inventory});
    EXPECT_EQ(house.view(id).invt_no, "09022025I000000001");
    house.settle({house.inventory_answer(cop_no(house, id), 500, 6)});
    EXPECT_EQ(house.state(id), FilingState::inspection);
    house.settle({house.inventory_answer(cop_no(house, id), 800, 7)});
    EXPECT_EQ(house.state(id), FilingState::released);
    house.settle({house.inventory_answer(cop_no(house, id), 899, 8)});
    EXPECT_EQ(house.state(id), FilingState::closed);

    const auto view = house.view(id);
    EXPECT_THAT(view.answers, SizeIs(5));
    EXPECT_EQ(view.answers.at(0).returned_status, "2");
    EXPECT_TRUE(view.answers.at(0).applied);
    EXPECT_EQ(house.document(id, Kind::inventory).status_info, "[Code:1800;Desc:示例]");
    std::set<std::string> events;
    for (const auto& line : view.audit) events.insert(line.event);
    EXPECT_TRUE(events.contains("receipt_applied"));
    EXPECT_TRUE(events.contains("message_sealed"));
    EXPECT_EQ(house.run(house.store->backlog()).value().unread, 0U);
}

TEST_P(StoreReceipts, ends_in_the_same_state_whatever_the_order_of_arrival) {
    std::vector<int> steps{0, 1, 2, 3};
    const int statuses[] = {2, 120, 500, 800};
    int n = 0;
    do {
        const auto order_no = "P-" + std::to_string(++n);
        const auto id = house.filed(order_no);
        const auto number = cop_no(house, id);
        house.send_all();
        for (const int step : steps)
            house.settle({house.inventory_answer(number, statuses[step], step)});
        house.settle({house.inventory_answer(number, -621004, 99)});
        EXPECT_EQ(house.state(id), FilingState::released) << n;
        EXPECT_EQ(house.document(id, Kind::inventory).standing.status, 800) << n;
    } while (std::next_permutation(steps.begin(), steps.end()));
}

TEST_P(StoreReceipts, changes_nothing_when_a_receipt_is_applied_again) {
    const auto id = house.filed("A-1");
    house.send_all();
    const auto kept = house.keep("H-1");
    const std::vector<receipt::Answer> answers{house.order_answer("A-1", 120, 1)};
    EXPECT_EQ(house.apply(kept.id, answers).applied, 1U);
    const auto before = house.view(id);
    const auto again = house.apply(kept.id, answers);
    EXPECT_EQ(again.applied, 0U);
    EXPECT_EQ(again.repeated, 1U);
    EXPECT_THAT(house.view(id).answers, SizeIs(before.answers.size()));
    EXPECT_EQ(house.state(id), before.state);
}

TEST_P(StoreReceipts, matches_by_our_guid_in_either_case_and_by_no_other) {
    const auto id = house.filed("A-1");
    house.send_all();
    auto answer = house.answer(312, 2, 1);
    answer.guid = lower_ascii(house.document(id, Kind::order).guid);
    EXPECT_EQ(house.settle({answer}).applied, 1U);
    // A guid with our id inside that we never wrote proves nothing.
    answer.guid = guid_for(house.document(id, Kind::order).id.value());
    answer.status = 100;
    EXPECT_EQ(house.settle({answer}).unmatched, 1U);
    EXPECT_EQ(house.state(id), FilingState::processing);
}

TEST_P(StoreReceipts, matches_each_kind_by_its_business_key) {
    const auto id = house.filed("A-1");
    house.send_all();
    auto payment = house.answer(412, 120, 1);
    payment.pay_code = payer_code;
    payment.pay_transaction_id = "PAYA-1";
    auto waybill = house.answer(512, 120, 1);
    waybill.logistics_code = carrier_code;
    waybill.logistics_no = "TGWA-1";
    auto order = house.order_answer("A-1", 120, 1);
    auto inventory = house.inventory_answer(" " + cop_no(house, id) + " ", 120, 1);
    EXPECT_EQ(house.settle({payment, waybill, order, inventory}).applied, 4U);
    for (const auto& document : house.view(id).documents) EXPECT_EQ(document.standing.status, 120);
    // The same number from another issuer is another document.
    order.ebp_code = "21029TGP99";
    order.status = 100;
    EXPECT_EQ(house.settle({order}).unmatched, 1U);
}

TEST_P(StoreReceipts, matches_inventories_by_numbers_that_were_given_later) {
    const auto id = house.filed("A-1");
    house.send_all();
    auto first = house.inventory_answer(cop_no(house, id), 120, 1);
    first.pre_no = "B20250301000000001";
    first.invt_no = "09022025I000000001";
    house.settle({first});
    auto by_pre = house.answer(622, 300, 2);
    by_pre.pre_no = "B20250301000000001";
    EXPECT_EQ(house.settle({by_pre}).applied, 1U);
    EXPECT_EQ(house.state(id), FilingState::held);
    auto by_invt = house.answer(622, 800, 3);
    by_invt.invt_no = "09022025I000000001";
    EXPECT_EQ(house.settle({by_invt}).applied, 1U);
    auto by_bracket = house.answer(622, 899, 4);
    by_bracket.bracket_guid = house.document(id, Kind::inventory).guid;
    EXPECT_EQ(house.settle({by_bracket}).applied, 1U);
    EXPECT_EQ(house.state(id), FilingState::closed);
    for (const auto* number : {"B20250301000000001", "09022025I000000001"}) {
        store::FilingQuery query;
        query.inventory_no = number;
        EXPECT_THAT(house.run(house.store->filings(house.all(), query)).value().filings, SizeIs(1));
    }
}

TEST_P(StoreReceipts, matches_an_inventory_by_the_order_that_the_text_names) {
    const auto id = house.filed("A-1");
    house.send_all();
    auto answer = house.answer(622, -621001, 1);
    answer.ebc_code = seller_code;
    answer.order_no = "A-1";
    EXPECT_EQ(house.settle({answer}).applied, 1U);
    EXPECT_EQ(house.document(id, Kind::inventory).standing.status, -621001);
    EXPECT_EQ(house.document(id, Kind::order).standing.status, 0);
}

TEST_P(StoreReceipts, keeps_and_counts_what_matches_nothing) {
    const auto settled = house.settle({house.order_answer("NOBODY", 120, 1)});
    EXPECT_EQ(settled.unmatched, 1U);
    EXPECT_EQ(settled.applied, 0U);
    EXPECT_EQ(house.run(house.store->backlog()).value().unread, 0U);
}

TEST_P(StoreReceipts, knows_that_an_answered_message_has_arrived) {
    const auto first = house.filed("A-1"), second = house.filed("A-2");
    const auto entry = house.seal(311);
    ASSERT_TRUE(house.record(entry, Outgoing::unknown, 5));
    ASSERT_EQ(house.state(second), FilingState::held);
    house.settle({house.order_answer("A-1", 2, 1)});
    EXPECT_EQ(house.document(first, Kind::order).phase, Phase::sent);
    EXPECT_EQ(house.state(first), FilingState::processing);
    // Its neighbour in the message has arrived with it.
    EXPECT_EQ(house.document(second, Kind::order).phase, Phase::sent);
    EXPECT_EQ(house.state(second), FilingState::sending);
    // The end of the attempt comes too late to say otherwise.
    for (const auto late : {Outgoing::unknown, Outgoing::refused, Outgoing::resting}) {
        ASSERT_TRUE(house.record(entry, late, 5));
        EXPECT_EQ(house.document(first, Kind::order).phase, Phase::sent);
    }
    EXPECT_EQ(house.run(house.store->backlog()).value().outgoing, 0U);
}

TEST_P(StoreReceipts, refuses_every_document_of_a_message_that_failed_the_format_check) {
    const auto first = house.filed("A-1"), second = house.filed("A-2");
    const auto entry = house.seal(311);
    ASSERT_TRUE(house.record(entry, Outgoing::delivered));
    auto format = house.answer(900, -1, 1);
    format.original_cop_msg_id = entry.cop_msg_id;
    EXPECT_EQ(house.settle({format}).applied, 1U);
    EXPECT_EQ(house.state(first), FilingState::rejected);
    EXPECT_EQ(house.state(second), FilingState::rejected);
    EXPECT_EQ(house.document(first, Kind::order).phase, Phase::refused);
    EXPECT_THAT(house.view(second).answers, SizeIs(1));
    EXPECT_EQ(house.settle({format}).repeated, 1U);
    format.original_cop_msg_id = "NOT-OURS";
    EXPECT_EQ(house.settle({format}).unmatched, 1U);
}

TEST_P(StoreReceipts, takes_a_technical_yes_as_arrival_and_a_no_as_refusal) {
    const auto id = house.filed("A-1");
    const auto entry = house.seal(311);
    ASSERT_TRUE(house.record(entry, Outgoing::unknown, 5));
    receipt::Answer technical;
    technical.original_cop_msg_id = entry.cop_msg_id;
    technical.returned_status = "0000";
    EXPECT_EQ(house.settle({technical}).applied, 1U);
    EXPECT_EQ(house.document(id, Kind::order).phase, Phase::sent);
    technical.returned_status = "1004";
    EXPECT_EQ(house.settle({technical}).applied, 1U);
    EXPECT_EQ(house.state(id), FilingState::rejected);
}

TEST_P(StoreReceipts, leaves_a_message_alone_when_the_exchange_has_trouble_of_its_own) {
    const auto id = house.filed("A-1");
    const auto entry = house.seal(311);
    ASSERT_TRUE(house.record(entry, Outgoing::unknown, 5));
    receipt::Answer technical;
    technical.original_cop_msg_id = entry.cop_msg_id;
    for (const auto* code : {"3001", "3999"}) {
        technical.returned_status = code;
        EXPECT_EQ(house.settle({technical}).repeated, 1U);
        EXPECT_EQ(house.document(id, Kind::order).phase, Phase::unknown) << code;
    }
    const auto events = house.view(id).audit;
    EXPECT_EQ(std::ranges::count(events, "receipt_applied", &store::AuditView::event), 2);
    technical.returned_status = "0999";
    EXPECT_EQ(house.settle({technical}).applied, 1U);
    EXPECT_EQ(house.state(id), FilingState::rejected);
}

TEST_P(StoreReceipts, matches_answers_by_a_number_that_stands_later_in_the_same_receipt) {
    const auto id = house.filed("A-1");
    house.send_all();
    auto by_invt = house.answer(622, 800, 9), by_pre = house.answer(622, 120, 5);
    by_invt.invt_no = "09022025I000000001";
    by_pre.pre_no = "B20250301000000001";
    by_pre.invt_no = by_invt.invt_no;
    auto teacher = house.inventory_answer(cop_no(house, id), 2, 1);
    teacher.pre_no = by_pre.pre_no;
    auto stranger = house.answer(622, 100, 9);
    stranger.cop_no = "NOBODY";
    const auto kept = house.keep("H-1");
    const auto settled = house.apply(kept.id, {by_invt, by_pre, stranger, teacher});
    EXPECT_EQ(settled.applied, 3U);
    EXPECT_EQ(settled.unmatched, 1U);
    EXPECT_EQ(house.state(id), FilingState::released);
    EXPECT_THAT(house.view(id).answers, SizeIs(3));
    EXPECT_EQ(house.run(house.store->backlog()).value().unread, 0U);
    EXPECT_THAT(house.run(house.store->unread(10)).value(), IsEmpty());
    EXPECT_EQ(house.apply(kept.id, {by_invt, by_pre, stranger, teacher}).repeated, 3U);
    EXPECT_EQ(house.run(house.store->backlog()).value().unread, 0U);
}

TEST_P(StoreReceipts, opens_every_receipt_that_waited_for_a_number) {
    const auto id = house.filed("A-1");
    house.send_all();
    auto early = house.answer(622, 500, 5);
    early.pre_no = "B20250301000000001";
    for (int i = 0; i < 130; ++i) house.settle({early});
    auto teacher = house.inventory_answer(cop_no(house, id), 120, 1);
    teacher.pre_no = early.pre_no;
    house.settle({teacher});
    EXPECT_EQ(house.run(house.store->backlog()).value().unread, 130U);
    EXPECT_THAT(house.run(house.store->unread(200)).value(), SizeIs(130));
}

TEST_P(StoreReceipts, matches_a_number_only_when_one_tenant_alone_holds_it) {
    const auto first = house.filed("A-1");
    house.judging.caller.tenant = TenantId(2);
    ASSERT_TRUE(house.append(import_9610({"A-1", {}})));
    const auto alone = house.append(import_9610({"A-2", {}}));
    ASSERT_TRUE(alone);
    house.send_all();
    auto bare = house.answer(312, 100, 1);
    bare.order_no = "A-1";
    EXPECT_EQ(house.settle({bare}).unmatched, 1U);
    EXPECT_EQ(house.settle({house.order_answer("A-1", 100, 1)}).unmatched, 1U);
    auto inventory = house.answer(622, -621001, 1);
    inventory.order_no = "A-1";
    EXPECT_EQ(house.settle({inventory}).unmatched, 1U);
    EXPECT_EQ(house.state(first), FilingState::sending);
    EXPECT_EQ(house.settle({house.order_answer("A-2", 120, 1)}).applied, 1U);
    // A guid is one tenant's by its making.
    auto own = house.answer(312, 120, 1);
    own.guid = house.document(first, Kind::order).guid;
    own.order_no = "A-1";
    EXPECT_EQ(house.settle({own}).applied, 1U);
    EXPECT_EQ(house.state(first), FilingState::processing);
}

TEST_P(StoreReceipts, takes_a_repeat_for_a_proof_of_arrival_only) {
    const auto id = house.filed("A-1");
    (void)house.seal(311);
    house.settle({house.order_answer("A-1", -301010, 1)});
    EXPECT_EQ(house.document(id, Kind::order).phase, Phase::sent);
    EXPECT_EQ(house.state(id), FilingState::processing);
    house.settle({house.order_answer("A-1", 120, 0)});
    EXPECT_EQ(house.document(id, Kind::order).standing.status, 120);
}

}  // namespace
}  // namespace tg::test
