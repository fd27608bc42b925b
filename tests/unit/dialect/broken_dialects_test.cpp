// What a dialect file may get wrong, and what is said of it.
#include "tests/unit/dialect/speech.hpp"

#include <gmock/gmock.h>

namespace tg::dialect {
namespace {

using testing::HasSubstr;

constexpr std::string_view head =
    "title_zh = \"z\"\ntitle_en = \"e\"\nsource = \"s\"\nlevel = \"C\"\n";
constexpr std::string_view send = R"([send]
path = "/"
text = "${message}"
[send.answer]
[[send.answer.means]]
when = { body = "OK" }
is = "taken"
sample = "OK"
)";
constexpr std::string_view push = "[push]\nanswer = \"OK\"\n";

struct Broken {
    const char* name;
    std::string text;
    const char* said;
};

std::string with(std::string_view more) {
    return std::string(head) + std::string(send) + std::string(push) + std::string(more);
}

std::vector<Broken> broken() {
    return {
        {"UnknownKey", "retries = 1\n" + with(""), "unknown key retries"},
        {"NoSend", std::string(head) + std::string(push), "missing table send"},
        {"NoWayBack", std::string(head) + std::string(send), "no way for receipts"},
        {"UnknownLevel",
         "title_zh=\"z\"\ntitle_en=\"e\"\nsource=\"s\"\nlevel=\"G\"\n" + std::string(send) +
             std::string(push),
         "level is one of"},
        {"UnknownValue",
         with("[ask]\npath = \"/${copmsgid}\"\n[ask.answer]\n[[ask.answer.means]]\n"
              "is = \"absent\"\n"),
         "did you mean copMsgId?"},
        {"UnknownFilter",
         with("[ask]\npath = \"/${message|bas64}\"\n[ask.answer]\n"
              "[[ask.answer.means]]\nis = \"absent\"\n"),
         "did you mean base64?"},
        {"MeaningOfAnotherPlace",
         with("[ask]\npath = \"/\"\n[ask.answer]\n[[ask.answer.means]]\n"
              "is = \"taken\"\n"),
         "is is one of there, absent"},
        {"TwoBodies",
         with("[ask]\npath = \"/\"\njson = \"{}\"\nxml = \"<a/>\"\n[ask.answer]\n"
              "[[ask.answer.means]]\nis = \"absent\"\n"),
         "one of form, json, xml and text"},
        {"Circle",
         with("[parts]\na = \"${part.b}\"\nb = \"${part.a}\"\n[ask]\n"
              "path = \"/${part.a}\"\n[ask.answer]\n[[ask.answer.means]]\nis = \"absent\"\n"),
         "parts run in a circle"},
        {"UnusedPart", with("[parts]\na = \"x\"\n"), "part a is used nowhere"},
        {"RecordWithoutStatus",
         with("[record]\nread = \"json\"\nmessage = \"622\"\n"
              "[record.fields]\norderNo = \"${item.o}\"\n"),
         "no returnStatus"},
        {"RecordOfUnknownElement",
         with("[record]\nread = \"json\"\nmessage = \"622\"\n"
              "[record.fields]\nreturnStatus = \"${item.s}\"\norderno = \"${item.o}\"\n"),
         "did you mean orderNo?"},
        {"StateThatIsNoNumber",
         with("[record]\nread = \"json\"\nmessage = \"622\"\n"
              "states = { a = \"released\" }\n[record.fields]\nreturnStatus = \"${item.s}\"\n"),
         "a state becomes a returnStatus"},
        {"StatusOfNoHttp",
         with("[ask]\npath = \"/\"\n[ask.answer]\n[[ask.answer.means]]\n"
              "status = 20\nis = \"absent\"\n"),
         "status is a number of HTTP"},
    };
}

TEST(BrokenDialect, IsRefusedWithItsPlace) {
    EXPECT_EQ(read_text(with("")).faults, "");
    for (const auto& each : broken()) {
        const auto faults = read_text(each.text).faults;
        EXPECT_THAT(faults, HasSubstr(each.said)) << each.name;
        EXPECT_THAT(faults, HasSubstr("d.toml:")) << each.name;
        EXPECT_THAT(faults, HasSubstr(" / ")) << each.name;
    }
}

TEST(BrokenDialect, ASampleThatMeansSomethingElseIsRefused) {
    auto text = with("");
    const auto at = text.find("sample = \"OK\"");
    text.replace(at, 13, "sample = \"Ok\"");
    EXPECT_THAT(
        read_text(text).faults, HasSubstr("the sample of a row that is taken means unclear")
    );
}

TEST(BrokenDialect, AHeaderCannotBreakItsLine) {
    auto text = with("");
    text.insert(text.find("[send.answer]"), "[send.headers]\nX-Key = \"${id.key}\"\n");
    auto speech = read_text(text);
    ASSERT_EQ(speech.faults, "");
    speech.ids["key"] = "a\r\nHost: b";
    EXPECT_FALSE(write_request(speech.voice(), speech.dialect.send.request, given_message("m")));
    speech.ids["key"] = "a";
    EXPECT_TRUE(write_request(speech.voice(), speech.dialect.send.request, given_message("m")));
}

}  // namespace
}  // namespace tg::dialect
