// Filings come in: kept whole, never twice, with one answer for one key.
#include "gateway/core/text.hpp"
#include "gateway/intake/kept_body.hpp"
#include "gateway/runtime/task_group.hpp"
#include "gateway/store/sqlite_db.hpp"
#include "tests/contract/store_suites.hpp"

namespace tg::test {
namespace {

using schemas::Kind;
using store::FilingState;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TG_STORE_SUITE(StoreAppend);

Task<void> append_one(StoreHouse& house, validate::Declaration declaration, int& taken) {
    const auto accepted = co_await house.store->append(std::move(declaration));
    if (accepted)
        ++taken;
}

/// How many of them were taken, all appended at the same time.
Task<int> append_all(StoreHouse& house, std::vector<validate::Declaration> declarations) {
    const auto executor = co_await asio::this_coro::executor;
    TaskGroup group(executor);
    int taken = 0;
    for (auto& declaration : declarations)
        group.spawn("append", append_one(house, std::move(declaration), taken));
    co_await group.join();
    co_return taken;
}

TEST_P(StoreAppend, keeps_a_filing_with_its_documents_and_one_audit_line) {
    const auto accepted = house.append(import_9610());
    ASSERT_TRUE(accepted) << describe(accepted.error());
    EXPECT_EQ(accepted.value().state, FilingState::accepted);
    EXPECT_THAT(accepted.value().missing, IsEmpty());
    EXPECT_FALSE(accepted.value().replayed);

    const auto view = house.view(accepted.value().filing);
    EXPECT_EQ(view.state, FilingState::accepted);
    EXPECT_EQ(view.order_no, "TGORDER0001");
    EXPECT_EQ(view.park, "DL-AIR");
    EXPECT_EQ(view.zone, "DL");
    EXPECT_EQ(view.procedure, "9610");
    EXPECT_EQ(view.accepted_at, accepted.value().accepted_at);
    ASSERT_THAT(view.documents, SizeIs(4));
    EXPECT_EQ(view.documents.at(0).business_key, "21029TGP01|TGORDER0001");
    EXPECT_EQ(view.documents.at(0).phase, store::Phase::waiting);
    ASSERT_THAT(view.audit, SizeIs(1));
    EXPECT_EQ(view.audit.at(0).event, "filing_accepted");
    EXPECT_EQ(view.audit.at(0).actor, "test");
    EXPECT_EQ(house.run(house.store->backlog()).value().waiting, 4U);
    EXPECT_EQ(house.store->waiting_now(), 4U);
}

TEST_P(StoreAppend, announces_each_lane_that_got_work) {
    house.filed("A-1");
    std::set<std::uint16_t> messages;
    for (const auto& lane : house.announced) messages.insert(lane.message);
    EXPECT_THAT(messages, ElementsAre(311, 411, 511, 621));
    EXPECT_THAT(house.lanes(), SizeIs(4));
}

TEST_P(StoreAppend, is_still_there_after_a_restart) {
    const auto id = house.filed("A-1");
    house.shut();
    house.open();
    EXPECT_EQ(house.view(id).order_no, "A-1");
    EXPECT_EQ(house.store->waiting_now(), 4U);
    EXPECT_THAT(house.lanes(), SizeIs(4));
}

TEST_P(StoreAppend, makes_ids_above_everything_stored) {
    const auto before = house.filed("A-1");
    house.shut();
    // A clock that was set back must not make an id that exists.
    house.judging.clock.set("2025-02-01T00:00:00Z");
    IdSource ids{house.judging.clock};
    auto store = house.maker(house.path(), house.judging.clock, ids, house.metrics).value();
    EXPECT_GT(ids.next(), before.value());
    house.run(store->close());
}

TEST_P(StoreAppend, refuses_numbers_that_are_held_with_every_place) {
    const auto first = house.filed("A-1");
    const auto again = house.append(import_9610({"A-1", {}}));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::duplicate_filing);
    EXPECT_EQ(again.error().where, "/order/orderNo");
    EXPECT_THAT(again.error().args, ElementsAre(id_text(first)));
    std::vector<std::string> places;
    for (const auto& part : again.error().parts) places.push_back(part.where);
    EXPECT_THAT(
        places, ElementsAre("/order/orderNo", "/payment/payTransactionId", "/waybill/logisticsNo")
    );
    EXPECT_EQ(house.store->waiting_now(), 4U);
    EXPECT_THAT(house.view(first).audit, SizeIs(1));
}

TEST_P(StoreAppend, names_the_line_of_a_batch_in_the_place) {
    house.filed("A-1");
    house.judging.pointer_base = "/7";
    const auto again = house.append(import_9610({"A-1", {}}));
    EXPECT_EQ(again.error().where, "/7/order/orderNo");
}

TEST_P(StoreAppend, refuses_a_waybill_that_another_order_holds) {
    house.filed("A-1");
    auto other = with(import_9610({"A-2", {}}), "/waybill/logisticsNo", "\"TGWA-1\"");
    other = with(other, "/inventory/logisticsNo", "\"TGWA-1\"");
    const auto refused = house.append(other);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().where, "/waybill/logisticsNo");
    EXPECT_THAT(refused.error().parts, SizeIs(1));
    // Nothing of it was kept: its own order number is free.
    EXPECT_TRUE(house.append(import_9610({"A-2", {}})));
}

TEST_P(StoreAppend, lets_a_rejected_filing_go_again_under_its_number) {
    const auto first = house.filed("A-1");
    house.send_all();
    house.settle({house.order_answer("A-1", 100, 5)});
    ASSERT_EQ(house.state(first), FilingState::rejected);
    // Customs has the inventory and may yet release it: the number is not free.
    EXPECT_EQ(house.append(import_9610({"A-1", {}})).error().code, Errc::duplicate_filing);
    house.settle({house.inventory_rejected(first)});
    house.judging.clock.advance(std::chrono::minutes(5));
    const auto second = house.append(import_9610({"A-1", {}}));
    ASSERT_TRUE(second) << describe(second.error());

    // The new one owns the number now, and an answer from before it still means the old one.
    house.settle({house.order_answer("A-1", -301001, -60)});
    EXPECT_EQ(house.state(second.value().filing), FilingState::accepted);
    house.send_all();
    house.settle({house.order_answer("A-1", 120, 60)});
    EXPECT_EQ(house.document(second.value().filing, Kind::order).standing.status, 120);
    EXPECT_EQ(house.state(first), FilingState::rejected);
    EXPECT_FALSE(house.append(import_9610({"A-1", {}})));

    store::FilingQuery query;
    query.order_no = "A-1";
    const auto page = house.run(house.store->filings(house.all(), query)).value();
    ASSERT_THAT(page.filings, SizeIs(2));
    EXPECT_EQ(page.filings.at(0).id, second.value().filing);
    EXPECT_EQ(page.filings.at(1).id, first);
}

TEST_P(StoreAppend, keeps_the_numbers_of_a_rejected_filing_that_is_still_on_its_way) {
    const auto first = house.filed("A-1");
    const auto sent = house.seal(311);
    ASSERT_TRUE(house.record(sent, store::Outgoing::delivered));
    house.settle({house.order_answer("A-1", 100, 5)});
    ASSERT_EQ(house.state(first), FilingState::rejected);
    // Its other documents wait, then leave, rest or are unknown: customs may yet see the numbers.
    EXPECT_EQ(house.append(import_9610({"A-1", {}})).error().code, Errc::duplicate_filing);
    for (const std::uint16_t message : std::initializer_list<std::uint16_t>{411, 511})
        ASSERT_TRUE(house.record(house.seal(message), store::Outgoing::delivered));
    const auto last = house.seal(621);
    using store::Outgoing;
    EXPECT_EQ(house.append(import_9610({"A-1", {}})).error().code, Errc::duplicate_filing);
    ASSERT_TRUE(house.record(last, Outgoing::unknown));
    EXPECT_EQ(house.append(import_9610({"A-1", {}})).error().code, Errc::duplicate_filing);
    ASSERT_TRUE(house.record(last, Outgoing::resting));
    EXPECT_EQ(house.append(import_9610({"A-1", {}})).error().code, Errc::duplicate_filing);
    house
        .run(house.store->next_due(
            house.lane_of(621), house.judging.clock.now() + std::chrono::hours(1)
        ))
        .value();
    ASSERT_TRUE(house.record(last, Outgoing::delivered));
    EXPECT_EQ(house.append(import_9610({"A-1", {}})).error().code, Errc::duplicate_filing);
    house.settle({house.inventory_rejected(first)});
    EXPECT_TRUE(house.append(import_9610({"A-1", {}})));
}

TEST_P(StoreAppend, takes_numbers_over_from_one_rejected_filing_only) {
    const auto first = house.filed("A-1");
    const auto second = house.filed("A-2");
    house.send_all();
    house.settle({house.inventory_rejected(first), house.inventory_rejected(second)});
    auto mixed = with(import_9610({"A-1", {}}), "/waybill/logisticsNo", "\"TGWA-2\"");
    mixed = with(mixed, "/inventory/logisticsNo", "\"TGWA-2\"");
    const auto refused = house.append(mixed);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::duplicate_filing);
    EXPECT_EQ(refused.error().where, "/waybill/logisticsNo");
    EXPECT_THAT(refused.error().args, ElementsAre(id_text(second)));
    EXPECT_TRUE(house.append(import_9610({"A-1", {}})));
    EXPECT_TRUE(house.append(import_9610({"A-2", {}})));
}

TEST_P(StoreAppend, remembers_whose_number_a_late_section_took_over) {
    const auto old = house.filed("A-1");
    house.send_all();
    house.settle({house.order_answer("A-1", 100, 5), house.inventory_rejected(old)});
    house.judging.clock.advance(std::chrono::minutes(5));
    // Another order, paid with the payment of the rejected one.
    const auto id = house.append(without(import_9610({"A-2", {}}), "/payment")).value().filing;
    house.judging.filing = validate::Filing::supplement;
    auto late = with(import_9610({"A-2", {}}), "/payment/payTransactionId", "\"PAYA-1\"");
    for (const auto* section : {"/order", "/waybill", "/inventory"}) late = without(late, section);
    ASSERT_TRUE(house.run(house.store->supplement(id, house.declare(late))));

    auto before = house.answer(412, 2, -60), after = house.answer(412, 120, 60);
    for (auto* answer : {&before, &after}) {
        answer->pay_code = payer_code;
        answer->pay_transaction_id = "PAYA-1";
    }
    house.settle({before});
    EXPECT_EQ(house.document(old, Kind::payment).standing.status, 2);
    EXPECT_EQ(house.document(id, Kind::payment).standing.status, 0);
    house.settle({after});
    EXPECT_EQ(house.document(id, Kind::payment).standing.status, 120);
}

TEST_P(StoreAppend, replays_the_answer_of_an_idempotency_key) {
    const auto first = house.append_as(import_9610(), "key-1");
    ASSERT_TRUE(first);
    const auto again = house.append_as(import_9610(), "key-1");
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_TRUE(again.value().replayed);
    EXPECT_EQ(again.value().filing, first.value().filing);
    EXPECT_EQ(again.value().state, first.value().state);
    EXPECT_EQ(again.value().accepted_at, first.value().accepted_at);
    EXPECT_EQ(house.store->waiting_now(), 4U);
}

TEST_P(StoreAppend, refuses_another_body_under_the_same_idempotency_key) {
    const auto first = house.append_as(import_9610(), "key-1");
    const auto other = house.append_as(import_9610({"A-2", {}}), "key-1");
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, Errc::idempotency_conflict);
    EXPECT_THAT(other.error().args, ElementsAre(id_text(first.value().filing)));
    // Another API key's name is another room for keys.
    house.judging.caller.key_name = "other";
    EXPECT_TRUE(house.append_as(import_9610({"A-2", {}}), "key-1"));
}

Result<std::optional<store::Accepted>> replayed(
    StoreHouse& house, std::string key_name, std::string key, const std::string& body
) {
    return house.run(
        house.store->replay({TenantId(1), std::move(key_name), std::move(key), sha256(body), {}})
    );
}

TEST_P(StoreAppend, tells_the_answer_of_a_key_before_anything_is_judged) {
    const auto body = without(import_9610(), "/payment");
    EXPECT_FALSE(replayed(house, "test", "key-1", body).value());
    const auto first = house.append_as(body, "key-1").value();
    const auto again = replayed(house, "test", "key-1", body).value();
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(again->filing, first.filing);
    EXPECT_EQ(again->state, FilingState::waiting);
    EXPECT_THAT(again->missing, ElementsAre(Kind::payment));
    EXPECT_EQ(again->accepted_at, first.accepted_at);

    EXPECT_FALSE(replayed(house, "other", "key-1", body).value());
    EXPECT_FALSE(replayed(house, "test", "", body).value());
    const auto other = replayed(house, "test", "key-1", import_9610());
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, Errc::idempotency_conflict);
    EXPECT_THAT(other.error().args, ElementsAre(id_text(first.filing)));
    house.judging.clock.advance(std::chrono::hours(73));
    EXPECT_FALSE(replayed(house, "test", "key-1", import_9610()).value());
}

TEST_P(StoreAppend, forgets_an_idempotency_key_after_three_days) {
    house.append_as(import_9610(), "key-1").value();
    house.judging.clock.advance(std::chrono::hours(73));
    EXPECT_TRUE(house.append_as(import_9610({"A-2", {}}), "key-1"));
    EXPECT_EQ(
        house.append_as(import_9610({"A-3", {}}), "key-1").error().code, Errc::idempotency_conflict
    );
}

TEST_P(StoreAppend, makes_one_filing_of_many_callers_at_once) {
    std::vector<validate::Declaration> declarations;
    for (int i = 0; i < 200; ++i) declarations.push_back(house.declare(import_9610({"A-1", {}})));
    EXPECT_EQ(house.run(append_all(house, std::move(declarations))), 1);
    EXPECT_EQ(house.store->waiting_now(), 4U);
}

TEST_P(StoreAppend, waits_for_a_late_section_and_takes_it) {
    const auto early = house.append(without(import_9610(), "/payment"));
    ASSERT_TRUE(early) << describe(early.error());
    EXPECT_EQ(early.value().state, FilingState::waiting);
    EXPECT_THAT(early.value().missing, ElementsAre(Kind::payment));

    house.judging.filing = validate::Filing::supplement;
    auto late = import_9610();
    for (const auto* section : {"/order", "/waybill", "/inventory"}) late = without(late, section);
    const auto id = early.value().filing;
    const auto taken = house.run(house.store->supplement(id, house.declare(late)));
    ASSERT_TRUE(taken) << describe(taken.error());
    EXPECT_EQ(taken.value().filing, id);
    EXPECT_EQ(taken.value().state, FilingState::accepted);
    EXPECT_THAT(taken.value().missing, IsEmpty());
    EXPECT_THAT(house.view(id).documents, SizeIs(4));

    const auto twice = house.run(house.store->supplement(id, house.declare(late)));
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, Errc::section_present);
    EXPECT_EQ(twice.error().where, "/payment");
    EXPECT_EQ(
        house.run(house.store->supplement(FilingId{77}, house.declare(late))).error().code,
        Errc::not_found
    );
}

TEST_P(StoreAppend, keeps_where_the_goods_are_and_learns_it_from_late_sections) {
    auto places = house.judging.places.all();
    for (auto& place : places)
        if (place.id == "DL-AIR")
            place.points = {{"A", "甲", "First", ""}, {"B", "乙", "Second", ""}};
    house.judging.places = validate::Places(std::move(places));
    const auto early = house.append(without(import_9610(), "/inventory"));
    ASSERT_TRUE(early) << describe(early.error());
    const auto id = early.value().filing;
    EXPECT_EQ(house.view(id).point, "");

    house.judging.filing = validate::Filing::supplement;
    auto late = with(import_9610(), "/point", "\"B\"");
    for (const auto* section : {"/order", "/waybill", "/payment"}) late = without(late, section);
    const auto taken = house.run(house.store->supplement(id, house.declare(late)));
    ASSERT_TRUE(taken) << describe(taken.error());
    EXPECT_EQ(house.view(id).point, "B");
    store::FilingQuery query;
    query.point = "B";
    EXPECT_THAT(house.run(house.store->filings(house.all(), query)).value().filings, SizeIs(1));
    query.point = "A";
    EXPECT_THAT(house.run(house.store->filings(house.all(), query)).value().filings, IsEmpty());
}

TEST_P(StoreAppend, gives_back_every_body_in_its_order) {
    const auto whole = import_9610();
    const auto first = without(without(whole, "/payment"), "/waybill");
    const auto id = house.append(first).value().filing;
    house.judging.filing = validate::Filing::supplement;
    std::vector<std::string> bodies{first};
    for (const auto* late : {"/waybill", "/payment"}) {
        auto body = whole;
        for (const auto* section : {"/order", "/payment", "/waybill", "/inventory"})
            if (std::string_view(section) != late)
                body = without(body, section);
        ASSERT_TRUE(house.run(house.store->supplement(id, house.declare(body))));
        bodies.push_back(body);
    }
    EXPECT_EQ(house.run(house.store->order_bodies(TenantId(1), id)).value(), bodies);
    EXPECT_EQ(house.run(house.store->order_bodies(TenantId(2), id)).error().code, Errc::not_found);
}

TEST_P(StoreAppend, keeps_what_a_marketplace_sent_and_gives_back_the_order_made_of_it) {
    house.sent = {"some_shop", "编号,\"a\n\"\r\n1,2", {}};
    const auto whole = import_9610();
    const auto first = without(whole, "/payment");
    const auto id = house.append_as(first, "key").value().filing;
    EXPECT_THAT(
        house.run(house.store->order_bodies(TenantId(1), id)).value(), ::testing::ElementsAre(first)
    );
    house.judging.filing = validate::Filing::supplement;
    auto late = whole;
    for (const auto* section : {"/order", "/waybill", "/inventory"}) late = without(late, section);
    ASSERT_TRUE(house.run(house.store->supplement(id, house.declare(late))));
    EXPECT_THAT(
        house.run(house.store->order_bodies(TenantId(1), id)).value(),
        ::testing::ElementsAre(first, late)
    );
    house.shut();
    const auto db = store::Db::open(house.path(), {store::Db::Mode::read}).value();
    auto query = db->query("SELECT bytes FROM content WHERE tenant_id = ? AND owner_id = ?");
    ASSERT_TRUE(query.bind(TenantId(1)).bind(id).row());
    const auto kept = intake::sent_in(query.bytes(0));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->shape, house.sent.shape);
    EXPECT_EQ(kept->bytes, house.sent.bytes);
}

TEST_P(StoreAppend, refuses_a_section_of_another_order) {
    const auto id = house.append(without(import_9610(), "/payment")).value().filing;
    house.judging.filing = validate::Filing::supplement;
    auto late = import_9610({"A-2", {}});
    for (const auto* section : {"/order", "/waybill", "/inventory"}) late = without(late, section);
    const auto refused = house.run(house.store->supplement(id, house.declare(late)));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::order_number_differs);
    EXPECT_THAT(house.view(id).documents, SizeIs(3));
}

TEST_P(StoreAppend, notes_a_refusal_and_nothing_else) {
    ASSERT_TRUE(house.run(
        house.store->note_refusal(TenantId(1), "test", "order_refused", "missing at /order/orderNo")
    ));
    EXPECT_EQ(house.store->waiting_now(), 0U);
    EXPECT_THAT(house.run(house.store->filings(house.all(), {})).value().filings, IsEmpty());
}

TEST_P(StoreAppend, refuses_work_after_it_was_closed) {
    auto declaration = house.declare(import_9610());
    house.run(house.store->close());
    const auto late = house.run(house.store->append(std::move(declaration)));
    EXPECT_EQ(late.error().code, Errc::shutting_down);
    EXPECT_EQ(
        house.run(house.store->filing(house.all(), FilingId{1})).error().code, Errc::shutting_down
    );
}

}  // namespace
}  // namespace tg::test
