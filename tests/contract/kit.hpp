// The conformance kit as tests run it: one set of servers for the program.
#pragma once

#include "adapters/partner/conform.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace tg::partner {

inline Servers& servers() {
    static Servers only;
    return only;
}

inline Sheet run_kit(const forward::Channel& channel, std::size_t documents = 10) {
    IoLoop loop;
    Pool pool(2);
    SystemClock clock;
    http::Client client(loop.executor());
    test::TempFolder folder;
    const adapters::Surroundings around{
        loop.executor(), client, pool, clock, {"DXPENT0000000001"}, folder.path()};
    const ConformPlan plan{documents, folder.path(), &servers()};
    auto sheet = test::run_task(loop, conform(channel, around, plan));
    EXPECT_TRUE(sheet) << describe(sheet.error());
    return sheet ? std::move(sheet).value() : Sheet{};
}

inline void expect_passed(const Sheet& sheet) {
    ASSERT_GE(sheet.cases.size(), 23U);
    for (const auto& one : sheet.cases)
        EXPECT_NE(one.grade, Grade::failed)
            << sheet.channel << " " << sheet.dialect << " " << one.id << ": " << one.told_en;
}

}  // namespace tg::partner
