// Every transform, row by row; and the names and dates behind them.
#include "gateway/normalise/transforms.hpp"

#include "gateway/normalise/dates.hpp"
#include "gateway/normalise/names.hpp"

#include <gtest/gtest.h>

#include <set>

namespace tg::normalise {
namespace {

using schemas::Transform;

const schemas::CodeBook& codes() {
    static const schemas::CodeBook book = schemas::CodeBook::built_in();
    return book;
}

struct Row {
    std::string name;
    Transform transform;
    std::string in;
    std::string out;
    std::optional<Errc> fault = std::nullopt;
};
void PrintTo(const Row& row, std::ostream* out) {
    *out << row.name;
}

class Shapes : public ::testing::TestWithParam<Row> {};

TEST_P(Shapes, AreAsTheTableSays) {
    const Row& row = GetParam();
    std::string out = "left over";
    const auto fault = shape(row.transform, row.in, codes(), out);
    EXPECT_EQ(out, row.out);
    EXPECT_EQ(fault ? std::optional(fault->code) : std::nullopt, row.fault);
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    Shapes,
    ::testing::Values(
        Row{"PlainKeepsWidthAndCase", Transform::plain, "Ａb 甲　乙", "Ａb 甲　乙"},
        Row{"CodeNarrowsAndRaises", Transform::code, "２１０２９tgp０１", "21029TGP01"},
        Row{"CodeLeavesChinese", Transform::code, "无", "无"},
        Row{"IdentityRaisesX", Transform::identity, "11010519491231002x", "11010519491231002X"},
        Row{"NumberKeepsCase", Transform::number, "ａb－１", "ab-1"},
        Row{"OwnNumber", Transform::own_number, "ｎo７", "no7"}
    ),
    [](const auto& row) { return row.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    Numbers,
    Shapes,
    ::testing::Values(
        Row{"Shortest", Transform::amount, "12.500", "12.5"},
        Row{"Whole", Transform::amount, "12.000", "12"},
        Row{"TwentyDigits", Transform::amount, "12345678901234.56789", "12345678901234.56789"},
        Row{"ExponentStays", Transform::amount, "1e5", "1e5"},
        Row{"GroupingStays", Transform::amount, "1,000", "1,000"},
        Row{"MinusZeroStays", Transform::amount, "-0", "-0"},
        Row{"MinusStays", Transform::amount, "-1.50", "-1.50"},
        Row{"TextStays", Transform::amount, "free", "free"},
        Row{"Count", Transform::count, "3.0", "3"},
        Row{"CountOfParts", Transform::count, "3.5", "3.5"},
        Row{"LineNumber", Transform::line_number, "2", "2"}
    ),
    [](const auto& row) { return row.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    Names,
    Shapes,
    ::testing::Values(
        Row{"CurrencyCode", Transform::currency, "142", "142"},
        Row{"CurrencyWide", Transform::currency, "１４２", "142"},
        Row{"CurrencyLetters", Transform::currency, "usd", "502"},
        Row{"CurrencyYuan", Transform::currency, "CNY", "142"},
        Row{"CurrencyRmb", Transform::currency, "RMB", "142"},
        Row{"CurrencyZh", Transform::currency, "人民币", "142"},
        Row{"CurrencySign", Transform::currency, "￥", "142"},
        Row{"CurrencyNarrowSign", Transform::currency, "¥", "142"},
        Row{"CurrencyEn", Transform::currency, "Euro", "300"},
        Row{"CurrencyEveryday", Transform::currency, "日元", "116"},
        Row{"CurrencyUnknown", Transform::currency, "Ducat", "Ducat", Errc::unknown_code},
        Row{"CountryCode", Transform::country, "304", "304"},
        Row{"CountryThree", Transform::country, "jpn", "116"},
        Row{"CountryTwo", Transform::country, "CN", "142"},
        Row{"CountryZh", Transform::country, "韩国", "133"},
        Row{"CountryEveryday", Transform::country, "香港", "110"},
        Row{"CountryEn", Transform::country, "united states", "502"},
        Row{"CountryNewerThanTheList", Transform::country, "998", "998"},
        Row{"UnitOfAWholeList", Transform::unit, "998", "998", Errc::unknown_code},
        Row{"CountryUnknown", Transform::country, "Atlantis", "Atlantis", Errc::unknown_code},
        Row{"CountryUnknownTwo", Transform::country, "XX", "XX", Errc::unknown_code},
        Row{"UnitCode", Transform::unit, "035", "035"},
        Row{"UnitZh", Transform::unit, "千克", "035"},
        Row{"UnitEn", Transform::unit, "KILOGRAM", "035"},
        Row{"UnitShort", Transform::unit, "kg", "035"},
        Row{"UnitUnknown", Transform::unit, "barrelful", "barrelful", Errc::unknown_code}
    ),
    [](const auto& row) { return row.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    Dates,
    Shapes,
    ::testing::Values(
        Row{"Digits", Transform::date8, "20250301", "20250301"},
        Row{"Dashed", Transform::date8, "2025-03-01", "20250301"},
        Row{"Rfc3339IsADayInBeijing", Transform::date8, "2025-02-28T20:00:00Z", "20250301"},
        Row{"LeapDay", Transform::date8, "2024-02-29", "20240229"},
        Row{"NoLeapDay", Transform::date8, "2025-02-29", "2025-02-29", Errc::not_a_date},
        Row{"Slashes", Transform::date8, "2025/03/01", "2025/03/01", Errc::not_a_date},
        Row{"TooManyDigits",
            Transform::date8,
            "20250301080000",
            "20250301080000",
            Errc::not_a_date},
        Row{"Today", Transform::today8, "2025-03-01", "20250301"},
        Row{"TimeDigits", Transform::time14, "20250301102030", "20250301102030"},
        Row{"TimeSpaced", Transform::time14, "2025-03-01 10:20:30", "20250301102030"},
        Row{"TimeUtc", Transform::time14, "2025-03-01T02:20:30Z", "20250301102030"},
        Row{"TimeOffset", Transform::time14, "2025-03-01T10:20:30.5+08:00", "20250301102030"},
        Row{"TimeOfADay", Transform::time14, "2025-03-01", "2025-03-01", Errc::not_a_time},
        Row{"Hour24", Transform::time14, "20250301240000", "20250301240000", Errc::not_a_time}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(Make, KnowsWhatTheGatewayAddsItself) {
    const Moment moment{"20250302003000", "20250302", DocumentId(4711), 2};
    std::string out;
    ASSERT_TRUE(make(Transform::guid, moment, out));
    EXPECT_EQ(id_in_guid(out), 4711);
    ASSERT_TRUE(make(Transform::now14, moment, out));
    EXPECT_EQ(out, "20250302003000");
    ASSERT_TRUE(make(Transform::today8, moment, out));
    EXPECT_EQ(out, "20250302");
    ASSERT_TRUE(make(Transform::line_number, moment, out));
    EXPECT_EQ(out, "3");
    ASSERT_TRUE(make(Transform::own_number, moment, out));
    EXPECT_EQ(out, "TG" + id_text(4711));
    EXPECT_LE(out.size(), 20U);
    EXPECT_FALSE(make(Transform::plain, moment, out));
}

TEST(Names, EveryIsoCountryOfTheListIsFoundByBothItsLetters) {
    std::set<std::string> three;
    for (char a = 'A'; a <= 'Z'; ++a) {
        for (char b = 'A'; b <= 'Z'; ++b) {
            const auto found = alpha3_of(std::string{a, b});
            if (!found)
                continue;
            EXPECT_TRUE(three.insert(std::string(*found)).second) << *found;
            EXPECT_TRUE(code_of(codes().at("country"), *found)) << *found;
        }
    }
    EXPECT_EQ(three.size(), 249U);
    EXPECT_EQ(alpha3_of("cn"), "CHN");
    EXPECT_EQ(alpha3_of("C"), std::nullopt);
    EXPECT_EQ(alpha3_of("AA"), std::nullopt);
    EXPECT_EQ(alpha3_of("ZZ"), std::nullopt);
}

}  // namespace
}  // namespace tg::normalise
