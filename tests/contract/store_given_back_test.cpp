// What customs' later word gives back of the buyer's year and of the guarantee: goods that return,
// tax bills that are void; in any order and any number of times.
#include "schemas/catalogue.hpp"
#include "tests/contract/store_accounts.hpp"
#include "tests/contract/store_life.hpp"

#include <algorithm>

namespace tg::test {
namespace {

using schemas::Kind;
using store::FilingState;
using store::Room;
using store::Wish;
using testing::SizeIs;

/// The sample order: 266.80 dutiable in two lines of 204.46 and 62.34, tax 18.61 and 5.67.
constexpr auto one_of_line_one =
    R"({"refund":{"reason":"坏","copNo":"R-1","lines":[{"gnum":"1","qty":"1"}]}})";
constexpr auto the_rest =
    R"({"refund":{"reason":"坏","copNo":"R-2","lines":[{"gnum":"1","qty":"1"},{"gnum":"2","qty":"3"}]}})";

class StoreGivenBack : public StoreLife {
 protected:
    FilingId released(const std::string& order_no) {
        const auto id = sent(order_no);
        answer(id, 800, invt_no);
        EXPECT_EQ(house.state(id), FilingState::released);
        return id;
    }
    void come_back(FilingId id, const char* what) {
        ASSERT_EQ(told(id, Wish::give_back, what), "ok");
        house.send_all();
    }
    std::string used() {
        return house.run(house.store->used_this_year(TenantId(1), one.buyer, 2025)).value().text();
    }
    std::string drawn() {
        const auto balance =
            house.run(house.store->balance(TenantId(1), one.guarantee, Decimal(1000))).value();
        return balance.confirmed.plus(balance.reserved).value().text();
    }
    void settle(receipt::Statement statement) {
        const auto number = std::to_string(++house.receipts);
        receipt::Receipt receipt;
        receipt.raw = house.keep("S" + number, "<s n='" + number + "'/>").id;
        receipt.root = "CEB816Message";
        receipt.statements.push_back(std::move(statement));
        house.run(house.store->apply(std::move(receipt), house.judging.clock.now())).value();
    }
    receipt::Statement stated(
        std::uint16_t message, const std::string& serial, int status, int second
    ) {
        receipt::Statement out(*schemas::find_table(message));
        out.number = invt + "_" + serial;
        out.time = house.judging.clock.now() + std::chrono::seconds(second);
        out.status = status;
        out.invt_no = invt;
        return out;
    }
    /// "" as told, or the name of the refusal. `day` empty: not paid.
    std::string tell(FilingId id, const std::string& serial, const char* day) {
        store::BillWord word{id, invt + "_" + serial, schemas::parse_day(day), "notice 17", "op"};
        const auto told = house.run(house.store->tell_bill(house.all(), std::move(word)));
        if (!told)
            return std::string(entry_of(told.error().code).name);
        return told.value().changed ? "" : "unchanged";
    }
    std::size_t lines_of(FilingId id, std::string_view event) {
        const auto audit = house.view(id).audit;
        return static_cast<std::size_t>(std::ranges::count(audit, event, &store::AuditView::event));
    }
    receipt::Answer about_refund(FilingId id, int status, int second) {
        auto said = house.answer(626, status, second);
        for (const auto& document : house.view(id).documents)
            if (document.kind == Kind::refund)
                said.guid = document.guid;  // the newest
        return said;
    }
    std::size_t given_back_lines(FilingId id) {
        const auto audit = house.view(id).audit;
        return static_cast<std::size_t>(std::ranges::count_if(audit, [](const auto& line) {
            return line.event == "claim_given_back";
        }));
    }

    const Sample one = sample();
    std::string invt = invt_no;  ///< that the bills name
};

INSTANTIATE_TEST_SUITE_P(
    Every,
    StoreGivenBack,
    testing::Values(StoreKind{"sqlite", enough_for(20)}),
    [](const auto& row) { return std::string(row.param.name); }
);

TEST_P(StoreGivenBack, an_accepted_return_gives_back_its_share_once) {
    const auto id = released("B-1");
    come_back(id, one_of_line_one);
    house.settle({about_refund(id, 120, 10)});
    EXPECT_EQ(used(), "266.8") << "customs has not accepted it yet";
    house.settle({about_refund(id, 399, 11)});
    EXPECT_EQ(used(), "164.57");
    EXPECT_EQ(drawn(), "14.97");
    house.settle({about_refund(id, 399, 11)});
    house.settle({about_refund(id, 800, 12)});
    answer(id, 899, invt_no);
    EXPECT_EQ(used(), "164.57");
    EXPECT_EQ(given_back_lines(id), 2U) << "one of the year, one of the guarantee";
    house.shut();
    house.open();
    EXPECT_EQ(used(), "164.57");
    EXPECT_EQ(drawn(), "14.97");
}

TEST_P(StoreGivenBack, all_of_it_gives_back_everything_and_nothing_draws_it_again) {
    const auto id = released("B-1");
    come_back(id, one_of_line_one);
    house.settle({about_refund(id, 399, 10)});
    come_back(id, the_rest);
    house.settle({about_refund(id, 399, 11)});
    EXPECT_EQ(used(), "0");
    EXPECT_EQ(drawn(), "0");
    answer(id, 899, invt_no);
    ASSERT_EQ(house.state(id), FilingState::closed);
    EXPECT_EQ(used(), "0");
    EXPECT_EQ(drawn(), "0");
}

TEST_P(
    StoreGivenBack, a_return_that_customs_refuses_gives_nothing_and_a_later_refusal_takes_it_back
) {
    const auto id = released("B-1");
    come_back(id, one_of_line_one);
    house.settle({about_refund(id, 100, 20)});
    EXPECT_EQ(used(), "266.8");
    house.settle({about_refund(id, 399, 10)});
    EXPECT_EQ(used(), "266.8") << "an older answer";
    house.settle({about_refund(id, 399, 30)});
    EXPECT_EQ(used(), "164.57");
    house.settle({about_refund(id, 100, 40)});
    EXPECT_EQ(used(), "266.8");
    EXPECT_EQ(drawn(), "24.28");
}

TEST_P(StoreGivenBack, a_return_after_its_time_gives_nothing) {
    const auto id = released("B-1");
    house.judging.clock.advance(std::chrono::hours(24 * 20));
    come_back(id, one_of_line_one);
    house.settle({about_refund(id, 399, 10)});
    EXPECT_EQ(used(), "164.57");
    // It becomes known that the goods were released earlier.
    auto earlier = house.inventory_answer(house.view(id).cop_no, 800, -60 * 60 * 24 * 40);
    earlier.invt_no = invt_no;
    house.settle({earlier});
    EXPECT_EQ(used(), "266.8");
    EXPECT_EQ(drawn(), "24.28");
}

TEST_P(StoreGivenBack, a_void_bill_frees_the_guarantee_and_not_the_year) {
    const auto id = released("B-1");
    settle(stated(816, "1", 1, 10));
    EXPECT_EQ(drawn(), "24.28");
    settle(stated(818, "1", 2, 20));
    EXPECT_EQ(drawn(), "24.28") << "consolidated is not paid";
    settle(stated(818, "1", 3, 30));
    EXPECT_EQ(drawn(), "0");
    EXPECT_EQ(used(), "266.8");
    settle(stated(816, "1", 1, 10));
    settle(stated(818, "1", 3, 30));
    EXPECT_EQ(drawn(), "0");
    EXPECT_EQ(given_back_lines(id), 1U);
    // Replaced: there is something to pay again.
    settle(stated(816, "2", 1, 31));
    EXPECT_EQ(drawn(), "24.28");
    settle(stated(816, "2", 3, 40));
    EXPECT_EQ(drawn(), "0");
}

TEST_P(StoreGivenBack, a_bill_told_as_paid_frees_the_guarantee_once_and_not_the_year) {
    const auto id = released("B-1");
    EXPECT_EQ(tell(id, "1", "2025-03-02"), "not_found") << "no such bill yet";
    settle(stated(816, "1", 1, 10));
    const auto yesterday =
        schemas::day_text(schemas::china_day(house.judging.clock.now()) - std::chrono::days(1));
    EXPECT_EQ(tell(id, "1", yesterday.c_str()), "");
    EXPECT_EQ(drawn(), "0");
    EXPECT_EQ(used(), "266.8");
    EXPECT_EQ(tell(id, "1", yesterday.c_str()), "unchanged");
    EXPECT_EQ(lines_of(id, "bill_paid"), 1U);
    EXPECT_EQ(given_back_lines(id), 1U);
    const auto bill = house.view(id).statements.at(0);
    ASSERT_TRUE(bill.paid);
    EXPECT_EQ(schemas::day_text(bill.paid->on), yesterday);
    settle(stated(818, "1", 2, 20));
    answer(id, 899, invt_no);
    house.shut();
    house.open();
    EXPECT_EQ(drawn(), "0");
    EXPECT_EQ(tell(id, "1", yesterday.c_str()), "unchanged");
}

TEST_P(StoreGivenBack, what_was_told_by_mistake_is_taken_back_and_claims_again) {
    const auto id = released("B-1");
    settle(stated(816, "1", 1, 10));
    EXPECT_EQ(tell(id, "1", ""), "unchanged") << "nobody said that it was paid";
    const auto today = schemas::day_text(schemas::china_day(house.judging.clock.now()));
    EXPECT_EQ(tell(id, "1", today.c_str()), "");
    EXPECT_EQ(tell(id, "1", "2025-01-31"), "paid_already");
    EXPECT_EQ(tell(id, "1", ""), "");
    EXPECT_EQ(drawn(), "24.28");
    EXPECT_FALSE(house.view(id).statements.at(0).paid);
    EXPECT_EQ(tell(id, "1", "2025-01-31"), "");
    EXPECT_EQ(drawn(), "0");
    EXPECT_EQ(lines_of(id, "bill_paid"), 2U);
    EXPECT_EQ(lines_of(id, "bill_unpaid"), 1U);
}

TEST_P(StoreGivenBack, only_a_bill_that_stands_can_be_paid_and_not_ahead_of_time) {
    const auto id = released("B-1");
    settle(stated(816, "1", 3, 10));
    settle(stated(816, "2", 1, 11));
    const auto tomorrow =
        schemas::day_text(schemas::china_day(house.judging.clock.now()) + std::chrono::days(1));
    EXPECT_EQ(tell(id, "2", tomorrow.c_str()), "day_to_come");
    EXPECT_EQ(tell(id, "1", "2025-01-31"), "bill_void");
    EXPECT_EQ(tell(id, "3", "2025-01-31"), "not_found");
    EXPECT_EQ(drawn(), "24.28") << "one bill is open";
    EXPECT_EQ(tell(id, "2", "2025-01-31"), "");
    EXPECT_EQ(drawn(), "0") << "the other is void";
    // A further bill is to be paid; the one before stays paid, also when it becomes void.
    settle(stated(816, "4", 1, 30));
    EXPECT_EQ(drawn(), "24.28");
    settle(stated(818, "2", 3, 40));
    EXPECT_EQ(tell(id, "4", "2025-01-31"), "");
    EXPECT_EQ(drawn(), "0");
    store::BillWord strange{id, invt + "_4", {}, "why", "op"};
    const store::Scope others{TenantId(2), {}};
    const auto told = house.run(house.store->tell_bill(others, std::move(strange)));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, Errc::not_found);
}

TEST_P(StoreGivenBack, a_return_after_the_payment_gives_back_its_share_of_the_year_alone) {
    const auto id = released("B-1");
    settle(stated(816, "1", 1, 10));
    EXPECT_EQ(tell(id, "1", "2025-01-31"), "");
    come_back(id, one_of_line_one);
    house.settle({about_refund(id, 399, 20)});
    EXPECT_EQ(used(), "164.57");
    EXPECT_EQ(drawn(), "0");
    EXPECT_EQ(tell(id, "1", ""), "");
    EXPECT_EQ(drawn(), "14.97");
}

TEST_P(StoreGivenBack, a_withdrawn_filing_claims_nothing_whatever_its_bills_say) {
    const auto id = released("B-1");
    settle(stated(816, "1", 1, 10));
    ASSERT_EQ(told(id, Wish::withdraw, cancelled), "ok");
    house.send_all();
    answer_kind(id, Kind::cancellation, 624, 399);
    ASSERT_EQ(house.state(id), FilingState::withdrawn);
    EXPECT_EQ(tell(id, "1", "2025-01-31"), "");
    settle(stated(818, "1", 3, 30));
    settle(stated(816, "2", 1, 31));
    EXPECT_EQ(used(), "0");
    EXPECT_EQ(drawn(), "0");
}

TEST_P(StoreGivenBack, everything_ends_alike_in_any_order_of_answers) {
    std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
    for (int round = 10; round < 22; ++round) {
        const auto number = std::to_string(round);
        invt = "0902202510000000" + number;
        const auto id = sent("B-" + number);
        answer(id, 800, invt);
        const auto refund = with(one_of_line_one, "/refund/copNo", "\"R-" + number + "\"");
        come_back(id, refund.c_str());
        auto closed = house.inventory_answer(house.view(id).cop_no, 899, 900);
        closed.invt_no = invt;
        const std::vector<std::function<void()>> said{
            [&] { house.settle({about_refund(id, 120, 500)}); },
            [&] { house.settle({about_refund(id, 399, 600)}); },
            [&] { house.settle({closed}); },
            [&] { settle(stated(816, "1", 1, 300)); },
            [&] { settle(stated(818, "1", 3, 700)); },
            [&] { settle(stated(816, "2", 2, 800)); }};
        for (const auto i : order) said[i]();
        const auto so_far = Decimal(round - 9);
        EXPECT_EQ(used(), cny("164.57").times(so_far).value().text()) << round;
        EXPECT_EQ(drawn(), cny("14.97").times(so_far).value().text()) << round;
        for (int i = 0; i < 61; ++i) std::next_permutation(order.begin(), order.end());
    }
}

TEST_P(StoreGivenBack, what_was_assessed_stands_beside_the_bill) {
    const auto id = released("B-1");
    EXPECT_FALSE(house.view(id).assessed) << "nothing to compare it with";
    settle(stated(816, "1", 1, 10));
    come_back(id, one_of_line_one);
    house.settle({about_refund(id, 399, 20)});
    house.settle({about_refund(id, 800, 40)});
    house.shut();
    house.open();
    const auto assessed = house.view(id).assessed;
    ASSERT_TRUE(assessed);
    const auto now = house.judging.clock.now();
    EXPECT_EQ(assessed->at(now + std::chrono::seconds(10)).total, one.tax);
    const auto after = assessed->at(now + std::chrono::seconds(30));
    EXPECT_EQ(after.dutiable.text(), "164.57");
    ASSERT_THAT(after.lines, SizeIs(2));
    EXPECT_EQ(after.lines[0].vat.text(), "9.3") << "102.23 x 13 % x 0.7";
    EXPECT_EQ(after.total.text(), "14.97");
}

class StoreYear : public testing::Test {
 protected:
    std::vector<Room> room(const std::string& order_no) {
        const auto declaration = house.declare(import_9610({order_no, {}}));
        for (const auto& declared : declaration.documents())
            if (declared.document.table().kind == Kind::inventory) {
                auto document = declared.document;
                auto tax = *declaration.tax();
                return house
                    .run(house.store->room(TenantId(1), std::move(document), std::move(tax)))
                    .value();
            }
        return {};
    }
    StoreHouse house{enough_for(1, Decimal(500))};
};

TEST_F(StoreYear, RefusesAboveTheLimitWhatADryRunWouldHaveRefused) {
    auto before = room("Y-1");
    ASSERT_THAT(before, SizeIs(2));
    EXPECT_EQ(before[0].account, Room::Account::year);
    EXPECT_EQ(before[0].outcome, Room::Outcome::fits);
    EXPECT_EQ(before[0].used.text(), "0");
    EXPECT_EQ(before[1].account, Room::Account::guarantee);
    EXPECT_EQ(before[1].guarantor, platform_code);
    EXPECT_EQ(before[1].outcome, Room::Outcome::fits);
    const auto first = house.filed("Y-1");
    auto after = room("Y-2");
    EXPECT_EQ(after[0].outcome, Room::Outcome::refused);
    EXPECT_EQ(after[0].used.text(), "266.8");
    EXPECT_EQ(after[0].limit.text(), "500");
    EXPECT_EQ(after[1].outcome, Room::Outcome::held);
    const auto second = house.append(import_9610({"Y-2", {}}));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::above_yearly_limit);
    EXPECT_EQ(second.error().args, (std::vector<std::string>{"266.8", "266.8", "500"}));
    EXPECT_EQ(house.run(house.store->backlog()).value().waiting, 4U) << "nothing of it is stored";
    // The number of a refused order is free, and there is room when the first is rejected.
    house.send_all();
    house.settle({house.inventory_rejected(first)});
    EXPECT_EQ(room("Y-2")[0].outcome, Room::Outcome::fits);
    EXPECT_TRUE(house.append(import_9610({"Y-2", {}})));
}

TEST_F(StoreYear, WithoutALimitIsToldAndNotRefused) {
    house.shut();
    house.maker = enough_for(200);
    house.open();
    for (int i = 0; i < 98; ++i) house.filed("Z-" + std::to_string(i));
    const auto rooms = room("Z-98");
    EXPECT_EQ(rooms[0].limit.text(), "26000");
    EXPECT_EQ(rooms[0].used.text(), "26146.4");
    EXPECT_EQ(rooms[0].outcome, Room::Outcome::exceeded);
}

}  // namespace
}  // namespace tg::test
