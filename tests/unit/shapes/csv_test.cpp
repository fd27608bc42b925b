// CSV as strangers write it: what is taken, what is refused, and the exact place of it.
#include "gateway/shapes/convert.hpp"
#include "gateway/shapes/csv_orders.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace tg::shapes {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Cells = std::vector<std::string>;

/// "7:12 name" of every fault.
std::string said(const Error& fault) {
    return fault.where + " " + std::string(code_of(fault));
}

struct Text {
    std::string columns, failure;
    std::vector<Cells> rows;
    std::vector<std::string> faults;
};

Text read(const std::string& text, Encoding encoding = Encoding::utf8) {
    std::istringstream in(text);
    CsvReader reader(in, encoding);
    Text made;
    CsvRecord record;
    while (reader.next(record)) {
        made.rows.push_back(record.cells);
        for (const Error& fault : record.faults) made.faults.push_back(said(fault));
    }
    if (reader.failure()) {
        made.failure = said(*reader.failure());
        for (const Error& part : reader.failure()->parts) made.failure += "; " + said(part);
    }
    for (const auto& column : reader.columns()) made.columns += column + "|";
    return made;
}

TEST(Csv, IsReadAsTheStandardSays) {
    const Text made = read("a,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n\r\n1,\n中文,\"\"");
    EXPECT_EQ(made.failure, "");
    EXPECT_EQ(made.columns, "a|b|");
    EXPECT_THAT(
        made.rows, ElementsAre(Cells{"x, \"y\"", "two\nlines"}, Cells{"1", ""}, Cells{"中文", ""})
    );
    EXPECT_THAT(made.faults, IsEmpty());
}

TEST(Csv, MayBeginWithAByteOrderMark) {
    EXPECT_EQ(
        read("\xEF\xBB\xBF"
             "a,b\n")
            .columns,
        "a|b|"
    );
}

struct Broken {
    std::string name, text, failure;
};
void PrintTo(const Broken& row, std::ostream* out) {
    *out << row.name;
}

class BrokenCsv : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenCsv, IsRefusedAtItsPlace) {
    EXPECT_EQ(read(GetParam().text).failure, GetParam().failure);
}

// clang-format off
const std::vector<Broken> broken{
    {"nothing", "", "1:1 csv_broken"},
    {"only_blank_lines", "\n\n", "1:1 csv_broken"},
    {"open_quote", "a,b\n1,\"2\n3,4\n", "2:3 csv_broken"},
    {"quote_inside", "a,b\n1,2\"3\n", "2:4 csv_broken"},
    {"quote_inside_after_chinese", "a,b\n中文2\"3,\n", "2:4 csv_broken"},
    {"text_after_quote", "a,b\n\"1\"2,3\n", "2:4 csv_broken"},
    {"bare_return", "a,b\r1,2\n", "1:5 csv_broken"},
    {"nul", std::string("a,b\n1,\0", 7), "2:3 csv_broken"},
    {"double_column", "a,b, a\n", "1:3 duplicate_column"},
    {"two_double_columns", "a,b,a,b\n", "1:3 duplicate_column; 1:3 duplicate_column; 1:4 duplicate_column"},
    {"formula_as_column", "a,=b\n", "1:2 unsafe_cell"},
    {"gb18030", "a,b\n1,\xD6\xD0\xCE\xC4\n", "2:2 csv_gb18030"},
    {"too_long", "a,b\n" + std::string(CsvReader::row_bytes_max + 1, 'x'), "2:1 batch_line_too_long"},
};
// clang-format on
INSTANTIATE_TEST_SUITE_P(Texts, BrokenCsv, ::testing::ValuesIn(broken), [](const auto& row) {
    return row.param.name;
});

TEST(Csv, TellsWrongCellsWithRowAndColumnAndReadsOn) {
    const Text made =
        read("a,b,c\n1,2\n1,2,3,4\n=1,+2,\"@x\"\n\" =1\",-5,-0\n-5x,-,--1\n\xFF,ok,ok\n\n1,2,3\n");
    EXPECT_EQ(made.failure, "");
    EXPECT_EQ(made.rows.size(), 7U);
    EXPECT_THAT(
        made.faults,
        ElementsAre(
            "2:3 csv_cells",
            "3:4 csv_cells",
            "4:1 unsafe_cell",
            "4:2 unsafe_cell",
            "4:3 unsafe_cell",
            "5:1 unsafe_cell",
            "6:1 unsafe_cell",
            "6:2 unsafe_cell",
            "6:3 unsafe_cell",
            "7:1 csv_not_utf8"
        )
    );
}

TEST(Csv, ConvertsGb18030WhenToldTo) {
    const Text made =
        read("\xD6\xD0,b\n\xCE\xC4\xD7\xD6,\x81\x39\xEE\x39\n\xFF,x\n", Encoding::gb18030);
    EXPECT_EQ(made.failure, "");
    EXPECT_EQ(made.columns, "中|b|");
    ASSERT_EQ(made.rows.size(), 2U);
    EXPECT_THAT(made.rows.front(), ElementsAre("文字", "㐀"));
    EXPECT_THAT(made.faults, ElementsAre("3:1 csv_not_utf8"));
}

TEST(Csv, ConvertsCharactersThatLieAcrossBlocks) {
    std::string text = "a\n";
    std::string wanted;
    for (int i = 0; i < 300'000; ++i) text += "\xD6\xD0";
    const Text made = read(text, Encoding::gb18030);
    ASSERT_EQ(made.rows.size(), 1U);
    EXPECT_EQ(made.rows.front().front().size(), 900'000U);
    EXPECT_THAT(made.faults, IsEmpty());
}

class Sheets : public ::testing::Test {
 protected:
    Shape shape_ =
        read_shape(
            "title_zh = \"a\"\ntitle_en = \"b\"\n[source]\nform = \"csv\"\nkey = \"No\"\n"
            "[order]\norderNo = \"No\"\nfreight = { from = \"Freight\", else = \"0\" }\n"
            "goodsValue = { from = \"Value\", as = \"minor\" }\n"
            "note = { join = [\"*/Item\"], with = \"; \" }\n"
            "[order.lines]\nitemName = \"Item\"\n",
            "sheet.toml"
        )
            .value();

    struct Sheet {
        std::vector<std::string> orders, faults;
        std::string failure;
    };
    Sheet sheet(const std::string& text) {
        std::istringstream in(text);
        CsvOrders orders(in, Encoding::utf8, shape_);
        CsvOrder order;
        Sheet made;
        while (orders.next(order)) {
            const Shaped shaped = convert(shape_, order);
            made.orders.push_back(shaped.order);
            for (const Error& fault : shaped.faults) made.faults.push_back(said(fault));
        }
        if (orders.failure()) {
            made.failure = said(*orders.failure());
            for (const Error& part : orders.failure()->parts)
                made.failure += " " + part.args.front();
        }
        return made;
    }
};

TEST_F(Sheets, RowsThatStandTogetherAreOneOrder) {
    const Sheet made = sheet("No,Value,Freight,Item\nA,100,,x\nA,,,y\nB,250,3,z\n");
    EXPECT_THAT(made.faults, IsEmpty());
    EXPECT_THAT(
        made.orders,
        ElementsAre(
            R"({"order":{"freight":"0","goodsValue":"1.00","note":"x; y","orderNo":"A","lines":[{"itemName":"x"},{"itemName":"y"}]}})",
            R"({"order":{"freight":"3","goodsValue":"2.50","note":"z","orderNo":"B","lines":[{"itemName":"z"}]}})"
        )
    );
}

TEST_F(Sheets, TellWhatIsWrongAtItsCell) {
    const Sheet made =
        sheet("No,Value,Freight,Item\nA,1.5,,x\nA,,7,y\nB,1,2,x\nA,1.5,,z\n,1,,n\nC,1\nD,-1,-0,x\n"
        );
    EXPECT_EQ(made.failure, "");
    EXPECT_THAT(
        made.faults,
        ElementsAre(
            "3:3 rows_differ",
            "2:2 not_minor_units",
            "5:1 order_scattered",
            "5:2 not_minor_units",
            "6:1 missing",
            "7:3 csv_cells"
        )
    );
}

TEST_F(Sheets, MissTheColumnsThatTheShapeNeeds) {
    EXPECT_EQ(sheet("Nr,Freight\nA,1\n").failure, "1 missing_column No Value Item");
    EXPECT_EQ(sheet("No,Value,Item\n").failure, "");
}

TEST_F(Sheets, KnowWhereAValueCameFrom) {
    std::istringstream in("No,Value,Freight,Item\n\nA,100,,x\nA,,,y\n");
    CsvOrders orders(in, Encoding::utf8, shape_);
    CsvOrder order;
    ASSERT_TRUE(orders.next(order));
    EXPECT_EQ(origin(shape_, order, "/order/lines/1/itemName"), "4:4");
    EXPECT_EQ(origin(shape_, order, "/order/goodsValue"), "3:2");
    EXPECT_EQ(origin(shape_, order, "/order/freight"), "3:3");
    EXPECT_EQ(origin(shape_, order, "/payment/payTime"), "");
    EXPECT_EQ(origin(shape_, order, ""), "");
}

TEST_F(Sheets, BoundTheRowsOfOneOrder) {
    std::string text = "No,Value,Item\n";
    for (std::size_t i = 0; i <= CsvOrders::rows_max; ++i) text += "A,1,x\n";
    EXPECT_THAT(sheet(text).faults, ElementsAre("2:1 too_many_lines"));
}

}  // namespace
}  // namespace tg::shapes
