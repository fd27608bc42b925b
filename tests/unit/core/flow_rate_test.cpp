// FlowRate: what passed lately, and how long so many take.
#include "gateway/core/flow_rate.hpp"

#include <gtest/gtest.h>

namespace tg {
namespace {

using std::chrono::seconds;

const Instant start = *from_rfc3339("2025-03-01T12:00:00Z");

TEST(FlowRate, CountsTheLastHalfMinuteAndForgetsTheRest) {
    FlowRate rate;
    EXPECT_EQ(rate.passed(start), 0U);
    rate.add(30, start);
    rate.add(60, start + seconds{10});
    EXPECT_EQ(rate.passed(start + seconds{10}), 90U);
    EXPECT_EQ(rate.passed(start + seconds{29}), 90U);
    EXPECT_EQ(rate.passed(start + seconds{30}), 60U);
    EXPECT_EQ(rate.passed(start + seconds{40}), 0U);
    rate.add(1, start + seconds{60});
    EXPECT_EQ(rate.passed(start + seconds{60}), 1U) << "the ring has come round";
}

TEST(FlowRate, TellsSecondsRoundedUpWithinBounds) {
    FlowRate rate;
    EXPECT_EQ(rate.seconds_for(5, start, 300), 300U) << "nothing passes";
    rate.add(60, start);  // two a second
    EXPECT_EQ(rate.seconds_for(1, start, 300), 1U);
    EXPECT_EQ(rate.seconds_for(5, start, 300), 3U);
    EXPECT_EQ(rate.seconds_for(0, start, 300), 1U);
    EXPECT_EQ(rate.seconds_for(100'000, start, 300), 300U);
}

TEST(FlowRate, BearsAClockThatJumps) {
    FlowRate rate;
    rate.add(10, start);
    rate.add(10, start - seconds{3'600});
    EXPECT_EQ(rate.passed(start - seconds{3'600}), 10U) << "what lies ahead is not counted";
}

}  // namespace
}  // namespace tg
