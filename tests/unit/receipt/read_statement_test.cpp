// Statements of customs: tax bills, their status, results of a summary; read leniently by their
// tables.
#include "gateway/receipt/answer_fields.hpp"
#include "schemas/catalogue.hpp"
#include "tests/unit/receipt/receipt_texts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace tg::receipt {
namespace {

using schemas::Group;

std::vector<Statement> statements_in(std::string_view bytes) {
    auto receipt = read(kept(bytes));
    EXPECT_TRUE(receipt) << (receipt ? "" : describe(receipt.error()));
    if (!receipt)
        return {};
    EXPECT_TRUE(receipt.value().answers.empty());
    return std::move(receipt.value().statements);
}

std::string head(const Statement& statement, std::string_view element) {
    const auto field = schemas::find_field(statement.content.table(), Group::head, element);
    return field ? std::string(statement.content.get(*field).value_or("<absent>")) : "<no element>";
}

std::string line(const Statement& statement, std::size_t n, std::string_view element) {
    const auto field = schemas::find_field(statement.content.table(), Group::line, element);
    return field ? std::string(statement.content.get(n, *field).value_or("<absent>"))
                 : "<no element>";
}

constexpr std::string_view bill =
    "<TaxHeadRd><guid>0a1b2c3d-0000-4000-8000-000000000001</guid>"
    "<returnTime>20250301120000123</returnTime><invtNo>09022025I000000001</invtNo>"
    "<taxNo>09022025I000000001_1</taxNo><customsTax>0</customsTax>"
    "<valueAddedTax>9.10</valueAddedTax><consumptionTax>0</consumptionTax><status>1</status>"
    "<entDutyNo/><orderNo>A-1 </orderNo><logisticsNo>TGWA-1</logisticsNo></TaxHeadRd>"
    "<TaxListRd><gnum>1</gnum><gcode>3304990099</gcode><taxPrice>100</taxPrice>"
    "<customsTax>0</customsTax><valueAddedTax>4.55</valueAddedTax>"
    "<consumptionTax>0</consumptionTax></TaxListRd>"
    "<TaxListRd><gnum>2</gnum><valueAddedTax>4.55</valueAddedTax></TaxListRd>";

TEST(ReadStatement, TakesATaxBillWithItsLines) {
    const auto found = statements_in(plain("CEB816Message", "Tax", bill));
    ASSERT_EQ(found.size(), 1U);
    const auto& tax = found[0];
    EXPECT_EQ(tax.message, 816);
    EXPECT_EQ(tax.number, "09022025I000000001_1");
    EXPECT_EQ(tax.status, 1);
    EXPECT_EQ(tax.time, from_china_digits("20250301120000123"));
    EXPECT_EQ(tax.invt_no, "09022025I000000001");
    EXPECT_EQ(tax.order_no, "A-1");
    EXPECT_EQ(tax.logistics_no, "TGWA-1");
    EXPECT_EQ(head(tax, "valueAddedTax"), "9.10");
    EXPECT_EQ(head(tax, "entDutyNo"), "<absent>") << "an empty element says nothing";
    ASSERT_EQ(tax.content.line_count(), 2U);
    EXPECT_EQ(line(tax, 0, "gcode"), "3304990099");
    EXPECT_EQ(line(tax, 1, "valueAddedTax"), "4.55");
    EXPECT_EQ(line(tax, 1, "gcode"), "<absent>");
    EXPECT_EQ(
        numbers_named(tax),
        "number=09022025I000000001_1 invtNo=09022025I000000001 orderNo=A-1 logisticsNo=TGWA-1"
    );
}

TEST(ReadStatement, TakesAnyPrefixAnEnvelopeAndSeveralInOneMessage) {
    std::string bytes = "<c:CEB818Message xmlns:c=\"" + std::string(ceb) + "\" guid=\"g\">";
    for (const char* n : {"1", "2", "3"})
        bytes += std::string("<c:Tax><c:TaxHeadStatus><c:taxNo>T_") + n +
                 "</c:taxNo><c:invtNo>I</c:invtNo><c:status>" + n +
                 "</c:status></c:TaxHeadStatus></c:Tax>";
    bytes += "</c:CEB818Message>";
    const auto found = statements_in(enveloped("dxp", bytes));
    ASSERT_EQ(found.size(), 3U);
    std::set<std::string> numbers;
    for (const auto& one : found) numbers.insert(one.number + ":" + std::to_string(one.status));
    EXPECT_EQ(numbers, (std::set<std::string>{"T_1:1", "T_2:2", "T_3:3"}));
    EXPECT_FALSE(found[0].time);
}

TEST(ReadStatement, TakesAResultOfASummaryPartByPart) {
    const auto result = [](std::string_view count, std::string_view part) {
        return "<SummaryResultHead><sumNo>SUM1</sumNo><opDate>20250415080000000</opDate>"
               "<declSeqNo>DECL1</declSeqNo><decState>C3</decState><msgCount>" +
               std::string(count) + "</msgCount><msgSeqNo>" + std::string(part) +
               "</msgSeqNo></SummaryResultHead><SummaryResultList><invtNo>INV1</invtNo>"
               "</SummaryResultList>";
    };
    const auto whole =
        statements_in(plain("CEB792Message", "SummaryResult", result("1", "1"))).at(0);
    EXPECT_EQ(whole.number, "DECL1");
    EXPECT_EQ(whole.sum_no, "SUM1");
    EXPECT_EQ(whole.status, 0);
    EXPECT_EQ(whole.time, from_china_digits("20250415080000000"));
    EXPECT_EQ(head(whole, "decState"), "C3");
    EXPECT_EQ(line(whole, 0, "invtNo"), "INV1");
    EXPECT_EQ(line(whole, 0, "gseqno"), "<absent>");
    const auto second =
        statements_in(plain("CEB792Message", "SummaryResult", result("3", "2"))).at(0);
    EXPECT_EQ(second.number, "DECL1/2");
}

struct Odd {
    std::string name, fields, element, value;
};
class OddBills : public testing::TestWithParam<Odd> {};

TEST_P(OddBills, AreTakenAsTheyCome) {
    const auto found = statements_in(plain("CEB816Message", "Tax", GetParam().fields));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(head(found[0], GetParam().element), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Fields,
    OddBills,
    testing::Values(
        Odd{"OtherSpelling",
            "<TaxHeadRd><logisticNo>L-1</logisticNo></TaxHeadRd>",
            "logisticsNo",
            "L-1"},
        Odd{"BothSpellings",
            "<TaxHeadRd><logisticsNo>L-1</logisticsNo><logisticNo>L-2</logisticNo></TaxHeadRd>",
            "logisticsNo",
            "L-1"},
        Odd{"UnknownElement",
            "<TaxHeadRd><surprise>1</surprise><taxNo>T</taxNo></TaxHeadRd><Other/>",
            "taxNo",
            "T"},
        Odd{"WithoutHeadNode", "<taxNo>T</taxNo><status>2</status>", "taxNo", "T"},
        Odd{"TrailingBlanks", "<TaxHeadRd><invtNo> I-1 </invtNo></TaxHeadRd>", "invtNo", "I-1"},
        Odd{"ForeignNamespace",
            "<TaxHeadRd><o:taxNo xmlns:o=\"urn:o\">X</o:taxNo><taxNo>T</taxNo></TaxHeadRd>",
            "taxNo",
            "T"},
        Odd{"NothingAtAll", "", "taxNo", "<absent>"}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(ReadStatement, NumbersABillWithoutANumberAfterItsInventory) {
    const auto found =
        statements_in(plain("CEB816Message", "Tax", "<TaxHeadRd><invtNo>I-1</invtNo></TaxHeadRd>"));
    EXPECT_EQ(found.at(0).number, "I-1");
}

TEST(AnswerFields, HoldEveryElementOfEveryKeyOfAReceipt) {
    for (const auto& table : schemas::catalogue()) {
        if (!table.receipt || table.business_node.empty() || table.head_node.size() > 0)
            continue;
        for (const auto row : table.key) {
            const auto element = table.head[row].element;
            const bool known = std::any_of(
                answer_fields().begin(),
                answer_fields().end(),
                [&](const AnswerField& field) { return field.element == element; }
            );
            EXPECT_TRUE(known) << table.name << " " << element;
        }
    }
}

TEST(AnswerFields, NameTheNumbersOfAnAnswer) {
    Answer answer;
    answer.cop_no = " C-1 ";
    answer.agent_code = "2102960ABC";
    answer.order_no = "A-1";
    EXPECT_EQ(numbers_named(answer), "orderNo=A-1 copNo=C-1");
    EXPECT_EQ(value_of(answer, "agentCode"), "2102960ABC");
    EXPECT_EQ(value_of(answer, "copNo"), "C-1");
    EXPECT_EQ(value_of(answer, "gone"), "");
}

}  // namespace
}  // namespace tg::receipt
