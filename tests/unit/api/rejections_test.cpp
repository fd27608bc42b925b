// A rejection by customs is shown with what it means and with the members of the order's own JSON
// that it is about.
#include "tests/unit/api/api_house.hpp"

#include <gtest/gtest.h>

namespace tg::test {
namespace {

/// The receipt entry of the inventory's only answer.
rapidjson::Document shown(
    ApiHouse& house, std::string status, std::string info, std::vector<std::string> bodies
) {
    auto& held = house.store.held[known_filing.value()];
    held.view.answers.resize(1);
    held.view.answers[0].kind = schemas::Kind::inventory;
    held.view.answers[0].returned_status = std::move(status);
    held.view.answers[0].info = std::move(info);
    house.store.bodies[known_filing.value()] = std::move(bodies);
    return json(house.get("/v1/filings/" + id_text(known_filing), "admin"));
}

TEST(Rejections, PointAtTheMemberThatGaveTheValue) {
    ApiHouse house;
    const std::string order = R"({"order":{"buyerName":"甲","lines":[{"qty":"1"}]},"payment":{}})";
    const auto shared =
        shown(house, "100", "[Code:1300;Desc:buyerName 与 buyerIdNumber 不符]", {order});
    EXPECT_EQ(at(shared, "/receipts/0/fields/0/pointer"), "/order/buyerName");
    EXPECT_EQ(
        at(shared, "/receipts/0/fields/0/path"), "/CEB621Message/Inventory/InventoryHead/buyerName"
    );
    // Nothing gave it: the document's own member should have.
    EXPECT_EQ(at(shared, "/receipts/0/fields/1/pointer"), "/inventory/buyerIdNumber");
    EXPECT_EQ(at(shared, "/receipts/0/advice/code"), "1300");
    EXPECT_EQ(at(shared, "/receipts/0/advice/href"), "/docs/errors#customs-1300");

    const std::string own = R"({"inventory":{"buyerName":"甲"}})";
    const auto late = shown(house, "100", "buyerName 有误", {order, own});
    EXPECT_EQ(at(late, "/receipts/0/fields/0/pointer"), "/inventory/buyerName");
}

TEST(Rejections, PointAtTheLineThatTheTextNames) {
    ApiHouse house;
    const std::string order = R"({"order":{"lines":[{"qty":"1"},{"qty":"2"}]}})";
    const auto line = shown(house, "-621001", "清单报文校验失败，[gnum=2]的 qty 有误", {order});
    EXPECT_EQ(at(line, "/receipts/0/fields/0/pointer"), "/order/lines/1/qty");
    EXPECT_EQ(at(line, "/receipts/0/advice/kind"), "parameter");
    const auto tied = shown(house, "-621005", "", {order, "{broken"});
    EXPECT_EQ(at(tied, "/receipts/0/fields/0/pointer"), "/order/goodsValue");
    EXPECT_NE(at(tied, "/receipts/0/advice/remedy_en"), "<absent>");
}

TEST(Rejections, AreNotMadeUpForAnswersThatRejectNothing) {
    ApiHouse house;
    const auto released = shown(house, "800", "buyerName", {});
    EXPECT_EQ(at(released, "/receipts/0/fields"), "<absent>");
    EXPECT_EQ(at(released, "/receipts/0/advice"), "<absent>");
    const auto unknown = shown(house, "-424242", "nothing known", {});
    EXPECT_EQ(at(unknown, "/receipts/0/fields"), "array of 0");
    EXPECT_EQ(at(unknown, "/receipts/0/advice"), "<absent>");
}

}  // namespace
}  // namespace tg::test
