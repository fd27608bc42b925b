// The promise of append(): what was answered is there after kill -9, whole, once.
#include "gateway/runtime/task_group.hpp"
#include "gateway/store/sqlite_db.hpp"
#include "tests/contract/store_suites.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <thread>

namespace tg::test {
namespace {

constexpr int rounds = 30;
constexpr int callers = 8;

std::string order_no(int round, int caller, int n) {
    return "K-" + std::to_string(round) + "-" + std::to_string(caller) + "-" + std::to_string(n);
}

struct Acknowledged {
    int caller;
    int n;
};

Task<void> keep_filing(StoreHouse& house, int round, int caller, int report) {
    for (int n = 0;; ++n) {
        auto declaration = house.declare(import_9610({order_no(round, caller, n), {}}));
        const auto accepted = co_await house.store->append(std::move(declaration));
        if (!accepted)
            std::_Exit(3);
        const std::array line{Acknowledged{caller, n}};
        const auto bytes = std::as_bytes(std::span(line));
        if (::write(report, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
            std::_Exit(4);
    }
}

Task<int> all_callers(StoreHouse& house, int round, int report) {
    const auto executor = co_await asio::this_coro::executor;
    TaskGroup group(executor);
    for (int caller = 0; caller < callers; ++caller)
        group.spawn("caller", keep_filing(house, round, caller, report));
    co_await group.join();
    co_return 0;
}

// Files until it is killed; reports each acknowledged filing.
[[noreturn]] void be_the_child(const std::filesystem::path& store, int round, int report) {
    const auto maker = [&](const std::string&, const Clock& clock, IdSource& ids, Metrics& metrics
                       ) { return store::open_sqlite_store(store.string(), clock, ids, metrics); };
    StoreHouse house{maker};
    house.run(all_callers(house, round, report));
    std::_Exit(5);
}

std::vector<Acknowledged> run_and_kill(
    const std::filesystem::path& store, int round, std::chrono::microseconds life
) {
    int ends[2];
    if (::pipe(ends) != 0)
        throw std::runtime_error("no pipe");
    const auto child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        be_the_child(store, round, ends[1]);
    }
    ::close(ends[1]);
    std::vector<Acknowledged> acknowledged;
    Acknowledged line{};
    // Its life begins with the first answer: before that it opens the store and loads the code
    // lists.
    if (::read(ends[0], &line, sizeof line) == sizeof line)
        acknowledged.push_back(line);
    std::this_thread::sleep_for(life);
    ::kill(child, SIGKILL);
    while (::read(ends[0], &line, sizeof line) == sizeof line) acknowledged.push_back(line);
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
    return acknowledged;
}

TEST(StoreKill, loses_nothing_that_was_acknowledged) {
    TempFolder folder;
    const auto path = folder / "killed.db";
    std::mt19937 random(20250301);
    std::size_t checked = 0;
    for (int round = 0; round < rounds; ++round) {
        const std::chrono::microseconds life{random() % 60'000};
        const auto acknowledged = run_and_kill(path, round, life);
        ASSERT_FALSE(acknowledged.empty()) << "round " << round;
        const auto maker = [&](const auto&, const auto& clock, auto& ids, auto& metrics) {
            return store::open_sqlite_store(path.string(), clock, ids, metrics);
        };
        StoreHouse house{maker};
        for (const auto& [caller, n] : acknowledged) {
            store::FilingQuery query;
            query.order_no = order_no(round, caller, n);
            const auto page = house.run(house.store->filings(house.all(), query)).value();
            ASSERT_EQ(page.filings.size(), 1U) << *query.order_no << " after " << life.count();
            const auto view = house.view(page.filings.front().id);
            ASSERT_EQ(view.documents.size(), 4U);
            for (const auto& document : view.documents) ASSERT_FALSE(document.business_key.empty());
            ASSERT_EQ(view.audit.size(), 1U);
            ++checked;
        }
        // Every document is whole: what waits is four per filing.
        ASSERT_EQ(house.store->waiting_now() % 4, 0U);
    }
    EXPECT_GT(checked, static_cast<std::size_t>(rounds));
    auto db = store::Db::open(path.string(), {}).value();
    auto check = db->query("PRAGMA integrity_check");
    ASSERT_TRUE(check.row());
    EXPECT_EQ(check.text(0), "ok");
}

}  // namespace
}  // namespace tg::test
