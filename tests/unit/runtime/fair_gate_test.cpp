// FairGate: bounded inside, one of each party in turn, nobody forgotten.
#include "gateway/runtime/fair_gate.hpp"

#include "gateway/runtime/task_group.hpp"
#include "tests/support/run_task.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tg {
namespace {

using namespace std::chrono_literals;
using test::run_task;

struct Seen {
    std::vector<std::int64_t> entered;
    std::size_t most = 0, refused = 0;
};

Task<void> go_through(FairGate& gate, std::int64_t party, Seen& seen) {
    const auto pass = co_await gate.enter(party);
    if (!pass) {
        ++seen.refused;
        co_return;
    }
    seen.entered.push_back(party);
    seen.most = std::max(seen.most, gate.inside());
    co_await wait_for(1ms);
}

Task<int> crowd_and_guest(FairGate& gate, Seen& seen) {
    const auto executor = co_await asio::this_coro::executor;
    TaskGroup group(executor);
    for (int i = 0; i < 50; ++i) group.spawn("crowd", go_through(gate, 7, seen));
    for (int i = 0; i < 5; ++i) group.spawn("guest", go_through(gate, 8, seen));
    co_await group.join();
    co_return 0;
}

TEST(FairGate, LetsAGuestPassTheCrowd) {
    IoLoop loop;
    FairGate gate(2, 100);
    Seen seen;
    run_task(loop, crowd_and_guest(gate, seen));
    ASSERT_EQ(seen.entered.size(), 55U);
    EXPECT_EQ(seen.most, 2U);
    EXPECT_EQ(gate.inside(), 0U);
    EXPECT_EQ(gate.waiting(), 0U);
    // Two were inside when the guests came; from then on every second place is theirs.
    const auto last_guest = std::find(seen.entered.rbegin(), seen.entered.rend(), 8);
    EXPECT_LE(std::distance(last_guest, seen.entered.rend()), 2 + 2 * 5);
}

TEST(FairGate, RefusesWhenAPartyHasTooManyWaitingAndOnlyThatParty) {
    IoLoop loop;
    FairGate gate(1, 10);
    Seen seen;
    run_task(loop, crowd_and_guest(gate, seen));
    EXPECT_EQ(seen.refused, 50U - 1 - 10);
    EXPECT_EQ(std::count(seen.entered.begin(), seen.entered.end(), 8), 5);
}

}  // namespace
}  // namespace tg
