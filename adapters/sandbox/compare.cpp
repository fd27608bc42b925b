// The comparison as rows. Codes of two to six digits are those seen in traffic; 13036 to 13038 have
// no source, because no number for these differences is published, and keep the prefix 13 of every
// rejection.
#include "adapters/sandbox/compare.hpp"

#include "adapters/sandbox/kinds.hpp"
#include "gateway/core/decimal.hpp"
#include "gateway/core/text.hpp"
#include "schemas/catalogue.hpp"

#include <array>
#include <span>

namespace tg::sandbox {

namespace {

using schemas::Document;

enum class Who : std::uint8_t { inventory, order, payment, waybill };
enum class How : std::uint8_t { text, amount, if_given };

struct HeadRule {
    std::string_view code;
    std::string_view zh;
    Who left;
    std::string_view left_element;
    Who right;
    std::string_view right_element;
    How how;
};

constexpr std::array<HeadRule, 14> import_rules{{
    {"13036", "电商企业不一致", Who::inventory, "ebcCode", Who::order, "ebcCode", How::text},
    {"1327",
     "订购人与支付人姓名不一致",
     Who::order,
     "buyerName",
     Who::payment,
     "payerName",
     How::text},
    {"1327",
     "订购人与支付人证件号不一致",
     Who::order,
     "buyerIdNumber",
     Who::payment,
     "payerIdNumber",
     How::text},
    {"1332",
     "支付金额与订单实付金额不一致",
     Who::order,
     "acturalPaid",
     Who::payment,
     "amountPaid",
     How::amount},
    {"13035", "支付企业不一致", Who::order, "payCode", Who::payment, "payCode", How::if_given},
    {"13035",
     "支付交易编号不一致",
     Who::order,
     "payTransactionId",
     Who::payment,
     "payTransactionId",
     How::if_given},
    {"13127",
     "清单与订单订购人姓名不一致",
     Who::inventory,
     "buyerName",
     Who::order,
     "buyerName",
     How::text},
    {"13127",
     "清单与订单订购人证件号不一致",
     Who::inventory,
     "buyerIdNumber",
     Who::order,
     "buyerIdNumber",
     How::text},
    {"130126",
     "清单与订单订购人电话不一致",
     Who::inventory,
     "buyerTelephone",
     Who::order,
     "buyerTelephone",
     How::text},
    {"13037",
     "运单的订单编号不一致",
     Who::inventory,
     "orderNo",
     Who::waybill,
     "orderNo",
     How::text},
    {"13038", "收货人姓名不一致", Who::order, "consignee", Who::waybill, "consignee", How::text},
    {"13038",
     "收货人电话不一致",
     Who::order,
     "consigneeTelephone",
     Who::waybill,
     "consigneeTelephone",
     How::text},
    {"13038",
     "收货地址不一致",
     Who::order,
     "consigneeAddress",
     Who::waybill,
     "consigneeAddress",
     How::text},
    {"13038",
     "清单与订单收货地址不一致",
     Who::inventory,
     "consigneeAddress",
     Who::order,
     "consigneeAddress",
     How::text},
}};

constexpr std::array<HeadRule, 2> outward_rules{{
    {"13036", "电商平台不一致", Who::inventory, "ebpCode", Who::order, "ebpCode", How::text},
    {"13036",
     "运单的电商企业不一致",
     Who::waybill,
     "ebcCode",
     Who::inventory,
     "ebcCode",
     How::if_given},
}};

struct LineRule {
    std::string_view element;
    How how;
};

/// Compared between the lines of inventory and order with the same gnum; what one of the tables
/// lacks is passed over.
constexpr std::array<LineRule, 7> line_rules{{
    {"itemName", How::if_given},
    {"qty", How::amount},
    {"unit", How::text},
    {"price", How::amount},
    {"totalPrice", How::amount},
    {"currency", How::text},
    {"country", How::text},
}};

std::string folded(std::string_view text) {
    return upper_ascii(half_width(trimmed(text)));
}

bool agree(std::string_view left, std::string_view right, How how) {
    if (how == How::if_given && trimmed(left).empty())
        return true;
    if (how == How::amount) {
        const auto a = Decimal::parse(left);
        const auto b = Decimal::parse(right);
        return a && b && *a == *b;
    }
    return left == right || folded(left) == folded(right);
}

const Document* of(Who who, const Document& inventory, const Partners& partners) {
    switch (who) {
        case Who::inventory:
            return &inventory;
        case Who::order:
            return partners.order;
        case Who::payment:
            return partners.payment;
        case Who::waybill:
            return partners.waybill;
    }
    return nullptr;
}

std::string named(const Document& document, std::string_view element, std::string_view value) {
    const schemas::Table& table = document.table();
    const std::string_view node = table.head_node.empty() ? table.business_node : table.head_node;
    return std::string(node) + "." + std::string(element) + ":" + std::string(value);
}

std::string rejection(std::string_view code, std::string_view zh, const std::string& values) {
    std::string text = "[Code:" + std::string(code) + ";Desc:" + std::string(zh) + "]";
    if (!values.empty())
        text += ",[" + values + "]";
    return text;
}

std::optional<std::string> head_difference(
    std::span<const HeadRule> rules, const Document& inventory, const Partners& partners
) {
    for (const HeadRule& rule : rules) {
        const Document* left = of(rule.left, inventory, partners);
        const Document* right = of(rule.right, inventory, partners);
        if (left == nullptr || right == nullptr)
            continue;
        const std::string_view a = head_value(*left, rule.left_element);
        const std::string_view b = head_value(*right, rule.right_element);
        if (agree(a, b, rule.how))
            continue;
        const std::string values =
            named(*left, rule.left_element, a) + "," + named(*right, rule.right_element, b);
        return rejection(rule.code, rule.zh, values);
    }
    return std::nullopt;
}

std::optional<std::size_t> line_with(
    const Document& document, schemas::Field number, std::string_view wanted
) {
    for (std::size_t line = 0; line < document.line_count(); ++line) {
        if (document.get(line, number) == wanted)
            return line;
    }
    return std::nullopt;
}

std::optional<std::string> line_difference(const Document& inventory, const Document& order) {
    constexpr auto line = schemas::Group::line;
    const auto inventory_number = schemas::find_field(inventory.table(), line, "gnum");
    const auto order_number = schemas::find_field(order.table(), line, "gnum");
    if (!inventory_number || !order_number)
        return std::nullopt;
    for (std::size_t at = 0; at < inventory.line_count(); ++at) {
        const std::string_view gnum = inventory.get(at, *inventory_number).value_or("");
        const auto match = line_with(order, *order_number, gnum);
        if (!match)
            return rejection(
                "1322", "清单与订单商品不一致", "InventoryList.gnum:" + std::string(gnum)
            );
        for (const LineRule& rule : line_rules) {
            const auto left = schemas::find_field(inventory.table(), line, rule.element);
            const auto right = schemas::find_field(order.table(), line, rule.element);
            if (!left || !right)
                continue;
            const std::string_view a = inventory.get(at, *left).value_or("");
            const std::string_view b = order.get(*match, *right).value_or("");
            if (agree(a, b, rule.how))
                continue;
            const std::string element(rule.element);
            const std::string values = "InventoryList[" + std::string(gnum) + "]." + element + ":" +
                                       std::string(a) + ",OrderList[" + std::string(gnum) + "]." +
                                       element + ":" + std::string(b);
            return rejection("1322", "清单与订单商品不一致", values);
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> difference(const Document& inventory, const Partners& partners) {
    const bool import = inventory.table().direction == schemas::Direction::import;
    const std::span<const HeadRule> rules =
        import ? std::span<const HeadRule>(import_rules) : std::span<const HeadRule>(outward_rules);
    if (auto found = head_difference(rules, inventory, partners))
        return found;
    const std::size_t declared = inventory.line_count();
    const std::size_t ordered = partners.order->line_count();
    if (declared != ordered) {
        const std::string values =
            "InventoryList:" + std::to_string(declared) + ",OrderList:" + std::to_string(ordered);
        return rejection("1320", "清单与订单商品项数不一致", values);
    }
    return line_difference(inventory, *partners.order);
}

}  // namespace tg::sandbox
