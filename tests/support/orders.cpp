// The sample orders.
#include "tests/support/orders.hpp"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <stdexcept>

namespace tg::test {
namespace {

constexpr std::string_view import_text = R"({
  "park": "@park", "zone": "DL", "direction": "import", "procedure": "@procedure",
  "order": {
    "orderNo": "@order", "ebpCode": "21029TGP01", "ebpName": "示例跨境电商平台有限公司",
    "ebcCode": "21029TGE01", "ebcName": "示例海外商贸有限公司",
    "goodsValue": "256.8", "freight": "10", "discount": "5.5", "taxTotal": "23.37", "acturalPaid": "284.67",
    "currency": "142", "buyerRegNo": "buyer-1024", "buyerName": "试样一", "buyerTelephone": "13000000000",
    "buyerIdType": "1", "buyerIdNumber": "@identity", "payCode": "21029TGZ01", "payName": "示例支付有限公司",
    "payTransactionId": "PAY@order", "consignee": "试样一", "consigneeTelephone": "13000000000",
    "consigneeAddress": "辽宁省大连市示例区示例路1号", "consigneeDistrict": "210200", "note": "",
    "lines": [
      {"gnum": 1, "itemNo": "SKU-1", "itemName": "示例婴儿配方奶粉", "gmodel": "示例牌|900克/罐", "barCode": "4000000000011",
       "unit": "122", "qty": 2, "price": "98.4", "totalPrice": "196.8", "currency": "142", "country": "304"},
      {"gnum": 2, "itemNo": "SKU-2", "itemName": "示例护手霜", "gmodel": "示例牌|75毫升/支", "barCode": "4000000000028",
       "unit": "012", "qty": 3, "price": "20", "totalPrice": "60", "currency": "142", "country": "304"}
    ]
  },
  "payment": {
    "payCode": "21029TGZ01", "payName": "示例支付有限公司", "payTransactionId": "PAY@order", "orderNo": "@order",
    "ebpCode": "21029TGP01", "ebpName": "示例跨境电商平台有限公司", "payerIdType": "1", "payerIdNumber": "@identity",
    "payerName": "试样一", "telephone": "13000000000", "amountPaid": "284.67", "currency": "142",
    "payTime": "2025-03-01 10:20:30"
  },
  "waybill": {
    "logisticsCode": "21029TGL01", "logisticsName": "示例国际物流有限公司", "logisticsNo": "TGW@order", "orderNo": "@order",
    "freight": "10", "insuredFee": "0", "currency": "142", "weight": "2.4", "packNo": 1, "goodsInfo": "奶粉、护手霜",
    "consignee": "试样一", "consigneeAddress": "辽宁省大连市示例区示例路1号", "consigneeTelephone": "13000000000"
  },
  "inventory": {
    "orderNo": "@order", "ebpCode": "21029TGP01", "ebpName": "示例跨境电商平台有限公司", "ebcCode": "21029TGE01",
    "ebcName": "示例海外商贸有限公司", "logisticsNo": "TGW@order", "logisticsCode": "21029TGL01",
    "logisticsName": "示例国际物流有限公司", "assureCode": "21029TGP01", "customsCode": "@customs", "portCode": "@customs",
    "ieDate": "2025-03-01", "buyerIdType": "1", "buyerIdNumber": "@identity", "buyerName": "试样一",
    "buyerTelephone": "13000000000", "consigneeAddress": "辽宁省大连市示例区示例路1号",
    "agentCode": "21029TGA01", "agentName": "示例报关有限公司", @bonded
    "freight": "10", "insuredFee": "0", "currency": "142", "wrapType": "2",
    "packNo": 1, "grossWeight": "2.4", "netWeight": "2.1",
    "lines": [
      {"gnum": 1, @record1 "itemNo": "SKU-1", "itemName": "示例婴儿配方奶粉", "gcode": "1901101000", "gname": "婴儿配方奶粉",
       "gmodel": "示例牌|900克/罐", "barCode": "4000000000011", "country": "304", "tradeCountry": "304", "currency": "142",
       "qty": "2", "unit": "122", "qty1": "1.8", "unit1": "035", "price": "98.4", "totalPrice": "196.8"},
      {"gnum": 2, @record2 "itemNo": "SKU-2", "itemName": "示例护手霜", "gcode": "3304990039", "gname": "护手霜",
       "gmodel": "示例牌|75毫升/支", "barCode": "4000000000028", "country": "304", "tradeCountry": "304", "currency": "142",
       "qty": "3", "unit": "012", "qty1": "0.225", "unit1": "035", "qty2": "3", "unit2": "012", "price": "20",
       "totalPrice": "60"}
    ]
  }
})";

constexpr std::string_view export_text = R"({
  "park": "@park", "zone": "DL", "direction": "export", "procedure": "@procedure",
  "order": {
    "orderNo": "@order", "ebpCode": "无", "ebpName": "Example Marketplace Ltd", "ebcCode": "21029TGE01",
    "ebcName": "示例外贸有限公司", "goodsValue": "86", "freight": "0", "currency": "USD",
    "lines": [
      {"gnum": 1, "itemNo": "EX-1", "itemName": "示例保温杯", "gmodel": "示例牌|500毫升", "barCode": "4000000000035",
       "unit": "个", "currency": "USD", "qty": 4, "price": "12.5", "totalPrice": "50"},
      {"gnum": 2, "itemNo": "EX-2", "itemName": "示例围巾", "gmodel": "示例牌|棉100%", "barCode": "4000000000042",
       "unit": "011", "currency": "USD", "qty": 3, "price": "12", "totalPrice": "36"}
    ]
  },
  "waybill": {
    "logisticsCode": "21029TGL01", "logisticsName": "示例国际物流有限公司", "logisticsNo": "TGX@order",
    "freight": "6.5", "insuredFee": "0", "currency": "USD", "grossWeight": "2.2", "packNo": 1,
    "goodsInfo": "保温杯、围巾", "ebcCode": "21029TGE01", "ebcName": "示例外贸有限公司", "ebcTelephone": "041100000000"
  },
  "inventory": {
    "statisticsFlag": "A", "agentCode": "21029TGA01", "agentName": "示例报关有限公司", "ownerCode": "NO",
    "ownerName": "示例生产厂", @bonded "trafMode": "5", "loctNo": "DL0001",
    "country": "USA", "POD": "USA0", "wrapType": "2", "netWeight": "1.9",
    "lines": [
      {"gnum": 1, @record1 "itemNo": "EX-1", "itemName": "示例保温杯", "gcode": "9617001100", "gname": "保温杯",
       "gmodel": "示例牌|500毫升", "barCode": "4000000000035", "country": "USA", "currency": "USD", "qty": "4",
       "qty1": "1.6", "unit": "007", "unit1": "035", "qty2": "4", "unit2": "007", "price": "12.5", "totalPrice": "50"},
      {"gnum": 2, @record2 "itemNo": "EX-2", "itemName": "示例围巾", "gcode": "6214900020", "gname": "围巾",
       "gmodel": "示例牌|棉100%", "barCode": "4000000000042", "country": "USA", "currency": "USD", "qty": "3",
       "qty1": "3", "unit": "011", "unit1": "011", "price": "12", "totalPrice": "36"}
    ]
  }
})";

using Filling = std::pair<std::string_view, std::string>;

std::string filled(std::string_view text, const std::vector<Filling>& fillings) {
    std::string out(text);
    for (const auto& [name, value] : fillings) {
        for (std::size_t at = out.find(name); at != std::string::npos; at = out.find(name, at)) {
            out.replace(at, name.size(), value);
            at += value.size();
        }
    }
    return out;
}

std::string park_or(const OrderText& wanted, std::string_view usual) {
    return wanted.park.empty() ? std::string(usual) : wanted.park;
}

/// The export order in yuan and just below the limit of a list: business to business.
std::string to_business(
    std::string_view procedure, std::string_view platform, const OrderText& wanted
) {
    return filled(
        export_text,
        {{"@park", park_or(wanted, "DL-HT")},
         {"@procedure", std::string(procedure)},
         {"@order", wanted.order_no},
         {"@bonded", R"("trafName": "示例航班", "voyageNo": "CA9998", "billNo": "999-00000002",)"},
         {"@record1", ""},
         {"@record2", ""},
         {"Example Marketplace Ltd", std::string(platform)},
         {R"("USD")", R"("CNY")"},
         {R"("12.5")", R"("750")"},
         {R"("50")", R"("3000")"},
         {R"("12")", R"("650")"},
         {R"("36")", R"("1950")"},
         {R"("86")", R"("4950")"}}
    );
}

rapidjson::Document parsed(std::string_view text) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseNumbersAsStringsFlag>(text.data(), text.size());
    if (document.HasParseError())
        throw std::invalid_argument("not JSON: " + std::string(text));
    return document;
}

std::string written(const rapidjson::Document& document) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    document.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

rapidjson::Pointer pointer_from(std::string_view pointer) {
    rapidjson::Pointer parsed_pointer(pointer.data(), pointer.size());
    if (!parsed_pointer.IsValid())
        throw std::invalid_argument("not a pointer");
    return parsed_pointer;
}

}  // namespace

std::vector<std::string> sample_enterprises() {
    return {
        std::string(agent_code),
        std::string(seller_code),
        std::string(carrier_code),
        std::string(platform_code),
        std::string(warehouse_code),
        std::string(payer_code),
    };
}

std::string import_9610(const OrderText& wanted) {
    return filled(
        import_text,
        {{"@park", park_or(wanted, "DL-AIR")},
         {"@procedure", "9610"},
         {"@order", wanted.order_no},
         {"@identity", identity_number("21020019010203001")},
         {"@customs", "0902"},
         {"@bonded",
          R"("trafMode": "5", "trafNo": "CA9999", "voyageNo": "CA9999/0301", "billNo": "999-00000001", "country": "304",)"},
         {"@record1", ""},
         {"@record2", ""}}
    );
}

std::string import_1210(const OrderText& wanted) {
    return filled(
        import_text,
        {{"@park", park_or(wanted, "DL-DYW")},
         {"@procedure", "1210"},
         {"@order", wanted.order_no},
         {"@identity", identity_number("21020019010203001")},
         {"@customs", "0910"},
         {"@bonded",
          R"("trafMode": "Y", "emsNo": "T0910W000001", "areaCode": "21029TGW01", "areaName": "示例保税仓储有限公司", "country": "142",)"},
         {"@record1", R"("itemRecordNo": "000001",)"},
         {"@record2", R"("itemRecordNo": "000002",)"}}
    );
}

std::string export_9610(const OrderText& wanted) {
    return filled(
        export_text,
        {{"@park", park_or(wanted, "DL-AIR")},
         {"@procedure", "9610"},
         {"@order", wanted.order_no},
         {"@bonded", R"("trafName": "示例航班", "voyageNo": "CA9998", "billNo": "999-00000002",)"},
         {"@record1", ""},
         {"@record2", ""}}
    );
}

std::string export_1210(const OrderText& wanted) {
    return filled(
        export_text,
        {{"@park", park_or(wanted, "DL-DYW")},
         {"@procedure", "1210"},
         {"@order", wanted.order_no},
         {"@bonded",
          R"("iacCode": "21029TGW01", "iacName": "示例保税仓储有限公司", "emsNo": "T0910W000002",)"},
         {"@record1", R"("itemRecordNo": "000001",)"},
         {"@record2", R"("itemRecordNo": "000002",)"}}
    );
}

std::string export_9710(const OrderText& wanted) {
    return to_business("9710", "Example Trading Ltd", wanted);
}

std::string export_9810(const OrderText& wanted) {
    return to_business("9810", "Example Overseas Warehouse", wanted);
}

std::string with(std::string_view order, std::string_view pointer, std::string_view json) {
    rapidjson::Document document = parsed(order);
    // Put in as text at the end, because a tree would lose how a number was written.
    static constexpr std::string_view mark = "@@here@@";
    const rapidjson::Value marked(mark.data(), static_cast<rapidjson::SizeType>(mark.size()));
    rapidjson::Value copy(marked, document.GetAllocator());
    pointer_from(pointer).Set(document, copy);
    std::string text = written(document);
    const std::string quoted = "\"" + std::string(mark) + "\"";
    text.replace(text.find(quoted), quoted.size(), json);
    return text;
}

std::string without(std::string_view order, std::string_view pointer) {
    rapidjson::Document document = parsed(order);
    if (!pointer_from(pointer).Erase(document)) {
        throw std::invalid_argument("no such member: " + std::string(pointer));
    }
    return written(document);
}

std::string identity_number(std::string_view first_17) {
    static constexpr std::array<int, 17> weights{
        7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (first_17[i] - '0') * weights[i];
    return std::string(first_17) + "10X98765432"[sum % 11];
}

std::string credit_code(std::string_view first_17) {
    static constexpr std::string_view digits = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    int sum = 0;
    int weight = 1;
    for (std::size_t i = 0; i < 17; ++i) {
        sum += static_cast<int>(digits.find(first_17[i])) * weight;
        weight = weight * 3 % 31;
    }
    return std::string(first_17) + digits[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

}  // namespace tg::test
