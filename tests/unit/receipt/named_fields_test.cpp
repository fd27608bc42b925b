// From the text or the code of a rejection back to the fields it is about, and what helps.
#include "gateway/receipt/named_fields.hpp"

#include "gateway/receipt/advice.hpp"
#include "schemas/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tg::test {
namespace {

using receipt::Rejection;
using schemas::Direction;
using schemas::Kind;

const schemas::CodeBook& codes() {
    static const auto book = schemas::CodeBook::built_in();
    return book;
}

/// "order.lines[2].gnum" of each field, joined by a blank.
std::string named(
    Kind kind,
    std::string_view status,
    std::string_view info,
    Direction direction = Direction::import
) {
    std::string all;
    for (const auto& one : receipt::named_fields({kind, direction, status, info}, codes())) {
        all += all.empty() ? "" : " ";
        all += receipt::path_of(one);
    }
    return all;
}

TEST(NamedFields, AreThoseThatTheTextNames) {
    struct Row {
        const char* info;
        const char* fields;
    };
    const Row rows[] = {
        {"[Code:1300;Desc:buyerIdNumber 与姓名不符]",
         "/CEB621Message/Inventory/InventoryHead/buyerIdNumber"},
        {"清单报文校验失败，[gnum=3]的 gcode 无效",
         "/CEB621Message/Inventory/InventoryList[3]/gcode"},
        {"第2项 qty1 有误", "/CEB621Message/Inventory/InventoryList[2]/qty1"},
        {"订购人证件号码有误", "/CEB621Message/Inventory/InventoryHead/buyerIdNumber"},
        {"校验失败[copNo=B2025]", ""},
        {"企业内部编号：B2025 处理完成", ""},
        {"", ""},
        {"some text that names nothing", ""},
    };
    for (const auto& row : rows)
        EXPECT_EQ(named(Kind::inventory, "100", row.info), row.fields) << row.info;
}

TEST(NamedFields, FollowFromTheCodeWhereTheTextIsSilent) {
    EXPECT_EQ(
        named(Kind::order, "-301002", "订单商品信息内有重复商品序号 "),
        "/CEB311Message/Order/OrderList/gnum"
    );
    EXPECT_EQ(
        named(Kind::inventory, "-621005", "清单的购买金额超过单笔限额"),
        "/CEB311Message/Order/OrderHead/goodsValue "
        "/CEB621Message/Inventory/InventoryList/totalPrice "
        "/CEB311Message/Order/OrderHead/acturalPaid"
    );
    EXPECT_EQ(
        named(Kind::inventory, "100", "[Code:1332;Desc:...]"),
        "/CEB411Message/Payment/PaymentHead/amountPaid /CEB311Message/Order/OrderHead/acturalPaid"
    );
    EXPECT_EQ(named(Kind::inventory, "-621017", "系统发生异常"), "");
    EXPECT_EQ(named(Kind::inventory, "-999999", ""), "");
}

TEST(NamedFields, ALineAloneIsItsNumber) {
    EXPECT_EQ(
        named(Kind::inventory, "100", "第[2]项商品未通过"),
        "/CEB621Message/Inventory/InventoryList[2]/gnum"
    );
    EXPECT_EQ(named(Kind::inventory, "100", "第2次申报 gnum=0 gnum=9999999"), "");
}

TEST(NamedFields, StayFewAndSoundForHostileTexts) {
    std::string all;
    for (const auto& row : schemas::find_table(std::uint16_t{621})->head)
        all += std::string(row.element) + " ";
    const auto fields =
        receipt::named_fields({Kind::inventory, Direction::import, "100", all + all}, codes());
    EXPECT_EQ(fields.size(), receipt::named_fields_max);
    for (const std::string text : {"gnum=", "第", "第[", "gnum=99999999999999999999", "[[[["})
        EXPECT_EQ(named(Kind::inventory, "100", text), "") << text;
}

TEST(NamedFields, OnlyRejectionsReject) {
    for (const auto* status : {"4", "100", "-621005", "-1"}) EXPECT_TRUE(receipt::rejects(status));
    for (const auto* status : {"", "-", "1", "120", "800", "-6x", "1000"})
        EXPECT_FALSE(receipt::rejects(status)) << status;
}

TEST(Advice, EveryElementThatACodeIsTiedToExists) {
    const auto& list = *codes().at("return_code_advice").newest().table;
    for (std::size_t row = 0; row < list.size(); ++row) {
        const std::string code(list.code_at(row));
        if (code.starts_with("kind:"))
            continue;
        EXPECT_TRUE(receipt::advice_on(code, codes())) << code << " is in no list of customs";
        const auto elements = list.cell_at(row, list.column("elements"));
        if (elements.empty())
            continue;
        const auto wanted =
            static_cast<std::size_t>(std::count(elements.begin(), elements.end(), ';')) + 1;
        const Rejection rejection{Kind::format, Direction::import, code, ""};
        EXPECT_EQ(receipt::named_fields(rejection, codes()).size(), wanted)
            << code << ": " << elements;
    }
}

TEST(Advice, IsAboutTheCodeElseAboutItsKind) {
    const auto own = receipt::advice_on("-621018", codes());
    ASSERT_TRUE(own);
    EXPECT_NE(own->cause_en.find("year"), std::string_view::npos);
    const auto kind = receipt::advice_on("-504012", codes());
    ASSERT_TRUE(kind);
    EXPECT_EQ(kind->kind, "duplicate");
    EXPECT_FALSE(kind->remedy_zh.empty());
    EXPECT_FALSE(receipt::advice_on("-424242", codes()));
    EXPECT_EQ(receipt::explaining_code("100", "[Code:1313;Desc:x]", codes()), "1313");
    EXPECT_EQ(receipt::explaining_code("100", "[Code:424242;Desc:x]", codes()), "100");
}

}  // namespace
}  // namespace tg::test
