// What may be seen, by whom, and page by page.
#include "tests/contract/store_suites.hpp"

namespace tg::test {
namespace {

using schemas::Kind;
using store::FilingQuery;
using store::FilingState;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TG_STORE_SUITE(StoreViews);

std::vector<FilingId> ids(const store::FilingPage& page) {
    std::vector<FilingId> out;
    for (const auto& filing : page.filings) out.push_back(filing.id);
    return out;
}

TEST_P(StoreViews, pages_from_the_newest_without_gap_or_repeat) {
    std::vector<FilingId> filed;
    for (int i = 0; i < 7; ++i) filed.push_back(house.filed("A-" + std::to_string(i)));
    std::vector<FilingId> seen;
    FilingQuery query;
    query.limit = 3;
    for (int turns = 0; turns < 10; ++turns) {
        const auto page = house.run(house.store->filings(house.all(), query)).value();
        const auto part = ids(page);
        seen.insert(seen.end(), part.begin(), part.end());
        if (!page.next)
            break;
        query.after = page.next;
    }
    std::reverse(seen.begin(), seen.end());
    EXPECT_EQ(seen, filed);
}

TEST_P(StoreViews, filters_by_state_zone_park_and_time) {
    const auto first = house.filed("A-1");
    house.judging.clock.advance(std::chrono::hours(1));
    const auto middle = house.judging.clock.now();
    const auto second = house.append(import_1210({"A-2", {}})).value().filing;
    house.send_all();
    house.settle({house.order_answer("A-1", 100, 1)});
    const auto found = [&](FilingQuery query) {
        return ids(house.run(house.store->filings(house.all(), std::move(query))).value());
    };
    FilingQuery query;
    query.state = FilingState::rejected;
    EXPECT_THAT(found(query), ElementsAre(first));
    query = {};
    query.park = "DL-DYW";
    EXPECT_THAT(found(query), ElementsAre(second));
    query = {};
    query.zone = "SY";
    EXPECT_THAT(found(query), IsEmpty());
    query = {};
    query.accepted_from = middle;
    EXPECT_THAT(found(query), ElementsAre(second));
    query = {};
    query.accepted_before = middle;
    EXPECT_THAT(found(query), ElementsAre(first));
}

TEST_P(StoreViews, finds_by_each_number_and_by_all_of_them) {
    const auto id = house.filed("A-1");
    house.filed("A-2");
    const auto found = [&](FilingQuery query) {
        return ids(house.run(house.store->filings(house.all(), std::move(query))).value());
    };
    FilingQuery query;
    query.order_no = "A-1";
    EXPECT_THAT(found(query), ElementsAre(id));
    query.logistics_no = "TGWA-1";
    query.inventory_no = house.view(id).cop_no;
    EXPECT_THAT(found(query), ElementsAre(id));
    query.logistics_no = "TGWA-2";
    EXPECT_THAT(found(query), IsEmpty());
    query = {};
    // A prefix of a number is another number.
    query.order_no = "A-";
    EXPECT_THAT(found(query), IsEmpty());
}

TEST_P(StoreViews, shows_a_filing_to_its_parties_and_its_tenant_only) {
    const auto id = house.filed("A-1");
    const auto seen = [&](store::Scope scope) {
        const auto page = house.run(house.store->filings(scope, {})).value();
        const auto one = house.run(house.store->filing(std::move(scope), id));
        EXPECT_EQ(page.filings.size() == 1, one.has_value());
        if (!one) {
            EXPECT_EQ(one.error().code, Errc::not_found);
        }
        return one.has_value();
    };
    EXPECT_TRUE(seen({TenantId(1), {std::string(seller_code)}}));
    EXPECT_TRUE(seen({TenantId(1), {"21029TGX99", std::string(carrier_code)}}));
    EXPECT_FALSE(seen({TenantId(1), {"21029TGX99"}}));
    EXPECT_FALSE(seen({TenantId(1), {"21029TG"}}));
    EXPECT_FALSE(seen({TenantId(2), {}}));
    EXPECT_FALSE(seen({TenantId(2), {std::string(seller_code)}}));
}

TEST_P(StoreViews, keeps_the_same_numbers_of_two_tenants_apart) {
    const auto mine = house.filed("A-1");
    house.judging.caller.tenant = TenantId(2);
    const auto theirs = house.append(import_9610({"A-1", {}}));
    ASSERT_TRUE(theirs) << describe(theirs.error());
    EXPECT_NE(theirs.value().filing, mine);
    FilingQuery query;
    query.order_no = "A-1";
    const store::Scope other{TenantId(2), {}};
    EXPECT_THAT(
        ids(house.run(house.store->filings(house.all(), query)).value()), ElementsAre(mine)
    );
    EXPECT_THAT(
        ids(house.run(house.store->filings(other, query)).value()),
        ElementsAre(theirs.value().filing)
    );
    // Each has lanes of its own, and a guid finds its document in either.
    house.judging.caller.tenant = TenantId(1);
    house.send_all();
    auto answer = house.answer(312, 2, 1);
    answer.guid =
        house.run(house.store->filing(other, theirs.value().filing)).value().documents.at(0).guid;
    EXPECT_EQ(house.settle({answer}).applied, 1U);
    EXPECT_EQ(house.state(mine), FilingState::sending);
}

TEST_P(StoreViews, gives_the_messages_of_a_filing_by_number) {
    const auto id = house.filed("A-1");
    const auto order = house.seal(311);
    const auto payment = house.seal(411);
    const auto bytes = [&](std::size_t n) {
        return house.run(house.store->message_bytes(house.all(), id, n));
    };
    EXPECT_EQ(bytes(1).value(), order.bytes);
    EXPECT_EQ(bytes(2).value(), payment.bytes);
    EXPECT_EQ(bytes(0).error().code, Errc::not_found);
    EXPECT_EQ(bytes(3).error().code, Errc::not_found);
}

TEST_P(StoreViews, never_shows_bytes_that_carry_documents_of_others) {
    const auto mine = house.filed("A-1");
    // Another seller, whose order travels with the same payment company in one message.
    auto other = import_9610({"A-2", {}});
    for (const auto* place : {"/order/ebcCode", "/inventory/ebcCode"})
        other = with(other, place, "\"21029TGE02\"");
    house.judging.caller.enterprises.emplace_back("21029TGE02");
    std::sort(house.judging.caller.enterprises.begin(), house.judging.caller.enterprises.end());
    const auto theirs = house.append(other);
    ASSERT_TRUE(theirs) << describe(theirs.error());
    (void)house.seal(411);
    const store::Scope seller{TenantId(1), {std::string(seller_code)}};
    EXPECT_EQ(
        house.run(house.store->message_bytes(seller, mine, 1)).error().code, Errc::shared_bytes
    );
    EXPECT_TRUE(house.run(house.store->message_bytes(house.all(), mine, 1)));

    const auto kept = house.keep("H-1", "<receipt>both</receipt>");
    auto first = house.answer(412, 120, 1), second = first;
    first.pay_code = second.pay_code = payer_code;
    first.pay_transaction_id = "PAYA-1";
    second.pay_transaction_id = "PAYA-2";
    EXPECT_EQ(house.apply(kept.id, {first, second}).applied, 2U);
    EXPECT_EQ(
        house.run(house.store->receipt_bytes(seller, mine, kept.id)).error().code,
        Errc::shared_bytes
    );
    EXPECT_EQ(
        house.run(house.store->receipt_bytes(house.all(), mine, kept.id)).value(),
        "<receipt>both</receipt>"
    );
}

TEST_P(StoreViews, gives_a_receipt_only_with_a_filing_that_it_answers) {
    const auto id = house.filed("A-1"), other = house.filed("A-2");
    house.send_all();
    const auto kept = house.keep("H-1", "<receipt/>");
    house.apply(kept.id, {house.order_answer("A-1", 2, 1)});
    EXPECT_EQ(
        house.run(house.store->receipt_bytes(house.all(), id, kept.id)).value(), "<receipt/>"
    );
    EXPECT_EQ(
        house.run(house.store->receipt_bytes(house.all(), other, kept.id)).error().code,
        Errc::not_found
    );
}

}  // namespace
}  // namespace tg::test
