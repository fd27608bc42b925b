// What follows from an order without being in it: the district of an address, legal quantities.
#include "gateway/normalise/derive.hpp"

#include "gateway/core/decimal.hpp"
#include "schemas/fields.hpp"
#include "tests/support/drafting.hpp"

#include <gmock/gmock.h>

#include <random>

namespace tg::normalise {
namespace {

using schemas::Kind;
namespace order_head = schemas::ceb311::OrderHead;
namespace line = schemas::ceb621::InventoryList;

struct Address {
    std::string name, text, code;
};
void PrintTo(const Address& row, std::ostream* out) {
    *out << row.name;
}

class Districts : public ::testing::TestWithParam<Address> {};

TEST_P(Districts, AreReadFromTheBeginningOfAnAddress) {
    const auto& divisions = test::built_in_codes().at("admin_division");
    const auto found = district_of(divisions, GetParam().text);
    EXPECT_EQ(found ? found->code : "", GetParam().code);
}

const std::vector<Address> addresses{
    {"whole", "辽宁省大连市金州区示例路 1 号", "210213"},
    {"blanks", "辽宁省 大连市　金州区 示例路 1 号", "210213"},
    {"without_province", "大连市金州区示例路 1 号", "210213"},
    {"municipality", "北京市东城区示例街 2 号", "110101"},
    {"municipality_twice", "上海市上海市黄浦区示例路", "310101"},
    {"own_part", "北京市市辖区东城区示例街", "110101"},
    {"autonomous_region", "内蒙古自治区呼和浩特市新城区示例街", "150102"},
    {"city_without_counties", "广东省东莞市示例镇示例路", "441900"},
    {"city_alone", "辽宁省大连市示例区示例路", ""},
    {"province_alone", "辽宁省示例路", ""},
    {"county_of_another_province", "吉林省大连市金州区示例路", ""},
    {"not_at_the_beginning", "示例大厦，大连市金州区", ""},
    {"nothing", "", ""},
    {"foreign", "1 Example Street", ""},
    {"broken_bytes", "\xE8\xBE", ""},
};
INSTANTIATE_TEST_SUITE_P(Addresses, Districts, ::testing::ValuesIn(addresses), [](const auto& row) {
    return row.param.name;
});

class Derived : public ::testing::Test {
 protected:
    Draft draft(std::string_view json) {
        auto made = drafting_.draft(json);
        EXPECT_TRUE(made) << describe(made.error());
        return std::move(made.value());
    }
    static std::string value(const Draft& made, std::size_t at, schemas::Field field) {
        const auto& inventory = made.find(Kind::inventory)->document;
        return std::string(inventory.get(at, field).value_or("(absent)"));
    }
    static std::vector<std::string> rules(const Draft& made, std::string_view member) {
        std::vector<std::string> out;
        for (const Change& change : made.changes()) {
            if (change.pointer.ends_with(member) && change.pointer.starts_with("/inventory"))
                out.emplace_back(change_rule_name(change.rule));
        }
        return out;
    }
    std::string without_quantities(std::string filed) const {
        for (const char* member : {"0/qty1", "0/unit1", "1/qty1", "1/unit1"})
            filed = test::without(filed, "/inventory/lines/" + std::string(member));
        return filed;
    }

    test::Drafting drafting_;
    std::string sound_ = test::import_9610();
};

TEST_F(Derived, DistrictsNeverTouchTheAddressNorOneThatIsGiven) {
    const std::string address = "辽宁省大连市金州区示例路1号";
    auto filed = test::with(sound_, "/order/consigneeAddress", "\"" + address + "\"");
    EXPECT_EQ(
        draft(filed).find(Kind::order)->document.get(order_head::consigneeDistrict), "210200"
    );
    filed = test::without(filed, "/order/consigneeDistrict");
    const Draft made = draft(filed);
    const auto& order = made.find(Kind::order)->document;
    EXPECT_EQ(order.get(order_head::consigneeDistrict), "210213");
    EXPECT_EQ(order.get(order_head::consigneeAddress), address);
    const auto changes = made.changes();
    const auto found = std::ranges::find(changes, ChangeRule::district_recognised, &Change::rule);
    ASSERT_NE(found, changes.end());
    EXPECT_EQ(found->pointer, "/order/consigneeDistrict");
    EXPECT_EQ(found->from, "大连市金州区");
    filed = test::with(filed, "/order/consigneeAddress", "\"示例路1号\"");
    EXPECT_EQ(
        draft(filed).find(Kind::order)->document.get(order_head::consigneeDistrict), std::nullopt
    );
}

TEST_F(Derived, QuantitiesAreConvertedByTheFactorsOfTheUnits) {
    auto filed = without_quantities(sound_);
    filed = test::with(filed, "/inventory/lines/0/unit", "\"克\"");
    filed = test::with(filed, "/inventory/lines/0/qty", "\"1800\"");
    filed = test::with(filed, "/inventory/lines/1/unit", "\"磅\"");
    filed = test::with(filed, "/inventory/lines/1/qty", "\"0.5\"");
    const Draft made = draft(filed);
    EXPECT_EQ(value(made, 0, line::unit1), "035");
    EXPECT_EQ(value(made, 0, line::qty1), "1.8");
    EXPECT_EQ(value(made, 1, line::qty1), "0.2268");  // 0.226796185, half up at five digits
    EXPECT_THAT(rules(made, "/lines/0/qty1"), ::testing::ElementsAre("unit_converted"));
    EXPECT_THAT(rules(made, "/lines/0/unit1"), ::testing::ElementsAre("legal_unit"));
}

TEST_F(Derived, WhatIsGivenIsNeverReplaced) {
    const auto kilograms = test::with(sound_, "/inventory/lines/0/unit", "\"千克\"");
    EXPECT_EQ(value(draft(kilograms), 0, line::qty1), "1.8");
    // A number without its unit may be of any unit.
    const auto no_unit = test::without(sound_, "/inventory/lines/0/unit1");
    EXPECT_EQ(value(draft(no_unit), 0, line::unit1), "(absent)");
    // What one line leaves of the net weight is no measure for the other.
    const auto one = test::without(sound_, "/inventory/lines/0/qty1");
    EXPECT_EQ(value(draft(one), 0, line::qty1), "(absent)");
    const auto blank = test::with(sound_, "/inventory/lines/0/qty1", "\" \"");
    EXPECT_EQ(value(draft(blank), 0, line::qty1), "");
}

TEST_F(Derived, NothingIsMadeOfNumbersThatAreNone) {
    for (const char* weight :
         {"\"-2\"", "\"0\"", "\"two\"", "2e1", "\"0.000001\"", "\"0.00001\""}) {
        const auto filed = test::with(without_quantities(sound_), "/inventory/netWeight", weight);
        EXPECT_EQ(value(draft(filed), 0, line::qty1), "(absent)") << weight;
    }
    auto filed = without_quantities(sound_);
    filed = test::with(filed, "/inventory/lines/0/gcode", "\"0000000000\"");
    EXPECT_EQ(value(draft(filed), 0, line::qty1), "(absent)");
    EXPECT_EQ(value(draft(filed), 1, line::qty1), "(absent)") << "half of it is not all of it";
}

TEST_F(Derived, WeightsAreSharedByQuantityOrByValue) {
    auto filed = without_quantities(sound_);
    const Draft by_value = draft(filed);  // of 196.8 and 60, since the units differ
    EXPECT_EQ(value(by_value, 0, line::qty1), "1.60935");
    EXPECT_EQ(value(by_value, 1, line::qty1), "0.49065");
    EXPECT_THAT(rules(by_value, "/lines/1/qty1"), ::testing::ElementsAre("weight_apportioned"));
    filed = test::with(filed, "/inventory/lines/1/unit", "\"122\"");
    const Draft by_quantity = draft(filed);  // of 2 and 3
    EXPECT_EQ(value(by_quantity, 0, line::qty1), "0.84");
    EXPECT_EQ(value(by_quantity, 1, line::qty1), "1.26");
}

TEST_F(Derived, SharedWeightsSumToTheWholeForAnyOrder) {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        auto filed = without_quantities(sound_);
        const auto number = [&](unsigned below) { return std::to_string(1 + random() % below); };
        const std::string net = number(900) + "." + number(99999);
        filed = test::with(filed, "/inventory/netWeight", "\"" + net + "\"");
        for (const char* at : {"0", "1"}) {
            const std::string one = "/inventory/lines/" + std::string(at);
            filed = test::with(filed, one + "/totalPrice", "\"" + number(5000) + ".37\"");
            filed = test::with(filed, one + "/qty", number(40));
            filed = test::with(filed, one + "/unit", random() % 2 == 0 ? "\"122\"" : "\"012\"");
        }
        const Draft made = draft(filed);
        const auto first = Decimal::parse(value(made, 0, line::qty1));
        const auto second = Decimal::parse(value(made, 1, line::qty1));
        ASSERT_TRUE(first && second) << filed;
        EXPECT_EQ(first->plus(*second), Decimal::parse(net)) << filed;
    }
}

TEST_F(Derived, APieceTellsTheWeightOfAll) {
    auto filed = without_quantities(sound_);
    filed = test::with(filed, "/inventory/lines/0/unitNetWeight", "\"0.9\"");
    filed = test::with(filed, "/inventory/lines/1/unitNetWeight", "0.075");
    const Draft made = draft(filed);
    EXPECT_TRUE(made.faults().empty());
    EXPECT_EQ(value(made, 0, line::qty1), "1.8");
    EXPECT_EQ(value(made, 1, line::qty1), "0.225");
    EXPECT_THAT(rules(made, "/lines/0/qty1"), ::testing::ElementsAre("weight_of_pieces"));
    const auto given = test::with(sound_, "/inventory/lines/0/unitNetWeight", "\"7\"");
    EXPECT_EQ(value(draft(given), 0, line::qty1), "1.8");
    filed = test::with(filed, "/inventory/lines/1/unitNetWeight", "\"light\"");
    EXPECT_EQ(value(draft(filed), 1, line::qty1), "(absent)");
}

/// One line, so that its net weight is that of the whole.
class Second : public Derived {
 protected:
    struct Given {
        std::string_view gcode, qty, unit;
    };
    /// The first line as given, without a second quantity.
    std::string line_of(const Given& given) const {
        const std::string at = "/inventory/lines/0/";
        auto filed = test::with(sound_, at + "gcode", quoted(given.gcode));
        filed = test::with(filed, at + "qty", quoted(given.qty));
        return test::with(filed, at + "unit", quoted(given.unit));
    }
    std::string alone(const std::string& filed) const {
        return test::without(test::without(filed, "/order/lines/1"), "/inventory/lines/1");
    }
    static std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }
    std::string second(const std::string& filed) {
        const Draft made = draft(filed);
        return value(made, 0, line::qty2) + " " + value(made, 0, line::unit2);
    }

    static constexpr std::string_view cosmetics = "3304990039";  // kilograms and pieces
    static constexpr std::string_view flasks = "9617001100";     // units and kilograms
};

TEST_F(Second, PiecesComeFromPiecesAndSayWhereFrom) {
    const Draft made = draft(line_of({cosmetics, "3", "件"}));
    EXPECT_EQ(value(made, 0, line::unit2), "011");
    EXPECT_EQ(value(made, 0, line::qty2), "3");
    EXPECT_THAT(rules(made, "/lines/0/qty2"), ::testing::ElementsAre("unit_converted"));
    EXPECT_THAT(rules(made, "/lines/0/unit2"), ::testing::ElementsAre("legal_unit"));
    const auto changes = made.changes();
    const auto told = [](const Change& one) { return one.pointer == "/inventory/lines/0/qty2"; };
    const auto found = std::ranges::find_if(changes, told);
    ASSERT_NE(found, changes.end());
    EXPECT_EQ(found->from, "3 011");
    EXPECT_EQ(second(line_of({cosmetics, "3", "支"})), "(absent) (absent)") << "no piece of ours";
}

TEST_F(Second, KilogramsComeFromTheWeightOfPieces) {
    auto filed = line_of({flasks, "4", "个"});
    filed =
        test::without(test::without(filed, "/inventory/lines/0/qty1"), "/inventory/lines/0/unit1");
    filed = test::with(filed, "/inventory/lines/0/unitNetWeight", "\"0.4\"");
    const Draft made = draft(filed);
    EXPECT_EQ(value(made, 0, line::unit1), "007");
    EXPECT_EQ(value(made, 0, line::qty1), "4");
    EXPECT_EQ(value(made, 0, line::unit2), "035");
    EXPECT_EQ(value(made, 0, line::qty2), "1.6");
    EXPECT_THAT(rules(made, "/lines/0/qty2"), ::testing::ElementsAre("weight_of_pieces"));
    filed = test::with(filed, "/inventory/lines/0/unitNetWeight", "\"0.333333\"");
    EXPECT_EQ(second(filed), "(absent) (absent)") << "1.333332 kg would have to be rounded";
}

TEST_F(Second, TheFirstQuantityServesWhenTheTradedOneDoesNot) {
    auto filed = line_of({cosmetics, "2", "罐"});  // with 1.8 kg as the first
    filed = test::with(filed, "/inventory/lines/0/unit2", "\"036\"");
    EXPECT_EQ(second(filed), "1800 036");
}

TEST_F(Second, NothingIsRounded) {
    auto filed = line_of({cosmetics, "1", "磅"});  // 0.45359237 kg
    filed = test::with(filed, "/inventory/lines/0/unit2", "\"035\"");
    filed = test::with(filed, "/inventory/lines/0/unit1", "\"011\"");
    EXPECT_EQ(second(filed), "(absent) 035");
    filed = test::with(filed, "/inventory/lines/0/qty", "\"1000\"");
    EXPECT_EQ(second(filed), "453.59237 035");
}

TEST_F(Second, OnlyTheOnlyLineTakesTheNetWeight) {
    auto filed = line_of({flasks, "4", "个"});
    filed = test::with(filed, "/inventory/lines/0/unit1", "\"007\"");
    EXPECT_EQ(second(filed), "(absent) (absent)") << "shares of two lines are a guess";
    EXPECT_EQ(second(alone(filed)), "2.1 035");
    const Draft made = draft(alone(filed));
    EXPECT_THAT(rules(made, "/lines/0/qty2"), ::testing::ElementsAre("weight_apportioned"));
}

TEST_F(Second, WhatIsGivenStays) {
    EXPECT_EQ(value(draft(sound_), 1, line::qty2), "3");
    EXPECT_EQ(value(draft(sound_), 1, line::unit2), "012");
    const auto filed = line_of({cosmetics, "3", "件"});
    EXPECT_EQ(second(test::with(filed, "/inventory/lines/0/qty2", "\" \"")), "3 011");
    EXPECT_EQ(second(test::with(filed, "/inventory/lines/0/qty2", "\"7\"")), "7 (absent)");
    EXPECT_EQ(second(sound_), "(absent) (absent)") << "the tariff has no second unit for it";
}

class Models : public Derived {
 protected:
    std::string with_elements(std::string_view elements) const {
        auto filed = test::without(sound_, "/inventory/lines/0/gmodel");
        filed = test::without(filed, "/order/lines/0/gmodel");
        const std::string json = "\"" + std::string(elements) + "\"";
        return test::with(filed, "/inventory/lines/0/elements", json);
    }
};

TEST_F(Models, StandInTheOrderOfTheTariff) {
    const Draft made =
        draft(with_elements("品牌：示例牌|包装规格:900克/罐 | 品牌类型:境外品牌（其他）"));
    EXPECT_TRUE(made.faults().empty());
    EXPECT_EQ(value(made, 0, line::gmodel), "境外品牌（其他）||||900克/罐|示例牌");
    const auto changes = made.changes();
    const auto found = std::ranges::find(changes, ChangeRule::elements_joined, &Change::rule);
    ASSERT_NE(found, changes.end());
    EXPECT_EQ(found->to, "境外品牌（其他）||||900克/罐|示例牌");
}

TEST_F(Models, KeepTheirOwnOrderWithoutTheTariff) {
    const auto filed =
        test::with(with_elements("b:2|a:1:1|"), "/inventory/lines/0/gcode", "\"0000000000\"");
    EXPECT_EQ(value(draft(filed), 0, line::gmodel), "2|1:1");
}

TEST_F(Models, AreRefusedWithTheNamesThatAreAskedFor) {
    for (const char* text : {"颜色:红", "示例牌", "品牌:a|品牌:b", ":x"}) {
        const Draft made = draft(with_elements(text));
        ASSERT_EQ(made.faults().size(), 1U) << text;
        EXPECT_EQ(made.faults().front().where, "/inventory/lines/0/elements");
        EXPECT_THAT(made.faults().front().args.back(), ::testing::HasSubstr("品牌类型, "));
        EXPECT_EQ(value(made, 0, line::gmodel), "(absent)") << text;
    }
}

TEST_F(Models, ThatAreGivenStay) {
    const auto filed = test::with(sound_, "/inventory/lines/0/elements", "\"品牌:示例牌\"");
    EXPECT_EQ(value(draft(filed), 0, line::gmodel), "示例牌|900克/罐");
}

}  // namespace
}  // namespace tg::normalise
