// Every named crash point: the program is ended there under load, loses what it had not synced, and
// is started again. Whoever filed goes on asking with the same keys. At the end the single window
// has every document once.
#include "gateway/core/crash_point.hpp"
#include "tests/support/real_house.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <random>
#include <sstream>
#include <thread>

namespace tg::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

constexpr const char* folder_place = "YK-BLC";  // its channel is a folder
constexpr long documents_of_an_order = 4;

std::string written(const rapidjson::Value& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return buffer.GetString();
}

/// A gateway that is launched meanwhile must not inherit the file: it takes none that is open for
/// writing.
void write_closed_on_exec(const fs::path& path, const std::string& text) {
    std::FILE* file = std::fopen(path.c_str(), "we");
    ASSERT_NE(file, nullptr);
    std::fwrite(text.data(), 1, text.size(), file);
    std::fclose(file);
}

std::string moved_to(const std::string& place, std::string order) {
    const std::string from = "\"park\":\"DL-DYW\"";
    order.replace(order.find(from), from.size(), "\"park\":\"" + place + "\"");
    return order;
}

/// Callers that never give up: what was not answered is sent again under its key.
class Load {
 public:
    explicit Load(RealHouse& house) : house_(house) {
        for (const char* part : {"in", "out", "done"}) fs::create_directories(shop() / part);
        for (auto act :
             {&Load::file_whole,
              &Load::file_by_folder_channel,
              &Load::file_in_parts,
              &Load::return_goods,
              &Load::leave_files})
            threads_.emplace_back([this, act] { keep_on(act); });
    }
    ~Load() { end(); }
    /// Each thread ends what it has begun; the gateway must be there.
    void end() {
        ending_ = true;
        for (auto& thread : threads_) thread.join();
        threads_.clear();
    }
    /// Order number -> filing id.
    std::map<std::string, std::string> filed;
    long returns = 0;

    [[nodiscard]] fs::path shop() const { return house_.folder() / "shop"; }

 private:
    using Act = void (Load::*)(const std::string& number);

    void keep_on(Act act) {
        while (!ending_) (this->*act)("C" + std::to_string(++count_));
    }
    Answer insisted(const std::string& target, const std::string& body, const std::string& key) {
        Answer answer;
        wait_until(
            [&] {
                answer = house_.post(target, body, key);
                return answer.status != 0 && answer.status != 503;
            },
            seconds{120}
        );
        return answer;
    }
    std::string file(const std::string& number, const std::string& order) {
        const auto answer = insisted("/v1/filings", order, number);
        const auto id = text_member(answer.body, "id");
        EXPECT_EQ(answer.status, 202) << answer.body;
        keep(number, id);
        return id;
    }
    void keep(const std::string& number, const std::string& id) {
        const std::lock_guard lock(mutex_);
        EXPECT_TRUE(filed.emplace(number, id).second) << number;
    }

    void file_whole(const std::string& number) { file(number, RealHouse::order(number)); }
    void file_by_folder_channel(const std::string& number) {
        file(number, moved_to(folder_place, RealHouse::order(number)));
    }
    void file_in_parts(const std::string& number) {
        rapidjson::Document order;
        order.Parse(RealHouse::order(number).c_str());
        std::vector<std::string> late;
        for (const char* name : {"payment", "waybill", "inventory"}) {
            late.push_back(std::string{"{\""} + name + "\":" + written(order[name]) + "}");
            order.RemoveMember(name);
        }
        const auto id = file(number, written(order));
        for (std::size_t i = 0; i < late.size(); ++i) {
            const auto key = number + "-" + std::to_string(i);
            const auto answer = insisted("/v1/filings/" + id + "/documents", late[i], key);
            EXPECT_EQ(answer.status, 202) << answer.body;
        }
    }
    void return_goods(const std::string& number) {
        const auto id = file(number, RealHouse::order(number));
        if (house_.wait_state(id, "released", seconds{120}) != "released")
            return;
        const auto answer = insisted(
            "/v1/filings/" + id + "/returns",
            R"({"refund":{"reason":"质量问题","copNo":"R)" + number +
                R"(","lines":[{"gnum":"1","qty":"1"}]}})",
            number + "-R"
        );
        EXPECT_EQ(answer.status, 202) << answer.body;
        ++returns;
    }
    /// A file of three orders; its answer tells the ids.
    void leave_files(const std::string& number) {
        std::string text;
        for (int i = 0; i < 3; ++i) {
            auto line = RealHouse::order(number + "-" + std::to_string(i));
            line.erase(line.find_last_not_of('\n') + 1);
            text += line + "\n";
        }
        write_closed_on_exec(shop() / "in" / ".half", text);
        fs::rename(shop() / "in" / ".half", shop() / "in" / (number + ".ndjson"));
        const auto answer = shop() / "out" / (number + ".ndjson.answer.ndjson");
        EXPECT_TRUE(wait_until([&] { return fs::exists(answer); }, seconds{120})) << number;
        std::istringstream lines(file_text(answer));
        std::string line;
        for (int i = 0; i < 3 && std::getline(lines, line); ++i) {
            EXPECT_EQ(number_member(line, "status"), 202) << line;
            keep(number + "-" + std::to_string(i), text_member(line, "id"));
        }
    }

    RealHouse& house_;
    std::atomic<bool> ending_{false};
    std::atomic<int> count_{0};
    std::mutex mutex_;
    std::vector<std::thread> threads_;
};

void end_in_one_filing_each(RealHouse& house, const Load& load) {
    for (const auto& [number, id] : load.filed) {
        ASSERT_EQ(house.wait_state(id, "released", seconds{90}), "released") << number << " " << id;
        const auto again = house.post("/v1/filings", RealHouse::order(number), "other-" + number);
        EXPECT_EQ(again.status, 409) << number;
    }
    const auto expected =
        static_cast<long>(load.filed.size()) * documents_of_an_order + load.returns;
    std::string statistics;
    wait_until(
        [&] {
            statistics = call(house.sandbox_port(), "GET", "/statistics").body;
            return number_member(statistics, "distinctKeys") >= expected;
        },
        seconds{30}
    );
    EXPECT_EQ(number_member(statistics, "distinctKeys"), expected) << statistics;
    EXPECT_EQ(number_member(statistics, "keysFiledMoreThanOnce"), 0) << statistics;
}

class CrashPoints : public ::testing::Test {
 protected:
    void begin() {
        house_.configure(
            "\n[[intake_folder]]\nname = \"shop\"\ntenant = 1\nenterprises = [\"2102980D01\", "
            "\"2102960D02\", \"2102960D03\", \"2101980D04\", \"2102980D05\"]\nin = \"shop/in\"\n"
            "out = \"shop/out\"\ndone = \"shop/done\"\nrest_ms = 20\n"
        );
        house_.start_sandbox();
    }
    /// Whether it ended there, and by the signal.
    bool dies_at(const std::string& point, std::uint64_t seed) {
        house_.launch_gateway(
            {"TG_DIE_AT=" + point, "TG_DIE_SEED=" + std::to_string(seed)}, "tongguan_fragile"
        );
        std::optional<int> code;
        wait_until(
            [&] {
                code = house_.gateway_ended();
                return code.has_value();
            },
            seconds{60}
        );
        return code == 128 + SIGKILL;
    }
    /// So that there is something to ask about.
    void lose_answers() {
        call(
            house_.sandbox_port(),
            "POST",
            "/faults",
            {"Content-Type: application/json"},
            R"({"hand_over":[{"kind":"drop_after","times":2}]})"
        );
    }

    RealHouse house_;
};

class EveryCrashPoint : public CrashPoints, public ::testing::WithParamInterface<std::string> {};

TEST_P(EveryCrashPoint, LosesNothingAndDoublesNothing) {
    begin();
    {
        Load load(house_);
        std::uint64_t seed = 0;
        const int times = GetParam() == "folder" ? 1 : 3;  // a folder is looked at twice a second
        for (const auto& point : crash_points()) {
            if (point.stage != GetParam())
                continue;
            for (int time = 1; time <= times && !HasFailure(); ++time) {
                lose_answers();
                // A start passes its point once.
                const auto nth = GetParam() == "start" ? 1 : time;
                const auto where = std::string(point.name) + ":" + std::to_string(nth);
                EXPECT_TRUE(dies_at(where, ++seed)) << where << " was not passed";
            }
        }
        house_.start_gateway();
        load.end();
        ASSERT_FALSE(load.filed.empty());
        end_in_one_filing_each(house_, load);
        std::printf(
            "%s: %zu filings and %ld returns, none lost, none doubled\n",
            GetParam().c_str(),
            load.filed.size(),
            load.returns
        );
    }
}

INSTANTIATE_TEST_SUITE_P(
    Stage,
    EveryCrashPoint,
    ::testing::Values("accept", "send", "receive", "start", "folder"),
    [](const auto& one) { return one.param; }
);

TEST_F(CrashPoints, AnyOfThemAtSeededMomentsLosesNothingAndDoublesNothing) {
    begin();
    constexpr int rounds = 30;
    std::mt19937 random(20261123);
    std::uniform_int_distribution<int> passed(1, 300);
    Load load(house_);
    for (int round = 0; round < rounds && !HasFailure(); ++round) {
        if (round % 3 == 0)
            lose_answers();
        const auto where = "any:" + std::to_string(passed(random));
        EXPECT_TRUE(dies_at(where, random())) << where << " in round " << round;
    }
    house_.start_gateway();
    load.end();
    ASSERT_GT(load.filed.size(), static_cast<std::size_t>(rounds));
    end_in_one_filing_each(house_, load);
}

TEST(CrashPointList, NamesEveryPointOnceWithAStageThatIsTried) {
    std::map<std::string_view, int> names;
    for (const auto& point : crash_points()) {
        EXPECT_EQ(++names[point.name], 1);
        EXPECT_TRUE(
            point.stage == "accept" || point.stage == "send" || point.stage == "receive" ||
            point.stage == "start" || point.stage == "folder"
        ) << point.name;
    }
}

}  // namespace
}  // namespace tg::test
