// IoLoop: the result of the main task, signals, and what a lost peer may not do.
#include "gateway/runtime/io_loop.hpp"

#include "gateway/runtime/bell.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <vector>

namespace tg {
namespace {

Task<int> seven() {
    co_return 7;
}
Task<int> explode() {
    co_await wait_for(std::chrono::milliseconds(1));
    throw std::runtime_error("main broke");
}

TEST(IoLoop, AnswersWhatTheMainTaskReturned) {
    IoLoop loop;
    EXPECT_EQ(loop.run(seven(), nullptr), 7);
    EXPECT_EQ(loop.run(seven(), nullptr), 7) << "it can run again";
}

TEST(IoLoop, LogsAnExceptionOfTheMainTaskAndAnswersOne) {
    IoLoop loop;
    testing::internal::CaptureStderr();
    EXPECT_EQ(loop.run(explode(), nullptr), 1);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("main broke"), std::string::npos);
}

Task<int> raise_and_wait(Bell& bell, std::vector<int>& seen) {
    for (const int number : {SIGTERM, SIGINT, SIGINT}) {
        const auto before = seen.size();
        std::raise(number);
        while (seen.size() == before) co_await bell.wait(std::chrono::seconds(10));
    }
    co_return 0;
}

TEST(IoLoop, HandsEverySignalToItsCallback) {
    IoLoop loop;
    Bell bell(loop.executor());
    std::vector<int> seen;
    const auto on_signal = [&](int number) {
        seen.push_back(number);
        bell.ring();
    };
    EXPECT_EQ(loop.run(raise_and_wait(bell, seen), on_signal), 0);
    EXPECT_EQ(seen, (std::vector<int>{SIGTERM, SIGINT, SIGINT}));
}

Task<int> write_to_nobody() {
    int ends[2];
    if (::pipe(ends) != 0)
        co_return 1;
    ::close(ends[0]);
    const auto written = ::write(ends[1], "x", 1);
    ::close(ends[1]);
    co_return written == -1 ? 0 : 2;
}

TEST(IoLoop, SurvivesWritingToAClosedPipe) {
    IoLoop loop;
    EXPECT_EQ(loop.run(write_to_nobody(), nullptr), 0);
}

}  // namespace
}  // namespace tg
