// Bytes that want to break the checker: each ends in a finding, soon, and nothing is fetched.
#include "gateway/schema/check.hpp"
#include "gateway/schema/read_xml.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/schema/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tg::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> rules(std::string_view file) {
    std::vector<std::string> names;
    for (const auto& one : told(file)) names.push_back(one.rule);
    return names;
}

TEST(HostileFile, EmptyOrNoXml) {
    EXPECT_THAT(rules(""), ElementsAre("empty_file"));
    EXPECT_THAT(rules("hello"), ElementsAre("not_xml"));
    EXPECT_THAT(rules(std::string_view("\0\0\0\0", 4)), ElementsAre("other_encoding"));
    EXPECT_THAT(rules("<a><b></a>"), ElementsAre("unknown_root", "not_xml"));
    EXPECT_THAT(rules("<a/><a/>"), ElementsAre("unknown_root", "not_xml"));
    EXPECT_THAT(rules("<a>\xFF</a>"), ElementsAre("unknown_root", "not_xml"));
    EXPECT_THAT(rules("<a>\x01</a>"), ElementsAre("unknown_root", "not_xml"));
    EXPECT_THAT(rules("<p:a/>"), ElementsAre("not_xml"));
}

TEST(HostileFile, ADtdIsRefusedBeforeAnythingOfItIsUsed) {
    EXPECT_THAT(rules("<!DOCTYPE a><a/>"), ElementsAre("dtd_present"));
    const TempFolder folder;
    const auto secret = folder.write("secret.txt", "secret");
    const std::string inside =
        "<!DOCTYPE a [<!ENTITY s SYSTEM \"file://" + secret.string() + "\">]><a>&s;</a>";
    EXPECT_THAT(rules(inside), ElementsAre("dtd_present"));
    EXPECT_THAT(
        rules("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x.dtd\"><a/>"), ElementsAre("dtd_present")
    );
    std::string bomb = "<!DOCTYPE a [<!ENTITY l0 \"ha\">";
    for (int i = 1; i < 30; ++i) {
        const auto number = std::to_string(i), below = std::to_string(i - 1);
        bomb += "<!ENTITY l" + number + " \"&l" + below + ";&l" + below + ";\">";
    }
    EXPECT_THAT(rules(bomb + "]><a>&l29;</a>"), ElementsAre("dtd_present"));
    EXPECT_THAT(rules("<a>&unknown;</a>"), ElementsAre("unknown_root", "not_xml"));
}

TEST(HostileFile, DepthAndSizeAreBounded) {
    std::string deep;
    for (std::size_t i = 0; i <= schema::xml_depth_max; ++i) deep += "<a>";
    EXPECT_THAT(rules(deep), ElementsAre("unknown_root", "too_deep"));
    std::string bomb;
    for (int i = 0; i < 1'000'000; ++i) bomb += "<a>";
    EXPECT_THAT(rules(bomb), ElementsAre("unknown_root", "too_deep"));
    const std::string large(schema::xml_bytes_max + 1, ' ');
    EXPECT_THAT(rules(large), ElementsAre("too_large"));
}

TEST(HostileFile, AMillionAttributesAreRefusedQuickly) {
    const auto tag = [](int attributes) {
        std::string text = "<a";
        for (int i = 0; i < attributes; ++i) text += " a" + std::to_string(i) + "='\">'";
        return text;
    };
    EXPECT_THAT(rules(tag(1'000'000)), ElementsAre("too_many_attributes"));
    EXPECT_THAT(
        rules("<!-- < \" ' --><?x \" ?>" + tag(257) + "/>"), ElementsAre("too_many_attributes")
    );
    EXPECT_THAT(rules(tag(256) + "/>"), ElementsAre("unknown_root"));
    std::string quotes;
    for (int i = 0; i < 1000; ++i) quotes += "<'' \"\" ";
    EXPECT_THAT(
        rules("<a><![CDATA[" + quotes + "]]><!--" + quotes + "--></a>"), ElementsAre("unknown_root")
    ) << "quotes outside of tags are no attributes";
}

TEST(HostileFile, AMillionStrangersInOneNodeAreCountedQuickly) {
    std::string file = "<CEB512Message xmlns=\"http://www.chinaport.gov.cn/ceb\"><LogisticsReturn>";
    for (int i = 0; i < 1'000'000; ++i) file += "<guidd/>";
    const auto report = schema::check(file, schema::Edition::common);
    EXPECT_EQ(report.findings.size(), schema::findings_max);
    EXPECT_GT(report.left_out, 990'000U);
}

TEST(HostileFile, OtherEncodingsAreRefused) {
    const std::string body = receipt_file().substr(receipt_file().find('\n'));
    EXPECT_THAT(
        rules("<?xml version=\"1.0\" encoding=\"GB18030\"?><a/>"), ElementsAre("other_encoding")
    );
    EXPECT_THAT(
        rules("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>"), ElementsAre("other_encoding")
    );
    for (const auto wide :
         {std::string_view("\xFF\xFE<\0a\0/\0>\0", 10),
          std::string_view("<\0a\0/\0>\0", 8),
          std::string_view("\0\0\0<\0\0\0a", 8),
          std::string_view("\x4C\x6F\xA7\x94\x93", 5)}) {
        EXPECT_THAT(rules(wide), ElementsAre("other_encoding"));
    }
    EXPECT_THAT(
        rules("<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADw-a/+AD4-"),
        ElementsAre("other_encoding")
    );
    EXPECT_THAT(rules("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + body), IsEmpty());
    EXPECT_THAT(rules("\xEF\xBB\xBF" + body), IsEmpty()) << "a byte order mark is harmless";
}

TEST(HostileFile, ATextMayBeAsLongAsTheFile) {
    // CEB900 carries the refused message in one section; the parser's own limit is 10 MB.
    const std::string original(12'000'000, 'x');
    const std::string file =
        "<CEB900Message xmlns=\"http://www.chinaport.gov.cn/ceb\" "
        "guid=\"7C9E6679-7425-40DE-944B-E07FC1F90AE7\" version=\"1.0\"><MessageReturn>"
        "<guid>7C9E6679-7425-40DE-944B-E07FC1F90AE7</guid><returnStatus>-1</returnStatus>"
        "<returnInfo>x</returnInfo><returnTime>20250301120000123</returnTime>"
        "<oriCopMsgId>1</oriCopMsgId><oriMessageType>Unknown</oriMessageType>"
        "<oriBizMessage><![CDATA[" +
        original + "]]></oriBizMessage></MessageReturn></CEB900Message>";
    EXPECT_THAT(rules(file), IsEmpty());
}

}  // namespace
}  // namespace tg::test
