// The life of a declaration after its first answers: changes, withdrawals and returns, each decided
// from where the documents stand; and documents of one order that meet whoever sent them first.
#include "tests/contract/store_life.hpp"

#include "gateway/core/text.hpp"

namespace tg::test {
namespace {

using schemas::Kind;
using store::Act;
using store::FilingState;
using store::Wish;
using testing::IsEmpty;
using testing::SizeIs;

INSTANTIATE_TEST_SUITE_P(Every, StoreLife, testing::Values(sqlite_kind()), [](const auto& row) {
    return std::string(row.param.name);
});

TEST_P(StoreLife, a_received_inventory_is_changed_under_its_number) {
    const auto id = sent("L-1");
    EXPECT_EQ(told(id, Wish::amend, R"({"inventory":{"note":"x"}})"), "answer_awaited");
    answer(id, 120, invt_no);
    const auto cop_no = house.view(id).cop_no;
    const auto accepted = pursue(id, Wish::amend, R"({"inventory":{"note":"更正"}})");
    ASSERT_TRUE(accepted) << describe(accepted.error());
    EXPECT_EQ(acts, std::vector{Act::change});
    EXPECT_EQ(house.view(id).cop_no, cop_no) << "the same number";
    EXPECT_THAT(house.view(id).documents, SizeIs(5));
    EXPECT_EQ(told(id, Wish::amend, R"({"inventory":{"note":"again"}})"), "answer_awaited");
}

TEST_P(StoreLife, a_refused_change_leaves_the_version_before_it_in_force) {
    const auto id = sent("L-2");
    answer(id, 120, invt_no);
    ASSERT_TRUE(pursue(id, Wish::amend, R"({"inventory":{"note":"更正"}})"));
    house.send_all();
    answer(id, -621012);
    EXPECT_EQ(house.state(id), FilingState::held) << "somebody must decide";
    answer(id, 800, invt_no);
    EXPECT_EQ(house.state(id), FilingState::released);
}

TEST_P(StoreLife, a_cancellation_ends_the_inventory_once) {
    const auto id = sent("L-3");
    answer(id, 120, invt_no);
    EXPECT_EQ(told(id, Wish::withdraw, "{}"), "order_refused /cancellation:missing");
    ASSERT_EQ(told(id, Wish::withdraw, cancelled), "ok");
    EXPECT_EQ(acts, std::vector{Act::cancel});
    EXPECT_EQ(told(id, Wish::withdraw, cancelled), "withdrawal_pending");
    house.send_all();
    answer_kind(id, Kind::cancellation, 624, 399);
    EXPECT_EQ(house.state(id), FilingState::withdrawn);
    EXPECT_EQ(told(id, Wish::withdraw, cancelled), "withdrawn_already");
    // Corrected, it may be declared again; then it is alive again.
    ASSERT_EQ(told(id, Wish::amend, R"({"inventory":{"note":"新"}})"), "ok");
    EXPECT_EQ(acts, std::vector{Act::declare_again});
    EXPECT_NE(house.state(id), FilingState::withdrawn);
}

TEST_P(StoreLife, a_new_inventory_does_not_inherit_the_number_of_the_cancelled_one) {
    const auto id = sent("L-10");
    answer(id, 120, invt_no);
    ASSERT_EQ(told(id, Wish::withdraw, cancelled), "ok");
    house.send_all();
    answer_kind(id, Kind::cancellation, 624, 399);
    ASSERT_EQ(told(id, Wish::amend, R"({"inventory":{"note":"新"}})"), "ok");
    house.send_all();
    answer(id, 2);
    EXPECT_EQ(told(id, Wish::withdraw, "{}"), "ok");
    EXPECT_EQ(acts, std::vector{Act::remove}) << "customs has not numbered the new one";
}

TEST_P(StoreLife, a_cancellation_speaks_of_the_inventory_that_was_declared) {
    const auto id = sent("L-11");
    answer(id, 120, invt_no);
    EXPECT_NE(
        told(id, Wish::withdraw, R"({"cancellation":{"reason":"x","orderNo":"OTHER"}})")
            .find("documents_differ"),
        std::string::npos
    );
    EXPECT_EQ(
        told(
            id, Wish::withdraw, R"({"cancellation":{"reason":"x","invtNo":"090220251000000009"}})"
        ),
        "number_differs"
    );
}

TEST_P(StoreLife, what_comes_back_is_not_withdrawn_as_well) {
    const auto id = sent("L-12");
    answer(id, 800, invt_no);
    const auto back =
        R"({"refund":{"reason":"坏","copNo":"R-1","lines":[{"gnum":"1","qty":"1"}]}})";
    ASSERT_EQ(told(id, Wish::give_back, back), "ok");
    EXPECT_EQ(told(id, Wish::withdraw, cancelled), "return_declared");
    EXPECT_EQ(told(id, Wish::give_back, back), "duplicate_filing") << "one number, one return";
}

TEST_P(StoreLife, a_refused_cancellation_changes_nothing) {
    const auto id = sent("L-4");
    answer(id, 800, invt_no);
    ASSERT_EQ(told(id, Wish::withdraw, cancelled), "ok");
    house.send_all();
    answer_kind(id, Kind::cancellation, 624, 100);
    EXPECT_EQ(house.state(id), FilingState::released);
    EXPECT_EQ(told(id, Wish::withdraw, cancelled), "ok");
}

TEST_P(StoreLife, goods_come_back_up_to_what_was_declared) {
    const auto id = sent("L-5");
    const auto back = [](const std::string& gnum, const std::string& quantity) {
        return R"({"refund":{"reason":"质量问题","lines":[{"gnum":")" + gnum + R"(","qty":")" +
               quantity + R"("}]}})";
    };
    EXPECT_EQ(told(id, Wish::give_back, back("1", "1")), "answer_awaited");
    answer(id, 120, invt_no);
    EXPECT_EQ(told(id, Wish::give_back, back("1", "1")), "not_released_yet");
    answer(id, 800, invt_no);
    EXPECT_EQ(
        told(id, Wish::give_back, back("1", "1000")),
        "order_refused /refund/lines/0/qty:return_above_quantity"
    );
    EXPECT_EQ(
        told(id, Wish::give_back, back("9", "1")), "order_refused /refund/lines/0/gnum:unknown_item"
    );
    ASSERT_EQ(told(id, Wish::give_back, back("2", "1")), "ok");
    const auto refund = house.document(id, Kind::refund);
    EXPECT_EQ(refund.message_number, 625);
    EXPECT_EQ(house.state(id), FilingState::released) << "a return does not rename the filing";
}

TEST_P(StoreLife, returns_have_their_time) {
    const auto id = sent("L-6");
    answer(id, 800, invt_no);
    house.judging.clock.advance(std::chrono::hours(24 * 31));
    EXPECT_EQ(told(id, Wish::give_back, R"({"refund":{"reason":"迟"}})"), "too_late_to_return");
    EXPECT_EQ(told(id, Wish::withdraw, cancelled), "too_late_to_withdraw");
}

TEST_P(StoreLife, an_order_is_changed_until_its_inventory_is_declared) {
    const auto body = without(import_9610({"L-7", {}}), "/inventory");
    const auto id = house.append(body).value().filing;
    house.send_all();
    house.settle({house.order_answer("L-7", 120, 1)});
    ASSERT_EQ(told(id, Wish::amend, R"({"order":{"note":"更正"}})"), "ok");
    EXPECT_EQ(acts, std::vector{Act::change});
    house.send_all();
    house.settle({house.order_answer("L-7", 120, 2)});
    ASSERT_EQ(told(id, Wish::withdraw, R"({"section":"order"})"), "ok");
    EXPECT_EQ(acts, std::vector{Act::remove});
    const auto other = sent("L-8");
    house.settle({house.order_answer("L-8", 120, 3)});
    EXPECT_EQ(told(other, Wish::amend, R"({"order":{"note":"x"}})"), "inventory_uses_it");
}

TEST_P(StoreLife, a_change_keeps_the_number) {
    const auto id = sent("L-9");
    answer(id, 120, invt_no);
    EXPECT_EQ(told(id, Wish::amend, R"({"inventory":{"copNo":"ANOTHER"}})"), "number_differs");
}

TEST_P(StoreLife, documents_of_an_order_meet_whoever_sent_the_first) {
    auto payment = import_9610({"M-1", {}});
    for (const auto* section : {"/order", "/waybill", "/inventory"})
        payment = without(payment, section);
    const auto first = house.append(payment).value();
    EXPECT_THAT(first.missing, SizeIs(3));
    auto rest = without(import_9610({"M-1", {}}), "/payment");
    const auto met = house.append(rest);
    ASSERT_FALSE(met);
    EXPECT_EQ(met.error().code, Errc::belongs_to_filing);
    EXPECT_EQ(met.error().args.front(), id_text(first.filing));
    const auto joined = house.run(house.store->supplement(first.filing, house.declare(rest)));
    ASSERT_TRUE(joined) << describe(joined.error());
    EXPECT_THAT(joined.value().missing, IsEmpty());
    // The other way round: the order is there, the payment company does not know the filing.
    const auto order = without(import_9610({"M-2", {}}), "/payment");
    const auto filing = house.append(order).value().filing;
    auto late = import_9610({"M-2", {}});
    for (const auto* section : {"/order", "/waybill", "/inventory"}) late = without(late, section);
    EXPECT_EQ(house.append(late).error().args.front(), id_text(filing));
}

}  // namespace
}  // namespace tg::test
