// CEB messages about what was declared before: waybill statuses, cancellations, returns, warehouse
// entries, and the lists, returns and summaries of exports. All enterprises and persons are
// invented.
#pragma once

#include "tests/unit/sandbox/papers.hpp"

#include <string>
#include <vector>

namespace tg::test {

/// What a later document is known by and what it is about.
struct Later {
    std::string number;   ///< copNo or coElNo
    std::string invt_no;  ///< of the inventory, where one is named
    std::string app_time = "20250302120000";
    std::string app_type = "1";
    int part = 1;
    int parts = 1;
};

inline std::string lines_of(
    std::string_view node, const std::vector<std::string>& numbers, std::string_view element
) {
    std::string out;
    int gnum = 0;
    for (const std::string& number : numbers) {
        Fields line{{"gnum", std::to_string(++gnum)}, {std::string(element), number}};
        out += line.xml(node);
    }
    return out;
}

inline Fields later_head(std::string_view kind, const Later& later) {
    return {
        {"guid", guid_of(kind, later.number + later.app_time + std::to_string(later.part))},
        {"appType", later.app_type},
        {"appTime", later.app_time},
        {"appStatus", "2"}};
}
inline Fields with(Fields head, const Fields& more) {
    for (const auto& field : more.all()) head.append(field.first, field.second);
    return head;
}

inline std::string waybill_status(
    const std::string& waybill_no, const std::string& time = "20250305120000"
) {
    const Fields more{
        {"logisticsCode", std::string(carrier)},
        {"logisticsName", "示例物流"},
        {"logisticsNo", waybill_no},
        {"logisticsStatus", "S"},
        {"logisticsTime", time}};
    return with(later_head("513", {waybill_no, "", time}), more).xml("LogisticsStatus");
}

/// The head that 623 and 625 have in common; the order of the parties is that of the tables.
inline Fields import_later_head(std::string_view kind, const Purchase& p, const Later& later) {
    const Fields more{
        {"customsCode", "0910"},
        {"orderNo", p.order_no},
        {"ebpCode", std::string(platform)},
        {"ebpName", "示例平台"},
        {"ebcCode", std::string(seller)},
        {"ebcName", "示例电商"},
        {"logisticsNo", waybill_of(p)},
        {"logisticsCode", std::string(carrier)},
        {"logisticsName", "示例物流"},
        {"copNo", later.number},
        {"invtNo", later.invt_no},
        {"buyerIdType", "1"},
        {"buyerIdNumber", "110105194912310021"},
        {"buyerName", "测试"},
        {"buyerTelephone", "10000000000"},
        {"agentCode", std::string(agent)},
        {"agentName", "示例代理"},
        {"reason", "示例原因"}};
    return with(later_head(kind, later), more);
}
inline std::string cancellation(const Purchase& p, const Later& later) {
    return import_later_head("623", p, later).xml("InvtCancel");
}
inline std::string refund(
    const Purchase& p,
    const Later& later,
    const std::string& quantity = "1",
    const std::string& gcode = "3304990039"
) {
    const Fields line{
        {"gnum", "1"}, {"gcode", gcode}, {"gname", "示例商品"}, {"qty", quantity}, {"unit", "007"}};
    return node(
        "InvtRefund",
        import_later_head("625", p, later).xml("InvtRefundHead") + line.xml("InvtRefundList")
    );
}
inline std::string warehouse_entry(const Later& later, const std::vector<std::string>& waybills) {
    const Fields more{
        {"customsCode", "0910"},
        {"copNo", later.number},
        {"operatorCode", std::string(carrier)},
        {"operatorName", "示例场所"},
        {"ieFlag", "I"},
        {"trafMode", "5"},
        {"trafNo", "示例航班"},
        {"voyageNo", "TG100"},
        {"billNo", "TGBILL1"},
        {"logisticsCode", std::string(carrier)},
        {"logisticsName", "示例物流"}};
    return node(
        "Delivery",
        with(later_head("711", later), more).xml("DeliveryHead") +
            lines_of("DeliveryList", waybills, "logisticsNo")
    );
}

inline std::string money_received(const Purchase& p) {
    const Fields more{
        {"ebpCode", std::string(platform)},
        {"ebpName", "示例平台"},
        {"ebcCode", std::string(seller)},
        {"ebcName", "示例电商"},
        {"orderNo", p.order_no},
        {"payName", "示例支付"},
        {"charge", "50"},
        {"currency", "142"},
        {"accountingDate", "20250301110000"}};
    return with(later_head("403", {p.order_no}), more).xml("Receipts");
}
inline std::string export_cancellation(const Later& later) {
    const Fields more{
        {"customsCode", "0902"},
        {"copNo", later.number},
        {"invtNo", later.invt_no},
        {"reason", "示例原因"},
        {"agentCode", std::string(agent)},
        {"agentName", "示例代理"},
        {"ebcCode", std::string(seller)},
        {"ebcName", "示例电商"}};
    return with(later_head("605", later), more).xml("InvtCancel");
}
inline std::string manifest(const Later& later, const std::vector<std::string>& waybills) {
    const Fields more{
        {"customsCode", "0902"},
        {"copNo", later.number},
        {"agentCode", std::string(agent)},
        {"agentName", "示例代理"},
        {"trafMode", "5"},
        {"trafName", "示例航班"},
        {"voyageNo", "TG100"},
        {"billNo", "TGBILL2"},
        {"grossWeight", "2.4"},
        {"logisticsCode", std::string(carrier)},
        {"logisticsName", "示例物流"},
        {"msgCount", std::to_string(later.parts)},
        {"msgSeqNo", std::to_string(later.part)}};
    return node(
        "WayBill",
        with(later_head("607", later), more).xml("WayBillHead") +
            lines_of("WayBillList", waybills, "logisticsNo")
    );
}
inline std::string arrival(const Later& later, const std::vector<std::string>& waybills) {
    const Fields more{
        {"customsCode", "0902"},
        {"copNo", later.number},
        {"operatorCode", std::string(carrier)},
        {"operatorName", "示例场所"},
        {"ieFlag", "E"},
        {"trafMode", "5"},
        {"billNo", "TGBILL2"},
        {"domesticTrafNo", "示例车辆"},
        {"logisticsCode", std::string(carrier)},
        {"logisticsName", "示例物流"},
        {"msgCount", std::to_string(later.parts)},
        {"msgSeqNo", std::to_string(later.part)}};
    return node(
        "Arrival",
        with(later_head("507", later), more).xml("ArrivalHead") +
            lines_of("ArrivalList", waybills, "logisticsNo")
    );
}
inline std::string departure(const Later& later, const std::vector<std::string>& waybills) {
    const Fields more{
        {"customsCode", "0902"},
        {"copNo", later.number},
        {"logisticsCode", std::string(carrier)},
        {"logisticsName", "示例物流"},
        {"trafMode", "5"},
        {"billNo", "TGBILL2"},
        {"leaveTime", "20250303120000"},
        {"msgCount", std::to_string(later.parts)},
        {"msgSeqNo", std::to_string(later.part)}};
    return node(
        "Departure",
        with(later_head("509", later), more).xml("DepartureHead") +
            lines_of("DepartureList", waybills, "logisticsNo")
    );
}
inline std::string summary(const Later& later, const std::vector<std::string>& invt_nos) {
    const Fields more{
        {"customsCode", "0902"},
        {"copNo", later.number},
        {"agentCode", std::string(agent)},
        {"agentName", "示例代理"},
        {"ebcCode", std::string(seller)},
        {"ebcName", "示例电商"},
        {"declAgentCode", std::string(agent)},
        {"declAgentName", "示例代理"},
        {"summaryFlag", "1"},
        {"itemNameFlag", "1"},
        {"msgCount", "1"},
        {"msgSeqNo", "1"}};
    std::string lines;
    for (const std::string& invt_no : invt_nos)
        lines += Fields{{"invtNo", invt_no}}.xml("SummaryApplyList");
    return node(
        "SummaryApply", with(later_head("701", later), more).xml("SummaryApplyHead") + lines
    );
}
inline std::string export_refund(const Later& later, const std::string& quantity = "1") {
    const Fields more{
        {"customsCode", "0902"},
        {"ebpCode", std::string(platform)},
        {"ebpName", "示例平台"},
        {"ebcCode", std::string(seller)},
        {"ebcName", "示例电商"},
        {"logisticsNo", "RETURN1"},
        {"logisticsCode", std::string(carrier)},
        {"logisticsName", "示例物流"},
        {"coElNo", later.number},
        {"invtNo", later.invt_no},
        {"tradeMode", "9661"},
        {"agentCode", std::string(agent)},
        {"agentName", "示例代理"},
        {"billNo", "TGBILL3"},
        {"ieFlag", "I"},
        {"trafMode", "5"},
        {"trafName", "示例航班"},
        {"portCode", "0902"},
        {"reason", "示例原因"},
        {"country", "116"},
        {"voyageNo", "TG101"}};
    const Fields line{
        {"gnum", "1"},
        {"gcode", "3304990039"},
        {"gname", "示例商品"},
        {"gmodel", "示例规格"},
        {"qty", quantity},
        {"qty1", quantity},
        {"unit", "007"},
        {"unit1", "007"}};
    return node(
        "InvtRefund",
        with(later_head("213", later), more).xml("InvtRefundHead") + line.xml("InvtRefundList")
    );
}
inline std::string tally(const Later& later) {
    const Fields more{
        {"customsCode", "0902"},
        {"operatorCode", std::string(carrier)},
        {"operatorName", "示例场所"},
        {"logisticsCode", std::string(carrier)},
        {"logisticsName", "示例物流"},
        {"logisticsNo", "RETURN1"},
        {"invtNo", later.invt_no},
        {"coElNo", later.number},
        {"billNo", "TGBILL3"},
        {"ieFlag", "I"},
        {"trafMode", "5"},
        {"trafName", "示例航班"},
        {"voyageNo", "TG101"}};
    return with(later_head("215", later), more).xml("InvtRefundDetail");
}

}  // namespace tg::test
