// When a far side is closed: weekly hours across midnight, single spans, and what follows without a
// gap. All in Beijing time.
#include "gateway/forward/calendar.hpp"

#include <gmock/gmock.h>

namespace tg::forward {
namespace {

using testing::HasSubstr;

struct Read {
    Calendar calendar;
    std::string said;
};

Read read(std::string_view closed) {
    TomlFaults faults;
    faults.file("f");
    const auto tree = parse_toml("closed = " + std::string(closed));
    EXPECT_FALSE(tree.flaw) << *tree.flaw;
    TomlFields fields(tree.root, faults);
    Read out;
    out.calendar = read_calendar(fields, faults);
    if (!faults.none()) {
        const auto error = std::move(faults).all("f");
        for (const auto& part : error.parts) out.said += part.args.at(0) + "\n";
    }
    return out;
}

Instant at(std::string_view beijing) {
    return from_china_digits(beijing).value();
}

std::string opening(const Calendar& calendar, std::string_view beijing) {
    const auto opens = calendar.opens(at(beijing));
    return opens ? china_time14(*opens) : "open";
}

TEST(Calendar, IsOpenWhenNothingIsSaid) {
    EXPECT_EQ(opening(Calendar{}, "20261003120000"), "open");
}

// 2026-10-03 is a Saturday.
TEST(Calendar, AWeeklyClosingMayRunIntoTheNextDay) {
    const auto calendar = read(R"([{days = ["Sat"], from = "22:00", until = "06:00"}])").calendar;
    EXPECT_EQ(opening(calendar, "20261003215959"), "open");
    EXPECT_EQ(opening(calendar, "20261003220000"), "20261004060000");
    EXPECT_EQ(opening(calendar, "20261004055959"), "20261004060000");
    EXPECT_EQ(opening(calendar, "20261004060000"), "open");
    EXPECT_EQ(opening(calendar, "20261004230000"), "open") << "of Saturday only";
    EXPECT_EQ(opening(calendar, "20261010223000"), "20261011060000");
}

TEST(Calendar, WithoutDaysItIsEveryDay) {
    const auto calendar = read(R"([{from = "01:00", until = "02:30"}])").calendar;
    EXPECT_EQ(opening(calendar, "20261005010000"), "20261005023000");
    EXPECT_EQ(opening(calendar, "20261006022959"), "20261006023000");
    EXPECT_EQ(opening(calendar, "20261006023000"), "open");
}

TEST(Calendar, WhatFollowsWithoutAGapIsOneClosing) {
    const auto calendar = read(R"([{days = ["Sat", "Sun"], from = "00:00", until = "00:00"},
        {from = 2026-10-05T00:00:00, until = 2026-10-05T08:00:00}])")
                              .calendar;
    EXPECT_EQ(opening(calendar, "20261002235959"), "open");
    EXPECT_EQ(opening(calendar, "20261003000000"), "20261005080000");
    EXPECT_EQ(opening(calendar, "20261005080000"), "open");
}

TEST(Calendar, TellsWhatIsWrong) {
    EXPECT_THAT(
        read(R"([{days = ["Sam"], from = "22:00", until = "06:00"}])").said, HasSubstr("Sam")
    );
    EXPECT_THAT(read(R"([{from = "24:00", until = "06:00"}])").said, HasSubstr("a time such as"));
    EXPECT_THAT(
        read("[{from = 2026-10-05T00:00:00, until = 2026-10-04T00:00:00}]").said,
        HasSubstr("until must be after from")
    );
    EXPECT_THAT(
        read("[{from = 2026-10-05T00:00:00Z, until = 2026-10-06T00:00:00Z}]").said,
        HasSubstr("a moment in Beijing time")
    ) << "with an offset it is another time than it looks";
    EXPECT_THAT(
        read(R"([{from = "06:00", until = "06:00"}])").said, HasSubstr("closed at all times")
    );
    EXPECT_THAT(read(R"([{form = "06:00"}])").said, HasSubstr("did you mean from?"));
}

}  // namespace
}  // namespace tg::forward
