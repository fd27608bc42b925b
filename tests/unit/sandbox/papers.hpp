// CEB messages for tests, written by hand and signed: an order with everything that belongs to it,
// each value changeable. All enterprises and persons are invented.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::test {

inline constexpr std::string_view platform = "21029TGP01";
inline constexpr std::string_view seller = "21029TGE01";
inline constexpr std::string_view payer = "21029TGZ01";
inline constexpr std::string_view carrier = "21029TGL01";
inline constexpr std::string_view agent = "21029TGA01";
inline constexpr std::string_view dxp = "DXPENT0000000001";

/// One element after another, in the order of the schema; an element may be changed, left out or
/// put elsewhere.
class Fields {
 public:
    Fields(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}
    Fields& set(std::string_view name, std::string value) {
        for (auto& [field, old] : fields_) {
            if (field == name)
                old = std::move(value);
        }
        return *this;
    }
    Fields& drop(std::string_view name) {
        std::erase_if(fields_, [&](const auto& field) { return field.first == name; });
        return *this;
    }
    Fields& insert_first(std::string name, std::string value) {
        fields_.insert(fields_.begin(), {std::move(name), std::move(value)});
        return *this;
    }
    Fields& append(std::string name, std::string value) {
        fields_.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const {
        return fields_;
    }
    [[nodiscard]] std::string xml(std::string_view node) const {
        std::string out = "<ceb:" + std::string(node) + ">";
        for (const auto& [name, value] : fields_)
            out += "<ceb:" + name + ">" + value + "</ceb:" + name + ">";
        return out + "</ceb:" + std::string(node) + ">";
    }

 private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

inline std::string guid_of(std::string_view kind, const std::string& name) {
    std::string digits =
        std::to_string(std::hash<std::string>()(std::string(kind) + name) % 1'000'000'000'000ULL);
    digits.insert(0, 12 - digits.size(), '0');
    return "0F8FAD5B-D9CB-469F-A165-" + digits;
}

/// What is the same for all documents of a purchase.
struct Purchase {
    std::string order_no;
    std::string app_time = "20250301120000";
    std::string app_type = "1";
};

inline std::string waybill_of(const Purchase& purchase) {
    return "W" + purchase.order_no.substr(0, 24);
}

inline Fields order_head(const Purchase& p) {
    return {
        {"guid", guid_of("order", p.order_no)},
        {"appType", p.app_type},
        {"appTime", p.app_time},
        {"appStatus", "2"},
        {"orderType", "I"},
        {"orderNo", p.order_no},
        {"ebpCode", std::string(platform)},
        {"ebpName", "示例平台"},
        {"ebcCode", std::string(seller)},
        {"ebcName", "示例电商"},
        {"goodsValue", "100"},
        {"freight", "0"},
        {"discount", "0"},
        {"taxTotal", "9.1"},
        {"acturalPaid", "109.1"},
        {"currency", "142"},
        {"buyerRegNo", "demo-buyer"},
        {"buyerName", "测试"},
        {"buyerTelephone", "10000000000"},
        {"buyerIdType", "1"},
        {"buyerIdNumber", "110105194912310021"},
        {"consignee", "测试"},
        {"consigneeTelephone", "10000000000"},
        {"consigneeAddress", "示例省示例市示例路1号"}};
}

inline Fields order_line() {
    return {
        {"gnum", "1"},
        {"itemName", "示例商品"},
        {"gmodel", "示例规格"},
        {"unit", "007"},
        {"qty", "1"},
        {"price", "100"},
        {"totalPrice", "100"},
        {"currency", "142"},
        {"country", "116"}};
}

inline std::string node(std::string_view name, const std::string& inside) {
    return "<ceb:" + std::string(name) + ">" + inside + "</ceb:" + std::string(name) + ">";
}

inline std::string order(const Purchase& p) {
    return node("Order", order_head(p).xml("OrderHead") + order_line().xml("OrderList"));
}

inline Fields payment_head(const Purchase& p) {
    return {
        {"guid", guid_of("payment", p.order_no)},
        {"appType", p.app_type},
        {"appTime", p.app_time},
        {"appStatus", "2"},
        {"payCode", std::string(payer)},
        {"payName", "示例支付"},
        {"payTransactionId", "T" + p.order_no},
        {"orderNo", p.order_no},
        {"ebpCode", std::string(platform)},
        {"ebpName", "示例平台"},
        {"payerIdType", "1"},
        {"payerIdNumber", "110105194912310021"},
        {"payerName", "测试"},
        {"amountPaid", "109.10"},
        {"currency", "142"},
        {"payTime", "20250301115900"}};
}
inline std::string payment(const Purchase& p) {
    return node("Payment", payment_head(p).xml("PaymentHead"));
}

inline Fields waybill_head(const Purchase& p) {
    return {
        {"guid", guid_of("waybill", p.order_no)},
        {"appType", p.app_type},
        {"appTime", p.app_time},
        {"appStatus", "2"},
        {"logisticsCode", std::string(carrier)},
        {"logisticsName", "示例物流"},
        {"logisticsNo", waybill_of(p)},
        {"orderNo", p.order_no},
        {"freight", "0"},
        {"insuredFee", "0"},
        {"currency", "142"},
        {"weight", "1.2"},
        {"packNo", "1"},
        {"consignee", "测试"},
        {"consigneeAddress", "示例省示例市示例路1号"},
        {"consigneeTelephone", "10000000000"}};
}
inline std::string waybill(const Purchase& p) {
    return node("Logistics", waybill_head(p).xml("LogisticsHead"));
}

inline Fields inventory_head(const Purchase& p) {
    return {
        {"guid", guid_of("inventory", p.order_no)},
        {"appType", p.app_type},
        {"appTime", p.app_time},
        {"appStatus", "2"},
        {"orderNo", p.order_no},
        {"ebpCode", std::string(platform)},
        {"ebpName", "示例平台"},
        {"ebcCode", std::string(seller)},
        {"ebcName", "示例电商"},
        {"logisticsNo", waybill_of(p)},
        {"logisticsCode", std::string(carrier)},
        {"logisticsName", "示例物流"},
        {"copNo", "C" + p.order_no.substr(0, 19)},
        {"assureCode", std::string(platform)},
        {"emsNo", "L0910B25A001"},
        {"ieFlag", "I"},
        {"declTime", "20250301"},
        {"customsCode", "0910"},
        {"portCode", "0910"},
        {"buyerIdType", "1"},
        {"buyerIdNumber", "110105194912310021"},
        {"buyerName", "测试"},
        {"buyerTelephone", "10000000000"},
        {"consigneeAddress", "示例省示例市示例路1号"},
        {"agentCode", std::string(agent)},
        {"agentName", "示例代理"},
        {"areaCode", "21029TGW01"},
        {"areaName", "示例仓储"},
        {"tradeMode", "1210"},
        {"trafMode", "4"},
        {"country", "142"},
        {"freight", "0"},
        {"insuredFee", "0"},
        {"currency", "142"},
        {"packNo", "1"},
        {"grossWeight", "1.2"},
        {"netWeight", "1"}};
}
inline Fields inventory_line() {
    return {
        {"gnum", "1"},
        {"itemRecordNo", "1"},
        {"gcode", "3304990039"},
        {"gname", "示例商品"},
        {"gmodel", "示例规格"},
        {"country", "116"},
        {"currency", "142"},
        {"qty", "1"},
        {"unit", "007"},
        {"qty1", "0.2"},
        {"unit1", "035"},
        {"price", "100"},
        {"totalPrice", "100"}};
}
inline std::string inventory(const Purchase& p) {
    return node(
        "Inventory", inventory_head(p).xml("InventoryHead") + inventory_line().xml("InventoryList")
    );
}

inline std::string export_order(const Purchase& p) {
    const Fields head{
        {"guid", guid_of("303", p.order_no)},
        {"appType", "1"},
        {"appTime", p.app_time},
        {"appStatus", "2"},
        {"orderType", "E"},
        {"orderNo", p.order_no},
        {"ebpCode", std::string(platform)},
        {"ebpName", "示例平台"},
        {"ebcCode", std::string(seller)},
        {"ebcName", "示例电商"},
        {"goodsValue", "50"},
        {"freight", "0"},
        {"currency", "142"}};
    const Fields line{
        {"gnum", "1"},
        {"itemNo", "SKU1"},
        {"itemName", "示例商品"},
        {"unit", "007"},
        {"currency", "142"},
        {"qty", "1"},
        {"price", "50"},
        {"totalPrice", "50"}};
    return node("Order", head.xml("OrderHead") + line.xml("OrderList"));
}
inline std::string export_waybill(const Purchase& p) {
    const Fields all{
        {"guid", guid_of("505", p.order_no)},
        {"appType", "1"},
        {"appTime", p.app_time},
        {"appStatus", "2"},
        {"logisticsCode", std::string(carrier)},
        {"logisticsName", "示例物流"},
        {"logisticsNo", waybill_of(p)},
        {"freight", "5"},
        {"insuredFee", "0"},
        {"currency", "142"},
        {"grossWeight", "1.2"},
        {"packNo", "1"},
        {"goodsInfo", "示例商品"}};
    return all.xml("Logistics");
}
/// Statistics flag A: ends with 899; B: goes into a summary.
inline std::string export_inventory(const Purchase& p, const std::string& statistics = "A") {
    const Fields head{
        {"guid", guid_of("603", p.order_no)},
        {"appType", "1"},
        {"appTime", p.app_time},
        {"appStatus", "2"},
        {"customsCode", "0902"},
        {"ebpCode", std::string(platform)},
        {"ebpName", "示例平台"},
        {"orderNo", p.order_no},
        {"logisticsCode", std::string(carrier)},
        {"logisticsName", "示例物流"},
        {"logisticsNo", waybill_of(p)},
        {"copNo", "C" + p.order_no.substr(0, 19)},
        {"ieFlag", "E"},
        {"portCode", "0902"},
        {"ieDate", "20250301"},
        {"statisticsFlag", statistics},
        {"agentCode", std::string(agent)},
        {"agentName", "示例代理"},
        {"ebcCode", std::string(seller)},
        {"ebcName", "示例电商"},
        {"ownerCode", "NO"},
        {"ownerName", "示例工厂"},
        {"tradeMode", "9610"},
        {"trafMode", "5"},
        {"country", "116"},
        {"POD", "116"},
        {"freight", "5"},
        {"fCurrency", "142"},
        {"fFlag", "3"},
        {"insuredFee", "0"},
        {"iCurrency", "142"},
        {"iFlag", "3"},
        {"wrapType", "2"},
        {"packNo", "1"},
        {"grossWeight", "1.2"},
        {"netWeight", "1"}};
    const Fields line{
        {"gnum", "1"},
        {"itemNo", "SKU1"},
        {"gcode", "3304990039"},
        {"gname", "示例商品"},
        {"gmodel", "示例规格"},
        {"barCode", "无"},
        {"country", "116"},
        {"currency", "142"},
        {"qty", "1"},
        {"qty1", "1"},
        {"unit", "007"},
        {"unit1", "007"},
        {"price", "50"},
        {"totalPrice", "50"}};
    return node("Inventory", head.xml("InventoryHead") + line.xml("InventoryList"));
}

/// The message around documents, canonical and unsigned.
inline std::string body(int number, const std::string& documents, std::string_view sender = dxp) {
    const std::string name = "ceb:CEB" + std::to_string(number) + "Message";
    const Fields transfer{
        {"copCode", std::string(seller)},
        {"copName", "示例电商"},
        {"dxpMode", "DXP"},
        {"dxpId", std::string(sender)}};
    return "<" + name +
           " xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" "
           "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" "
           "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
           "guid=\"1F8FAD5B-D9CB-469F-A165-70867728950E\" "
           "version=\"1.0\">" +
           documents + transfer.xml("BaseTransfer") + "</" + name + ">";
}

}  // namespace tg::test
