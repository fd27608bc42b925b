// See demo_orders.hpp. Every enterprise, person and number here is invented; identity numbers are
// made to pass their checksum and belong to nobody.
#include "gateway/app/demo_orders.hpp"

#include "gateway/core/decimal.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>

namespace tg::app {
namespace {

constexpr std::string_view platform = "2102980D01";
constexpr std::string_view seller = "2102960D02";
constexpr std::string_view payer_firm = "2102960D03";
constexpr std::string_view carrier = "2101980D04";
constexpr std::string_view declarant = "2102980D05";
constexpr std::string_view exporter = "2108960D06";
constexpr std::string_view warehouse = "2102460D07";
constexpr std::string_view kilogram = "035";

std::string_view name_of(std::string_view code) {
    for (const auto& one : demo_enterprises()) {
        if (one.code == code)
            return one.name;
    }
    return {};
}

struct Product {
    std::string_view item_no, name, model, hs_code, unit, unit1, price, weight, country, bar_code;
};

// Units are codes of schemas/codes/unit.csv: 001 set, 007 piece, 035 kilogram, 122 tin, 140 box,
// 142 bottle.
constexpr std::array<Product, 5> products{{
    {"MILK-900",
     "婴幼儿配方奶粉3段",
     "900克/罐|12-36个月|示例品牌",
     "1901101000",
     "122",
     "035",
     "199",
     "0.9",
     "304",
     "4006040000017"},
    {"MASK-10",
     "补水面膜",
     "25毫升x10片/盒|示例品牌",
     "3304990049",
     "140",
     "035",
     "89",
     "0.4",
     "133",
     "8800000000019"},
    {"VITC-60",
     "维生素C咀嚼片",
     "60片/瓶|示例品牌",
     "2106909090",
     "142",
     "035",
     "128",
     "0.15",
     "502",
     "0300000000012"},
    {"MUG-350",
     "陶瓷马克杯",
     "350毫升|釉下彩|无品牌",
     "6912001000",
     "007",
     "035",
     "36.5",
     "0.35",
     "142",
     "无"},
    {"LED-USB", "USB台灯", "5瓦|LED|无品牌", "9405200090", "001", "001", "72", "0.6", "142", "无"},
}};

struct Row {
    std::string_view park, direction, procedure;
    std::size_t product;
    int quantity;
    std::string_view
        ending;  ///< of the order number; asks the simulated single window for an outcome
    Plan plan;
};

constexpr std::array<Row, 31> rows{{
    {"DL-DYW", "import", "1210", 0, 2, "", Plan::released},
    {"DL-AIR", "import", "9610", 1, 3, "", Plan::released},
    {"SY-AIR", "import", "9610", 2, 1, "", Plan::released},
    {"YK-CBZ", "import", "1210", 0, 1, "", Plan::released},
    {"PJ-BLC", "import", "1210", 2, 2, "", Plan::released},
    {"FS", "import", "1210", 1, 1, "", Plan::released},
    {"DL-EXP", "import", "9610", 0, 1, "-REJECT", Plan::rejected},
    {"YK-BLC", "import", "1210", 1, 2, "", Plan::released},
    {"SY-POST", "import", "9610", 2, 3, "", Plan::late_payment},
    {"DL-BZ", "import", "1210", 0, 3, "-INSPECT", Plan::inspection},
    {"SY-CBZ", "import", "1210", 2, 1, "-REVIEW", Plan::released},
    {"YK-CBZ", "import", "9610", 1, 1, "-TWICE", Plan::released},
    {"DL-AIR", "import", "9610", 0, 1, "", Plan::refused},
    {"FS", "import", "9610", 1, 2, "-SHUFFLE", Plan::released},
    {"PJ", "import", "9610", 2, 2, "", Plan::released},
    {"DL-AIR", "export", "9610", 3, 4, "", Plan::released},
    {"DL-POST", "export", "9610", 4, 1, "", Plan::released},
    {"SY-AIR", "export", "9610", 3, 2, "", Plan::released},
    {"SY-EXP", "export", "9610", 4, 2, "", Plan::released},
    {"FS", "export", "9610", 3, 1, "", Plan::released},
    {"YK-CBZ", "export", "9610", 4, 3, "", Plan::released},
    {"PJ", "export", "9610", 3, 6, "", Plan::released},
    {"DL-DYW", "export", "1210", 4, 2, "", Plan::released},
    {"YK-CBZ", "export", "1210", 3, 2, "", Plan::released},
    {"YK-BLC", "export", "1210", 4, 1, "", Plan::released},
    {"SY-CBZ", "export", "1210", 3, 8, "", Plan::released},
    {"DL-EPZ", "import", "1210", 1, 1, "", Plan::released},
    {"DL-EPZ", "export", "1210", 4, 2, "", Plan::released},
    {"DL-EXP", "import", "9610", 2, 1, "", Plan::released},
    {"DL-EXP", "export", "9610", 3, 3, "", Plan::released},
    {"PJ-BLC", "export", "1210", 4, 4, "", Plan::released},
}};

struct Person {
    std::string_view name, identity, telephone, address;
};

// Area 210200 with invented dates; check digits computed.
constexpr std::array<Person, 4> persons{{
    {"张示例", "210200199003070012", "13000000001", "辽宁省大连市示例区示例路1号"},
    {"李样本", "210200198511230029", "13000000002", "辽宁省沈阳市样本区样本街22号"},
    {"王演示", "210200199207150035", "13000000003", "吉林省长春市演示区演示大街3号"},
    {"赵测试", "210200197801010046", "13000000004", "北京市测试区测试胡同4号"},
}};

/// The identity number with its right check digit (GB 11643).
std::string with_check_digit(std::string_view identity) {
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (identity[i] - '0') * weights[i];
    return std::string{identity.substr(0, 17)} + "10X98765432"[static_cast<std::size_t>(sum % 11)];
}

std::string times(std::string_view amount, int by) {
    return Decimal::parse(amount)->times(Decimal{by})->text();
}

std::string sum(std::string_view a, std::string_view b) {
    return Decimal::parse(a)->plus(*Decimal::parse(b))->text();
}

/// JSON text in the order of writing.
class Text {
 public:
    Text& open(std::string_view name = {}) { return begin(name, true); }
    Text& list(std::string_view name) { return begin(name, false); }
    Text& close() {
        writer_.EndObject();
        return *this;
    }
    Text& end_list() {
        writer_.EndArray();
        return *this;
    }
    Text& put(std::string_view name, std::string_view value) {
        key(name);
        writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
        return *this;
    }
    [[nodiscard]] std::string text() const { return buffer_.GetString(); }

 private:
    void key(std::string_view name) {
        writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    }
    Text& begin(std::string_view name, bool object) {
        if (!name.empty())
            key(name);
        object ? writer_.StartObject() : writer_.StartArray();
        return *this;
    }
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

/// What one order is made of.
struct Sale {
    const Row& row;
    const Product& product;
    const Person& person;
    std::string order_no, number, today, now;
    std::string value, tax, paid, weight;
};

void line(Text& json, const Sale& sale, bool inventory) {
    json.list("lines").open();
    json.put("itemNo", sale.product.item_no).put("itemName", sale.product.name);
    if (sale.row.direction == "import" || inventory)
        json.put("gmodel", sale.product.model);
    json.put("barCode", sale.product.bar_code).put("unit", sale.product.unit);
    json.put("qty", std::to_string(sale.row.quantity)).put("price", sale.product.price);
    json.put("totalPrice", sale.value);
    if (inventory) {
        json.put("gcode", sale.product.hs_code).put("gname", sale.product.name);
        const bool by_weight = sale.product.unit1 == kilogram;
        json.put("unit1", sale.product.unit1);
        json.put("qty1", by_weight ? sale.weight : std::to_string(sale.row.quantity));
        if (!by_weight)
            json.put("unit2", kilogram).put("qty2", sale.weight);
        if (sale.row.procedure == "1210")
            json.put("itemRecordNo", "1");
    }
    const bool outward = sale.row.direction == "export";
    if (inventory || !outward)
        json.put("country", outward ? "502" : sale.product.country);
    json.close().end_list();
}

void payment(Text& json, const Sale& sale) {
    json.open("payment").put("payCode", payer_firm).put("payName", name_of(payer_firm));
    json.put("payTransactionId", "PAY" + sale.number).put("payTime", sale.now).close();
}

void import_order(Text& json, const Sale& sale, bool with_payment) {
    const bool bonded = sale.row.procedure == "1210";
    json.open("order").put("orderNo", sale.order_no);
    json.put("ebpCode", platform).put("ebpName", name_of(platform));
    json.put("ebcCode", seller).put("ebcName", name_of(seller));
    json.put("goodsValue", sale.value).put("freight", "0").put("discount", "0");
    json.put("taxTotal", sale.tax).put("acturalPaid", sale.paid).put("currency", "CNY");
    json.put("buyerRegNo", "buyer-" + sale.number).put("buyerName", sale.person.name);
    json.put("buyerTelephone", sale.person.telephone);
    // One order carries a wrong check digit: our own checks refuse it.
    auto identity = with_check_digit(sale.person.identity);
    if (sale.row.plan == Plan::refused)
        identity.back() = identity.back() == '1' ? '2' : '1';
    json.put("buyerIdNumber", identity);
    json.put("consignee", sale.person.name).put("consigneeTelephone", sale.person.telephone);
    json.put("consigneeAddress", sale.person.address);
    line(json, sale, false);
    json.close();
    if (with_payment)
        payment(json, sale);
    json.open("waybill").put("logisticsCode", carrier).put("logisticsName", name_of(carrier));
    json.put("logisticsNo", "WB" + sale.number).put("weight", sale.weight);
    json.put("goodsInfo", sale.product.name);
    if (!bonded)
        json.put("billNo", "MAWB" + sale.number);
    json.close();
    json.open("inventory").put("agentCode", declarant).put("agentName", name_of(declarant));
    json.put("assureCode", seller).put("trafMode", bonded ? "Y" : "5");
    if (bonded) {
        json.put("emsNo", "T2102D000001").put("areaCode", warehouse);
        json.put("areaName", name_of(warehouse)).put("country", "142");
    } else {
        json.put("trafNo", "示例航班")
            .put("voyageNo", "TG0001")
            .put("billNo", "MAWB" + sale.number);
        json.put("country", sale.product.country);
    }
    json.put("grossWeight", sale.weight).put("netWeight", sale.weight);
    line(json, sale, true);
    json.close();
}

void export_order(Text& json, const Sale& sale) {
    const bool bonded = sale.row.procedure == "1210";
    json.open("order").put("orderNo", sale.order_no);
    json.put("ebpCode", platform).put("ebpName", name_of(platform));
    json.put("ebcCode", exporter).put("ebcName", name_of(exporter));
    json.put("goodsValue", sale.value).put("freight", "0").put("currency", "CNY");
    line(json, sale, false);
    json.close();
    json.open("waybill").put("logisticsCode", carrier).put("logisticsName", name_of(carrier));
    json.put("logisticsNo", "WB" + sale.number).put("freight", "0").put("currency", "CNY");
    json.put("grossWeight", sale.weight).put("goodsInfo", sale.product.name).close();
    json.open("inventory").put("agentCode", declarant).put("agentName", name_of(declarant));
    json.put("statisticsFlag", "A").put("trafMode", "5").put("ieDate", sale.today);
    if (bonded) {
        json.put("iacCode", warehouse).put("iacName", name_of(warehouse));
        json.put("emsNo", "T2102D000002");
    }
    json.put("country", "502").put("POD", "3154").put("wrapType", "2");
    json.put("grossWeight", sale.weight).put("netWeight", sale.weight);
    line(json, sale, true);
    json.close();
}

DemoOrder made(const Row& row, std::size_t index, std::string_view stamp, Instant now) {
    const auto& product = products[row.product];
    auto number = std::string{stamp} + (index < 9 ? "0" : "") + std::to_string(index + 1);
    Sale sale{row, product, persons[index % persons.size()], {}, number, {}, {}, {}, {}, {}, {}};
    sale.order_no = "DEMO" + number + std::string{row.ending};
    sale.today = china_date8(now);
    sale.now = china_time14(now);
    sale.value = times(product.price, row.quantity);
    sale.weight = times(product.weight, row.quantity);
    sale.tax = Decimal::parse(sale.value)
                   ->times(*Decimal::parse("0.091"))
                   ->rounded(2, Rounding::half_up)
                   ->text();
    sale.paid = sum(sale.value, sale.tax);

    Text json;
    json.open().put("park", row.park).put("direction", row.direction);
    json.put("procedure", row.procedure);
    if (row.direction == "import") {
        import_order(json, sale, row.plan != Plan::late_payment);
    } else {
        export_order(json, sale);
    }
    json.close();
    DemoOrder order{
        sale.order_no,
        std::string{row.park},
        std::string{row.direction} + " " + std::string{row.procedure},
        row.plan,
        json.text(),
        {}};
    if (row.plan == Plan::late_payment) {
        Text late;
        late.open();
        payment(late, sale);
        late.close();
        order.payment = late.text();
    }
    return order;
}

}  // namespace

const std::vector<DemoEnterprise>& demo_enterprises() {
    static const std::vector<DemoEnterprise> all{
        {platform, "示例跨境平台（大连）有限公司", "DXPENT0000009001", false, true},
        {seller, "示例海购电子商务（大连）有限公司", "DXPENT0000009002", true, true},
        {payer_firm, "示例支付（辽宁）有限公司", "DXPENT0000009003", false, true},
        {carrier, "示例速递（辽宁）有限公司", "DXPLGS0000009004", true, true},
        {declarant, "示例报关（大连）有限公司", "DXPENT0000009005", true, true},
        {exporter, "示例外贸（营口）有限公司", "DXPENT0000009006", false, true},
        {warehouse, "示例保税仓储（大连）有限公司", "", false, false},
    };
    return all;
}

std::vector<DemoOrder> demo_orders(std::string_view stamp, Instant now) {
    std::vector<DemoOrder> orders;
    orders.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) orders.push_back(made(rows[i], i, stamp, now));
    return orders;
}

}  // namespace tg::app
