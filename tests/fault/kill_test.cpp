// kill -9 at seeded moments while orders come in, are signed, handed over and answered: everything
// that was answered 202 is there after the restart and goes on, and customs has every document
// exactly once.
#include "tests/support/real_house.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <thread>

namespace tg::test {
namespace {

constexpr int kills = 60;
constexpr int senders = 3;
constexpr std::uint32_t seed = 20261122;

/// Files orders one after another until told to stop. An order without an answer is sent again with
/// the same key.
class Sender {
 public:
    Sender(RealHouse& house, int number)
        : house_(house), name_("K" + std::to_string(number) + "-") {}

    void run(const std::atomic<bool>& stop) {
        while (!stop) {
            if (open_.empty())
                open_ = name_ + std::to_string(1000 + count_++);
            const auto answer = house_.post("/v1/filings", RealHouse::order(open_), open_);
            if (answer.status == 202) {
                const auto id = text_member(answer.body, "id");
                const auto [at, fresh] = accepted_.emplace(open_, id);
                EXPECT_TRUE(fresh);
                EXPECT_FALSE(id.empty()) << answer.body;
                open_.clear();
            } else if (answer.status == 0 || answer.status == 503) {
                std::this_thread::sleep_for(std::chrono::milliseconds{5});
            } else {
                ADD_FAILURE() << "unexpected answer " << answer.status << ": " << answer.body;
                return;
            }
        }
    }
    /// Order number -> filing id, as answered.
    [[nodiscard]] const std::map<std::string, std::string>& accepted() const { return accepted_; }
    [[nodiscard]] const std::string& open() const { return open_; }

 private:
    RealHouse& house_;
    std::string name_, open_;
    int count_ = 0;
    std::map<std::string, std::string> accepted_;
};

TEST(Kill, AtSixtySeededMomentsLosesNothingAndDoublesNothing) {
    RealHouse house;
    house.start_sandbox();
    house.start_gateway();
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> moment(0, 150);

    std::vector<Sender> all;
    for (int i = 0; i < senders; ++i) all.emplace_back(house, i);
    for (int round = 0; round < kills; ++round) {
        std::atomic<bool> stop{false};
        std::vector<std::thread> threads;
        for (auto& sender : all) threads.emplace_back([&] { sender.run(stop); });
        std::this_thread::sleep_for(std::chrono::milliseconds{moment(random)});
        house.kill_gateway();
        stop = true;
        for (auto& thread : threads) thread.join();
        ASSERT_NO_FATAL_FAILURE(house.start_gateway()) << "round " << round;
        if (HasFailure())
            break;
    }

    // The orders whose answer was lost: the same key tells whether they were filed.
    long filings = 0;
    std::map<std::string, std::string> accepted;
    for (auto& sender : all) {
        accepted.insert(sender.accepted().begin(), sender.accepted().end());
        if (sender.open().empty())
            continue;
        const auto again =
            house.post("/v1/filings", RealHouse::order(sender.open()), sender.open());
        ASSERT_EQ(again.status, 202) << again.body;
        accepted[sender.open()] = text_member(again.body, "id");
    }
    filings = static_cast<long>(accepted.size());
    ASSERT_GT(filings, kills) << "the load was too thin to mean anything";
    for (const auto& [number, id] : accepted) {
        const auto same = house.post("/v1/filings", RealHouse::order(number), number);
        EXPECT_EQ(text_member(same.body, "id"), id) << number << ": filed twice";
        EXPECT_EQ(house.wait_state(id, "released", std::chrono::seconds{60}), "released")
            << number << " " << id;
    }
    const auto statistics = call(house.sandbox_port(), "GET", "/statistics").body;
    EXPECT_EQ(number_member(statistics, "distinctKeys"), filings * 4) << statistics;
    EXPECT_EQ(number_member(statistics, "totalDocuments"), filings * 4) << statistics;
    EXPECT_EQ(number_member(statistics, "keysFiledMoreThanOnce"), 0) << statistics;
    RecordProperty("kills", kills);
    RecordProperty("filings", static_cast<int>(filings));
    std::printf("%d kills, %ld filings, none lost, none doubled\n", kills, filings);
}

TEST(Kill, TheSecondProcessOnTheSameStoreIsRefused) {
    RealHouse house;
    house.start_sandbox();
    house.start_gateway();
    auto second = app::ChildProcess::start(
        std::filesystem::path{TG_BINARY_DIR} / "tongguan",
        {"serve", "--config", (house.folder() / "tongguan.toml").string()},
        house.folder() / "second.log"
    );
    ASSERT_TRUE(second);
    std::optional<int> code;
    EXPECT_TRUE(wait_until(
        [&] {
            code = second.value().ended();
            return code.has_value();
        },
        std::chrono::seconds{20}
    ));
    EXPECT_EQ(code, 1);
}

}  // namespace
}  // namespace tg::test
