// The way of a foreign order into our form and of findings back to it.
#include "gateway/shapes/taken_order.hpp"

#include "gateway/shapes/shape_book.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace tg::shapes {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Shape& shape() {
    static const Shape made =
        read_shape(
            "title_zh = \"a\"\ntitle_en = \"b\"\n[source]\nform = \"json\"\nlines = \"/items\"\n"
            "[top]\nprocedure = { from = \"/way\", codes = \"way\" }\n"
            "direction = { constant = \"import\" }\n"
            "[order]\norderNo = \"/order/freight\"\n"
            "freight = { from = \"/fee\", as = \"minor\" }\n"
            "note = { join = [\"/a\", \"/b\"], with = \"-\" }\n"
            "discount = { from = \"/off\", else = \"0\" }\n"
            "[order.lines]\nprice = { from = \"*/price\", as = \"minor\" }\n"
            "[waybill]\nfreight = { from = \"/fee\", as = \"minor\" }\n"
            "[codes.way]\nmail = \"9610\"\n",
            "some.toml"
        )
            .value();
    return made;
}

TakenOrder taken(const std::string& text) {
    auto read = TakenOrder::read(text, shape());
    EXPECT_TRUE(read) << describe(read.error());
    return std::move(read).value();
}

std::vector<std::string> said(const std::vector<Error>& findings) {
    std::vector<std::string> all;
    for (const Error& one : findings)
        all.push_back(std::string(code_of(one)) + " " + one.where + " <- " + one.ours);
    return all;
}

TEST(TakenOrders, TellEveryValueThatDoesNotStandAsItWasSent) {
    const auto order = taken(
        R"({"way": "mail", "order": {"freight": " N1 "}, "fee": 1250, "a": "x", "b": "y",
            "items": [{"price": 5}, {"price": "100"}]})"
    );
    std::vector<std::string> changes;
    for (const Change& one : order.changes())
        changes.push_back(
            std::string(text_of(one.step).name) + " " + one.place + " -> " + one.pointer + ": '" +
            one.from + "' -> '" + one.to + "'"
        );
    EXPECT_THAT(
        changes,
        ::testing::UnorderedElementsAre(
            "shape_translated /way -> /procedure: 'mail' -> '9610'",
            "shape_constant  -> /direction: '' -> 'import'",
            "shape_trimmed /order/freight -> /order/orderNo: ' N1 ' -> 'N1'",
            "shape_minor_units /fee -> /order/freight: '1250' -> '12.50'",
            "shape_joined /a -> /order/note: 'x + y' -> 'x-y'",
            "shape_otherwise  -> /order/discount: '' -> '0'",
            "shape_minor_units /items/0/price -> /order/lines/0/price: '5' -> '0.05'",
            "shape_minor_units /items/1/price -> /order/lines/1/price: '100' -> '1.00'",
            "shape_minor_units /fee -> /waybill/freight: '1250' -> '12.50'"
        )
    );
}

TEST(TakenOrders, BringFindingsBackToTheirPlaceAndTellACauseOnce) {
    const auto order = taken(R"({"way": "air", "fee": 1.5, "items": [{}, {"price": "x"}]})");
    EXPECT_THAT(
        said(order.faults()),
        ::testing::UnorderedElementsAre(
            "unknown_code /way <- /procedure",
            "not_minor_units /fee <- /order/freight",
            "not_minor_units /items/1/price <- /order/lines/1/price"
        )
    );
    Error refusal = fail(Errc::order_refused, {}, {"9"});
    refusal.parts = order.own_faults();
    // What judging adds: once more the members that were left empty, and news.
    refusal.parts.push_back(fail(Errc::missing, "/waybill/freight", {"freight"}));
    refusal.parts.push_back(fail(Errc::missing, "/order/orderNo", {"orderNo"}));
    refusal.parts.push_back(fail(Errc::missing, "/order/lines/0/price", {"price"}));
    refusal.parts.push_back(fail(Errc::missing, "/order/consignee", {"consignee"}));
    refusal.parts.back().related = {"/order/orderNo", "/order/consigneeAddress"};
    const Error told = order.as_sent(refusal);
    EXPECT_THAT(
        said(told.parts),
        ElementsAre(
            "unknown_code /way <- /procedure",
            "not_minor_units /fee <- /order/freight",
            "not_minor_units /items/1/price <- /order/lines/1/price",
            "missing /order/freight <- /order/orderNo",
            "missing /items/0/price <- /order/lines/0/price",
            "missing  <- /order/consignee"
        )
    );
    EXPECT_THAT(told.parts.back().related, ElementsAre("/order/freight"));
    EXPECT_EQ(told.args.front(), "6");
    EXPECT_EQ(order.as_sent(fail(Errc::overloaded, {}, {"5"})).where, "");
}

TEST(TakenOrders, OfASheetKeepTheirBytesAndNameRowAndColumn) {
    const auto& sheet = *ShapeBook::built_in().find("order_sheet").value();
    std::string names, cells;
    for (const Setting& setting : sheet.settings) {
        for (const Path& path : setting.from) {
            if (names.find(path.text + ",") != std::string::npos)
                continue;
            names += path.text + ",";
            cells += path.text == "订单编号" ? "\"N1\"," : path.text == "货号" ? "=1+1," : ",";
        }
    }
    const std::string text = names + "x\r\n\r\n" + cells + "y\r\n" + cells + "z";
    std::istringstream in(text);
    CsvOrders rows(in, Encoding::utf8, sheet);
    CsvOrder order;
    ASSERT_TRUE(rows.next(order)) << (rows.failure() ? render(*rows.failure(), Language::en) : "");
    EXPECT_EQ(order.text(), names + "x\r\n" + cells + "y\r\n" + cells + "z");
    const TakenOrder made(std::move(order), sheet);
    const auto found = said(made.faults());
    ASSERT_FALSE(found.empty());
    EXPECT_THAT(found.front(), ::testing::MatchesRegex("unsafe_cell 3:[0-9]+ <- "));
    EXPECT_EQ(made.own_faults().front().where, "");
    Error refusal = fail(Errc::order_refused, {}, {"1"});
    refusal.parts = made.own_faults();
    EXPECT_EQ(said(made.as_sent(refusal).parts), found);
    EXPECT_EQ(made.unmapped().paths().count("x"), 1U);
}

TEST(TakenOrders, ListNoMoreFaultsThanAnOrderInOurForm) {
    std::string items;
    for (int i = 0; i < 300; ++i) items += (i == 0 ? "" : ",") + std::string(R"({"price": "x"})");
    EXPECT_EQ(taken("{\"items\": [" + items + "]}").faults().size(), 100U);
}

TEST(Shapes, KeepTheBuiltInOnesWhenAnOperatorsIsBroken) {
    const auto& built_in = ShapeBook::built_in();
    const auto broken = built_in.with({{"shapes/haitao_mall.toml", "title_zh = 1\n"}});
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, Errc::bad_shape);
    EXPECT_THAT(
        broken.error().parts.front().where, ::testing::StartsWith("shapes/haitao_mall.toml:1")
    );
    EXPECT_TRUE(built_in.find("haitao_mall"));
    EXPECT_FALSE(built_in.with({{"shapes/two words.toml", "title_zh = 1\n[source]\n"}}));
}

}  // namespace
}  // namespace tg::shapes
