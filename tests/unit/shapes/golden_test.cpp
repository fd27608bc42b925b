// Each shape that travels with the program: an input as a marketplace would give it, our orders,
// and the report. tests/unit/shapes/golden holds them; `./dev golden --accept` rewrites.
#include "gateway/intake/order.hpp"
#include "gateway/shapes/convert.hpp"
#include "gateway/shapes/csv_orders.hpp"
#include "gateway/shapes/json_order.hpp"
#include "gateway/shapes/json_values.hpp"
#include "gateway/shapes/shape_book.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tg::shapes {
namespace {

const std::string cases = std::string(TG_SOURCE_DIR) + "/tests/unit/shapes/golden/";

std::string content(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// The golden text, or what was made now when it is to become that.
std::string golden(const std::string& file, const std::string& made) {
    const char* wish = std::getenv("TG_GOLDEN");
    if (wish != nullptr && std::string_view(wish) == "accept")
        std::ofstream(file, std::ios::binary) << made;
    return content(file);
}

/// All orders of a file and what is to be said about them.
struct Made {
    std::string orders, report;
    std::size_t count = 0;
    Unmapped unmapped;
};

void take(const Shape& shape, const ForeignOrder& foreign, Made& made) {
    const Shaped shaped = convert(shape, foreign);
    made.orders += shaped.order + "\n";
    made.report += "order " + std::to_string(++made.count) + "\n";
    for (const Error& fault : shaped.faults) {
        made.report += "  " + fault.where + " " + std::string(code_of(fault)) + "\n    " +
                       render(fault, Language::zh) + "\n    " + render(fault, Language::en) + "\n";
    }
    foreign.note_unmapped(shape, made.unmapped);
    // Whatever a shape makes can be read as an order.
    intake::RawOrder raw;
    raw.body = shaped.order;
    const auto read = intake::read(std::move(raw));
    ASSERT_TRUE(read) << describe(read.error());
    for (const Error& fault : read.value().faults()) {
        const auto place = origin(shape, foreign, fault.where);
        made.report += "  intake: " + fault.where + " <- " + place + "\n";
    }
}

class Golden : public ::testing::TestWithParam<std::string> {};

TEST_P(Golden, OrdersAndReportAreAsBefore) {
    const std::string name = GetParam();
    const auto found = ShapeBook::built_in().find(name);
    ASSERT_TRUE(found) << render(found.error(), Language::en);
    const Shape& shape = *found.value();
    const bool csv = shape.medium == Medium::csv;
    std::ifstream in(cases + name + (csv ? "/input.csv" : "/input.json"), std::ios::binary);
    Made made;
    if (csv) {
        CsvOrders orders(in, Encoding::utf8, shape);
        CsvOrder order;
        while (orders.next(order)) take(shape, order, made);
        EXPECT_FALSE(orders.failure()) << render(*orders.failure(), Language::en);
    } else {
        JsonValues values(in, Lines::unknown);
        JsonPiece piece;
        while (values.next(piece)) {
            const auto order = JsonOrder::read(std::move(piece.text), shape);
            ASSERT_TRUE(order) << render(order.error(), Language::en);
            take(shape, order.value(), made);
        }
        EXPECT_FALSE(values.failure()) << render(*values.failure(), Language::en);
    }
    EXPECT_EQ(made.count, 2U);
    for (const auto& [path, times] : made.unmapped.paths())
        made.report += "unmapped " + path + " " + std::to_string(times) + "\n";
    EXPECT_EQ(made.orders, golden(cases + name + "/orders.ndjson", made.orders));
    EXPECT_EQ(made.report, golden(cases + name + "/report.txt", made.report));
}

INSTANTIATE_TEST_SUITE_P(
    Shapes,
    Golden,
    ::testing::Values("haitao_mall", "world_shop", "order_sheet"),
    [](const auto& row) { return row.param; }
);

TEST(BuiltIn, EveryShapeIsSoundAndHasItsGoldenCase) {
    EXPECT_EQ(built_in_shapes().size(), ShapeBook::built_in().shapes().size());
    for (const ShapeText& text : built_in_shapes()) {
        const auto read = read_shape(text.text, std::string(text.name) + ".toml");
        EXPECT_TRUE(read) << render(read.error(), Language::en);
        const std::string folder = cases + std::string(text.name);
        EXPECT_FALSE(content(folder + "/report.txt").empty()) << folder;
    }
}

TEST(BuiltIn, AnUnknownNameTellsTheKnownOnes) {
    const auto found = ShapeBook::built_in().find("amazing");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::unknown_shape);
    EXPECT_THAT(
        render(found.error(), Language::en), ::testing::HasSubstr("haitao_mall, order_sheet")
    );
}

}  // namespace
}  // namespace tg::shapes
