// The newcomer's command, as a process: every demo order ends as planned, and a second start keeps
// the data.
#include "gateway/app/child_process.hpp"
#include "tests/support/real_house.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tg::test {
namespace {

int run_demo(const std::filesystem::path& data, const std::filesystem::path& log) {
    auto child = app::ChildProcess::start(
        std::filesystem::path{TG_BINARY_DIR} / "tongguan",
        {"demo", "--once", "--data", data.string(), "--zones", TG_SOURCE_DIR "/config/zones"},
        log
    );
    if (!child)
        return -1;
    std::optional<int> code;
    wait_until(
        [&] {
            code = child.value().ended();
            return code.has_value();
        },
        std::chrono::minutes{3}
    );
    return code.value_or(-2);
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

TEST(Demo, EveryOrderEndsAsPlannedTwice) {
    RealHouse folder_only;
    const auto data = folder_only.folder() / "demo";
    const auto log = folder_only.folder() / "demo.log";
    ASSERT_EQ(run_demo(data, log), 0) << text_of(log);
    const auto key_before = text_of(data / "parties.toml");
    ASSERT_EQ(run_demo(data, log), 0) << text_of(log);
    EXPECT_EQ(text_of(data / "parties.toml"), key_before) << "a second start keeps the parties";
    // Every message that arrived is kept as received, one file each, for anybody's tools.
    std::size_t received = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(data / "sandbox/received")) {
        if (entry.is_regular_file())
            ++received;
    }
    EXPECT_GE(received, 90U);
}

}  // namespace
}  // namespace tg::test
