// Orders out of files: numbers, pointers, and files that cannot be read to their end.
#include "gateway/drop/file_orders.hpp"

#include "gateway/shapes/shape_book.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tg::drop {
namespace {

using ::testing::ElementsAre;

class Files : public ::testing::Test {
 protected:
    /// "number pointer text" of each order.
    std::vector<std::string> read(FileKind kind, std::string_view text) {
        FileOrders orders(root_.write("copy", text), kind, nullptr, shapes::Encoding::utf8);
        std::vector<std::string> out;
        api::SentOrder order;
        while (orders.next(order))
            out.push_back(std::to_string(order.number) + " " + order.pointer + " " + order.text);
        return out;
    }
    std::string counted(
        FileKind kind, std::string_view text, const shapes::Shape* shape = nullptr
    ) {
        FileOrders orders(root_.write("copy", text), kind, shape, shapes::Encoding::utf8);
        const auto count = count_orders(orders);
        return count ? std::to_string(count.value())
                     : std::string(entry_of(count.error().code).name);
    }
    test::TempFolder root_;
};

TEST_F(Files, TheEndingTellsTheKind) {
    EXPECT_EQ(kind_of("a.JSON"), FileKind::json);
    EXPECT_EQ(kind_of("a.ndjson"), FileKind::lines);
    EXPECT_EQ(kind_of("a.jsonl"), FileKind::lines);
    EXPECT_EQ(kind_of("订单.Csv"), FileKind::sheet);
    EXPECT_EQ(kind_of("a.xlsx"), std::nullopt);
    EXPECT_EQ(kind_of("json"), std::nullopt);
}

TEST_F(Files, OrdersOfAListAreCountedAndPointedAt) {
    EXPECT_THAT(read(FileKind::json, "{\"a\":1}"), ElementsAre("1  {\"a\":1}"));
    EXPECT_THAT(
        read(FileKind::json, "\xEF\xBB\xBF [{\"a\":1},\n{\"b\":2}]"),
        ElementsAre("1 /0 {\"a\":1}", "2 /1 {\"b\":2}")
    );
}

TEST_F(Files, LinesAreNumberedAsTheyStandInTheFile) {
    EXPECT_THAT(
        read(FileKind::lines, "{\"a\":1}\n\nnonsense\n{\"b\":2}"),
        ElementsAre("1  {\"a\":1}", "3  nonsense", "4  {\"b\":2}")
    );
}

TEST_F(Files, AFileThatCannotBeReadToItsEndIsKnownBeforeAnythingIsFiled) {
    EXPECT_EQ(counted(FileKind::json, "[{\"a\":1},{\"b\":2}]"), "2");
    EXPECT_EQ(counted(FileKind::json, "[{\"a\":1},{\"b\":"), "json_broken");
    EXPECT_EQ(counted(FileKind::json, " \n"), "file_empty");
    EXPECT_EQ(counted(FileKind::json, "[]"), "file_empty");
    EXPECT_EQ(counted(FileKind::lines, "\n\n"), "file_empty");
    const auto* sheet = shapes::ShapeBook::built_in().find("order_sheet").value();
    EXPECT_EQ(counted(FileKind::sheet, "a,b\n1,2\n", sheet), "missing_column");
    EXPECT_EQ(counted(FileKind::sheet, "\xB6\xA9\xB5\xA5,b\n", sheet), "csv_gb18030");
}

}  // namespace
}  // namespace tg::drop
