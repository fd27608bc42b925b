// Bodies that are no order: each is refused at once, with one clear error and its place.
#include "gateway/intake/order.hpp"
#include "gateway/intake/text_guard.hpp"
#include "tests/support/orders.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tg::intake {
namespace {

Result<Order> read_text(std::string body, std::string base = {}) {
    RawOrder raw;
    raw.body = std::move(body);
    raw.pointer_base = std::move(base);
    return read(std::move(raw));
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

std::string members(std::size_t count) {
    std::string out = "{";
    for (std::size_t i = 0; i < count; ++i) out += "\"m" + std::to_string(i) + "\":0,";
    out.back() = '}';
    return out;
}

struct Attack {
    std::string name;
    std::string body;
    Errc code;
    std::string where;
    std::vector<std::string> args;
};
void PrintTo(const Attack& attack, std::ostream* out) {
    *out << attack.name;
}

class JsonAttacks : public ::testing::TestWithParam<Attack> {};

TEST_P(JsonAttacks, AreRefusedWithTheirPlace) {
    const Attack& attack = GetParam();
    const auto order = read_text(attack.body);
    ASSERT_FALSE(order);
    const Error& error = order.error();
    EXPECT_EQ(entry_of(error.code).name, entry_of(attack.code).name);
    EXPECT_EQ(error.where, attack.where);
    EXPECT_EQ(error.args, attack.args);
    EXPECT_EQ(error.fate(), Fate::reject);
    EXPECT_EQ(entry_of(error.code).http_status, 400);
    for (const Language language : {Language::zh, Language::en}) {
        EXPECT_EQ(render(error, language).find("{0}"), std::string::npos);
        EXPECT_EQ(render(error, language).find("{1}"), std::string::npos);
    }
}

using std::string_literals::operator""s;

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Depth,
    JsonAttacks,
    ::testing::Values(
        Attack{"ArrayBombAtTheTop", repeated("[", 200'000), Errc::not_an_object, "", {}},
        Attack{"ArrayBomb", "{\"a\":" + repeated("[", 200'000), Errc::json_too_deep, "/a" + repeated("/0", 15), {"16"}},
        Attack{"ObjectBomb", repeated("{\"a\":", 100'000), Errc::json_too_deep, repeated("/a", 16), {"16"}},
        Attack{"SeventeenLevels", repeated("{\"a\":", 17) + "1" + repeated("}", 17), Errc::json_too_deep, repeated("/a", 16), {"16"}}
    ),
    [](const auto& row) {return row.param.name;}
);
// clang-format on

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Width,
    JsonAttacks,
    ::testing::Values(
        Attack{"ManyMembers", members(100'000), Errc::json_too_wide, "/m512", {"512"}},
        Attack{"ManyMembersInside", "{\"order\":" + members(100'000) + "}", Errc::json_too_wide, "/order/m512", {"512"}},
        Attack{"ManyElements", "{\"order\":{\"lines\":[" + repeated("{},", 5001) + "{}]}}", Errc::json_too_wide, "/order/lines/5000", {"5000"}},
        Attack{"ManyForeignElements", "{\"x\":[" + repeated("0,", 5001) + "0]}", Errc::json_too_wide, "/x/5000", {"5000"}},
        Attack{"LongText", "{\"park\":\"" + repeated("x", 8193) + "\"}", Errc::json_string_too_long, "/park", {"8192"}},
        Attack{"LongNumber", "{\"park\":0." + repeated("9", 8191) + "}", Errc::json_string_too_long, "/park", {"8192"}},
        Attack{"LongName", "{\"" + repeated("x", 8193) + "\":1}", Errc::json_string_too_long, "/" + repeated("x", 128), {"8192"}}
    ),
    [](const auto& row) {return row.param.name;}
);
// clang-format on

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Twice,
    JsonAttacks,
    ::testing::Values(
        Attack{"TopMember", R"({"park":"a","park":"b"})", Errc::duplicate_member, "/park", {}},
        Attack{"Section", R"({"order":{},"order":{}})", Errc::duplicate_member, "/order", {}},
        Attack{"Head", R"({"order":{"orderNo":"1","orderNo":"1"}})", Errc::duplicate_member, "/order/orderNo", {}},
        Attack{"HeadWrittenAsEscape", R"({"order":{"orderNo":"1","\u006frderNo":"2"}})", Errc::duplicate_member, "/order/orderNo", {}},
        Attack{"Lines", R"({"order":{"lines":[],"lines":[]}})", Errc::duplicate_member, "/order/lines", {}},
        Attack{"Line", R"({"order":{"lines":[{"qty":1},{"qty":1,"qty":1}]}})", Errc::duplicate_member, "/order/lines/1/qty", {}},
        Attack{"Unknown", R"({"zz":1,"a":2,"zz":3})", Errc::duplicate_member, "/zz", {}},
        Attack{"UnknownInside", R"({"x":{"b":1,"a":1,"b":2}})", Errc::duplicate_member, "/x/b", {}},
        Attack{"Prototype", R"({"__proto__":{},"__proto__":{}})", Errc::duplicate_member, "/__proto__", {}}
    ),
    [](const auto& row) {return row.param.name;}
);
// clang-format on

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Encoding,
    JsonAttacks,
    ::testing::Values(
        Attack{"ByteOrderMark", "\xEF\xBB\xBF{}", Errc::json_broken, "", {"0", "{"}},
        Attack{"NulByte", "{\"park\":\"a\0b\"}"s, Errc::json_broken, "", {"10", "U+0020.."}},
        Attack{"NulAfterTheEnd", "{}\0{}"s, Errc::json_broken, "", {"2", "U+0020.."}},
        Attack{"NotUtf8", "{\"park\":\"\xC3(\"}", Errc::json_not_utf8, "", {"9"}},
        Attack{"Overlong", "{\"park\":\"\xC0\xAF\"}", Errc::json_not_utf8, "", {"9"}},
        Attack{"OverlongThree", "{\"park\":\"\xE0\x80\xAF\"}", Errc::json_not_utf8, "", {"9"}},
        Attack{"RawSurrogate", "{\"park\":\"\xED\xA0\x80\"}", Errc::json_not_utf8, "", {"9"}},
        Attack{"BeyondUnicode", "{\"park\":\"\xF4\x90\x80\x80\"}", Errc::json_not_utf8, "", {"9"}},
        Attack{"CutCharacter", "{\"park\":\"甲\xE7\x94", Errc::json_not_utf8, "", {"12"}},
        Attack{"Gbk", "{\"park\":\"\xB4\xF3\xC1\xAC\"}", Errc::json_not_utf8, "", {"9"}},
        Attack{"LoneHighSurrogate", R"({"park":"\ud800"})", Errc::json_not_utf8, "/park", {"9"}},
        Attack{"HighSurrogateTwice", R"({"park":"\ud800\ud800"})", Errc::json_not_utf8, "/park", {"9"}},
        Attack{"LoneLowSurrogate", R"({"park":"ab\udc00"})", Errc::json_not_utf8, "/park", {"11"}},
        Attack{"LowSurrogateAfterPair", R"({"park":"\ud83d\ude00\ude00"})", Errc::json_not_utf8, "/park", {"21"}},
        Attack{"LoneSurrogateInName", R"({"a\udfff":1})", Errc::json_not_utf8, "", {"3"}}
    ),
    [](const auto& row) {return row.param.name;}
);
// clang-format on

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Syntax,
    JsonAttacks,
    ::testing::Values(
        Attack{"Nothing", "", Errc::json_broken, "", {"0", "{"}},
        Attack{"Blanks", " \n ", Errc::json_broken, "", {"3", "{"}},
        Attack{"Text", "\"order\"", Errc::not_an_object, "", {}},
        Attack{"Number", "1", Errc::not_an_object, "", {}},
        Attack{"Null", "null", Errc::not_an_object, "", {}},
        Attack{"Array", "[]", Errc::not_an_object, "", {}},
        Attack{"Cut", "{\"park\":\"DL", Errc::json_broken, "/park", {"11", "\""}},
        Attack{"CutAfterName", "{\"order\":{\"orderNo\"", Errc::json_broken, "/order/orderNo", {"19", ":"}},
        Attack{"NoQuotes", "{park:1}", Errc::json_broken, "", {"1", "\"...\""}},
        Attack{"SingleQuotes", "{'park':1}", Errc::json_broken, "", {"1", "\"...\""}},
        Attack{"CommaTooMany", "{\"park\":\"P\",}", Errc::json_broken, "/park", {"12", "\"...\""}},
        Attack{"CommaMissing", "{\"park\":\"P\" \"zone\":\"Z\"}", Errc::json_broken, "/park", {"12", ", }"}},
        Attack{"TwoDocuments", "{} {}", Errc::json_broken, "", {"3", "EOF"}},
        Attack{"Garbage", "{}x", Errc::json_broken, "", {"2", "EOF"}},
        Attack{"Comment", "{/* */}", Errc::json_broken, "", {"1", "\"...\""}},
        Attack{"BadEscape", R"({"park":"\x41"})", Errc::json_broken, "/park", {"9", "\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"}},
        Attack{"NotANumber", "{\"park\":NaN}", Errc::json_broken, "/park", {"8", "{ [ \"...\" 0-9 true false null"}},
        Attack{"Plus", "{\"park\":+1}", Errc::json_broken, "/park", {"8", "{ [ \"...\" 0-9 true false null"}},
        Attack{"LeadingZero", "{\"park\":01}", Errc::json_broken, "/park", {"9", ", }"}},
        Attack{"Point", "{\"park\":1.}", Errc::json_broken, "/park", {"10", "0-9"}},
        Attack{"Huge", "{\"park\":1e999}", Errc::json_broken, "/park", {"8", "|x| < 1e308"}},
        Attack{"HugeExponent", "{\"park\":-1e99999999999999999999}", Errc::json_broken, "/park", {"8", "|x| < 1e308"}},
        Attack{"ManyDigits", "{\"park\":" + repeated("9", 400) + "}", Errc::json_broken, "/park", {"8", "|x| < 1e308"}},
        Attack{"Exponent", "{\"park\":1e}", Errc::json_broken, "/park", {"10", "0-9"}}
    ),
    [](const auto& row) {return row.param.name;}
);
// clang-format on

TEST(JsonAttack, RawControlCharactersAreRefused) {
    const auto order = read_text("{\"park\":\"a\nb\"}");
    ASSERT_FALSE(order);
    EXPECT_EQ(order.error().code, Errc::json_broken);
    EXPECT_EQ(order.error().where, "/park");
}

TEST(JsonAttack, ThePlaceBeginsWithTheBase) {
    const auto order = read_text(R"({"park":"a","park":"b"})", "/7");
    ASSERT_FALSE(order);
    EXPECT_EQ(order.error().where, "/7/park");
}

TEST(JsonAttack, SixteenLevelsAreRead) {
    const std::string deep = repeated("{\"a\":", 16) + "1" + repeated("}", 16);
    EXPECT_TRUE(read_text(deep));
}

TEST(JsonAttack, EveryCutOfAGoodOrderIsRefused) {
    const std::string body = test::export_9610();
    for (std::size_t size = 0; size < body.size(); ++size) {
        ASSERT_FALSE(read_text(body.substr(0, size))) << size;
    }
    EXPECT_TRUE(read_text(body));
}

TEST(JsonAttack, ChangedBytesAreSurvived) {
    const std::string body = test::export_9610();
    for (std::size_t at = 0; at < body.size(); at += 3) {
        for (const char byte : {'\0', '"', '\\', '{', ']', '\x80', '\xEF', '9'}) {
            std::string spoilt = body;
            spoilt[at] = byte;
            const auto order = read_text(std::move(spoilt));
            EXPECT_TRUE(order || order.error().fate() == Fate::reject);
        }
    }
}

TEST(LoneSurrogate, IsFoundAmongOtherEscapes) {
    const std::string text = R"(\\ud800 \ud83d\ude00 \n\udc00)";
    EXPECT_EQ(lone_surrogate(text, 0), text.size() - 6);
    EXPECT_EQ(lone_surrogate(R"(\\udc00)", 0), 0U);
    EXPECT_EQ(lone_surrogate(R"(ab"\udc00)", 0), 0U);
}

TEST(UnfitCharacter, AgreesWithTheSlowLook) {
    EXPECT_EQ(unfit_character("plain text of more than eight bytes\t\n"), std::nullopt);
    EXPECT_EQ(unfit_character("汉字，全角（）"), std::nullopt);
    EXPECT_EQ(unfit_character("12345678\x01"), 8U);
    EXPECT_EQ(unfit_character("1234567\x1F"), 7U);
    EXPECT_EQ(unfit_character("\xEF\xBF\xBF"), 0U);
    EXPECT_EQ(unfit_character("\x7F\x7F\x7F\x7F\x7F\x7F\x7F\x7F"), std::nullopt);
}

}  // namespace
}  // namespace tg::intake
