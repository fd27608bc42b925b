// What may not pass as XML, and that ordinary receipts do.
#include "gateway/receipt/xml_guard.hpp"

#include "tests/unit/receipt/receipt_texts.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tg::receipt {
namespace {

std::string nested(std::size_t levels) {
    std::string out;
    for (std::size_t i = 0; i < levels; ++i) out += "<a>";
    for (std::size_t i = 0; i < levels; ++i) out += "</a>";
    return out;
}

struct Refused {
    std::string name;
    std::string bytes;
};

std::vector<Refused> refused_rows() {
    return {
        {"Empty", ""},
        {"Blank", "  \n"},
        {"PlainText", "OK"},
        {"DocumentType", "<!DOCTYPE a><a/>"},
        {"DocumentTypeWithEntity", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"},
        {"ExternalEntity", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"},
        {"ExternalParameterEntity",
         "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x\"> %p;]><a/>"},
        {"BillionLaughs",
         "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]><a>&c;</a>"},
        {"UnknownEntity", "<a>&nbsp;</a>"},
        {"TooDeep", nested(xml_depth_max + 1)},
        {"FarTooDeep", nested(200'000)},
        {"Truncated", "<a><b>text</b>"},
        {"TruncatedTag", "<a><b>text</b"},
        {"TwoRoots", "<a/><b/>"},
        {"TextAfterRoot", "<a/>text"},
        {"DoubleAttribute", "<a x=\"1\" x=\"2\"/>"},
        {"DoubleAttributeByNamespace", "<a xmlns:p=\"u\" xmlns:q=\"u\" p:x=\"1\" q:x=\"2\"/>"},
        {"UndeclaredPrefix", "<p:a/>"},
        {"Nul", std::string("<a>x\0y</a>", 10)},
        {"ControlCharacter", "<a>\x01</a>"},
        {"ControlCharacterReference", "<a>&#1;</a>"},
        {"ChineseInGb18030", "<a>\xb7\xc5\xd0\xd0</a>"},
        {"DeclaredGb18030", "<?xml version=\"1.0\" encoding=\"GB18030\"?><a>x</a>"},
        {"Utf16", std::string("\xff\xfe<\0a\0/\0>\0", 10)},
        {"OverlongUtf8", "<a>\xc0\xaf</a>"},
        {"Surrogate", "<a>\xed\xa0\x80</a>"},
        {"DeclarationNotFirst", " <?xml version=\"1.0\"?><a/>"},
    };
}

class Guard : public testing::TestWithParam<Refused> {};

TEST_P(Guard, RefusesIt) {
    const auto verdict = guard(GetParam().bytes);
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, Errc::unreadable_receipt);
    EXPECT_EQ(verdict.error().fate(), Fate::hold);
    ASSERT_EQ(verdict.error().args.size(), 1U);
    EXPECT_FALSE(verdict.error().args[0].empty());
}

INSTANTIATE_TEST_SUITE_P(Bytes, Guard, testing::ValuesIn(refused_rows()), [](const auto& row) {
    return row.param.name;
});

TEST(GuardPasses, DepthUpToTheLimit) {
    EXPECT_TRUE(guard(nested(xml_depth_max)));
}

TEST(GuardPasses, TheFiveEntitiesAndCharacterReferences) {
    EXPECT_TRUE(guard("<a b=\"&quot;\">&amp;&lt;&gt;&apos;&#20013;&#x4e2d;</a>"));
}

TEST(GuardPasses, AByteOrderMark) {
    EXPECT_TRUE(guard("\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?><a>放行</a>"));
}

TEST(GuardPasses, ADocumentTypeThatIsOnlyQuoted) {
    EXPECT_TRUE(guard("<a><![CDATA[<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>]]></a>"));
}

TEST(GuardPasses, ALongText) {
    EXPECT_TRUE(guard("<a>" + std::string(12 * 1024 * 1024, 'x') + "</a>"));
}

TEST(GuardRefuses, MoreThanTheLimit) {
    EXPECT_FALSE(guard("<a>" + std::string(xml_bytes_max, 'x') + "</a>"));
}

TEST(GuardRefuses, ATagOfTooManyAttributesBeforeAnyParserSeesIt) {
    const auto tag = [](std::size_t count) {
        std::string bytes = "<a";
        for (std::size_t i = 0; i < count; ++i) bytes += " a" + std::to_string(i) + "=\"\"";
        return bytes + "/>";
    };
    EXPECT_TRUE(guard(tag(xml_attributes_max)));
    EXPECT_FALSE(guard(tag(xml_attributes_max + 1)));
    EXPECT_FALSE(guard(tag(200'000)));
}

TEST(GuardRefuses, WithoutQuotingTheText) {
    const auto verdict = guard("<a>某人 13800000000</b>");
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().args[0].find("138"), std::string::npos);
    EXPECT_EQ(verdict.error().detail.find("138"), std::string::npos);
}

}  // namespace
}  // namespace tg::receipt
