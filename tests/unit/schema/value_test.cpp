// The judgement of single values at the edges of their rules.
#include "gateway/schema/value.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tg::schema {
namespace {

struct Case {
    ValueRule rule;
    std::string text;
    bool holds;
};

bool holds(const ValueRule& rule, std::string_view text) {
    return !judge_value("x", rule, text).has_value();
}

void expect_all(const std::vector<Case>& cases) {
    for (const Case& each : cases) EXPECT_EQ(holds(each.rule, each.text), each.holds) << each.text;
}

TEST(Value, LengthsCountCharacters) {
    const ValueRule rule{ValueKind::text, 2, 3};
    expect_all({
        {rule, "a", false},
        {rule, "ab", true},
        {rule, "中𠮷", true},
        {rule, "中𠮷文", true},
        {rule, "中𠮷文𪚥", false},
        {rule, "", false},
        {rule, "   ", true},
    });
}

TEST(Value, CollapsedBlanksDoNotCount) {
    const ValueRule rule{ValueKind::text, 1, 3, Blanks::collapsed};
    expect_all({
        {rule, "  a \t b  ", true},
        {rule, " \n ", false},
        {rule, "a   bc", false},
        {rule, "\u3000\u3000\u3000", true},
    });
    EXPECT_EQ(collapsed(" a \r\n\t b "), "a b");
}

TEST(Value, AmountsAreDecimalNineteenFive) {
    const ValueRule rule{ValueKind::amount, 1, 20, Blanks::collapsed};
    expect_all({
        {rule, "0", true},
        {rule, "99999999999999.99999", true},
        {rule, "100000000000000", false},
        {rule, "0.000001", false},
        {rule, "0.1000000", true},
        {rule, "007.5", true},
        {rule, "00000000000000000000.5", false},
        {rule, " 12 ", true},
        {rule, "-1", false},
        {rule, "+1", false},
        {rule, "1.", false},
        {rule, ".5", false},
        {rule, "1e5", false},
        {rule, "１", false},
        {rule, "", false},
    });
}

TEST(Value, CountsAreDigits) {
    const ValueRule rule{ValueKind::count, 1, 4, Blanks::collapsed};
    expect_all({
        {rule, "0", true},
        {rule, "0001", true},
        {rule, "00001", false},
        {rule, "1.0", false},
        {rule, "-1", false},
        {rule, "", false},
    });
}

TEST(Value, MomentsFollowTheCalendar) {
    const ValueRule day{ValueKind::date8, 8, 8};
    const ValueRule time{ValueKind::time14, 14, 14};
    const ValueRule stamp{ValueKind::date_time, 0, no_limit, Blanks::collapsed};
    expect_all({
        {day, "20240229", true},
        {day, "20250229", false},
        {day, "19000229", false},
        {day, "20000229", true},
        {day, "00000101", false},
        {day, "00010101", true},
        {day, "99991231", true},
        {day, "20251301", false},
        {day, "", false},
        {{ValueKind::date8, 0, 8}, "", true},
        {time, "20250301235959", true},
        {time, "20250301240000", false},
        {time, "20250301236000", false},
        {stamp, "2025-03-01T12:00:00", true},
        {stamp, "2025-03-01T12:00:00Z", true},
        {stamp, "2025-03-01T12:00:00.5+08:00", true},
        {stamp, "2025-03-01T12:00:00+14:00", true},
        {stamp, "2025-03-01T12:00:00+14:01", false},
        {stamp, "2025-03-01 12:00:00", false},
        {stamp, "2025-02-29T12:00:00", false},
        {stamp, "2025-03-01T12:00:00.", false},
        {stamp, "", false},
    });
}

TEST(Value, Base64IsCanonicalAndOfItsSize) {
    const ValueRule rule{ValueKind::base64, 1, 2, Blanks::collapsed};
    expect_all({
        {rule, "QQ==", true},
        {rule, "Q\nQ =\t=", true},
        {rule, "QR==", false},
        {rule, "QQ", false},
        {rule, "QUI=", true},
        {rule, "QUJD", false},
        {rule, "QU-D", false},
        {rule, "", false},
    });
    const auto fault = judge_value("x", rule, "QUJD");
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->rule, Rule::decoded_size);
}

TEST(Value, ListsDecideAlone) {
    const ValueRule rule{ValueKind::text, 1, 1, Blanks::kept, "A|B"};
    expect_all({{rule, "A", true}, {rule, "C", false}, {rule, " A", false}, {rule, "", false}});
    EXPECT_TRUE(holds({ValueKind::text, 0, 1, Blanks::kept, "A|B"}, ""));
}

}  // namespace
}  // namespace tg::schema
