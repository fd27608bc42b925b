// The words of the domain: decimals, ids, times, text, errors, metrics.
#include "gateway/core/clock.hpp"
#include "gateway/core/decimal.hpp"
#include "gateway/core/error.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/metrics.hpp"
#include "gateway/core/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace tg {
namespace {

class FixedClock final : public Clock {
 public:
    [[nodiscard]] Instant now() const override { return now_; }
    void set(Instant time) { now_ = time; }

 private:
    Instant now_ = *from_rfc3339("2026-03-01T04:00:00Z");
};

std::string product(const char* a, const char* b) {
    const auto value = Decimal::parse(a)->times(*Decimal::parse(b));
    return value ? value->text() : "overflow";
}

TEST(Decimal, ReadsPlainNumbersOnly) {
    for (const char* good : {"0", "1", "12.50", "-3.1", "99999999999999.99999", "0.00001", "007"}) {
        EXPECT_TRUE(Decimal::parse(good)) << good;
    }
    for (const char* bad :
         {"",
          "-",
          ".",
          "1.",
          ".5",
          "+1",
          "1e3",
          "1,000",
          " 1",
          "1 ",
          "0x10",
          "NaN",
          "1.2.3",
          "12345678901234567890123456789"}) {
        EXPECT_FALSE(Decimal::parse(bad)) << bad;
    }
}

TEST(Decimal, WritesTheShortestForm) {
    EXPECT_EQ(Decimal::parse("12.50")->text(), "12.5");
    EXPECT_EQ(Decimal::parse("100.00000")->text(), "100");
    EXPECT_EQ(Decimal::parse("-0.0")->text(), "0");
    EXPECT_EQ(Decimal::parse("0.00001")->text(), "0.00001");
    EXPECT_EQ(Decimal::parse("99999999999999.99999")->text(), "99999999999999.99999");
}

TEST(Decimal, IsExactWhereBinaryFractionsAreNot) {
    EXPECT_EQ(Decimal::parse("0.1")->plus(*Decimal::parse("0.2"))->text(), "0.3");
    EXPECT_EQ(product("1.1", "1.1"), "1.21");
    EXPECT_EQ(product("99999999999999.99999", "1"), "99999999999999.99999");
    EXPECT_EQ(product("99999999999999.99999", "99999999999999.99999"), "overflow");
}

TEST(Decimal, RoundsOnlyWhenTold) {
    const auto third = Decimal{1}.divided(Decimal{3}, 5, Rounding::half_up);
    EXPECT_EQ(third->text(), "0.33333");
    EXPECT_EQ(Decimal{2}.divided(Decimal{3}, 2, Rounding::half_up)->text(), "0.67");
    EXPECT_EQ(Decimal{2}.divided(Decimal{3}, 2, Rounding::down)->text(), "0.66");
    EXPECT_FALSE(Decimal{2}.divided(Decimal{3}, 2, Rounding::exact));
    EXPECT_FALSE(Decimal{2}.divided(Decimal{0}, 2, Rounding::half_up));
    EXPECT_EQ(Decimal::parse("18.105")->rounded(2, Rounding::half_up)->text(), "18.11");
    EXPECT_EQ(Decimal::parse("-18.105")->rounded(2, Rounding::half_up)->text(), "-18.11");
}

TEST(Decimal, ComparesByValue) {
    EXPECT_EQ(*Decimal::parse("1.50"), *Decimal::parse("1.5"));
    EXPECT_LT(*Decimal::parse("-2"), *Decimal::parse("1.99999"));
    EXPECT_EQ(Decimal::parse("12345.678")->integer_digits(), 5);
    EXPECT_EQ(Decimal::parse("12345.678")->fraction_digits(), 3);
}

TEST(Ids, GrowEvenWhenTheClockGoesBack) {
    FixedClock clock;
    IdSource ids(clock);
    std::int64_t last = 0;
    for (int i = 0; i < 200'000; ++i) {
        if (i == 1000)
            clock.set(clock.now() - std::chrono::hours{5});
        const auto id = ids.next();
        ASSERT_GT(id, last);
        last = id;
    }
}

TEST(Ids, TextSortsLikeTheNumberAndComesBack) {
    FixedClock clock;
    IdSource ids(clock);
    const auto a = ids.next();
    clock.set(clock.now() + std::chrono::milliseconds{1});
    const auto b = ids.next();
    EXPECT_LT(id_text(a), id_text(b));
    EXPECT_EQ(id_from_text(id_text(a)), a);
    EXPECT_EQ(id_from_text(lower_ascii(id_text(b))), b);
    EXPECT_FALSE(id_from_text("short"));
    EXPECT_FALSE(id_from_text("000000000000U"));
    EXPECT_FALSE(id_from_text("ZZZZZZZZZZZZZ"));
    EXPECT_EQ(id_time(b), clock.now());
    EXPECT_LE(id_floor(clock.now()), b);
    EXPECT_GT(id_floor(clock.now()), a);
}

TEST(Ids, TravelInsideAGuid) {
    FixedClock clock;
    IdSource ids(clock);
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto id = ids.next();
        const auto guid = guid_for(id);
        ASSERT_EQ(guid.size(), 36U);
        ASSERT_EQ(upper_ascii(guid), guid);
        ASSERT_EQ(id_in_guid(guid), id);
        ASSERT_EQ(id_in_guid(lower_ascii(guid)), id);
        ASSERT_TRUE(seen.insert(guid).second);
        ASSERT_TRUE(seen.insert(guid_for(id)).second) << "the rest of a guid is random";
    }
    EXPECT_FALSE(id_in_guid("7C9E6679-7425-40DE-944B-E07FC1F90AE7")) << "somebody else's";
    EXPECT_FALSE(id_in_guid("7C9E6679_7425_80DE_944B_E07FC1F90AE7"));
    EXPECT_FALSE(id_in_guid(random_guid()));
}

TEST(ChinaTime, IsEightHoursAhead) {
    const auto time = from_rfc3339("2024-02-29T17:30:05.123Z");
    ASSERT_TRUE(time);
    EXPECT_EQ(china_time14(*time), "20240301013005");
    EXPECT_EQ(china_time17(*time), "20240301013005123");
    EXPECT_EQ(china_date8(*time), "20240301");
    EXPECT_EQ(china_datetime(*time), "2024-03-01T01:30:05");
    EXPECT_EQ(rfc3339(*time), "2024-02-29T17:30:05.123Z");
    EXPECT_EQ(from_china_digits("20240301013005123"), time);
}

TEST(ChinaTime, ReadsOnlyMomentsThatExist) {
    EXPECT_TRUE(from_china_digits("20240229"));
    for (const char* bad :
         {"20230229",
          "20241301",
          "20240100",
          "2024010124",
          "20240101246000",
          "2024-01-01",
          "",
          "2024010112000",
          "00000101"}) {
        EXPECT_FALSE(from_china_digits(bad)) << bad;
    }
    EXPECT_EQ(from_rfc3339("2025-03-01T12:00:00+08:00"), from_rfc3339("2025-03-01T04:00:00Z"));
    EXPECT_EQ(from_rfc3339("2025-03-01 12:00:00"), from_rfc3339("2025-03-01T04:00:00Z"));
    EXPECT_EQ(from_rfc3339("2025-03-01"), from_rfc3339("2025-02-28T16:00:00Z"));
    for (const char* bad :
         {"2025-02-30",
          "2025-03-01T25:00",
          "2025-03-01T12:00:00X",
          "2025-03-01T12:00:00+8",
          "2025-03-01T",
          "today"}) {
        EXPECT_FALSE(from_rfc3339(bad)) << bad;
    }
}

TEST(Text, CountsCharactersNotBytes) {
    EXPECT_EQ(character_count("示例a"), 3U);
    EXPECT_EQ(character_count("\xF0\xA0\x80\x80"), 1U) << "beyond the basic plane";
    for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE4\xBD", "\x80"}) {
        EXPECT_FALSE(character_count(bad));
    }
}

TEST(Text, FindsWhatXmlCannotCarry) {
    EXPECT_FALSE(first_unfit_for_xml("a\tb\nc 示例"));
    EXPECT_EQ(first_unfit_for_xml("ab\x01"), 2U);
    EXPECT_EQ(first_unfit_for_xml("ab\xEF\xBF\xBE"), 2U);
    EXPECT_EQ(first_unfit_for_xml(std::string_view("a\0b", 3)), 1U);
}

TEST(Text, TrimsAndNarrows) {
    EXPECT_EQ(trimmed(" \t\u3000订单 1\u00a0\n"), "订单 1");
    EXPECT_EQ(trimmed("   "), "");
    EXPECT_EQ(half_width("ＡＢ１２－３\u3000ｘ中"), "AB12-3 x中");
}

TEST(Base64, HasOneSpellingPerContent) {
    for (const std::string_view text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
        EXPECT_EQ(from_base64(base64(text)), text);
    }
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    for (const char* bad : {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "Zg==Zg==", "Zm 9v", "Zm9*"}) {
        EXPECT_FALSE(from_base64(bad)) << bad;
    }
    EXPECT_EQ(from_base64("Zm9v\r\nYmFy", Blanks::skipped), "foobar");
}

TEST(Errors, EveryRowSpeaksBothLanguages) {
    std::set<std::string_view> names;
    for (const auto& row : error_catalogue()) {
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
        for (const auto text :
             {row.title_zh, row.title_en, row.text_zh, row.text_en, row.remedy_zh, row.remedy_en}) {
            EXPECT_FALSE(text.empty()) << row.name;
        }
        EXPECT_GE(row.http_status, 400) << row.name;
        EXPECT_NE(row.title_zh, row.title_en) << row.name;
        EXPECT_EQ(
            row.text_zh.find("{1}") == row.text_zh.npos, row.text_en.find("{1}") == row.text_en.npos
        ) << row.name
          << ": both languages use the same arguments";
    }
}

TEST(Errors, FillTheirSentence) {
    const Error error{Errc::too_long, "/order/orderNo", {"orderNo", "60", "61"}, {}, {}};
    EXPECT_EQ(render(error, Language::en), "orderNo may have 60 characters, has 61");
    EXPECT_EQ(render(error, Language::zh), "orderNo 最多 60 个字符，现有 61 个");
    EXPECT_EQ(error.fate(), Fate::reject);
    const Error short_of_arguments{Errc::too_long, "", {}, {}, {}};
    EXPECT_EQ(render(short_of_arguments, Language::en), " may have  characters, has ");
}

TEST(Metrics, CountAndShow) {
    Metrics metrics;
    metrics.count("tongguan_filings_total", {{"result", "accepted"}}, 3);
    metrics.gauge("tongguan_queue", 7);
    metrics.observe("tongguan_sign_seconds", std::chrono::microseconds{700});
    EXPECT_EQ(metrics.value("tongguan_filings_total", {{"result", "accepted"}}), 3);
    EXPECT_EQ(metrics.value("tongguan_queue"), 7);
    EXPECT_EQ(metrics.value("tongguan_other"), 0);
    EXPECT_THAT(
        metrics.exposition(), testing::HasSubstr("tongguan_filings_total{result=\"accepted\"} 3")
    );
    EXPECT_THAT(
        metrics.exposition(), testing::HasSubstr("tongguan_sign_seconds_bucket{le=\"0.001\"} 1")
    );
}

TEST(Secrets, CompareInConstantTimeByContent) {
    EXPECT_TRUE(equal_in_constant_time(sha256("a"), sha256("a")));
    EXPECT_FALSE(equal_in_constant_time(sha256("a"), sha256("b")));
    EXPECT_FALSE(equal_in_constant_time("a", "aa"));
    EXPECT_EQ(
        hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

TEST(EditDistance, FindsNearNames) {
    EXPECT_EQ(edit_distance("orderNo", "ordrNo"), 1U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("acturalPaid", "actualPaid"), 1U);
}

}  // namespace
}  // namespace tg
