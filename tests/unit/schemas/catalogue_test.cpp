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
        Shape{213, out, Kind::refund, 214, "InvtRefund/InvtRefundHead/InvtRefundList", 100, 100, "agentCode|coElNo", "agentCode|ebcCode"},
        Shape{214, out, Kind::refund, 0, "RefundReturn//", 100, 0, "agentCode|coElNo", ""},
        Shape{215, out, Kind::tally, 216, "InvtRefundDetail//", 100, 0, "operatorCode|coElNo", "operatorCode"},
        Shape{216, out, Kind::tally, 0, "InvtRefundDetailReturn//", 100, 0, "operatorCode|coElNo", ""},
        Shape{303, out, Kind::order, 304, "Order/OrderHead/OrderList", 100, 100, "ebcCode|orderNo", "ebcCode"},
        Shape{304, out, Kind::order, 0, "OrderReturn//", 100, 0, "ebcCode|orderNo", ""},
        Shape{311, in, Kind::order, 312, "Order/OrderHead/OrderList", 100, 99, "ebpCode|orderNo", "ebcCode|ebpCode"},
        Shape{312, in, Kind::order, 0, "OrderReturn//", 100, 0, "ebpCode|orderNo", ""},
        Shape{403, out, Kind::receipts, 404, "Receipts//", 100, 0, "ebcCode|orderNo", "ebcCode|payCode"},
        Shape{404, out, Kind::receipts, 0, "ReceiptsReturn//", 100, 0, "ebcCode|orderNo", ""},
        Shape{411, in, Kind::payment, 412, "Payment/PaymentHead/", 100, 0, "payCode|payTransactionId", "payCode"},
        Shape{412, in, Kind::payment, 0, "PaymentReturn//", 100, 0, "payCode|payTransactionId", ""},
        Shape{505, out, Kind::waybill, 506, "Logistics//", 100, 0, "logisticsCode|logisticsNo", "logisticsCode"},
        Shape{506, out, Kind::waybill, 0, "LogisticsReturn//", 100, 0, "logisticsCode|logisticsNo", ""},
        Shape{507, out, Kind::arrival, 508, "Arrival/ArrivalHead/ArrivalList", 100, unbounded, "operatorCode|copNo", "operatorCode"},
        Shape{508, out, Kind::arrival, 0, "ArrivalReturn//", 100, 0, "operatorCode|copNo", ""},
        Shape{509, out, Kind::departure, 510, "Departure/DepartureHead/DepartureList", 100, 100, "logisticsCode|copNo", "logisticsCode"},
        Shape{510, out, Kind::departure, 0, "DepartureReturn//", 100, 0, "logisticsCode|copNo", ""},
        Shape{511, in, Kind::waybill, 512, "Logistics/LogisticsHead/", 100, 0, "logisticsCode|logisticsNo", "logisticsCode"},
        Shape{512, in, Kind::waybill, 0, "LogisticsReturn//", 100, 0, "logisticsCode|logisticsNo", ""},
        Shape{513, in, Kind::waybill_status, 514, "LogisticsStatus//", 100, 0, "logisticsCode|logisticsStatus|logisticsNo", "logisticsCode"},
        Shape{514, in, Kind::waybill_status, 0, "LogisticsStatusReturn//", 100, 0, "logisticsCode|logisticsStatus|logisticsNo", ""},
        Shape{603, out, Kind::inventory, 604, "Inventory/InventoryHead/InventoryList", 100, 100, "agentCode|copNo", "agentCode"},
        Shape{604, out, Kind::inventory, 0, "InventoryReturn//", 100, 0, "agentCode|copNo", ""},
        Shape{605, out, Kind::cancellation, 606, "InvtCancel//", 100, 0, "invtNo|copNo", "agentCode"},
        Shape{606, out, Kind::cancellation, 0, "InvtCancelReturn//", 100, 0, "invtNo|copNo", ""},
        Shape{607, out, Kind::manifest, 608, "WayBill/WayBillHead/WayBillList", 100, 100, "logisticsCode|copNo", "agentCode"},
        Shape{608, out, Kind::manifest, 0, "WayBillReturn//", 100, 0, "logisticsCode|copNo", ""},
        Shape{621, in, Kind::inventory, 622, "Inventory/InventoryHead/InventoryList", 100, 99, "agentCode|copNo", "agentCode"},
        Shape{622, in, Kind::inventory, 0, "InventoryReturn//", 100, 0, "agentCode|copNo", ""},
        Shape{623, in, Kind::cancellation, 624, "InvtCancel//", 100, 0, "agentCode|copNo", "agentCode"},
        Shape{624, in, Kind::cancellation, 0, "InvtCancelReturn//", 100, 0, "agentCode|copNo", ""},
        Shape{625, in, Kind::refund, 626, "InvtRefund/InvtRefundHead/InvtRefundList", 100, 99, "agentCode|copNo", "agentCode"},
        Shape{626, in, Kind::refund, 0, "InvtRefundReturn//", 100, 0, "agentCode|copNo", ""},
        Shape{701, out, Kind::summary, 702, "SummaryApply/SummaryApplyHead/SummaryApplyList", 100, 100, "ebcCode|copNo", "agentCode"},
        Shape{702, out, Kind::summary, 0, "SummaryReturn//", 100, 0, "ebcCode|copNo", ""},
        Shape{711, in, Kind::delivery, 712, "Delivery/DeliveryHead/DeliveryList", 1, unbounded, "operatorCode|copNo", "operatorCode"},
        Shape{712, in, Kind::delivery, 0, "DeliveryReturn//", 100, 0, "operatorCode|copNo", ""},
        Shape{792, out, Kind::summary_result, 0, "SummaryResult/SummaryResultHead/SummaryResultList", 100, 100, "sumNo|declSeqNo", ""},
        Shape{816, in, Kind::tax, 0, "Tax/TaxHeadRd/TaxListRd", unbounded, 99, "invtNo|taxNo", ""},
        Shape{818, in, Kind::tax_status, 0, "Tax/TaxHeadStatus/", unbounded, 0, "invtNo|taxNo", ""},
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
    EXPECT_EQ(
        all,
        "213 214 215 216 303 304 311 312 403 404 411 412 505 506 507 508 509 510 511 512 513 514 "
        "603 604 605 606 607 608 621 622 623 624 625 626 701 702 711 712 792 816 818 900 "
    );
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
        Rule{"return_pre_no", ceb622::InventoryReturn::preNo, Type::text, 18, 18, must, "", ""},
        Rule{"waybill_status", ceb513::LogisticsStatus::logisticsStatus, Type::text, 1, 1, must, "S", ""},
        Rule{"cancelled_inventory", ceb623::InvtCancel::invtNo, Type::text, 18, 18, must, "", ""},
        Rule{"cancellation_is_new", ceb623::InvtCancel::appType, Type::text, 1, 1, must, "1", ""},
        Rule{"cancelled_export", ceb605::InvtCancel::invtNo, Type::text, 18, 18, must, "", ""},
        Rule{"returned_item", ceb625::InvtRefundList::gnum, Type::count, 1, 4, must, "", ""},
        Rule{"export_return_number", ceb213::InvtRefundHead::coElNo, Type::text, 1, 30, must, "", ""},
        Rule{"export_return_regime", ceb213::InvtRefundHead::tradeMode, Type::text, 4, 4, depends, "9661|1261", ""},
        Rule{"tally_number", ceb215::InvtRefundDetail::coElNo, Type::text, 1, 20, must, "", ""},
        Rule{"entry_waybill", ceb711::DeliveryList::logisticsNo, Type::text, 1, 60, must, "", ""},
        Rule{"arrival_part", ceb507::ArrivalHead::msgSeqNo, Type::count, 1, 9, must, "", ""},
        Rule{"left_at", ceb509::DepartureHead::leaveTime, Type::time14, 14, 14, must, "", ""},
        Rule{"manifest_weight", ceb607::WayBillHead::grossWeight, Type::amount, 1, 20, must, "", ""},
        Rule{"summary_flag", ceb701::SummaryApplyHead::summaryFlag, Type::text, 1, 1, must, "1|2", ""},
        Rule{"money_arrived", ceb403::Receipts::accountingDate, Type::time14, 14, 14, must, "", ""},
        Rule{"result_number", ceb792::SummaryResultHead::declSeqNo, Type::text, 18, 18, must, "", ""},
        Rule{"tax_bill_number", ceb816::TaxHeadRd::taxNo, Type::text, 1, 50, must, "", ""},
        Rule{"tax_bill_order", ceb816::TaxHeadRd::orderNo, Type::text, 0, 60, depends, "", ""},
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
