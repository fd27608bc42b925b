// Facts of the message tables against expectations written by hand from the published rules.
#include "schemas/catalogue.hpp"

#include "schemas/code_book.hpp"
#include "schemas/fields.hpp"

#include <gtest/gtest.h>

#include <set>

namespace tg::schemas {
namespace {

std::string order_of(std::span<const Row> rows) {
    std::string text;
    for (const auto& row : rows) {
        text += (text.empty() ? "" : " ") + std::string(row.element);
    }
    return text;
}

std::string names(const Table& table, std::span<const std::uint16_t> rows) {
    std::string text;
    for (const auto row : rows) {
        text += (text.empty() ? "" : "|") + std::string(table.head[row].element);
    }
    return text;
}

struct Shape {
    std::uint16_t number;
    Direction direction;
    Kind kind;
    std::uint16_t answered_by;
    const char* nodes;  ///< business, head, line
    std::uint16_t documents_max, lines_max;
    const char* key;
    const char* party;
};

class MessageShape : public testing::TestWithParam<Shape> {};

TEST_P(MessageShape, IsAsPublished) {
    const auto& want = GetParam();
    const auto* table = find_table(want.number);
    ASSERT_NE(table, nullptr);
    EXPECT_EQ(table->name, "CEB" + std::to_string(want.number) + "Message");
    EXPECT_EQ(find_table(table->name), table);
    EXPECT_EQ(&table_at(table->index), table);
    EXPECT_EQ(table->edition, Edition::common);
    EXPECT_EQ(table->direction, want.direction);
    EXPECT_EQ(table->kind, want.kind);
    EXPECT_EQ(table->answered_by, want.answered_by);
    EXPECT_EQ(table->receipt, want.answered_by == 0);
    EXPECT_EQ(
        std::string(table->business_node) + "/" + std::string(table->head_node) + "/" +
            std::string(table->line_node),
        want.nodes
    );
    EXPECT_EQ(table->documents_max, want.documents_max);
    EXPECT_EQ(table->lines_max, want.lines_max);
    EXPECT_EQ(table->lines.empty(), want.lines_max == 0);
    EXPECT_EQ(names(*table, table->key), want.key);
    EXPECT_EQ(names(*table, table->party), want.party);
}

constexpr auto in = Direction::import;
constexpr auto out = Direction::outward;

// One row per line.
// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Messages,
    MessageShape,
    testing::Values(
        Shape{303, out, Kind::order, 304, "Order/OrderHead/OrderList", 100, 100, "ebcCode|orderNo", "ebcCode"},
        Shape{304, out, Kind::order, 0, "OrderReturn//", 100, 0, "ebcCode|orderNo", ""},
        Shape{311, in, Kind::order, 312, "Order/OrderHead/OrderList", 100, 99, "ebpCode|orderNo", "ebcCode|ebpCode"},
        Shape{312, in, Kind::order, 0, "OrderReturn//", 100, 0, "ebpCode|orderNo", ""},
        Shape{411, in, Kind::payment, 412, "Payment/PaymentHead/", 100, 0, "payCode|payTransactionId", "payCode"},
        Shape{412, in, Kind::payment, 0, "PaymentReturn//", 100, 0, "payCode|payTransactionId", ""},
        Shape{505, out, Kind::waybill, 506, "Logistics//", 100, 0, "logisticsCode|logisticsNo", "logisticsCode"},
        Shape{506, out, Kind::waybill, 0, "LogisticsReturn//", 100, 0, "logisticsCode|logisticsNo", ""},
        Shape{511, in, Kind::waybill, 512, "Logistics/LogisticsHead/", 100, 0, "logisticsCode|logisticsNo", "logisticsCode"},
        Shape{512, in, Kind::waybill, 0, "LogisticsReturn//", 100, 0, "logisticsCode|logisticsNo", ""},
        Shape{603, out, Kind::inventory, 604, "Inventory/InventoryHead/InventoryList", 100, 100, "agentCode|copNo", "agentCode"},
        Shape{604, out, Kind::inventory, 0, "InventoryReturn//", 100, 0, "agentCode|copNo", ""},
        Shape{621, in, Kind::inventory, 622, "Inventory/InventoryHead/InventoryList", 100, 99, "agentCode|copNo", "agentCode"},
        Shape{622, in, Kind::inventory, 0, "InventoryReturn//", 100, 0, "agentCode|copNo", ""},
        Shape{900, in, Kind::format, 0, "MessageReturn//", 1, 0, "oriCopMsgId", ""}
    ),
    [](const auto& test) { return "CEB" + std::to_string(test.param.number); }
);
// clang-format on

TEST(Catalogue, HoldsExactlyTheseMessagesInOrder) {
    std::string all;
    for (const auto& table : catalogue()) {
        all += std::to_string(table.number) + " ";
    }
    EXPECT_EQ(all, "303 304 311 312 411 412 505 506 511 512 603 604 621 622 900 ");
    EXPECT_EQ(find_table(std::uint16_t{310}), nullptr);
    EXPECT_EQ(find_table("CEB310Message"), nullptr);
    EXPECT_EQ(find_table(""), nullptr);
}

TEST(Catalogue, ElementsStandInTheOrderOfTheSchema) {
    EXPECT_EQ(
        order_of(find_table(std::uint16_t{411})->head),
        "guid appType appTime appStatus payCode payName payTransactionId orderNo ebpCode ebpName "
        "payerIdType payerIdNumber payerName telephone amountPaid currency payTime note"
    );
    EXPECT_EQ(
        order_of(find_table(std::uint16_t{311})->lines),
        "gnum itemNo itemName gmodel itemDescribe barCode unit qty price totalPrice currency "
        "country note"
    );
    EXPECT_EQ(
        order_of(find_table(std::uint16_t{505})->head),
        "guid appType appTime appStatus logisticsCode logisticsName logisticsNo freight insuredFee "
        "currency grossWeight packNo goodsInfo ebcCode ebcName ebcTelephone note"
    );
    EXPECT_EQ(
        order_of(find_table(std::uint16_t{621})->lines),
        "gnum itemRecordNo itemNo itemName gcode gname gmodel barCode country tradeCountry "
        "currency "
        "qty unit qty1 unit1 qty2 unit2 price totalPrice note"
    );
    EXPECT_EQ(
        order_of(find_table(std::uint16_t{603})->lines),
        "gnum itemNo itemRecordNo itemName gcode gname gmodel barCode country currency qty qty1 "
        "qty2 unit unit1 unit2 price totalPrice note"
    );
    EXPECT_EQ(order_of(transfer_rows()), "copCode copName dxpMode dxpId note");
}

struct Rule {
    const char* name;
    Field field;
    Type type;
    std::uint16_t min_len, max_len;
    Presence presence;
    const char* one_of;
    const char* list;
};

class ElementRule : public testing::TestWithParam<Rule> {};

TEST_P(ElementRule, IsAsPublished) {
    const auto& want = GetParam();
    const auto& row = table_at(want.field.table).row(want.field);
    EXPECT_EQ(row.type, want.type);
    EXPECT_EQ(row.min_len, want.min_len);
    EXPECT_EQ(row.max_len, want.max_len);
    EXPECT_EQ(row.presence, want.presence);
    EXPECT_EQ(row.one_of, want.one_of);
    EXPECT_EQ(row.list, want.list);
}

constexpr auto must = Presence::required;
constexpr auto may = Presence::optional;
constexpr auto depends = Presence::conditional;

// One row per line.
// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Elements,
    ElementRule,
    testing::Values(
        Rule{"guid", ceb311::OrderHead::guid, Type::text, 36, 36, must, "", ""},
        Rule{"app_time", ceb311::OrderHead::appTime, Type::time14, 14, 14, must, "", ""},
        Rule{"order_no", ceb311::OrderHead::orderNo, Type::text, 1, 60, must, "", ""},
        Rule{"paid", ceb311::OrderHead::acturalPaid, Type::amount, 1, 20, must, "", ""},
        Rule{"import_currency", ceb311::OrderHead::currency, Type::text, 3, 3, must, "142", ""},
        Rule{"district", ceb311::OrderHead::consigneeDistrict, Type::text, 6, 6, may, "", ""},
        Rule{"note", ceb311::OrderHead::note, Type::text, 0, 1000, may, "", ""},
        Rule{"identity", ceb411::PaymentHead::payerIdNumber, Type::text, 1, 18, must, "", ""},
        Rule{"identity_type", ceb621::InventoryHead::buyerIdType, Type::text, 1, 1, must, "1", ""},
        Rule{"one_parcel", ceb511::LogisticsHead::packNo, Type::count, 1, 9, must, "1", ""},
        Rule{"own_number", ceb621::InventoryHead::copNo, Type::text, 1, 20, must, "", ""},
        Rule{"import_trade_mode", ceb621::InventoryHead::tradeMode, Type::text, 4, 4, must, "9610|1210", ""},
        Rule{"customs", ceb621::InventoryHead::customsCode, Type::text, 4, 4, must, "", "customs_district"},
        Rule{"transport", ceb621::InventoryHead::trafMode, Type::text, 1, 1, must, "", "transport_mode"},
        Rule{"book", ceb621::InventoryHead::emsNo, Type::text, 0, 30, depends, "", ""},
        Rule{"packing", ceb621::InventoryHead::wrapType, Type::text, 1, 1, may, "", "package_type_legacy"},
        Rule{"declared_on", ceb621::InventoryHead::declTime, Type::date8, 8, 8, must, "", ""},
        Rule{"item_no_of_both_editions", ceb621::InventoryList::itemNo, Type::text, 0, 20, may, "", ""},
        Rule{"tariff_code", ceb621::InventoryList::gcode, Type::text, 10, 10, must, "", ""},
        Rule{"second_unit", ceb621::InventoryList::unit2, Type::text, 3, 3, depends, "", "unit"},
        Rule{"origin", ceb621::InventoryList::country, Type::text, 3, 3, must, "", "country"},
        Rule{"export_order_type", ceb303::OrderHead::orderType, Type::text, 1, 1, must, "E|B|W", ""},
        Rule{"export_currency", ceb303::OrderHead::currency, Type::text, 3, 3, must, "", "currency"},
        Rule{"export_waybill_no", ceb505::Logistics::logisticsNo, Type::text, 1, 32, must, "", ""},
        Rule{"port_abroad", ceb603::InventoryHead::POD, Type::text, 3, 4, must, "", ""},
        Rule{"total_freight", ceb603::InventoryHead::fFlag, Type::text, 1, 1, must, "3", ""},
        Rule{"return_time", ceb622::InventoryReturn::returnTime, Type::time17, 17, 17, must, "", ""},
        Rule{"return_pre_no", ceb622::InventoryReturn::preNo, Type::text, 18, 18, depends, "", ""},
        Rule{"refused_text", ceb900::MessageReturn::oriBizMessage, Type::text, 1, 0, must, "", ""}
    ),
    [](const auto& test) { return test.param.name; }
);
// clang-format on

TEST(Catalogue, EveryListThatARowNamesIsBuiltIn) {
    const auto book = CodeBook::built_in();
    for (const auto& table : catalogue()) {
        for (const auto rows : {table.head, table.lines}) {
            for (const auto& row : rows) {
                EXPECT_TRUE(row.list.empty() || book.find(row.list) != nullptr) << row.element;
            }
        }
    }
}

TEST(Catalogue, FieldsAreFoundByName) {
    const auto& table = table_at(ceb621::index);
    EXPECT_EQ(find_field(table, Group::line, "qty"), ceb621::InventoryList::qty);
    EXPECT_EQ(find_field(table, Group::head, "qty"), std::nullopt);
    EXPECT_EQ(ceb621::number, 621);
}

TEST(OneOf, ComparesWholeValues) {
    EXPECT_TRUE(one_of("9610|1210", "9610"));
    EXPECT_TRUE(one_of("9610|1210", "1210"));
    EXPECT_FALSE(one_of("9610|1210", "961"));
    EXPECT_FALSE(one_of("9610|1210", "9610|1210"));
    EXPECT_FALSE(one_of("9610|1210", ""));
    EXPECT_FALSE(one_of("", ""));
}

}  // namespace
}  // namespace tg::schemas
