// Patterns of file names: what they may hold is settled when the zone file is read.
#include "gateway/forward/file_names.hpp"

#include <gmock/gmock.h>

namespace tg::forward {
namespace {

using testing::HasSubstr;

Handover message() {
    Handover out;
    out.message_type = "CEB621Message";
    out.cop_msg_id = "4CFF2D4A";
    out.sender_dxp_id = "DXPENT0000000001";
    out.created = from_china_digits("20250301120000").value();
    out.bytes = "<a><ceb:copNo>N1</ceb:copNo></a>";
    return out;
}

std::string name_by(std::string_view pattern) {
    const auto names = FileNames::parse(pattern);
    if (!names)
        return names.error().detail;
    const auto name = names.value().name_of(message(), "DXPEDCCEB0000002");
    return name ? name.value() : name.error().detail;
}

TEST(FileNames, FillsItsHoles) {
    EXPECT_EQ(name_by(""), "CEB621Message_DXPENT0000000001_4CFF2D4A.xml");
    EXPECT_EQ(
        name_by("${messageNumber}-${receiver}-${created|time:yyyyMMdd}-${xml.copNo}-${copMsgId}"),
        "621-DXPEDCCEB0000002-20250301-N1-4CFF2D4A.xml"
    );
    EXPECT_EQ(name_by("清单${serial}").size(), std::string("清单.xml").size() + 32);
}

TEST(FileNames, RefusesPatternsByWhichTwoCouldMeet) {
    for (const auto* pattern :
         {"fixed",
          "${messageType}",
          "${xml.orderNo}_${created|time:yyyyMMddHHmmssSSS}",
          "${copMsgId|part:0,4}",
          "$${copMsgId}_${sender}"})
        EXPECT_THAT(name_by(pattern), HasSubstr("two messages could get one name")) << pattern;
}

TEST(FileNames, RefusesWhatItDoesNotKnow) {
    EXPECT_THAT(name_by("${copMsgID}"), HasSubstr("did you mean copMsgId"));
    EXPECT_THAT(name_by("${now}_${copMsgId}"), HasSubstr("no value now"));
    EXPECT_THAT(name_by("${copMsgId}_${sender"), HasSubstr("not closed"));
    EXPECT_THAT(name_by("${copMsgId}_${sender|shout}"), HasSubstr("no filter shout"));
}

TEST(FileNames, RefusesTextThatIsNoName) {
    for (const auto* pattern :
         {"../${copMsgId}",
          "in/${copMsgId}",
          ".${copMsgId}",
          "a b${copMsgId}",
          "a\"${copMsgId}",
          "é${copMsgId}"})
        EXPECT_THAT(name_by(pattern), HasSubstr("letters, digits")) << pattern;
    EXPECT_THAT(name_by(std::string(200, 'a') + "${copMsgId}"), HasSubstr("letters, digits"));
}

TEST(SafeFileName, IsPlainOrChinese) {
    EXPECT_TRUE(safe_file_name("CEB311_订单〇㐂.xml"));
    for (const auto* name : {"", ".", "..", ".x", "a/b", "a\\b", "a b", "a\n", "a：b", "\xFF"})
        EXPECT_FALSE(safe_file_name(name)) << name;
}

}  // namespace
}  // namespace tg::forward
