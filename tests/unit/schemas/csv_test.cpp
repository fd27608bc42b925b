// The reader of the tables: RFC 4180 and what must be refused.
#include "schemas/csv.hpp"

#include <gtest/gtest.h>

namespace tg::schemas {
namespace {

using Cells = std::vector<std::string>;

TEST(Csv, ReadsCellsAndSaysTheLineOfEveryRow) {
    const auto file = read_csv("a,b\n1,2\n3,4\n");
    ASSERT_EQ(file.error, "");
    EXPECT_EQ(file.columns, (Cells{"a", "b"}));
    ASSERT_EQ(file.rows.size(), 2U);
    EXPECT_EQ(file.rows[0].line, 2U);
    EXPECT_EQ(file.rows[1].line, 3U);
    EXPECT_EQ(file.rows[1].cells, (Cells{"3", "4"}));
}

TEST(Csv, TakesAByteOrderMarkCarriageReturnsAndNoLastLineEnd) {
    const auto file = read_csv(
        "\xEF\xBB\xBF"
        "code,name\r\n142,\xE4\xBA\xBA\r\n,"
    );
    ASSERT_EQ(file.error, "");
    EXPECT_EQ(file.columns, (Cells{"code", "name"}));
    ASSERT_EQ(file.rows.size(), 2U);
    EXPECT_EQ(file.rows[0].cells, (Cells{"142", "\xE4\xBA\xBA"}));
    EXPECT_EQ(file.rows[1].cells, (Cells{"", ""}));
}

TEST(Csv, AQuotedCellMayHoldCommasQuotesAndLineEnds) {
    const auto file = read_csv("a,b\n\"1,\"\"x\"\"\n2\",\"\"\n3,4\n");
    ASSERT_EQ(file.error, "");
    ASSERT_EQ(file.rows.size(), 2U);
    EXPECT_EQ(file.rows[0].cells, (Cells{"1,\"x\"\n2", ""}));
    EXPECT_EQ(file.rows[0].line, 2U);
    EXPECT_EQ(file.rows[1].line, 4U) << "the line end inside the cell counts";
}

TEST(Csv, SkipsEmptyLines) {
    const auto file = read_csv("\na\n\n1\n\n\n2\n");
    ASSERT_EQ(file.error, "");
    ASSERT_EQ(file.rows.size(), 2U);
    EXPECT_EQ(file.rows[0].line, 4U);
    EXPECT_EQ(file.rows[1].line, 7U);
}

TEST(Csv, FindsColumns) {
    const auto file = read_csv("code,name_zh\n");
    EXPECT_EQ(file.column("name_zh"), 1U);
    EXPECT_EQ(file.column("name"), std::string_view::npos);
}

struct Broken {
    const char* name;
    std::string_view text;
    const char* error;
};

class BrokenCsv : public testing::TestWithParam<Broken> {};

TEST_P(BrokenCsv, IsRefusedWithItsLine) {
    EXPECT_EQ(read_csv(GetParam().text).error, GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    BrokenCsv,
    testing::Values(
        Broken{"nothing", "", "line 1: the row of column names is missing"},
        Broken{"too_few", "a,b\n1,2\n3\n", "line 3: 1 cells where the first row has 2"},
        Broken{"too_many", "a,b\n1,2,\n", "line 2: 3 cells where the first row has 2"},
        Broken{"open_quote", "a\n\"x\ny\n", "line 2: quote not closed"},
        Broken{"text_after_quote", "a\n\"x\"y\n", "line 2: text after a closing quote"},
        Broken{"quote_inside", "a\nx\"y\n", "line 2: quote inside an unquoted cell"},
        Broken{"lone_return", "a\nx\ry\n", "line 2: carriage return without line feed"}
    ),
    [](const auto& test) { return test.param.name; }
);

}  // namespace
}  // namespace tg::schemas
