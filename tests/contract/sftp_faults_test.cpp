// sftp when the line is cut at any byte and the server dies at any moment: nothing is lost, nothing
// comes twice, and what is said of a message is true.
#include "tests/contract/sftp_ground.hpp"
#include "tests/support/cut_relay.hpp"

#include <gmock/gmock.h>

#include <set>
#include <thread>

namespace tg::contract {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using forward::Presence;
using Way = test::CutRelay::Way;

/// The other side: takes what it sees, at once.
class Taker {
 public:
    Taker(fs::path from, fs::path to) : from_(std::move(from)), to_(std::move(to)) {
        fs::create_directories(to_);
        thread_ = std::thread([this] { run(); });
    }
    ~Taker() { stop(); }
    Taker(const Taker&) = delete;
    Taker& operator=(const Taker&) = delete;

    /// After a last look.
    void stop() {
        stopping_ = true;
        if (thread_.joinable())
            thread_.join();
        look();
    }
    [[nodiscard]] std::size_t twice() const { return twice_; }

 private:
    void run() {
        while (!stopping_) {
            look();
            std::this_thread::sleep_for(3ms);
        }
    }
    void look() {
        for (const auto& name : SftpGround::names_in(from_)) {
            if (name.starts_with('.'))
                continue;
            twice_ += fs::exists(to_ / name) ? 1U : 0U;
            fs::rename(from_ / name, to_ / name);
        }
    }

    fs::path from_, to_;
    std::atomic<bool> stopping_ = false;
    std::atomic<std::size_t> twice_ = 0;
    std::thread thread_;
};

class SftpFaults : public testing::Test {
 protected:
    static forward::Handover message(const std::string& id) {
        forward::Handover out;
        out.message_type = "CEB311Message";
        out.direction = schemas::Direction::import;
        out.cop_msg_id = id;
        out.sender_dxp_id = "DXPENT0000000001";
        out.bytes = "<a>" + id + std::string(2'000, 'x') + "</a>";
        return out;
    }
    static std::string name_of(const std::string& id) {
        return "CEB311Message_DXPENT0000000001_" + id + ".xml";
    }
    Result<forward::Taken> hand_over(const std::string& id) {
        return test::run_task(ground_.loop, adapter_->hand_over(message(id)));
    }
    Result<Presence> ask(const std::string& id) {
        return test::run_task(ground_.loop, adapter_->ask(message(id)));
    }
    /// By the rule of the delivery plan, without its pauses. What next() does stands between
    /// attempts.
    template <class Next>
    void deliver(const std::string& id, Next next) {
        for (int i = 0; i < 1'000; ++i) {
            const auto answer = hand_over(id);
            if (answer)
                return;
            ASSERT_NE(answer.error().fate(), Fate::reject) << describe(answer.error());
            next();
            if (answer.error().fate() == Fate::retry)
                continue;
            int absent = 0;
            while (absent < 2) {
                const auto found = ask(id);
                if (found && found.value() == Presence::there)
                    return;
                absent += found && found.value() == Presence::absent ? 1 : 0;
                next();
            }
        }
        FAIL() << id << " was never taken";
    }
    void restart_when_dead() {
        if (!dead_)
            return;
        ground_.server.start();
        dead_ = false;
    }

    SftpGround ground_;
    std::unique_ptr<forward::ZoneAdapter> adapter_;
    std::atomic<bool> dead_ = false;
};

class SftpCut : public SftpFaults, public testing::WithParamInterface<Way> {};

TEST_P(SftpCut, TellsTheTruthWhereverTheLineIsCut) {
    test::CutRelay relay(ground_.server.port());
    ground_.wire.port = relay.port();
    ground_.answer_time_max = 5s;
    adapter_ = ground_.adapter();
    ASSERT_TRUE(hand_over("M-whole"));
    const auto all = relay.passed(GetParam());
    std::size_t taken = 0;
    std::size_t not_sent = 0;
    std::size_t unknown = 0;
    int number = 0;
    // The last steps are after the last byte: nothing is cut there.
    for (std::int64_t at = 0; at <= all + 200; at += 61) {
        const auto id = "M-" + std::to_string(++number);
        adapter_ = ground_.adapter();
        relay.cut_after(GetParam(), at);
        relay.cut_after(GetParam() == Way::to_server ? Way::to_client : Way::to_server, 1 << 30);
        const auto answer = hand_over(id);
        const bool visible = fs::exists(ground_.send / name_of(id));
        if (answer) {
            ++taken;
            EXPECT_TRUE(visible) << at;
        } else if (answer.error().code == Errc::not_sent) {
            ++not_sent;
            EXPECT_FALSE(visible) << at;
        } else {
            ++unknown;
            EXPECT_EQ(answer.error().code, Errc::no_answer) << at;
        }
        deliver(id, [] {});
        EXPECT_EQ(test::file_text(ground_.send / name_of(id)), message(id).bytes) << at;
    }
    EXPECT_GT(taken, 0U);
    EXPECT_GT(not_sent, 0U);
    RecordProperty("unknown", static_cast<int>(unknown));
}

INSTANTIATE_TEST_SUITE_P(
    BothWays,
    SftpCut,
    testing::Values(Way::to_server, Way::to_client),
    [](const auto& row) { return row.param == Way::to_server ? "to_server" : "to_client"; }
);

TEST_F(SftpFaults, AThousandDocumentsArriveOnceThoughTheServerDies) {
    adapter_ = ground_.adapter();
    Taker taker(ground_.send, ground_.root / "taken");
    std::atomic<int> sent = 0;
    std::thread killer([&] {
        for (const int at : {250, 500, 501, 750}) {
            while (sent < at) std::this_thread::sleep_for(1ms);
            while (dead_) std::this_thread::sleep_for(1ms);
            std::this_thread::sleep_for(std::chrono::milliseconds(at % 7));
            ground_.server.kill();
            dead_ = true;
        }
    });
    for (int i = 0; i < 1'000; ++i) {
        deliver("M-" + std::to_string(i), [this] { restart_when_dead(); });
        ++sent;
    }
    killer.join();
    restart_when_dead();
    taker.stop();
    EXPECT_EQ(taker.twice(), 0U);
    const auto taken = SftpGround::names_in(ground_.root / "taken");
    EXPECT_EQ(taken.size(), 1'000U);
    for (int i = 0; i < 1'000; ++i) {
        const auto id = "M-" + std::to_string(i);
        ASSERT_EQ(test::file_text(ground_.root / "taken" / name_of(id)), message(id).bytes);
    }
}

TEST_F(SftpFaults, ReceiptsComeThoughTheServerDies) {
    constexpr int count = 200;
    for (int i = 0; i < count; ++i)
        ground_.offer("R-" + std::to_string(i) + ".xml", "<a>" + std::to_string(i) + "</a>");
    adapter_ = ground_.adapter();
    std::set<std::string> stored;
    for (int turn = 0; stored.size() < count && turn < 100; ++turn) {
        if (turn == 2)
            ground_.server.kill();
        if (turn == 3)
            ground_.server.start();
        const auto found = test::run_task(ground_.loop, adapter_->fetch(40));
        if (!found)
            continue;
        std::vector<std::string> handles;
        for (const auto& one : found.value()) {
            EXPECT_TRUE(stored.insert(one.bytes).second) << "confirmed ones do not come again";
            handles.push_back(one.handle);
        }
        ASSERT_TRUE(test::run_task(ground_.loop, adapter_->confirm(handles)));
    }
    EXPECT_EQ(stored.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(SftpGround::names_in(ground_.received).size(), static_cast<std::size_t>(count));
    EXPECT_TRUE(SftpGround::names_in(ground_.receive).empty());
}

TEST_F(SftpFaults, AConfirmedReceiptStaysAwayWhereverTheLineIsCut) {
    test::CutRelay relay(ground_.server.port());
    ground_.wire.port = relay.port();
    adapter_ = ground_.adapter();
    constexpr std::int64_t answers = 500;
    int number = 0;
    int confirmed = 0;
    for (std::int64_t at = 0; at <= answers; at += 36) {
        const auto name = "R-" + std::to_string(++number) + ".xml";
        ground_.offer(name, "<a>" + std::to_string(number) + "</a>");
        auto found = test::run_task(ground_.loop, adapter_->fetch(9));
        ASSERT_TRUE(found) << describe(found.error());
        std::vector<std::string> handles;
        for (const auto& one : found.value()) handles.push_back(one.handle);
        ASSERT_EQ(handles, std::vector<std::string>{name});
        relay.cut_after(Way::to_client, at);
        const auto told = test::run_task(ground_.loop, adapter_->confirm(handles));
        relay.cut_after(Way::to_client, 1 << 30);
        confirmed += told ? 1 : 0;
        EXPECT_EQ(fs::exists(ground_.received / name), !fs::exists(ground_.receive / name)) << at;
        if (told) {
            EXPECT_TRUE(fs::exists(ground_.received / name)) << at << ": it was brought back";
        }
        fs::remove(ground_.receive / name);
    }
    EXPECT_GT(confirmed, 0);
}

TEST_F(SftpFaults, NobodyThereIsNothingSent) {
    adapter_ = ground_.adapter();
    ground_.server.kill();
    const auto answer = hand_over("M-1");
    ground_.server.start();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::not_sent);
    EXPECT_TRUE(hand_over("M-1"));
}

TEST_F(SftpFaults, AServerThatSaysNothingHoldsUpNobodyElse) {
    ground_.answer_time_max = 1s;
    adapter_ = ground_.adapter();
    ASSERT_TRUE(hand_over("M-1"));
    ground_.server.freeze();
    const auto answer = hand_over("M-2");
    EXPECT_FALSE(answer);
    // The pool's only thread is free all the while.
    auto job = [] { return 7; };
    EXPECT_EQ(test::run_task(ground_.loop, offload(ground_.pool, job)), 7);
    ground_.server.thaw();
    EXPECT_FALSE(fs::exists(ground_.send / name_of("M-2")));
    deliver("M-2", [] {});
    EXPECT_EQ(test::file_text(ground_.send / name_of("M-2")), message("M-2").bytes);
}

}  // namespace
}  // namespace tg::contract
