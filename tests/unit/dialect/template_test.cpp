// Holes, filters, escapes and times.
#include "gateway/dialect/template.hpp"

#include "gateway/dialect/times.hpp"

#include <gmock/gmock.h>

#include <array>
#include <map>

namespace tg::dialect {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<std::string> rendered(const std::string& text, Escape escape = Escape::none) {
    static const std::map<std::string, std::string, std::less<>> values{
        {"name", "王\"小\\明\"<&>\n"},
        {"now", "1740801600000"},
        {"empty", ""},
        {"abc", "abc"},
        {"brackets", "a]]>b"},
        {"b64", " aGVs\nbG8= "},
    };
    FilterTools tools;
    tools.secret = [](std::string_view name) -> Result<Secret> {
        if (name == "key")
            return Secret("0123456789abcdef");
        return fail(Errc::bad_config, {}, {"no secret"});
    };
    const auto parsed = Template::parse(text);
    if (!parsed)
        return parsed.error();
    const Values look_up = [](std::string_view name) -> Result<std::string> {
        const auto found = values.find(name);
        if (found == values.end())
            return fail(Errc::bad_config, {}, {"no value"});
        return found->second;
    };
    return parsed.value().render(look_up, tools, escape);
}

struct Row {
    const char* text;
    Escape escape;
    const char* wanted;
};

const std::array rows{
    Row{"", Escape::none, ""},
    Row{"plain {\"a\": \"$b\"}", Escape::json, "plain {\"a\": \"$b\"}"},
    Row{"$${abc} ${abc}", Escape::none, "${abc} abc"},
    Row{"<${name}>", Escape::json, "<王\\\"小\\\\明\\\"<&>\\u000a>"},
    Row{"<${name}>", Escape::xml, "<王&quot;小\\明&quot;&lt;&amp;&gt;\n>"},
    Row{"${name}", Escape::url, "%E7%8E%8B%22%E5%B0%8F%5C%E6%98%8E%22%3C%26%3E%0A"},
    Row{"${name|raw}", Escape::json, "王\"小\\明\"<&>\n"},
    Row{"${now|time:yyyy-MM-dd HH:mm:ss}", Escape::none, "2025-03-01 12:00:00"},
    Row{"${now|time:yyyyMMddHHmmssSSS}", Escape::none, "20250301120000000"},
    Row{"${now|time:s}", Escape::none, "1740801600"},
    Row{"${abc|base64}", Escape::none, "YWJj"},
    Row{"${b64|unbase64}", Escape::none, "hello"},
    Row{"${abc|md5}", Escape::none, "900150983cd24fb0d6963f7d28e17f72"},
    Row{"${abc|sha1}", Escape::none, "a9993e364706816aba3e25717850c26c9cd0d89d"},
    Row{"${abc|sm3|upper|part:0,8}", Escape::none, "66C7F0F4"},
    Row{"${abc|over:2,1,2}${abc|over:3,1,2}", Escape::none, "12"},
    Row{"${empty|default:x}${abc|default:x}", Escape::none, "xabc"},
    Row{"${abc|map:abc=1,*=2}${empty|map:abc=1,*=2}", Escape::none, "12"},
    Row{"${abc|gzip|gunzip}", Escape::none, "abc"},
    Row{"${abc|gzip-over:3}", Escape::none, "abc"},
    Row{"${brackets|cdata|raw}", Escape::xml, "<![CDATA[a]]]]><![CDATA[>b]]>"},
    Row{"${abc|aes-ecb:key|un-aes-ecb:key}", Escape::none, "abc"},
    Row{"${name|charset:GB18030|to-utf8:GB18030}", Escape::none, "王\"小\\明\"<&>\n"},
};

TEST(Template, FillsItsHoles) {
    for (const auto& row : rows) {
        const auto text = rendered(row.text, row.escape);
        ASSERT_TRUE(text) << row.text << describe(text.error());
        EXPECT_EQ(text.value(), row.wanted) << row.text;
    }
}

TEST(Template, RefusesWhatItCannotFillWhenItIsRead) {
    const std::array<std::pair<const char*, const char*>, 9> broken{{
        {"${abc", "not closed"},
        {"${}", "names no value"},
        {"${a b}", "names no value"},
        {"${abc|bas64}", "did you mean base64?"},
        {"${abc|time:HH}", "arguments do not fit"},
        {"${abc|time:yyyy年}", "arguments do not fit"},
        {"${abc|over:x,1,2}", "arguments do not fit"},
        {"${abc|charset:UTF-99}", "arguments do not fit"},
        {"${abc|aes-ecb}", "arguments do not fit"},
    }};
    for (const auto& [text, why] : broken) {
        const auto parsed = Template::parse(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_THAT(parsed.error().args.at(1), HasSubstr(why)) << text;
        EXPECT_FALSE(parsed.error().args.at(2).empty()) << text;
    }
}

TEST(Template, SaysWhatIsMissingWhenItIsFilled) {
    for (const char* text : {"${nobody}", "${abc|aes-ecb:other}", "${abc|map:x=1}"}) {
        const auto out = rendered(text);
        ASSERT_FALSE(out) << text;
        EXPECT_EQ(out.error().code, Errc::bad_config) << text;
    }
    for (const char* text : {"${abc|gunzip}", "${name|unbase64}", "${abc|un-aes-ecb:key}"}) {
        const auto out = rendered(text);
        ASSERT_FALSE(out) << text;
        EXPECT_EQ(out.error().code, Errc::unclear_answer) << text;
    }
}

TEST(Template, TellsItsNames) {
    const auto parsed = Template::parse("a${id.client}b${message|rsa-sha1:platform|base64}");
    ASSERT_TRUE(parsed);
    EXPECT_THAT(parsed.value().names(), ElementsAre("id.client", "message", "secret.platform"));
}

TEST(Times, ReadWhatTheyWrite) {
    const Instant time(std::chrono::milliseconds(1'740'801'600'123));
    for (const char* pattern : {"ms", "yyyyMMddHHmmssSSS", "yyyy/MM/dd HH:mm:ss.SSS"})
        EXPECT_EQ(read_time(format_time(time, pattern), pattern), time) << pattern;
    for (const char* broken : {"", "2025-03-01", "2025-13-01 00:00:00", "2025-03-01T00:00:00"})
        EXPECT_FALSE(read_time(broken, "yyyy-MM-dd HH:mm:ss")) << broken;
    EXPECT_FALSE(read_time("99999999999999999", "ms"));
    EXPECT_FALSE(read_time("-1", "ms"));
}

}  // namespace
}  // namespace tg::dialect
