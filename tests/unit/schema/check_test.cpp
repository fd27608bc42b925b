// The checker's findings: which rule, at which line and element, all at once.
#include "gateway/schema/check.hpp"

#include "gateway/core/text.hpp"
#include "tests/unit/schema/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tg::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Check, TakesASoundMessageHoweverItIsWritten) {
    const std::string file = receipt_file();
    EXPECT_THAT(told(file), IsEmpty());
    const auto report = schema::check(file, schema::Edition::common);
    EXPECT_EQ(report.message, "CEB512Message");
    EXPECT_EQ(report.envelope, "");
    EXPECT_THAT(told(with(file, "LN0001", "<![CDATA[LN0001]]>")), IsEmpty());
    EXPECT_THAT(told(with(file, "LN0001", "LN<!-- -->0001")), IsEmpty());
    EXPECT_THAT(
        told(with(
            file,
            "<LogisticsReturn>",
            "<c:LogisticsReturn xmlns:c=\"http://www.chinaport.gov.cn/ceb\" "
            "xmlns=\"http://www.chinaport.gov.cn/ceb\">"
        )),
        Not(IsEmpty())
    ) << "start and end tag differ";
    EXPECT_THAT(
        told(with(
            file,
            " guid=",
            " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
            "xsi:schemaLocation=\"a b\" guid="
        )),
        IsEmpty()
    ) << "a hint where a schema lies is no attribute of the message";
}

struct Case {
    const char* name;
    const char* what;
    const char* by;
    Told expected;
};

void PrintTo(const Case& each, std::ostream* out) {
    *out << each.name;
}

class CheckFinds : public ::testing::TestWithParam<Case> {};

TEST_P(CheckFinds, ExactlyThat) {
    const Case& each = GetParam();
    EXPECT_THAT(told(with(receipt_file(), each.what, each.by)), ElementsAre(each.expected));
}

const std::string node = "/CEB512Message/LogisticsReturn[1]";

INSTANTIATE_TEST_SUITE_P(
    Schema,
    CheckFinds,
    ::testing::Values(
        Case{
            "Missing",
            "<logisticsNo>LN0001</logisticsNo>\n",
            "",
            {"missing", 6, node + "/returnStatus"}},
        Case{
            "MissingLast",
            "<returnInfo>新增申报成功</returnInfo>\n",
            "",
            {"missing_inside", 9, node}},
        Case{"Empty", "LN0001", "", {"empty_value", 6, node + "/logisticsNo"}},
        Case{
            "TooLong",
            "4600000003",
            "4600000003460000000346",
            {"too_long", 5, node + "/logisticsCode"}},
        Case{"WrongLength", "0F8FAD5B", "0F8FAD5", {"wrong_length", 4, node + "/guid"}},
        Case{
            "NoTime",
            "20250301120000123",
            "20250229120000123",
            {"not_a_time", 8, node + "/returnTime"}},
        Case{
            "TimeWithBlank",
            "20250301120000123",
            " 20250301120000123",
            {"not_a_time", 8, node + "/returnTime"}},
        Case{
            "Unknown",
            "<returnStatus>",
            "<bogus/><returnStatus>",
            {"unknown_element", 7, node + "/bogus"}},
        Case{
            "Repeated",
            "<returnStatus>",
            "<logisticsNo>1</logisticsNo><returnStatus>",
            {"repeated", 7, node + "/logisticsNo[2]"}},
        Case{"ElementInValue", "LN0001", "LN<b/>", {"element_in_value", 6, node + "/logisticsNo"}},
        Case{"StrayText", "<returnStatus>", "x<returnStatus>", {"stray_text", 3, node}},
        Case{
            "UnknownAttribute",
            "<returnStatus>",
            "<returnStatus a=\"1\">",
            {"unknown_attribute", 7, node + "/returnStatus"}},
        Case{
            "MissingAttribute",
            "0AE7\" version=\"1.0\"",
            "0AE7\"",
            {"missing_attribute", 2, "/CEB512Message"}},
        Case{
            "AttributeValue",
            "0AE7\" version=\"1.0\"",
            "0AE7\" version=\"\"",
            {"empty_value", 2, "/CEB512Message"}},
        Case{"Truncated", "</CEB512Message>", "", {"not_xml", 12, "/CEB512Message"}}
    ),
    [](const auto& each) { return std::string(each.param.name); }
);

TEST(Check, SaysOfTwoSwappedElementsThatTheyAreSwapped) {
    auto file = with(receipt_file(), "<logisticsNo>LN0001</logisticsNo>\n", "");
    file = with(file, "<returnTime>", "<logisticsNo>LN0001</logisticsNo>\n<returnTime>");
    EXPECT_THAT(told(file), ElementsAre(Told{"out_of_order", 6, node + "/returnStatus"}));
    const auto report = schema::check(file, schema::Edition::common);
    EXPECT_EQ(
        schema::finding_text(report.findings[0], Language::en),
        "logisticsNo must stand before returnStatus"
    );
}

TEST(Check, CountsTheDocumentsInItsPaths) {
    const auto file =
        with(receipt_file(), "</CEB512Message>", "<LogisticsReturn/></CEB512Message>");
    const auto all = told(file);
    ASSERT_EQ(all.size(), 6U) << "every element that is required";
    EXPECT_EQ(all.front(), (Told{"missing_inside", 11, "/CEB512Message/LogisticsReturn[2]"}));
}

TEST(Check, SaysWhatAMisspeltElementShouldBe) {
    auto file = with(receipt_file(), "<logisticsNo>", "<logisticNo>");
    file = with(file, "</logisticsNo>", "</logisticNo>");
    const auto report = schema::check(file, schema::Edition::common);
    ASSERT_THAT(
        told(report),
        ElementsAre(
            Told{"misspelt_element", 6, node + "/logisticNo"},
            Told{"missing", 7, node + "/returnStatus"}
        )
    );
    EXPECT_THAT(schema::finding_text(report.findings[0], Language::en), HasSubstr("logisticsNo"));
}

TEST(Check, TellsTheNamespaceThatIsMeant) {
    const auto inner = with(receipt_file(), "<returnStatus>", "<returnStatus xmlns=\"urn:other\">");
    EXPECT_THAT(
        told(inner),
        ElementsAre(
            Told{"element_namespace", 7, node + "/returnStatus"},
            Told{"missing", 8, node + "/returnTime"}
        )
    );
    const auto root = with(receipt_file(), "http://www.chinaport.gov.cn/ceb", "urn:other");
    EXPECT_THAT(told(root), ElementsAre(Told{"root_namespace", 2, "/CEB512Message"}));
    EXPECT_THAT(told("<a/>"), ElementsAre(Told{"unknown_root", 1, "/a"}));
}

TEST(Check, TellsEverythingAtOnceInTheOrderOfTheFile) {
    auto file = with(receipt_file(), "0AE7\" version=\"1.0\"", "0AE7\" version=\"\"");
    file = with(file, "LN0001", "");
    file = with(file, "<returnStatus>2", "<bogus>1</bogus><returnStatus>12345678901");
    file = with(file, "20250301120000123", "20250301");
    EXPECT_THAT(
        told(file),
        ElementsAre(
            Told{"empty_value", 2, "/CEB512Message"},
            Told{"empty_value", 6, node + "/logisticsNo"},
            Told{"unknown_element", 7, node + "/bogus"},
            Told{"too_long", 7, node + "/returnStatus"},
            Told{"not_a_time", 8, node + "/returnTime"}
        )
    );
}

TEST(Check, CountsWhatItDoesNotList) {
    std::string file = "<CEB512Message xmlns=\"http://www.chinaport.gov.cn/ceb\">";
    for (int i = 0; i < 3000; ++i) file += "<x/>";
    file += "</CEB512Message>";
    const auto report = schema::check(file, schema::Edition::common);
    EXPECT_EQ(report.findings.size(), schema::findings_max);
    // Two attributes, every element but not the end of the file: 3,003 in all.
    EXPECT_EQ(report.left_out, 3003 - schema::findings_max);
    EXPECT_THAT(schema::report_text(report, "f"), HasSubstr("3003 处不符"));
}

TEST(Check, KnowsLinesBeyondSixteenBits) {
    const auto file =
        with(receipt_file(), "<returnStatus>2", std::string(70'000, '\n') + "<returnStatus>");
    EXPECT_THAT(told(file), ElementsAre(Told{"empty_value", 70'007, node + "/returnStatus"}));
}

TEST(Check, QuotesNoValueOfTheFile) {
    auto file = with(receipt_file(), "20250301120000123", "secret-value");
    file = with(file, "0AE7\" version=\"1.0\"", "0AE7\" version=\"secret-attribute\"");
    const auto report = schema::check(file, schema::Edition::common);
    EXPECT_EQ(report.findings.size(), 2U);
    EXPECT_THAT(schema::report_text(report, "f"), Not(HasSubstr("secret")));
    EXPECT_THAT(schema::report_json(report, "f"), Not(HasSubstr("secret")));
}

TEST(Check, SaysEveryRuleInBothLanguagesWithARemedy) {
    for (const auto& entry : schema::rule_entries()) {
        EXPECT_FALSE(entry.zh.empty() || entry.en.empty()) << entry.name;
        EXPECT_FALSE(entry.remedy_zh.empty() || entry.remedy_en.empty()) << entry.name;
        EXPECT_EQ(&schema::entry_of(entry.rule), &entry);
        for (const char* mark : {"{0}", "{1}", "{2}"})
            EXPECT_EQ(
                entry.zh.find(mark) == std::string_view::npos,
                entry.en.find(mark) == std::string_view::npos
            ) << entry.name;
    }
}

}  // namespace
}  // namespace tg::test
