// An inventory waits for its partners, others do not wait for it, and who is late is told once.
#include "tests/contract/store_suites.hpp"

#include <algorithm>

namespace tg::test {
namespace {

using schemas::Kind;
using store::ExpectationView;
using store::Expected;
using store::FilingState;
using store::Holding;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TG_STORE_SUITE(StoreHolding);

constexpr std::array sections{"/order", "/payment", "/waybill", "/inventory"};

/// The sample with these sections only.
std::string only(const std::string& whole, std::initializer_list<std::string_view> wanted) {
    auto text = whole;
    for (const auto* section : sections)
        if (std::ranges::find(wanted, std::string_view(section)) == wanted.end())
            text = without(text, section);
    return text;
}

Result<store::Accepted> add(StoreHouse& house, FilingId id, const std::string& late) {
    house.judging.filing = validate::Filing::supplement;
    auto declaration = house.declare(late);
    house.judging.filing = validate::Filing::first;
    return house.run(house.store->supplement(id, std::move(declaration)));
}

ExpectationView expected(StoreHouse& house, FilingId id, Kind kind) {
    const auto view = house.view(id);
    for (const auto& one : view.expectations)
        if (one.kind == kind)
            return one;
    throw std::runtime_error("nothing of this kind is expected");
}

/// Whether the store gives anybody a document of this message.
bool claimable(StoreHouse& house, std::uint16_t message) {
    return std::ranges::any_of(house.lanes(), [&](const compose::Lane& lane) {
        return lane.message == message;
    });
}

std::vector<FilingId> found(StoreHouse& house, Holding holding) {
    store::FilingQuery query;
    query.holding = holding;
    std::vector<FilingId> out;
    const auto page = house.run(house.store->filings(house.all(), query)).value();
    for (const auto& view : page.filings) out.push_back(view.id);
    return out;
}

store::HoldRules rules(store::HoldRule rule) {
    return store::HoldRules({{"DL-AIR", rule}});
}

StoreHouse::Maker with_rule(store::HoldRule rule) {
    return [rule](const std::string& path, const Clock& clock, IdSource& ids, Metrics& metrics) {
        store::SqliteOptions options;
        options.holding = rules(rule);
        return store::open_sqlite_store(path, clock, ids, metrics, options);
    };
}

TEST_P(StoreHolding, sends_what_came_complete_at_once) {
    const auto id = house.filed("A-1");
    EXPECT_TRUE(claimable(house, 621));
    EXPECT_EQ(house.run(house.store->backlog()).value().held, 0U);
    EXPECT_THAT(found(house, Holding::held), IsEmpty());
    for (const auto kind : {Kind::order, Kind::payment, Kind::waybill, Kind::inventory})
        EXPECT_EQ(expected(house, id, kind).state, Expected::matched);
}

TEST_P(StoreHolding, holds_an_inventory_until_its_last_partner_is_here) {
    const auto id = house.append(only(import_9610(), {"/order", "/inventory"})).value().filing;
    EXPECT_FALSE(claimable(house, 621));
    EXPECT_TRUE(claimable(house, 311));
    EXPECT_TRUE(house.document(id, Kind::inventory).for_partners);
    EXPECT_EQ(house.store->waiting_now(), 1U) << "what is held does not turn others away";
    EXPECT_EQ(house.run(house.store->backlog()).value().held, 1U);
    EXPECT_THAT(found(house, Holding::held), ElementsAre(id));

    ASSERT_TRUE(add(house, id, only(import_9610(), {"/payment"})));
    EXPECT_FALSE(claimable(house, 621)) << "the waybill is still missing";
    EXPECT_EQ(expected(house, id, Kind::payment).state, Expected::matched);
    EXPECT_EQ(expected(house, id, Kind::waybill).state, Expected::missing);

    house.announced.clear();
    ASSERT_TRUE(add(house, id, only(import_9610(), {"/waybill"})));
    EXPECT_TRUE(claimable(house, 621));
    EXPECT_TRUE(std::ranges::any_of(house.announced, [](const auto& lane) {
        return lane.message == 621;
    })) << "the inventory's lane is told";
    EXPECT_THAT(found(house, Holding::held), IsEmpty());
    EXPECT_EQ(house.run(house.store->backlog()).value().held, 0U);
    EXPECT_EQ(house.store->waiting_now(), 4U);
}

TEST_P(StoreHolding, holds_an_inventory_that_comes_before_the_others) {
    const auto id = house.append(only(import_9610(), {"/order"})).value().filing;
    ASSERT_TRUE(add(house, id, only(import_9610(), {"/inventory"})));
    EXPECT_FALSE(claimable(house, 621));
    ASSERT_TRUE(add(house, id, only(import_9610(), {"/payment", "/waybill"})));
    EXPECT_TRUE(claimable(house, 621));
}

TEST_P(StoreHolding, lets_other_orders_pass_what_is_held) {
    std::vector<FilingId> held;
    for (int i = 0; i < 150; ++i) {
        const auto order = "H-" + std::to_string(i);
        held.push_back(house.append(without(import_9610({order, {}}), "/payment")).value().filing);
    }
    const auto free = house.filed("A-1");
    const auto pack = house.claim(house.lane_of(621)).value();
    ASSERT_THAT(pack.documents(), SizeIs(1));
    EXPECT_EQ(pack.documents().front().filing, free);
    EXPECT_THAT(found(house, Holding::held), SizeIs(50)) << "a page of them";
}

TEST_P(StoreHolding, keeps_holding_after_a_restart) {
    const auto id = house.append(without(import_9610(), "/payment")).value().filing;
    house.shut();
    house.open();
    ASSERT_TRUE(house.run(house.store->recover(house.judging.clock.now())));
    EXPECT_FALSE(claimable(house, 621));
    EXPECT_EQ(house.run(house.store->backlog()).value().held, 1U);
    ASSERT_TRUE(add(house, id, only(import_9610(), {"/payment"})));
    EXPECT_TRUE(claimable(house, 621));
}

TEST_P(StoreHolding, waits_for_nobody_whose_documents_go_another_way) {
    const auto said = with(without(import_9610(), "/payment"), "/elsewhere", R"(["payment"])");
    const auto text = with(said, "/reason", R"(" the bank files it ")");
    const auto accepted = house.append(text).value();
    EXPECT_EQ(accepted.state, FilingState::accepted);
    EXPECT_THAT(accepted.missing, IsEmpty());
    EXPECT_TRUE(claimable(house, 621));
    EXPECT_EQ(expected(house, accepted.filing, Kind::payment).state, Expected::elsewhere);
    const auto line = house.view(accepted.filing).audit.back();
    EXPECT_EQ(line.event + " " + line.detail, "sent_elsewhere payment: the bank files it");
    house.judging.clock.advance(std::chrono::hours(100));
    EXPECT_THAT(house.run(house.store->overdue(house.judging.clock.now())).value(), IsEmpty());
}

TEST_P(StoreHolding, frees_an_inventory_when_a_partner_is_said_to_go_another_way) {
    const auto id = house.append(only(import_9610(), {"/order", "/inventory"})).value().filing;
    const auto say = [&](std::vector<Kind> kinds) {
        return house.run(house.store->send_elsewhere(
            house.all(), id, {std::move(kinds), "by telephone", "clerk"}
        ));
    };
    ASSERT_TRUE(say({Kind::payment}));
    EXPECT_FALSE(claimable(house, 621));
    house.announced.clear();
    const auto last = say({Kind::waybill});
    ASSERT_TRUE(last) << describe(last.error());
    EXPECT_THAT(last.value().missing, IsEmpty());
    EXPECT_TRUE(claimable(house, 621));
    EXPECT_THAT(house.announced, SizeIs(1));
    EXPECT_EQ(house.view(id).audit.back().event, "sent_elsewhere");
    EXPECT_EQ(house.view(id).audit.back().detail, "waybill: by telephone");
    EXPECT_EQ(house.view(id).audit.back().actor, "clerk");
    EXPECT_EQ(say({Kind::order}).error().code, Errc::section_present);
    EXPECT_EQ(
        house
            .run(house.store->send_elsewhere({TenantId(2), {}}, id, {{Kind::payment}, {}, "clerk"}))
            .error()
            .code,
        Errc::not_found
    );
    // It may come here after all.
    ASSERT_TRUE(add(house, id, only(import_9610(), {"/payment"})));
    EXPECT_EQ(expected(house, id, Kind::payment).state, Expected::matched);
}

TEST_P(StoreHolding, tells_once_who_is_late_and_holds_on) {
    const auto id = house.append(without(import_9610(), "/payment")).value().filing;
    const auto filed_at = house.judging.clock.now();
    EXPECT_EQ(expected(house, id, Kind::payment).deadline, filed_at + std::chrono::hours(24));
    const auto late = [&] {
        return house.run(house.store->overdue(house.judging.clock.now())).value();
    };
    house.judging.clock.advance(std::chrono::hours(23));
    EXPECT_THAT(late(), IsEmpty());
    house.judging.clock.advance(std::chrono::hours(2));
    house.shut();
    house.open();
    const auto told = late();
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told.front().filing, id);
    EXPECT_EQ(told.front().kind, Kind::payment);
    EXPECT_EQ(told.front().place, "DL-AIR");
    EXPECT_THAT(late(), IsEmpty()) << "an alarm is raised once";

    EXPECT_TRUE(expected(house, id, Kind::payment).overdue);
    EXPECT_EQ(expected(house, id, Kind::payment).party, payer_code);
    EXPECT_EQ(house.view(id).audit.back().event, "partner_overdue");
    EXPECT_EQ(house.view(id).audit.back().detail, "payment payment_enterprise");
    EXPECT_THAT(found(house, Holding::overdue), ElementsAre(id));
    store::FilingQuery asked;
    asked.holding = Holding::overdue;
    const auto page = house.run(house.store->filings(house.all(), asked)).value();
    const auto& expectations = page.filings.at(0).expectations;
    const auto payment =
        std::ranges::find(expectations, Kind::payment, &store::ExpectationView::kind);
    ASSERT_NE(payment, expectations.end()) << "the list says for whom it waits";
    EXPECT_TRUE(payment->overdue);
    EXPECT_EQ(payment->party, payer_code);
    asked.after = id;
    EXPECT_THAT(house.run(house.store->filings(house.all(), asked)).value().filings, IsEmpty());
    EXPECT_FALSE(claimable(house, 621));

    ASSERT_TRUE(add(house, id, only(import_9610(), {"/payment"})));
    EXPECT_THAT(found(house, Holding::overdue), IsEmpty());
    EXPECT_FALSE(expected(house, id, Kind::payment).overdue);
    EXPECT_TRUE(claimable(house, 621));
}

TEST_P(StoreHolding, raises_no_alarm_for_a_filing_that_has_ended) {
    const auto id = house.append(only(import_9610(), {"/order", "/inventory"})).value().filing;
    house.send_all();
    house.settle({house.order_answer("TGORDER0001", 100, 5)});
    ASSERT_EQ(house.state(id), FilingState::rejected);
    house.judging.clock.advance(std::chrono::hours(25));
    EXPECT_THAT(house.run(house.store->overdue(house.judging.clock.now())).value(), IsEmpty());
    EXPECT_THAT(found(house, Holding::overdue), IsEmpty());
}

TEST_P(StoreHolding, shows_an_attempt_that_differed_without_personal_values) {
    const auto id = house.append(without(import_9610(), "/payment")).value().filing;
    store::Mismatch mismatch;
    mismatch.tenant = TenantId(1);
    mismatch.filing = id;
    mismatch.actor = "bank";
    mismatch.attempts.push_back(
        {Kind::payment, {}, {"payment.amountPaid", "order.acturalPaid", "", "1.00", false}}
    );
    mismatch.attempts.push_back(
        {Kind::payment, {}, {"payment.payerName", "order.buyerName", "", "", true}}
    );
    mismatch.attempts.push_back(
        {Kind::order, {}, {"order.ebpCode", "inventory.ebpCode", "", "X", false}}
    );
    ASSERT_TRUE(house.run(house.store->note_mismatch(mismatch)));
    house.shut();
    house.open();
    const auto payment = expected(house, id, Kind::payment);
    EXPECT_EQ(payment.state, Expected::mismatched);
    ASSERT_THAT(payment.differences, SizeIs(2));
    EXPECT_EQ(payment.differences.at(0).field, "payment.amountPaid");
    EXPECT_EQ(payment.differences.at(0).ours, "284.67");
    EXPECT_EQ(payment.differences.at(0).theirs, "1.00");
    EXPECT_TRUE(payment.differences.at(1).personal);
    EXPECT_EQ(payment.differences.at(1).ours, "");
    EXPECT_EQ(expected(house, id, Kind::order).state, Expected::matched) << "it is there";
    EXPECT_FALSE(claimable(house, 621));
    const auto audit = house.view(id).audit.back();
    EXPECT_EQ(audit.event, "partner_differs");
    EXPECT_EQ(audit.actor, "bank");

    house.judging.clock.advance(std::chrono::hours(25));
    EXPECT_THAT(house.run(house.store->overdue(house.judging.clock.now())).value(), SizeIs(1));
    EXPECT_TRUE(expected(house, id, Kind::payment).overdue);
    ASSERT_TRUE(add(house, id, only(import_9610(), {"/payment"})));
    EXPECT_EQ(expected(house, id, Kind::payment).state, Expected::matched);
    EXPECT_THAT(expected(house, id, Kind::payment).differences, IsEmpty());
    mismatch.filing = FilingId{77};
    EXPECT_EQ(house.run(house.store->note_mismatch(mismatch)).error().code, Errc::not_found);
}

TEST_P(StoreHolding, expects_the_entry_detail_of_the_site_without_waiting_for_it) {
    const auto id = house.filed("A-1");
    const auto entry = expected(house, id, Kind::delivery);
    EXPECT_EQ(entry.state, Expected::missing);
    EXPECT_FALSE(entry.holds);
    EXPECT_FALSE(entry.deadline);
    EXPECT_TRUE(claimable(house, 621));
}

TEST(StoreHoldRules, a_place_may_hold_nothing) {
    StoreHouse house(with_rule({false, store::Reached::filed, std::chrono::hours(24)}));
    house.append(without(import_9610(), "/payment")).value();
    EXPECT_TRUE(claimable(house, 621));
}

TEST(StoreHoldRules, what_is_held_goes_when_the_place_holds_no_longer) {
    StoreHouse house(with_rule({}));
    house.append(without(import_9610(), "/payment")).value();
    EXPECT_FALSE(claimable(house, 621));
    house.shut();
    house.maker = with_rule({false, store::Reached::filed, std::chrono::hours(24)});
    house.open();
    ASSERT_TRUE(house.run(house.store->recover(house.judging.clock.now())));
    EXPECT_TRUE(claimable(house, 621));
}

TEST(StoreHoldRules, a_place_may_want_the_partners_sent_first) {
    StoreHouse house(with_rule({true, store::Reached::sent, std::chrono::hours(24)}));
    const auto id = house.filed("A-1");
    EXPECT_FALSE(claimable(house, 621));
    for (const auto message : {311, 411}) {
        const auto entry = house.seal(static_cast<std::uint16_t>(message));
        ASSERT_TRUE(house.record(entry, store::Outgoing::delivered));
    }
    const auto last = house.seal(511);
    EXPECT_FALSE(claimable(house, 621)) << "sealed is not sent";
    house.announced.clear();
    ASSERT_TRUE(house.record(last, store::Outgoing::delivered));
    EXPECT_TRUE(claimable(house, 621));
    EXPECT_THAT(house.announced, SizeIs(1));
    EXPECT_FALSE(house.document(id, Kind::inventory).for_partners);
}

TEST(StoreHoldRules, a_place_may_want_the_partners_accepted_first) {
    StoreHouse house(with_rule({true, store::Reached::accepted, std::chrono::hours(24)}));
    const auto id = house.filed("A-1");
    house.send_all();
    EXPECT_FALSE(claimable(house, 621)) << "sent is not accepted";
    int second = 0;
    const auto say = [&](Kind kind, std::uint16_t message, int status) {
        auto said = house.answer(message, status, ++second);
        said.guid = house.document(id, kind).guid;
        house.settle({said});
    };
    say(Kind::order, 312, 120);
    say(Kind::payment, 412, 2);
    say(Kind::waybill, 512, 100);
    EXPECT_FALSE(claimable(house, 621)) << "a waybill that was refused is not there";
    say(Kind::waybill, 512, 120);
    EXPECT_TRUE(claimable(house, 621));
}

TEST(StoreHoldRules, have_a_deadline_of_the_place) {
    StoreHouse house(with_rule({true, store::Reached::filed, std::chrono::hours(2)}));
    house.append(without(import_9610(), "/payment")).value();
    house.judging.clock.advance(std::chrono::hours(3));
    EXPECT_THAT(house.run(house.store->overdue(house.judging.clock.now())).value(), SizeIs(1));
}

}  // namespace
}  // namespace tg::test
