// Limited amounts: the year of a buyer and the guarantee of an enterprise, with the filings that
// claim them.
#include "gateway/store/key_file.hpp"
#include "gateway/store/sqlite_ledger.hpp"
#include "gateway/store/sqlite_migrations.hpp"
#include "gateway/tax/memory_ledger.hpp"
#include "tests/contract/store_accounts.hpp"
#include "tests/contract/store_suites.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace tg::test {
namespace {

namespace fs = std::filesystem;
using schemas::Kind;
using store::FilingState;
using tax::ClaimAct;
using tax::ClaimEvent;
using testing::SizeIs;

std::string file_bytes(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

class StoreLedger : public testing::Test {
 protected:
    FilingId file(const std::string& order_no) { return house.filed(order_no); }
    Decimal used(int year = 2025, TenantId tenant = TenantId(1)) {
        return house.run(house.store->used_this_year(tenant, one.buyer, year)).value();
    }
    tax::Balance guarantee() {
        return house.run(house.store->balance(TenantId(1), one.guarantee, Decimal(1000))).value();
    }
    void answer(FilingId id, int status) {
        second_ += 1;
        house.settle({house.inventory_answer(house.view(id).cop_no, status, second_)});
    }
    bool held(FilingId id) { return house.document(id, Kind::inventory).for_guarantee; }
    void retry() { ASSERT_TRUE(house.run(house.store->retry_guarantees())); }

    const Sample one = sample();
    StoreHouse house{enough_for(1)};

 private:
    int second_ = 0;
};

TEST_F(StoreLedger, ReservesWithTheFilingAndDrawsWithItsRelease) {
    ASSERT_FALSE(one.tax.zero());
    const auto id = file("A-1");
    EXPECT_EQ(used(), one.dutiable);
    EXPECT_EQ(guarantee().reserved, one.tax);
    EXPECT_FALSE(held(id));
    house.send_all();
    answer(id, 800);
    ASSERT_EQ(house.state(id), FilingState::released);
    EXPECT_EQ(used(), one.dutiable);
    EXPECT_EQ(guarantee().reserved, Decimal{});
    EXPECT_EQ(guarantee().confirmed, one.tax);
    answer(id, 899);
    EXPECT_EQ(guarantee().confirmed, one.tax) << "a later answer draws nothing again";
}

TEST_F(StoreLedger, GivesUpWhatARefusedFilingReserved) {
    const auto id = file("A-1");
    house.send_all();
    answer(id, 100);
    ASSERT_EQ(house.state(id), FilingState::rejected);
    EXPECT_EQ(used(), Decimal{});
    EXPECT_EQ(guarantee().reserved, Decimal{});
    // Customs may have the last word later.
    answer(id, 800);
    ASSERT_EQ(house.state(id), FilingState::released);
    EXPECT_EQ(used(), one.dutiable);
    EXPECT_EQ(guarantee().confirmed, one.tax);
}

TEST_F(StoreLedger, HoldsWhatTheGuaranteeIsShortForAndNothingElse) {
    const auto first = file("A-1");
    const auto second = file("A-2");
    // Another guarantor's, of which no ledger is kept.
    const auto code = "\"" + std::string(seller_code) + "\"";
    auto text = with(import_9610({"A-3", {}}), "/inventory/assureCode", code);
    if (tax::guarantee_account(seller_code) == one.guarantee)
        text = with(text, "/inventory/assureCode", "\"" + std::string(platform_code) + "\"");
    const auto third = house.append(text).value().filing;
    EXPECT_FALSE(held(first));
    EXPECT_TRUE(held(second));
    EXPECT_FALSE(held(third));
    EXPECT_EQ(guarantee().reserved, one.tax);
    EXPECT_EQ(house.claim(house.lane_of(621)).value().documents().size(), 2U);
    const auto audit = house.view(second).audit;
    EXPECT_TRUE(std::ranges::any_of(audit, [&](const auto& line) {
        return line.event == "guarantee_short" && line.detail == "guarantee " + one.tax.text();
    }));
    EXPECT_EQ(house.document(second, Kind::order).phase, store::Phase::waiting);
    retry();
    EXPECT_TRUE(held(second));
}

TEST_F(StoreLedger, FreesWhatWasShortWhenThereIsRoom) {
    const auto first = file("A-1");
    house.send_all();
    const auto second = file("A-2");
    const auto third = file("A-3");
    ASSERT_TRUE(held(second));
    answer(first, 100);
    house.shut();
    house.open();
    house.announced.clear();
    retry();
    EXPECT_FALSE(held(second)) << "the oldest goes first";
    EXPECT_TRUE(held(third));
    ASSERT_THAT(house.announced, SizeIs(1));
    EXPECT_EQ(house.announced.front().message, 621);
    EXPECT_EQ(guarantee().reserved, one.tax);
    house.announced.clear();
    retry();
    EXPECT_TRUE(house.announced.empty());
}

TEST_F(StoreLedger, FreesWhatWasShortWhenTheLimitIsRaised) {
    file("A-1");
    const auto second = file("A-2");
    house.shut();
    house.maker = enough_for(2);
    house.open();
    ASSERT_TRUE(house.run(house.store->recover(house.judging.clock.now())));
    EXPECT_TRUE(held(second)) << "nobody has looked yet";
    retry();
    EXPECT_FALSE(held(second));
}

TEST_F(StoreLedger, HoldsForPartnersAndForTheGuaranteeApart) {
    file("A-1");
    const auto id = house.append(without(import_9610({"A-2", {}}), "/payment")).value().filing;
    EXPECT_TRUE(held(id));
    EXPECT_TRUE(house.document(id, Kind::inventory).for_partners);
    ASSERT_TRUE(
        house.run(house.store->send_elsewhere(house.all(), id, {{Kind::payment}, {}, "clerk"}))
    );
    EXPECT_FALSE(house.document(id, Kind::inventory).for_partners);
    EXPECT_TRUE(held(id));
}

TEST_F(StoreLedger, KeepsTenantsYearsAndBuyersApart) {
    file("A-1");
    EXPECT_EQ(used(2025, TenantId(2)), Decimal{});
    EXPECT_EQ(used(2024), Decimal{});
    house.shut();
    house.open();
    EXPECT_EQ(used(), one.dutiable);
    file("A-2");
    EXPECT_EQ(used(), one.dutiable.plus(one.dutiable).value());
    const auto bytes = file_bytes(house.path()) + file_bytes(house.path() + "-wal");
    EXPECT_NE(bytes.find("year/2025/" + one.buyer), std::string::npos);
}

/// The ledger of the store answers as the one in memory, whatever happens in whatever order.
TEST(SqliteLedger, AgreesWithTheLedgerInMemory) {
    const TempFolder folder;
    FakeClock clock;
    const auto path = (folder / "store.db").string();
    auto db = store::Db::open(path, {}).value();
    store::migrate(*db, path, clock.now()).value();
    store::SqliteLedger stored(*db, TenantId(1));
    tax::MemoryLedger memory;
    std::mt19937 dice(7);
    const auto any = [&](int most) {
        return static_cast<int>(dice() % static_cast<unsigned>(most));
    };
    const std::vector<std::string> accounts{
        tax::year_account("ab12", 2025), tax::guarantee_account("21029TGE01")};
    for (int step = 0; step < 3'000; ++step) {
        ClaimEvent event;
        event.act = static_cast<ClaimAct>(any(4));
        event.account = accounts[static_cast<std::size_t>(any(2))];
        event.reference = store::claim_reference(FilingId{1000 + any(12)});
        event.amount = *Decimal::parse(std::to_string(any(50)) + "." + std::to_string(any(100)));
        event.part = "R" + std::to_string(any(3));
        if (any(2) == 0)
            event.limit = Decimal(120);
        const auto one = stored.apply(event).value();
        const auto other = memory.apply(event).value();
        ASSERT_EQ(one.outcome, other.outcome) << step;
        ASSERT_EQ(one.claim.counted(), other.claim.counted()) << step;
        for (const auto& account : accounts) {
            const auto here = stored.balance(account, Decimal(120)).value();
            const auto there = memory.balance(account, Decimal(120)).value();
            ASSERT_EQ(here.reserved, there.reserved) << step;
            ASSERT_EQ(here.confirmed, there.confirmed) << step;
            ASSERT_EQ(here.available, there.available) << step;
        }
    }
}

TEST(KeyFile, IsMadeOnceForItsOwnerOnly) {
    const TempFolder folder;
    const auto file = folder / "buyers.key";
    const auto made = store::load_or_make_key(file);
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_EQ(made.value().reveal().size(), 64U);
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(store::load_or_make_key(file).value().reveal(), made.value().reveal());
    EXPECT_TRUE(tax::BuyerKeys::with(store::load_or_make_key(file).value()));
    fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
    EXPECT_EQ(store::load_or_make_key(file).error().code, Errc::bad_key);
}

TEST(KeyFile, RefusesWhatIsNoKey) {
    const TempFolder folder;
    const auto file = folder / "buyers.key";
    std::ofstream(file) << "short\n";
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(store::load_or_make_key(file).error().code, Errc::bad_key);
    EXPECT_EQ(store::load_or_make_key(folder / "none" / "x.key").error().code, Errc::io_failed);
}

}  // namespace
}  // namespace tg::test
