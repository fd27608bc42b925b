// Returns against an inventory, the tax bills made from it and the merging of exports, as plain
// functions; and a database of an earlier version.
#include "adapters/sandbox/ledger.hpp"
#include "adapters/sandbox/life.hpp"
#include "adapters/sandbox/returns.hpp"
#include "adapters/sandbox/sqlite.hpp"
#include "adapters/sandbox/summary.hpp"
#include "adapters/sandbox/tax_bill.hpp"
#include "adapters/sandbox/value_check.hpp"
#include "schemas/catalogue.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>

namespace tg::test {
namespace {

using schemas::Document;
using schemas::Group;
using ::testing::ElementsAre;
using ::testing::SizeIs;

using Values = std::vector<std::pair<std::string, std::string>>;

void put(Document& document, const std::string& element, const std::string& value) {
    document.set(*schemas::find_field(document.table(), Group::head, element), value);
}
void put_line(Document& document, const Values& values) {
    const std::size_t line = document.add_line();
    for (const auto& [element, value] : values)
        document.set(line, *schemas::find_field(document.table(), Group::line, element), value);
}
std::string head(const Document& document, const std::string& element) {
    const auto field = schemas::find_field(document.table(), Group::head, element);
    return std::string(document.get(*field).value_or(""));
}
std::string line(const Document& document, std::size_t at, const std::string& element) {
    return std::string(sandbox::line_value(document, at, element));
}

/// Three kinds of goods and 10 yuan of freight: honey 100, wine 200, cosmetics 700 for 50 g.
Document inventory() {
    Document out(*schemas::find_table(621));
    put(out, "freight", "8");
    put(out, "insuredFee", "2");
    put(out, "assureCode", "21029TGP01");
    put(out, "orderNo", "ORDER-1");
    put_line(out, {{"gnum", "1"}, {"gcode", "0409000000"}, {"qty", "4"}, {"totalPrice", "100"}});
    put_line(out, {{"gnum", "2"}, {"gcode", "2204210000"}, {"qty", "2"}, {"totalPrice", "200"}});
    put_line(
        out,
        {{"gnum", "3"},
         {"gcode", "3304990039"},
         {"qty", "1"},
         {"qty1", "0.05"},
         {"totalPrice", "700"}}
    );
    return out;
}
Document returned(const std::vector<Values>& lines) {
    Document out(*schemas::find_table(625));
    for (const Values& values : lines) put_line(out, values);
    return out;
}
std::vector<std::string> texts(const std::vector<Decimal>& numbers) {
    std::vector<std::string> out;
    for (const Decimal& number : numbers) out.push_back(number.text());
    return out;
}

/// Every element that must be there is there, and fits its row.
void expect_sound(const Document& document) {
    const schemas::Table& table = document.table();
    const auto judge = [&](const schemas::Row& row, std::optional<std::string_view> value) {
        if (!value) {
            EXPECT_NE(row.presence, schemas::Presence::required) << row.element;
            return;
        }
        const auto broken = sandbox::broken_rule(row, *value);
        EXPECT_FALSE(broken) << row.element << ": " << *value;
    };
    for (std::size_t row = 0; row < table.head.size(); ++row)
        judge(table.head[row], document.head(row));
    for (std::size_t at = 0; at < document.line_count(); ++at) {
        for (std::size_t row = 0; row < table.lines.size(); ++row)
            judge(table.lines[row], document.line(at, row));
    }
}

constexpr sandbox::BillNames names{
    "0f8fad5b-d9cb-469f-a165-70867728950e",
    "20250301120000123",
    "091020250000000001",
    "091020250000000001_0"};

TEST(Returns, LeaveWhatDidNotComeBack) {
    const Document goods = inventory();
    const std::vector<Document> earlier{
        returned({{{"gnum", "1"}, {"qty", "1.5"}}, {{"gnum", "2"}, {"qty", "2"}}}),
        returned({{{"gnum", "1"}, {"qty", "1"}}})};
    const auto left = sandbox::left_of(goods, earlier);
    EXPECT_THAT(texts(left), ElementsAre("1.5", "0", "1"));
    const auto above = sandbox::fault_of_return(
        goods, left, returned({{{"gnum", "1"}, {"gcode", "0409000000"}, {"qty", "1.6"}}})
    );
    ASSERT_TRUE(above);
    EXPECT_EQ(above->what, sandbox::LineFault::What::above_quantity);
    EXPECT_FALSE(sandbox::fault_of_return(
        goods, left, returned({{{"gnum", "1"}, {"gcode", "0409000000"}, {"qty", "1.5"}}})
    ));
    const Values half{{"gnum", "1"}, {"gcode", "0409000000"}, {"qty", "1"}};
    EXPECT_TRUE(sandbox::fault_of_return(goods, left, returned({half, half})))
        << "a line named twice counts twice";
}

TEST(Returns, NameLinesOfTheInventory) {
    const Document goods = inventory();
    const auto left = sandbox::left_of(goods, {});
    for (const Values& values :
         {Values{{"gnum", "4"}, {"gcode", "0409000000"}, {"qty", "1"}},
          Values{{"gnum", "1"}, {"gcode", "2204210000"}, {"qty", "1"}}}) {
        const auto fault = sandbox::fault_of_return(goods, left, returned({values}));
        ASSERT_TRUE(fault);
        EXPECT_EQ(fault->what, sandbox::LineFault::What::unknown_line);
    }
}

TEST(TaxBills, HaveALineEachAndSumsInTheHead) {
    const Document goods = inventory();
    const Document bill = sandbox::tax_bill(goods, sandbox::left_of(goods, {}), names);
    expect_sound(bill);
    ASSERT_EQ(bill.line_count(), 3U);
    // Freight and insurance by value: 1, 2 and 7 yuan.
    EXPECT_EQ(line(bill, 0, "taxPrice"), "101");
    EXPECT_EQ(line(bill, 1, "taxPrice"), "202");
    EXPECT_EQ(line(bill, 2, "taxPrice"), "707");
    // Honey: 101 x 9 % x 70 %.
    EXPECT_EQ(line(bill, 0, "valueAddedTax"), "6.36");
    EXPECT_EQ(line(bill, 0, "consumptionTax"), "0");
    // Wine: 202 / 90 % = 224.44; consumption tax 22.44, value added tax 29.18; 70 % of each.
    EXPECT_EQ(line(bill, 1, "consumptionTax"), "15.71");
    EXPECT_EQ(line(bill, 1, "valueAddedTax"), "20.42");
    // Cosmetics of 14 yuan per gram: 707 / 85 % = 831.76; 124.76 and 108.13; 70 % of each.
    EXPECT_EQ(line(bill, 2, "consumptionTax"), "87.33");
    EXPECT_EQ(line(bill, 2, "valueAddedTax"), "75.69");
    EXPECT_EQ(head(bill, "valueAddedTax"), "102.47");
    EXPECT_EQ(head(bill, "consumptionTax"), "103.04");
    EXPECT_EQ(head(bill, "customsTax"), "0");
    EXPECT_EQ(head(bill, "orderNo"), "ORDER-1");
}

TEST(TaxBills, LeaveOutWhatCameBack) {
    const Document goods = inventory();
    const std::vector<Document> earlier{
        returned({{{"gnum", "1"}, {"qty", "2"}}, {{"gnum", "3"}, {"qty", "1"}}})};
    const Document bill = sandbox::tax_bill(goods, sandbox::left_of(goods, earlier), names);
    ASSERT_EQ(bill.line_count(), 2U);
    EXPECT_EQ(line(bill, 0, "taxPrice"), "50.5") << "two of four";
    EXPECT_EQ(line(bill, 1, "gnum"), "2");
}

TEST(TaxBills, AreFullAboveTheSingleLimit) {
    Document goods(*schemas::find_table(621));
    put_line(goods, {{"gnum", "1"}, {"gcode", "8517120000"}, {"qty", "1"}, {"totalPrice", "6000"}});
    const Document bill = sandbox::tax_bill(goods, sandbox::left_of(goods, {}), names);
    EXPECT_EQ(head(bill, "customsTax"), "300");
    EXPECT_EQ(head(bill, "valueAddedTax"), "819") << "13 % of 6300";
}

TEST(TaxBills, AreFollowedByTheirStatus) {
    const Document goods = inventory();
    const Document paid = sandbox::tax_status(goods, sandbox::BillState::consolidated, names);
    expect_sound(paid);
    EXPECT_EQ(head(paid, "status"), "2");
    EXPECT_NE(head(paid, "entDutyNo"), "");
    const Document gone = sandbox::tax_status(goods, sandbox::BillState::void_bill, names);
    expect_sound(gone);
    EXPECT_EQ(head(gone, "status"), "3");
    EXPECT_EQ(head(gone, "entDutyNo"), "");
}

/// An export with that many lines of different goods.
Document exported(const std::string& country, const std::string& owner, int lines) {
    Document out(*schemas::find_table(603));
    for (const auto& [element, value] : Values{
             {"ebcCode", "21029TGE01"},
             {"trafMode", "5"},
             {"country", country},
             {"portCode", "0902"},
             {"ownerCode", owner},
             {"logisticsNo", "W1"},
             {"grossWeight", "1.2"},
             {"netWeight", "1"}})
        put(out, element, value);
    for (int at = 1; at <= lines; ++at) {
        put_line(
            out,
            {{"gnum", std::to_string(at)},
             {"gcode", "3304990039"},
             {"gname", "goods " + std::to_string(at)},
             {"country", country},
             {"currency", "142"}}
        );
    }
    return out;
}
sandbox::SummaryResults merged(
    const std::vector<Document>& exports, const std::string& summary_flag
) {
    Document application(*schemas::find_table(701));
    for (const auto& [element, value] : Values{
             {"customsCode", "0902"},
             {"agentCode", "21029TGA01"},
             {"agentName", "示例代理"},
             {"ebcCode", "21029TGE01"},
             {"ebcName", "示例电商"},
             {"declAgentCode", "21029TGA01"},
             {"declAgentName", "示例代理"},
             {"summaryFlag", summary_flag},
             {"itemNameFlag", "1"}})
        put(application, element, value);
    std::vector<sandbox::Summarised> inventories;
    for (const Document& document : exports)
        inventories.push_back({&document, "09022025E000000001"});
    sandbox::SummaryNames given;
    given.sum_no = "09022025S000000001";
    given.first_time = "20250301120000123";
    given.second_time = "20250301120000456";
    given.guid = [] { return std::string(36, 'a'); };
    given.number = [](char letter, std::size_t at) {
        return std::string("09022025") + letter + "00000000" + std::to_string(at);
    };
    return sandbox::summarise(application, inventories, given);
}

TEST(Summaries, MakeADeclarationForEachGroupOfHeads) {
    const std::vector<Document> exports{
        exported("116", "A", 1), exported("110", "A", 1), exported("116", "B", 2)};
    const auto by_consignor = merged(exports, "1");
    ASSERT_THAT(by_consignor.first, SizeIs(2));
    ASSERT_THAT(by_consignor.second, SizeIs(2));
    for (const Document& document : by_consignor.first) expect_sound(document);
    for (const Document& document : by_consignor.second) expect_sound(document);
    const Document& second = by_consignor.first[1];
    EXPECT_EQ(head(second, "grossWeight"), "2.4");
    ASSERT_EQ(second.line_count(), 3U);
    EXPECT_EQ(line(second, 0, "gseqno"), "1");
    EXPECT_EQ(line(second, 1, "gseqno"), "1") << "the same goods, merged";
    EXPECT_EQ(line(second, 2, "gseqno"), "2");
    EXPECT_THAT(merged(exports, "2").first, SizeIs(3)) << "the producer counts as well";
}

TEST(Summaries, AreSplitAtAHundredLines) {
    const std::vector<Document> exports{exported("116", "A", 90), exported("116", "A", 20)};
    const auto results = merged(exports, "1");
    ASSERT_THAT(results.first, SizeIs(2));
    EXPECT_EQ(results.first[0].line_count(), 100U);
    EXPECT_EQ(results.first[1].line_count(), 10U);
    EXPECT_EQ(head(results.first[1], "msgCount"), "2");
    EXPECT_EQ(head(results.first[1], "msgSeqNo"), "2");
    EXPECT_THAT(results.second, SizeIs(1));
}

TEST(SandboxLedger, OpensADatabaseOfAnEarlierVersion) {
    const TempFolder folder;
    {
        sandbox::Database database;
        ASSERT_TRUE(database.open(folder / "sandbox.db"));
        database.begin();
        database.run(
            "CREATE TABLE documents(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, number "
            "INTEGER NOT NULL, order_key TEXT, waybill_key TEXT, standing INTEGER NOT NULL, "
            "address TEXT NOT NULL, app_time TEXT NOT NULL, serial INTEGER NOT NULL, accepted "
            "INTEGER NOT NULL, remind INTEGER, filed INTEGER NOT NULL, document BLOB NOT NULL) "
            "STRICT;"
            "INSERT INTO documents VALUES(1,'311|P|O',311,NULL,NULL,0,'a','2025',7,0,NULL,2,x'');"
        );
        ASSERT_TRUE(database.commit());
    }
    for (int time = 0; time < 2; ++time) {
        sandbox::Ledger ledger;
        ASSERT_TRUE(ledger.open(folder / "sandbox.db"));
        ledger.begin();
        const auto held = ledger.find("311|P|O");
        ASSERT_TRUE(held);
        EXPECT_EQ(held->stage, 0);
        EXPECT_EQ(held->invt_no, "");
        EXPECT_EQ(ledger.next_serial(), 8);
        EXPECT_EQ(ledger.key_counts()[311].keys_filed_more_than_once, 1) << "as it was counted";
        EXPECT_TRUE(ledger.commit());
    }
}

}  // namespace
}  // namespace tg::test
