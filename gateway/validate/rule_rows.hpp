// The facts of the cross rules, as rows: which fields are identity numbers, which make a sum, which
// must agree. A new fact is a new row; a new kind of fact is a row type here and a rule in
// cross_rules.cpp. Included by cross_rules.cpp only.
#pragma once

#include "schemas/fields.hpp"
#include "schemas/table.hpp"

#include <array>
#include <string_view>

namespace tg::validate::rows {

using schemas::Field;
namespace order_in = schemas::ceb311;
namespace payment_in = schemas::ceb411;
namespace waybill_in = schemas::ceb511;
namespace inventory_in = schemas::ceb621;
namespace order_out = schemas::ceb303;
namespace waybill_out = schemas::ceb505;
namespace inventory_out = schemas::ceb603;
namespace refund_out = schemas::ceb213;
namespace cancel_in = schemas::ceb623;
namespace refund_in = schemas::ceb625;
namespace cancel_out = schemas::ceb605;

// clang-format off

/// Resident identity numbers [GB 11643].
inline constexpr std::array identity_numbers{
    order_in::OrderHead::buyerIdNumber,
    payment_in::PaymentHead::payerIdNumber,
    inventory_in::InventoryHead::buyerIdNumber,
};

/// A platform that is not registered with customs uses the identifier that the e-port publishes for it [import rules,
/// ebpCode]; its form is not published: letters and digits, of another length than the codes.
inline constexpr std::string_view published_identifier = "*";

/// Codes of enterprises; `also` is a word that may stand instead of a code, or published_identifier.
struct EnterpriseField {
    Field field;
    std::string_view also;
};
inline constexpr std::array enterprise_codes{
    EnterpriseField{order_in::OrderHead::ebpCode, published_identifier},
    EnterpriseField{order_in::OrderHead::ebcCode, ""},
    EnterpriseField{order_in::OrderHead::payCode, ""},
    EnterpriseField{payment_in::PaymentHead::payCode, ""},
    EnterpriseField{payment_in::PaymentHead::ebpCode, published_identifier},
    EnterpriseField{waybill_in::LogisticsHead::logisticsCode, ""},
    EnterpriseField{inventory_in::InventoryHead::ebpCode, published_identifier},
    EnterpriseField{inventory_in::InventoryHead::ebcCode, ""},
    EnterpriseField{inventory_in::InventoryHead::logisticsCode, ""},
    EnterpriseField{inventory_in::InventoryHead::agentCode, ""},
    EnterpriseField{inventory_in::InventoryHead::areaCode, ""},
    EnterpriseField{order_out::OrderHead::ebpCode, "无"},
    EnterpriseField{order_out::OrderHead::ebcCode, ""},
    EnterpriseField{waybill_out::Logistics::logisticsCode, ""},
    EnterpriseField{waybill_out::Logistics::ebcCode, ""},
    EnterpriseField{inventory_out::InventoryHead::ebpCode, "无"},
    EnterpriseField{inventory_out::InventoryHead::ebcCode, ""},
    EnterpriseField{inventory_out::InventoryHead::logisticsCode, ""},
    EnterpriseField{inventory_out::InventoryHead::agentCode, ""},
    EnterpriseField{inventory_out::InventoryHead::ownerCode, "NO"},
    EnterpriseField{inventory_out::InventoryHead::iacCode, ""},
};

/// Ten-digit tariff codes.
inline constexpr std::array tariff_codes{
    inventory_in::InventoryList::gcode,
    inventory_out::InventoryList::gcode,
};

/// Must be above zero. A price of 0 is a gift on import; export wants a value.
inline constexpr std::array positive{
    order_in::OrderList::qty,
    waybill_in::LogisticsHead::weight,
    inventory_in::InventoryHead::grossWeight,
    inventory_in::InventoryHead::netWeight,
    inventory_in::InventoryList::qty,
    inventory_in::InventoryList::qty1,
    inventory_in::InventoryList::qty2,
    order_out::OrderList::qty,
    waybill_out::Logistics::grossWeight,
    waybill_out::Logistics::packNo,
    inventory_out::InventoryHead::grossWeight,
    inventory_out::InventoryHead::netWeight,
    inventory_out::InventoryHead::packNo,
    inventory_out::InventoryList::qty,
    refund_in::InvtRefundList::qty,
    refund_out::InvtRefundList::qty,
    inventory_out::InventoryList::qty1,
    inventory_out::InventoryList::qty2,
    inventory_out::InventoryList::price,
    inventory_out::InventoryList::totalPrice,
};

/// total = price x quantity, per line.
struct Product {
    Field price, quantity, total;
};
inline constexpr std::array line_totals{
    Product{order_in::OrderList::price, order_in::OrderList::qty, order_in::OrderList::totalPrice},
    Product{inventory_in::InventoryList::price, inventory_in::InventoryList::qty, inventory_in::InventoryList::totalPrice},
    Product{order_out::OrderList::price, order_out::OrderList::qty, order_out::OrderList::totalPrice},
    Product{inventory_out::InventoryList::price, inventory_out::InventoryList::qty, inventory_out::InventoryList::totalPrice},
};

/// total = sum of the lines' part.
struct Sum {
    Field part, total;
};
inline constexpr std::array goods_values{
    Sum{order_in::OrderList::totalPrice, order_in::OrderHead::goodsValue},
    Sum{order_out::OrderList::totalPrice, order_out::OrderHead::goodsValue},
};

/// less <= more.
struct Ordered {
    Field less, more;
};
inline constexpr std::array weights{
    Ordered{inventory_in::InventoryHead::netWeight, inventory_in::InventoryHead::grossWeight},
    Ordered{inventory_out::InventoryHead::netWeight, inventory_out::InventoryHead::grossWeight},
};

/// Both or neither.
struct Pair {
    Field one, other;
};
inline constexpr std::array pairs{
    Pair{inventory_in::InventoryList::unit2, inventory_in::InventoryList::qty2},
    Pair{inventory_out::InventoryList::unit2, inventory_out::InventoryList::qty2},
    Pair{refund_out::InvtRefundList::unit2, refund_out::InvtRefundList::qty2},
};

/// Given in a line of a return, `given` needs `measured` of that line when there is a `unit` for it: those of the inventory
/// are of all its goods, and a part of them measures less.
struct OwnMeasure {
    Field given, measured, unit;
};
inline constexpr std::array own_measures{
    OwnMeasure{refund_out::InvtRefundList::qty, refund_out::InvtRefundList::qty1, refund_out::InvtRefundList::unit1},
    OwnMeasure{refund_out::InvtRefundList::qty, refund_out::InvtRefundList::qty2, refund_out::InvtRefundList::unit2},
};

/// Runs 1, 2, 3 ... over the lines.
inline constexpr std::array line_numbers{
    order_in::OrderList::gnum,
    inventory_in::InventoryList::gnum,
    order_out::OrderList::gnum,
    inventory_out::InventoryList::gnum,
};

/// What a procedure demands or forbids.
enum class Want : std::uint8_t { present, absent };
struct Demand {
    std::string_view procedure;
    Want want;
    Field field;
};
inline constexpr std::array demands{
    Demand{"1210", Want::present, inventory_in::InventoryHead::emsNo},
    Demand{"1210", Want::present, inventory_in::InventoryHead::areaCode},
    Demand{"1210", Want::present, inventory_in::InventoryHead::areaName},
    Demand{"1210", Want::present, inventory_in::InventoryList::itemRecordNo},
    Demand{"1210", Want::absent,  inventory_in::InventoryHead::trafNo},
    Demand{"1210", Want::absent,  inventory_in::InventoryHead::voyageNo},
    Demand{"1210", Want::absent,  inventory_in::InventoryHead::billNo},
    Demand{"9610", Want::present, inventory_in::InventoryHead::trafNo},
    Demand{"9610", Want::present, inventory_in::InventoryHead::voyageNo},
    Demand{"9610", Want::present, inventory_in::InventoryHead::billNo},
    Demand{"9610", Want::absent,  inventory_in::InventoryHead::emsNo},
    Demand{"1210", Want::present, inventory_out::InventoryHead::iacCode},
    Demand{"1210", Want::present, inventory_out::InventoryHead::iacName},
    Demand{"1210", Want::present, inventory_out::InventoryHead::emsNo},
    Demand{"1210", Want::present, inventory_out::InventoryList::itemRecordNo},
    Demand{"9610", Want::absent,  inventory_out::InventoryHead::iacCode},
    Demand{"9610", Want::absent,  inventory_out::InventoryHead::iacName},
    Demand{"9610", Want::absent,  inventory_out::InventoryHead::emsNo},
    Demand{"9610", Want::absent,  inventory_out::InventoryList::itemRecordNo},
    Demand{"9710", Want::absent,  inventory_out::InventoryHead::iacCode},
    Demand{"9710", Want::absent,  inventory_out::InventoryHead::iacName},
    Demand{"9710", Want::absent,  inventory_out::InventoryHead::emsNo},
    Demand{"9710", Want::absent,  inventory_out::InventoryList::itemRecordNo},
    Demand{"9810", Want::absent,  inventory_out::InventoryHead::iacCode},
    Demand{"9810", Want::absent,  inventory_out::InventoryHead::iacName},
    Demand{"9810", Want::absent,  inventory_out::InventoryHead::emsNo},
    Demand{"9810", Want::absent,  inventory_out::InventoryList::itemRecordNo},
};

/// The one value that a procedure allows.
struct Fixed {
    std::string_view procedure;
    Field field;
    std::string_view value;
};
inline constexpr std::array fixed_values{
    Fixed{"1210", inventory_in::InventoryHead::country, "142"},
    Fixed{"9610", order_out::OrderHead::orderType, "E"},
    Fixed{"1210", order_out::OrderHead::orderType, "E"},
    Fixed{"9710", order_out::OrderHead::orderType, "B"},
    Fixed{"9810", order_out::OrderHead::orderType, "W"},
    // Only retail is gathered into declaration forms afterwards [export rules 6 and 8].
    Fixed{"9710", inventory_out::InventoryHead::statisticsFlag, "A"},
    Fixed{"9810", inventory_out::InventoryHead::statisticsFlag, "A"},
};

/// Business exports whose consignment may go by list up to a limit of the place, and above it only on a declaration form.
inline constexpr std::array<std::string_view, 2> limited_lists{"9710", "9810"};

/// Left out when another field has a certain value.
struct Excluded {
    Field field, when;
    std::string_view is;
};
inline constexpr std::array exclusions{
    Excluded{inventory_out::InventoryHead::licenseNo, inventory_out::InventoryHead::statisticsFlag, "A"},
};

/// The documents of one order say the same, as far as both are filed; fields of lines are compared line by line.
struct Agreement {
    Field one, other;
};
inline constexpr std::array agreements{
    Agreement{order_in::OrderHead::orderNo, payment_in::PaymentHead::orderNo},
    Agreement{order_in::OrderHead::ebpCode, payment_in::PaymentHead::ebpCode},
    Agreement{order_in::OrderHead::payCode, payment_in::PaymentHead::payCode},
    Agreement{order_in::OrderHead::payTransactionId, payment_in::PaymentHead::payTransactionId},
    Agreement{order_in::OrderHead::acturalPaid, payment_in::PaymentHead::amountPaid},
    Agreement{order_in::OrderHead::buyerName, payment_in::PaymentHead::payerName},
    Agreement{order_in::OrderHead::buyerIdNumber, payment_in::PaymentHead::payerIdNumber},
    Agreement{order_in::OrderHead::orderNo, waybill_in::LogisticsHead::orderNo},
    Agreement{order_in::OrderHead::consignee, waybill_in::LogisticsHead::consignee},
    Agreement{order_in::OrderHead::consigneeTelephone, waybill_in::LogisticsHead::consigneeTelephone},
    Agreement{order_in::OrderHead::consigneeAddress, waybill_in::LogisticsHead::consigneeAddress},
    Agreement{order_in::OrderHead::orderNo, inventory_in::InventoryHead::orderNo},
    Agreement{order_in::OrderHead::ebpCode, inventory_in::InventoryHead::ebpCode},
    Agreement{order_in::OrderHead::ebcCode, inventory_in::InventoryHead::ebcCode},
    Agreement{order_in::OrderHead::buyerName, inventory_in::InventoryHead::buyerName},
    Agreement{order_in::OrderHead::buyerIdNumber, inventory_in::InventoryHead::buyerIdNumber},
    Agreement{order_in::OrderHead::buyerTelephone, inventory_in::InventoryHead::buyerTelephone},
    Agreement{order_in::OrderHead::consigneeAddress, inventory_in::InventoryHead::consigneeAddress},
    Agreement{payment_in::PaymentHead::orderNo, inventory_in::InventoryHead::orderNo},
    Agreement{payment_in::PaymentHead::ebpCode, inventory_in::InventoryHead::ebpCode},
    Agreement{waybill_in::LogisticsHead::orderNo, inventory_in::InventoryHead::orderNo},
    Agreement{waybill_in::LogisticsHead::logisticsCode, inventory_in::InventoryHead::logisticsCode},
    Agreement{waybill_in::LogisticsHead::logisticsNo, inventory_in::InventoryHead::logisticsNo},
    Agreement{order_out::OrderHead::orderNo, inventory_out::InventoryHead::orderNo},
    Agreement{order_out::OrderHead::ebpCode, inventory_out::InventoryHead::ebpCode},
    Agreement{order_out::OrderHead::ebcCode, inventory_out::InventoryHead::ebcCode},
    Agreement{order_out::OrderHead::ebcCode, waybill_out::Logistics::ebcCode},
    Agreement{waybill_out::Logistics::logisticsCode, inventory_out::InventoryHead::logisticsCode},
    Agreement{waybill_out::Logistics::logisticsNo, inventory_out::InventoryHead::logisticsNo},
    // What is cancelled or comes back is the inventory that was declared.
    Agreement{inventory_in::InventoryHead::orderNo, cancel_in::InvtCancel::orderNo},
    Agreement{inventory_in::InventoryHead::ebpCode, cancel_in::InvtCancel::ebpCode},
    Agreement{inventory_in::InventoryHead::ebcCode, cancel_in::InvtCancel::ebcCode},
    Agreement{inventory_in::InventoryHead::logisticsNo, cancel_in::InvtCancel::logisticsNo},
    Agreement{inventory_in::InventoryHead::logisticsCode, cancel_in::InvtCancel::logisticsCode},
    Agreement{inventory_in::InventoryHead::buyerIdNumber, cancel_in::InvtCancel::buyerIdNumber},
    Agreement{inventory_in::InventoryHead::buyerName, cancel_in::InvtCancel::buyerName},
    Agreement{inventory_in::InventoryHead::orderNo, refund_in::InvtRefundHead::orderNo},
    Agreement{inventory_in::InventoryHead::ebpCode, refund_in::InvtRefundHead::ebpCode},
    Agreement{inventory_in::InventoryHead::ebcCode, refund_in::InvtRefundHead::ebcCode},
    Agreement{inventory_in::InventoryHead::logisticsNo, refund_in::InvtRefundHead::logisticsNo},
    Agreement{inventory_in::InventoryHead::logisticsCode, refund_in::InvtRefundHead::logisticsCode},
    Agreement{inventory_in::InventoryHead::buyerIdNumber, refund_in::InvtRefundHead::buyerIdNumber},
    Agreement{inventory_in::InventoryHead::buyerName, refund_in::InvtRefundHead::buyerName},
    Agreement{inventory_out::InventoryHead::ebcCode, cancel_out::InvtCancel::ebcCode},
    Agreement{inventory_out::InventoryHead::ebpCode, refund_out::InvtRefundHead::ebpCode},
    Agreement{inventory_out::InventoryHead::ebcCode, refund_out::InvtRefundHead::ebcCode},
    Agreement{inventory_out::InventoryHead::logisticsNo, refund_out::InvtRefundHead::logisticsNo},
    Agreement{inventory_out::InventoryHead::logisticsCode, refund_out::InvtRefundHead::logisticsCode},
};

/// As many lines in one as in the other. With numbers that run from 1 this pairs them.
inline constexpr std::array line_counts{
    Agreement{order_in::OrderList::gnum, inventory_in::InventoryList::gnum},
    Agreement{order_out::OrderList::gnum, inventory_out::InventoryList::gnum},
};

// clang-format on

}  // namespace tg::validate::rows
