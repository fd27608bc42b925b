// Every rule fires: a sound order, one thing spoilt, exactly the faults that follow. That the same
// order passes unspoilt is shown by check_test.cpp.
#include "gateway/validate/purchase.hpp"
#include "gateway/validate/rule_cases.hpp"
#include "tests/support/judging.hpp"

#include <gmock/gmock.h>

#include <set>

namespace tg::validate {
namespace {

using test::Found;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

using Sample = std::string (*)(const test::OrderText&);
constexpr Sample import_9610 = test::import_9610;
constexpr Sample import_1210 = test::import_1210;
constexpr Sample export_9610 = test::export_9610;
constexpr Sample export_1210 = test::export_1210;
constexpr Sample export_9710 = test::export_9710;
constexpr Sample export_9810 = test::export_9810;

struct Change {
    std::string pointer;
    std::string json;  // empty: the member is removed
};

struct Row {
    std::string name;
    Sample sample;
    std::vector<Change> changes;
    std::vector<Found> faults;
};
void PrintTo(const Row& row, std::ostream* out) {
    *out << row.name;
}

class Rules : public ::testing::TestWithParam<Row> {};

TEST_P(Rules, FireAtTheirPlace) {
    test::Judging judging;
    std::string filed = GetParam().sample({});
    for (const Change& change : GetParam().changes) {
        filed = change.json.empty() ? test::without(filed, change.pointer)
                                    : test::with(filed, change.pointer, change.json);
    }
    EXPECT_THAT(judging.faults(filed), UnorderedElementsAreArray(GetParam().faults));
}

std::string name_of(const ::testing::TestParamInfo<Row>& row) {
    return row.param.name;
}
std::string json_text(const std::string& text) {
    return "\"" + text + "\"";
}
std::string many(const std::string& text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return json_text(out);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Fields,
    Rules,
    ::testing::Values(
        Row{"Missing", import_9610, {{"/order/buyerRegNo", ""}}, {{"/order/buyerRegNo", Errc::missing}}},
        Row{"MissingInLine", import_9610, {{"/order/lines/1/itemName", ""}}, {{"/order/lines/1/itemName", Errc::missing}}},
        Row{"Empty", import_9610, {{"/order/buyerRegNo", R"("  ")"}}, {{"/order/buyerRegNo", Errc::empty}}},
        Row{"TooLong", import_9610, {{"/order/buyerRegNo", many("甲", 61)}}, {{"/order/buyerRegNo", Errc::too_long}}},
        Row{"LongEnoughInCharacters", import_9610, {{"/order/buyerRegNo", many("甲", 60)}}, {}},
        Row{"TooShort", import_9610, {{"/order/consigneeDistrict", json_text("2102")}}, {{"/order/consigneeDistrict", Errc::too_short}}},
        Row{"OptionalBlank", import_9610, {{"/order/consigneeDistrict", json_text(" ")}}, {}},
        Row{"OneOf", export_9610, {{"/inventory/statisticsFlag", json_text("C")}}, {{"/inventory/statisticsFlag", Errc::not_allowed_value}}},
        Row{"CurrencyOfImport", import_9610, {{"/order/currency", json_text("USD")}}, {{"/order/currency", Errc::not_allowed_value}}},
        Row{"IdentityType", import_9610, {{"/order/buyerIdType", json_text("2")}}, {{"/order/buyerIdType", Errc::not_allowed_value}}},
        Row{"List", import_9610, {{"/inventory/trafMode", json_text("V")}}, {{"/inventory/trafMode", Errc::unknown_code}}},
        Row{"UnknownName", import_9610, {{"/inventory/country", json_text("Atlantis")}}, {{"/inventory/country", Errc::unknown_code}}},
        Row{"UnknownUnit", export_9610, {{"/order/lines/0/unit", json_text("999")}}, {{"/order/lines/0/unit", Errc::unknown_code}}},
        Row{"Date", import_9610, {{"/inventory/ieDate", json_text("20250230")}}, {{"/inventory/ieDate", Errc::not_a_date}}},
        Row{"Time", import_9610, {{"/payment/payTime", json_text("20250301")}}, {{"/payment/payTime", Errc::not_a_time}}},
        Row{"AmountText", import_9610, {{"/waybill/weight", json_text("heavy")}}, {{"/waybill/weight", Errc::not_an_amount}}},
        Row{"AmountExponent", import_9610, {{"/waybill/weight", "1e5"}}, {{"/waybill/weight", Errc::not_an_amount}}},
        Row{"AmountGrouping", import_9610, {{"/waybill/weight", json_text("1,000")}}, {{"/waybill/weight", Errc::not_an_amount}}},
        Row{"AmountSixDecimals", import_9610, {{"/waybill/weight", "1.123456"}}, {{"/waybill/weight", Errc::not_an_amount}}},
        Row{"AmountSixDecimalsWithZero", import_9610, {{"/waybill/weight", "1.123450"}}, {}},
        Row{"AmountFifteenDigits", import_9610, {{"/waybill/weight", "123456789012345"}}, {{"/waybill/weight", Errc::not_an_amount}}},
        Row{"AmountNineteenDigits", import_9610, {{"/waybill/weight", "12345678901234.12345"}}, {}},
        Row{"AmountThirtyDigits", import_9610, {{"/waybill/weight", "123456789012345678901234567890"}}, {{"/waybill/weight", Errc::not_an_amount}}},
        Row{"AmountNegative", import_9610, {{"/waybill/freight", "-1"}}, {{"/waybill/freight", Errc::negative}}},
        Row{"AmountMinusZero", import_9610, {{"/waybill/freight", "-0"}}, {{"/waybill/freight", Errc::negative}}},
        Row{"Count", export_9610, {{"/waybill/packNo", json_text("1.5")}}, {{"/waybill/packNo", Errc::not_a_count}}},
        Row{"CountTooLong", export_9610, {{"/waybill/packNo", "1234567890"}}, {{"/waybill/packNo", Errc::not_a_count}}},
        Row{"PackNoOfImport", import_9610, {{"/inventory/packNo", "2"}}, {{"/inventory/packNo", Errc::not_allowed_value}}},
        Row{"LinesNone", import_9610, {{"/order/lines", "[]"}, {"/inventory/lines", ""}}, {{"/order/lines", Errc::no_lines}}}
    ),
    name_of
);
// clang-format on

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Codes,
    Rules,
    ::testing::Values(
        Row{"Identity", import_9610, {{"/order/buyerIdNumber", json_text("110105194912310020")}, {"/payment/payerIdNumber", ""}, {"/inventory/buyerIdNumber", ""}}, {{"/order/buyerIdNumber", Errc::identity_checksum}}},
        Row{"IdentityOfPayer", import_9610, {{"/payment/payerIdNumber", json_text("123")}}, {{"/payment/payerIdNumber", Errc::identity_checksum}}},
        Row{"IdentityLowerX", import_9610, {{"/order/buyerIdNumber", json_text("11010519491231002x")}, {"/payment/payerIdNumber", json_text("１１0105194912310０２X")}, {"/inventory/buyerIdNumber", ""}}, {}},
        Row{"IdentityTooLong", import_9610, {{"/payment/payerIdNumber", json_text("1101051949123100200")}}, {{"/payment/payerIdNumber", Errc::too_long}}},
        Row{"EnterpriseForm", import_9610, {{"/order/payCode", json_text("12345")}}, {{"/order/payCode", Errc::enterprise_code_form}}},
        Row{"CreditCode", import_1210, {{"/inventory/areaCode", json_text("91210200TGTGTGTG00")}}, {{"/inventory/areaCode", Errc::credit_code_checksum}}},
        Row{"CreditCodeSound", import_1210, {{"/inventory/areaCode", json_text(test::credit_code("91210200TGTGTGTG0"))}}, {}},
        Row{"NoPlatformOnImport", import_9610, {{"/order/ebpCode", json_text("无")}, {"/payment/ebpCode", ""}, {"/inventory/ebpCode", ""}}, {{"/order/ebpCode", Errc::enterprise_code_form}}},
        Row{"NoOwner", export_9610, {{"/inventory/ownerCode", json_text("无")}}, {{"/inventory/ownerCode", Errc::enterprise_code_form}}},
        Row{"TariffCode", import_9610, {{"/inventory/lines/0/gcode", json_text("19011O1000")}}, {{"/inventory/lines/0/gcode", Errc::not_allowed_value}}},
        Row{"Guarantor", import_9610, {{"/inventory/assureCode", json_text("21029TGA01")}}, {{"/inventory/assureCode", Errc::not_allowed_value}}},
        Row{"GuarantorSeller", import_9610, {{"/inventory/assureCode", json_text("21029TGE01")}}, {}},
        Row{"GuarantorCarrier", import_9610, {{"/inventory/assureCode", json_text("21029TGL01")}}, {}}
    ),
    name_of
);
// clang-format on

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Sums,
    Rules,
    ::testing::Values(
        Row{"LineTotal", import_9610, {{"/inventory/lines/0/totalPrice", json_text("196.81")}}, {{"/inventory/lines/0/totalPrice", Errc::line_total}}},
        Row{"LineTotalExport", export_9610, {{"/order/lines/1/totalPrice", json_text("36.00001")}, {"/inventory/lines/1/totalPrice", json_text("36")}}, {{"/order/lines/1/totalPrice", Errc::line_total}}},
        Row{"LineTotalRounded", import_9610, {{"/order/lines/0/price", json_text("98.12345")}, {"/order/lines/0/qty", json_text("1.5")}, {"/order/lines/0/totalPrice", json_text("147.18518")}, {"/order/goodsValue", json_text("207.18518")}, {"/order/acturalPaid", json_text("235.05518")}, {"/payment/amountPaid", json_text("235.05518")}, {"/inventory/lines/0/price", json_text("98.12345")}, {"/inventory/lines/0/qty", json_text("1.5")}, {"/inventory/lines/0/totalPrice", json_text("147.18518")}}, {}},
        Row{"GoodsValue", export_9610, {{"/order/goodsValue", json_text("86.01")}}, {{"/order/goodsValue", Errc::goods_value}}},
        Row{"GoodsValueImport", import_9610, {{"/order/goodsValue", json_text("256.9")}, {"/order/freight", json_text("9.9")}}, {{"/order/goodsValue", Errc::goods_value}}},
        Row{"Paid", import_9610, {{"/order/discount", json_text("5.51")}}, {{"/order/acturalPaid", Errc::paid_sum}}},
        Row{"PaidWithMissingParts", import_9610, {{"/order/freight", ""}, {"/order/acturalPaid", json_text("274.67")}, {"/payment/amountPaid", ""}}, {}},
        Row{"Gift", import_9610, {{"/order/lines/1/price", "0"}, {"/order/lines/1/totalPrice", "0"}, {"/order/goodsValue", json_text("196.8")}, {"/order/acturalPaid", json_text("224.67")}, {"/payment/amountPaid", json_text("224.67")}, {"/inventory/lines/1/price", "0"}, {"/inventory/lines/1/totalPrice", "0"}}, {}},
        Row{"ZeroQuantity", import_9610, {{"/inventory/lines/0/qty1", "0"}}, {{"/inventory/lines/0/qty1", Errc::not_positive}}},
        Row{"ZeroPriceOnExport", export_9610, {{"/inventory/lines/0/price", "0"}, {"/inventory/lines/0/totalPrice", "0"}}, {{"/inventory/lines/0/price", Errc::not_positive}, {"/inventory/lines/0/totalPrice", Errc::not_positive}}},
        Row{"ZeroWeight", import_9610, {{"/inventory/netWeight", "0"}}, {{"/inventory/netWeight", Errc::not_positive}}},
        Row{"Weights", import_9610, {{"/inventory/netWeight", "2.40001"}}, {{"/inventory/netWeight", Errc::weight_order}}},
        Row{"WeightsEqual", import_9610, {{"/inventory/netWeight", "2.4"}}, {}},
        Row{"WeightsExport", export_9610, {{"/inventory/netWeight", "3"}}, {{"/inventory/netWeight", Errc::weight_order}}},
        Row{"NoParcels", export_9610, {{"/waybill/packNo", "0"}}, {{"/waybill/packNo", Errc::not_positive}}},
        Row{"SecondUnitAlone", import_9610, {{"/inventory/lines/1/qty2", ""}, {"/inventory/lines/1/unit2", R"("011")"}}, {{"/inventory/lines/1/qty2", Errc::dependent_missing}}},
        Row{"SecondQuantityAlone", export_9610, {{"/inventory/lines/0/unit2", ""}}, {{"/inventory/lines/0/unit2", Errc::dependent_missing}}},
        Row{"LineNumbers", import_9610, {{"/order/lines/1/gnum", "3"}}, {{"/order/lines/1/gnum", Errc::line_numbers}}},
        Row{"LineNumbersFromZero", export_9610, {{"/inventory/lines/0/gnum", "0"}, {"/inventory/lines/1/gnum", "1"}}, {{"/inventory/lines/0/gnum", Errc::line_numbers}}}
    ),
    name_of
);
// clang-format on

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Procedure,
    Rules,
    ::testing::Values(
        Row{"BondedBook", import_1210, {{"/inventory/emsNo", ""}}, {{"/inventory/emsNo", Errc::dependent_missing}}},
        Row{"BondedArea", import_1210, {{"/inventory/areaCode", ""}, {"/inventory/areaName", json_text(" ")}}, {{"/inventory/areaCode", Errc::dependent_missing}, {"/inventory/areaName", Errc::dependent_missing}}},
        Row{"BondedRecord", import_1210, {{"/inventory/lines/1/itemRecordNo", ""}}, {{"/inventory/lines/1/itemRecordNo", Errc::dependent_missing}}},
        Row{"BondedCountry", import_1210, {{"/inventory/country", json_text("304")}}, {{"/inventory/country", Errc::not_allowed_value}}},
        Row{"BondedTransport", import_1210, {{"/inventory/trafNo", json_text("x")}, {"/inventory/voyageNo", json_text("x")}, {"/inventory/billNo", json_text("x")}}, {{"/inventory/trafNo", Errc::must_be_absent}, {"/inventory/voyageNo", Errc::must_be_absent}, {"/inventory/billNo", Errc::must_be_absent}}},
        Row{"DirectTransport", import_9610, {{"/inventory/trafNo", ""}, {"/inventory/voyageNo", ""}, {"/inventory/billNo", ""}}, {{"/inventory/trafNo", Errc::dependent_missing}, {"/inventory/voyageNo", Errc::dependent_missing}, {"/waybill/billNo", Errc::dependent_missing}}},
        Row{"DirectBillOfTheWaybill", import_9610, {{"/inventory/billNo", ""}, {"/waybill/billNo", json_text("999-1")}}, {}},
        Row{"DirectBook", import_9610, {{"/inventory/emsNo", json_text("T0910W000001")}}, {{"/inventory/emsNo", Errc::must_be_absent}}},
        Row{"BondedExport", export_1210, {{"/inventory/iacCode", ""}, {"/inventory/iacName", ""}, {"/inventory/emsNo", ""}, {"/inventory/lines/0/itemRecordNo", ""}}, {{"/inventory/iacCode", Errc::dependent_missing}, {"/inventory/iacName", Errc::dependent_missing}, {"/inventory/emsNo", Errc::dependent_missing}, {"/inventory/lines/0/itemRecordNo", Errc::dependent_missing}}},
        Row{"DirectExport", export_9610, {{"/inventory/iacCode", json_text("21029TGW01")}, {"/inventory/emsNo", json_text("T1")}, {"/inventory/lines/1/itemRecordNo", json_text("1")}}, {{"/inventory/iacCode", Errc::must_be_absent}, {"/inventory/emsNo", Errc::must_be_absent}, {"/inventory/lines/1/itemRecordNo", Errc::must_be_absent}}},
        Row{"BusinessExport", export_9710, {{"/inventory/iacCode", json_text("21029TGW01")}, {"/inventory/iacName", json_text("x")}, {"/inventory/emsNo", json_text("T1")}, {"/inventory/lines/1/itemRecordNo", json_text("1")}}, {{"/inventory/iacCode", Errc::must_be_absent}, {"/inventory/iacName", Errc::must_be_absent}, {"/inventory/emsNo", Errc::must_be_absent}, {"/inventory/lines/1/itemRecordNo", Errc::must_be_absent}}},
        Row{"WarehouseExport", export_9810, {{"/inventory/iacCode", json_text("21029TGW01")}, {"/inventory/iacName", json_text("x")}, {"/inventory/emsNo", json_text("T1")}, {"/inventory/lines/1/itemRecordNo", json_text("1")}}, {{"/inventory/iacCode", Errc::must_be_absent}, {"/inventory/iacName", Errc::must_be_absent}, {"/inventory/emsNo", Errc::must_be_absent}, {"/inventory/lines/1/itemRecordNo", Errc::must_be_absent}}},
        Row{"BookingAsSale", export_9710, {{"/order/orderType", json_text("W")}}, {{"/order/orderType", Errc::not_allowed_value}}},
        Row{"SaleAsRetail", export_9810, {{"/order/orderType", json_text("E")}}, {{"/order/orderType", Errc::not_allowed_value}}},
        Row{"RetailAsSale", export_9610, {{"/order/orderType", json_text("B")}}, {{"/order/orderType", Errc::not_allowed_value}}},
        Row{"BondedRetailAsSale", export_1210, {{"/order/orderType", json_text("B")}}, {{"/order/orderType", Errc::not_allowed_value}}},
        Row{"ImportAsSale", import_9610, {{"/order/orderType", json_text("B")}}, {{"/order/orderType", Errc::not_allowed_value}}},
        Row{"TradeModeIsTheProcedure", export_9710, {{"/inventory/tradeMode", json_text("9610")}}, {{"/inventory/tradeMode", Errc::misspelt_member}}},
        Row{"ReturnOfASale", export_9710, {{"/refund", "{}"}}, {{"/refund", Errc::section_not_here}}},
        Row{"SummaryOfASale", export_9810, {{"/summary", "{}"}}, {{"/summary", Errc::section_not_here}}},
        Row{"NoPlatformOfASale", export_9710, {{"/order/ebpCode", json_text("无")}, {"/inventory/ebpCode", json_text("无")}}, {}},
        Row{"LicenceOfSimplified", export_9610, {{"/inventory/licenseNo", json_text("L1")}}, {{"/inventory/licenseNo", Errc::must_be_absent}}},
        Row{"LicenceOfSummary", export_9610, {{"/inventory/licenseNo", json_text("L1")}, {"/inventory/statisticsFlag", json_text("B")}}, {}},
        Row{"PaymentOnExport", export_9610, {{"/payment", "{}"}}, {{"/payment", Errc::section_not_here}}}
    ),
    name_of
);
// clang-format on

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Agreement,
    Rules,
    ::testing::Values(
        Row{"OrderNumber", import_9610, {{"/payment/orderNo", json_text("other")}}, {{"/payment/orderNo", Errc::documents_differ}}},
        Row{"OrderNumberOfWaybill", import_9610, {{"/waybill/orderNo", json_text("other")}}, {{"/waybill/orderNo", Errc::documents_differ}}},
        Row{"OrderNumberOfInventory", import_9610, {{"/inventory/orderNo", json_text("other")}}, {{"/inventory/orderNo", Errc::documents_differ}}},
        Row{"Platform", import_9610, {{"/payment/ebpCode", json_text("21029TGP02")}}, {{"/payment/ebpCode", Errc::documents_differ}}},
        Row{"Amount", import_9610, {{"/payment/amountPaid", json_text("284.66")}}, {{"/payment/amountPaid", Errc::documents_differ}}},
        Row{"AmountWrittenOtherwise", import_9610, {{"/payment/amountPaid", "284.6700"}}, {}},
        Row{"Payer", import_9610, {{"/payment/payerName", json_text("试样二")}}, {{"/payment/payerName", Errc::documents_differ}}},
        Row{"PayerIdentity", import_9610, {{"/payment/payerIdNumber", json_text("11010519491231002X")}}, {{"/payment/payerIdNumber", Errc::documents_differ}}},
        Row{"PaymentNumber", import_9610, {{"/order/payTransactionId", json_text("other")}}, {{"/payment/payTransactionId", Errc::documents_differ}}},
        Row{"PaymentCompany", import_9610, {{"/order/payCode", json_text("21029TGZ02")}}, {{"/payment/payCode", Errc::documents_differ}}},
        Row{"BuyerName", import_9610, {{"/inventory/buyerName", json_text("试样二")}}, {{"/inventory/buyerName", Errc::documents_differ}}},
        Row{"BuyerTelephone", import_9610, {{"/inventory/buyerTelephone", json_text("13000000001")}}, {{"/inventory/buyerTelephone", Errc::documents_differ}}},
        Row{"Consignee", import_9610, {{"/waybill/consignee", json_text("试样二")}, {"/waybill/consigneeTelephone", json_text("1")}, {"/waybill/consigneeAddress", json_text("x")}}, {{"/waybill/consignee", Errc::documents_differ}, {"/waybill/consigneeTelephone", Errc::documents_differ}, {"/waybill/consigneeAddress", Errc::documents_differ}}},
        Row{"Seller", export_9610, {{"/inventory/ebcCode", json_text("21029TGE02")}}, {{"/inventory/ebcCode", Errc::documents_differ}}},
        Row{"SellerOfWaybill", export_9610, {{"/waybill/ebcCode", json_text("21029TGE02")}}, {{"/waybill/ebcCode", Errc::documents_differ}}},
        Row{"Carrier", import_9610, {{"/inventory/logisticsCode", json_text("21029TGL02")}}, {{"/inventory/logisticsCode", Errc::documents_differ}}},
        Row{"WaybillNumber", export_9610, {{"/inventory/logisticsNo", json_text("other")}}, {{"/inventory/logisticsNo", Errc::documents_differ}}},
        Row{"LineCount", import_9610, {{"/inventory/lines/1", ""}}, {{"/inventory/lines", Errc::documents_differ}}},
        Row{"WithoutTheOther", import_9610, {{"/payment", ""}, {"/inventory", ""}}, {}},
        Row{"SharedFaultOnce", import_9610, {{"/order/orderNo", many("1", 61)}, {"/payment/orderNo", ""}, {"/waybill/orderNo", ""}, {"/inventory/orderNo", ""}}, {{"/order/orderNo", Errc::too_long}}}
    ),
    name_of
);
// clang-format on

TEST(Rules, MoreLinesThanTheMessageTakesAreRefused) {
    std::string lines = "[";
    for (int i = 0; i < 100; ++i) {
        lines +=
            R"({"itemName":"x","gmodel":"x","unit":"011","qty":1,"price":1,"totalPrice":1,"country":"304"},)";
    }
    lines.back() = ']';
    std::string filed = test::import_9610();
    for (const char* section : {"/payment", "/waybill", "/inventory"})
        filed = test::without(filed, section);
    filed = test::with(filed, "/order/lines", lines);
    test::Judging judging;
    EXPECT_THAT(
        judging.faults(filed), ::testing::Contains(Found{"/order/lines", Errc::too_many_lines})
    );
}

TEST(Rules, EachFiresInItsCasesAndHoldsInASample) {
    const auto unproven = prove_rules(rules::RuleBook::built_in(), test::built_in_codes());
    for (const UnprovenRule& rule : unproven)
        ADD_FAILURE() << rule.place << " " << rule.rule << " " << rule.reason;
}

// --- warnings
constexpr const char* renamed = R"("另一种商品")";

TEST(Warnings, DoubtCodesThatAPartialListLacks) {
    test::Judging judging;
    const std::string filed = test::with(test::import_9610(), "/inventory/country", R"("998")");
    const auto refused = judging.judge(filed);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::warnings_open);
    const auto parts = test::Judging::weighty(refused.error());
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].phrase->rule, "code-known");
    EXPECT_TRUE(judging.judge(test::with(filed, "/overrides", R"({"code-known": "新增国别"})")));
    // The form is judged all the same.
    const auto cut = test::with(test::import_9610(), "/inventory/customsCode", R"("9")");
    EXPECT_EQ(
        judging.faults(cut), std::vector<Found>({{"/inventory/customsCode", Errc::too_short}})
    );
}

TEST(Warnings, RefuseUntilTheyAreOverriddenByName) {
    test::Judging judging;
    const std::string filed =
        test::with(test::import_9610(), "/inventory/lines/0/itemName", renamed);
    const auto refused = judging.judge(filed);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::warnings_open);
    const auto parts = test::Judging::weighty(refused.error());
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].phrase->rule, "same-goods-name");
    EXPECT_EQ(parts[0].path, "/CEB621Message/Inventory/InventoryList[1]/itemName");

    const auto taken =
        judging.judge(test::with(filed, "/overrides", R"({"same-goods-name": "短名"})"));
    ASSERT_TRUE(taken);
    const auto& told = taken.value().told();
    const auto kept =
        std::ranges::find_if(told, [](const Error& one) { return !one.reason.empty(); });
    ASSERT_NE(kept, told.end());
    EXPECT_EQ(kept->reason, "短名");
}

TEST(Warnings, AnOverrideNamesAWarningAndGivesAReason) {
    test::Judging judging;
    const auto with_override = [](const std::string& overrides) {
        return test::with(test::import_9610(), "/overrides", overrides);
    };
    EXPECT_EQ(
        judging.faults(with_override(R"({"amount-paid": "x"})")),
        std::vector<Found>({{"/overrides/amount-paid", Errc::unknown_override}})
    );
    EXPECT_EQ(
        judging.faults(with_override(R"({"no-such-rule": "x"})")),
        std::vector<Found>({{"/overrides/no-such-rule", Errc::unknown_override}})
    );
    EXPECT_EQ(
        judging.faults(with_override(R"({"same-goods-name": "  "})")),
        std::vector<Found>({{"/overrides/same-goods-name", Errc::override_reason}})
    );
    EXPECT_EQ(
        judging.faults(with_override(R"({"same-goods-name": 5})")),
        std::vector<Found>({{"/overrides/same-goods-name", Errc::wrong_type}})
    );
    EXPECT_THAT(judging.faults(with_override(R"({"same-goods-name": "not needed"})")), IsEmpty());
}

TEST(Warnings, APlaceMayWeighARuleOtherwise) {
    test::Judging judging;
    const std::string filed = test::with(test::import_9610(), "/order/discount", R"("5.51")");
    const auto at_place = [&](std::optional<Severity> severity) {
        Place place = *judging.places.find("DL-AIR");
        place.rule_switches = {{"amount-paid", severity}};
        judging.places = Places({std::move(place)});
        return judging.judge(filed);
    };
    EXPECT_FALSE(at_place(Severity::error));
    const auto warned = at_place(Severity::warning);
    ASSERT_FALSE(warned);
    EXPECT_EQ(warned.error().code, Errc::warnings_open);
    EXPECT_TRUE(at_place(Severity::notice));
    EXPECT_TRUE(at_place(std::nullopt));
}

TEST(Warnings, OneCauseIsToldOnce) {
    test::Judging judging;
    // The order's number stands out; payment, waybill and inventory agree.
    const auto verdict =
        judging.judge(test::with(test::import_9610(), "/order/orderNo", R"("ODD")"));
    ASSERT_FALSE(verdict);
    const auto parts = test::Judging::weighty(verdict.error());
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].where, "/order/orderNo");
    EXPECT_EQ(parts[0].related, std::vector<std::string>{"/payment/orderNo"});
}

TEST(NetContent, IsReadFromTheSpecification) {
    const auto content = [](std::string_view gmodel) {
        const auto found = net_content_in(gmodel);
        return found ? found->amount.text() + " " + std::to_string(static_cast<int>(found->unit))
                     : std::string("-");
    };
    EXPECT_EQ(content("示例牌|75毫升/支"), "75 0");
    EXPECT_EQ(content("示例牌|900g"), "900 1");
    EXPECT_EQ(content("0.5kg"), "500 1");
    EXPECT_EQ(content("1.5L"), "1500 0");
    EXPECT_EQ(content("面膜 5片"), "5 2");
    EXPECT_EQ(content("型号A12"), "-");
    EXPECT_EQ(content("5garden"), "-");
    EXPECT_EQ(content("7"), "-");
    EXPECT_EQ(content(""), "-");
}

TEST(Rules, AFloodOfFaultsIsCutOff) {
    std::string lines = "[";
    for (int i = 0; i < 99; ++i) lines += "{\"qty\":\"x\",\"price\":\"x\"},";
    lines.back() = ']';
    test::Judging judging;
    const auto found = judging.faults(test::with(test::import_9610(), "/order/lines", lines));
    EXPECT_EQ(found.size(), 200U);
}

}  // namespace
}  // namespace tg::validate
