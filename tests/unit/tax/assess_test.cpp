// Assessing beyond the worked examples: limits at their edges, thresholds, days, rounding modes,
// tax-inclusive prices, what is missing, explanations, and random orders.
#include "gateway/tax/assess.hpp"

#include "tests/unit/tax/orders.hpp"

#include <gtest/gtest.h>

#include <random>

namespace tg::tax {
namespace {

struct Edge {
    const char* name;
    const char *value, *used;
    Items items;
    Treatment treatment;
};

class LimitEdge : public testing::TestWithParam<Edge> {};

TEST_P(LimitEdge, IsInsideUpToAndWithTheLimit) {
    const auto& edge = GetParam();
    EXPECT_EQ(
        position_of(yuan(edge.value), edge.items, yuan(edge.used), Limits{}).treatment,
        edge.treatment
    );
}

INSTANTIATE_TEST_SUITE_P(
    Limits,
    LimitEdge,
    testing::Values(
        Edge{"at_single", "5000", "0", Items::several, Treatment::reduced},
        Edge{"above_single", "5000.01", "0", Items::several, Treatment::refused},
        Edge{"above_single_one_item", "5000.01", "0", Items::one, Treatment::full},
        Edge{"at_year", "5000", "21000", Items::several, Treatment::reduced},
        Edge{"above_year", "5000", "21000.01", Items::one, Treatment::refused},
        Edge{"item_at_year", "26000", "0", Items::one, Treatment::full},
        Edge{"item_above_year", "26000.01", "0", Items::one, Treatment::refused}
    ),
    [](const auto& test) { return test.param.name; }
);

TEST(Assess, TwoPiecesOfOneLineAreNotOneItem) {
    const auto tax = assess(codes(), order_of({line_of(handbag, "2", "6800")}));
    EXPECT_EQ(tax.treatment, Treatment::refused);
    EXPECT_TRUE(has(tax, Issue::over_single_limit));
}

TEST(Assess, FreightAndInsuranceCountTowardTheLimit) {
    auto input = order_of({line_of(supplement, "2", "4990")});
    input.freight = yuan("10");
    EXPECT_EQ(assess(codes(), input).treatment, Treatment::reduced);
    input.insurance = yuan("0.01");
    EXPECT_EQ(assess(codes(), input).treatment, Treatment::refused);
}

TEST(Assess, TheThresholdOfCosmeticsIsReachedAtExactlyTenPerGram) {
    const auto at = [](std::string_view price, std::string_view qty = "1") {
        return assess(
            codes(), order_of({with_content(line_of(skin_care, qty, price), "20", Content::g)})
        );
    };
    EXPECT_TRUE(at("199.99").consumption.zero());
    EXPECT_FALSE(at("200").consumption.zero());
    EXPECT_TRUE(at("399.99", "2").consumption.zero()) << "two packs hold forty grams";
    EXPECT_FALSE(at("400", "2").consumption.zero());
}

TEST(Assess, TheSheetThresholdIsAnother) {
    const auto at = [](std::string_view price) {
        return assess(
            codes(), order_of({with_content(line_of(face_mask, "1", price), "5", Content::sheet)})
        );
    };
    EXPECT_TRUE(at("74.99").consumption.zero());
    EXPECT_FALSE(at("75").consumption.zero());
}

TEST(Assess, WithoutANetContentTheThresholdIsTakenAsReached) {
    const auto tax = assess(codes(), order_of({line_of(skin_care, "1", "100")}));
    EXPECT_TRUE(has(tax, Issue::net_content_missing));
    EXPECT_TRUE(tax.complete);
    EXPECT_FALSE(tax.consumption.zero());
}

TEST(Assess, WatchesBearConsumptionTaxFromTenThousandOnly) {
    const auto cheap = assess(codes(), order_of({line_of(watch, "1", "9999.99")}));
    EXPECT_EQ(cheap.treatment, Treatment::full);
    EXPECT_TRUE(cheap.consumption.zero());
    const auto dear = assess(codes(), order_of({line_of(watch, "1", "10000")}));
    EXPECT_FALSE(dear.consumption.zero());
    EXPECT_EQ(dear.lines[0].rule, "WATCH");
}

TEST(Assess, BeerHasTwoClassesByItsPriceInDollars) {
    // 7.92 litres are 7.92/988 tonnes: 370 dollars at 7.1 a tonne are 21.06 yuan.
    const auto at = [](std::string_view price, std::optional<Decimal> usd) {
        auto input = order_of({with_content(line_of(beer, "24", price), "330", Content::ml)});
        input.usd_cny = usd;
        return assess(codes(), input);
    };
    EXPECT_EQ(at("21.05", yuan("7.1")).lines[0].rule, "BEER_B");
    EXPECT_EQ(at("21.06", yuan("7.1")).lines[0].rule, "BEER_A");
    const auto unknown = at("21.05", std::nullopt);
    EXPECT_EQ(unknown.lines[0].rule, "BEER_A");
    EXPECT_TRUE(has(unknown, Issue::exchange_rate_missing));
}

TEST(Assess, LitresComeFromTheLegalUnitsBeforeTheNetContent) {
    auto line = with_content(line_of(whisky, "1", "550"), "500", Content::ml);
    line.legal1 = Measured{yuan("0.7"), "095"};
    EXPECT_EQ(assess(codes(), order_of({line})).consumption.text(), "96.81");
    auto by_weight = line_of(whisky, "1", "550");
    by_weight.legal2 = Measured{yuan("650"), "036"};
    EXPECT_EQ(assess(codes(), order_of({by_weight})).lines[0].effective.specific.text(), "0.65");
    const auto unknown = assess(codes(), order_of({line_of(whisky, "1", "550")}));
    EXPECT_TRUE(has(unknown, Issue::measure_missing));
    EXPECT_EQ(unknown.consumption.text(), "96.25");
}

TEST(Assess, RatesAreThoseOfTheDay) {
    const auto& tariff = *codes().at("tariff").newest().table;
    std::string head;
    for (const auto& column : tariff.columns()) {
        head += (head.empty() ? "" : ",") + column;
    }
    const auto book = codes().with(
        {{"tariff@2026-03-01.csv", head + "\n0409000000,天然蜂蜜,,0.1,,0,0,0.06,035,,AB\n"}}
    );
    ASSERT_TRUE(book);
    auto input = order_of({line_of(honey, "1", "100")});
    input.date = day("2026-02-28");
    EXPECT_EQ(assess(book.value(), input).vat.text(), "6.3");
    input.date = day("2026-03-01");
    EXPECT_EQ(assess(book.value(), input).vat.text(), "4.2");
}

TEST(Assess, ACodeThatTheTariffLacksIsNoRefusal) {
    const auto tax =
        assess(codes(), order_of({line_of("9999999999", "1", "100"), line_of(honey, "1", "100")}));
    EXPECT_EQ(tax.treatment, Treatment::reduced);
    EXPECT_FALSE(tax.complete);
    EXPECT_TRUE(has(tax, Issue::rate_unknown));
    EXPECT_FALSE(tax.lines[0].computed);
    EXPECT_EQ(tax.total.text(), "6.3") << "of what is known";
}

TEST(Assess, NonsenseIsRefusedWithItsPlace) {
    EXPECT_TRUE(has(assess(codes(), order_of({})), Issue::no_lines));
    const auto wrong = assess(
        codes(),
        order_of({line_of(honey, "0", "1"), line_of(honey, "1", "-1"), line_of(honey, "1", "1")})
    );
    ASSERT_EQ(wrong.findings.size(), 2U);
    EXPECT_EQ(wrong.findings[0].gnum, 1U);
    EXPECT_EQ(wrong.findings[1].gnum, 2U);
    auto input = order_of({line_of(honey, "1", "1")});
    input.freight = yuan("-1");
    EXPECT_TRUE(has(assess(codes(), input), Issue::bad_amount));
}

TEST(Assess, NumbersBeyondExactComputationAreRefused) {
    auto input = order_of({line_of(honey, "1", "9999999999999999999999999999")});
    input.freight = yuan("0.00001");
    const auto tax = assess(codes(), input);
    EXPECT_EQ(tax.treatment, Treatment::refused);
    EXPECT_TRUE(has(tax, Issue::too_large) || has(tax, Issue::over_yearly_limit));
}

TEST(Assess, AGiftBearsNoTaxAndNoFreight) {
    auto input = order_of({line_of(honey, "1", "100"), line_of(supplement, "1", "0")});
    input.freight = yuan("5");
    const auto tax = assess(codes(), input);
    EXPECT_TRUE(tax.lines[1].dutiable.zero());
    EXPECT_TRUE(tax.lines[1].total.zero());
    EXPECT_EQ(tax.lines[0].freight.text(), "5");
}

TEST(Assess, PerListEachTaxIsRoundedOnce) {
    // Each line owes 0.0455: rounded by itself 0.05, together 0.0910.
    auto input = order_of({line_of(supplement, "1", "0.5"), line_of(supplement, "1", "0.5")});
    EXPECT_EQ(assess(codes(), input).vat.text(), "0.1");
    input.rounding = RoundingMode::per_list;
    const auto tax = assess(codes(), input);
    EXPECT_EQ(tax.vat.text(), "0.09");
    EXPECT_EQ(tax.lines[0].vat.text(), "0.05");
    EXPECT_EQ(tax.lines[1].vat.text(), "0.04");
}

TEST(Inclusive, ThePriceOfTaxedCosmeticsFallsApartIntoValueAndTax) {
    auto input = order_of({with_content(line_of(skin_care, "1", "523"), "20", Content::g)});
    input.prices = Prices::with_tax;
    const auto tax = assess(codes(), input);
    EXPECT_EQ(tax.dutiable.text(), "425");
    EXPECT_EQ(tax.total.text(), "98");
    EXPECT_FALSE(has(tax, Issue::price_in_gap));
}

TEST(Inclusive, APriceThatNoValueGivesTakesTheHigherValue) {
    // Just below the threshold 217.99 at most is asked, just above it at least 246.11.
    auto input = order_of({with_content(line_of(skin_care, "1", "230"), "20", Content::g)});
    input.prices = Prices::with_tax;
    const auto tax = assess(codes(), input);
    EXPECT_TRUE(has(tax, Issue::price_in_gap));
    EXPECT_EQ(tax.dutiable.text(), "210.82");
}

TEST(Inclusive, ASingleItemAboveTheLimitHoldsTheFullRates) {
    // 6800 x 1.06 x 1.13 = 8145.04
    auto input = order_of({line_of(handbag, "1", "8145.04")});
    input.prices = Prices::with_tax;
    const auto tax = assess(codes(), input);
    EXPECT_EQ(tax.treatment, Treatment::full);
    EXPECT_EQ(tax.dutiable.text(), "6800");
    EXPECT_EQ(tax.total.text(), "1345.04");
}

TEST(Inclusive, APriceBetweenReducedAndFullRatesTakesTheHigherValue) {
    // 5000 with 9.1 % is 5455; a fen more with the full rates is 5989.01.
    auto input = order_of({line_of(handbag, "1", "5700")});
    input.prices = Prices::with_tax;
    const auto tax = assess(codes(), input);
    EXPECT_EQ(tax.dutiable.text(), "5224.56");
    EXPECT_EQ(tax.treatment, Treatment::full);
    EXPECT_TRUE(has(tax, Issue::price_in_gap));
}

TEST(Inclusive, SpecificPartsAreTakenOutToo) {
    auto input = order_of({with_content(line_of(whisky, "1", "709.45"), "700", Content::ml)});
    input.prices = Prices::with_tax;
    const auto tax = assess(codes(), input);
    EXPECT_EQ(tax.dutiable.text(), "550");
    EXPECT_EQ(tax.total.text(), "159.45");
}

TEST(Steps, EachTermIsExplainedInBothLanguages) {
    const auto tax =
        assess(codes(), order_of({with_content(line_of(skin_care, "1", "425"), "20", Content::g)}));
    std::vector<std::string> zh;
    std::vector<std::string> en;
    for (const auto& step : tax.lines[0].steps) {
        zh.push_back(render(step, Language::zh));
        en.push_back(render(step, Language::en));
    }
    const std::vector<std::string> expected_zh{
        "完税价格 = 货值 425 + 运费 0 + 保费 0 = 425",
        "单位完税价格 = 完税价格 425 ÷ 计量数 20 = 21.25",
        "关税 = 限值以内关税税率 0% = 0",
        "消费税计税价格 = （完税价格 425 + 关税 0 + 从量税 0）÷ (1 − 消费税税率 15%) = 500",
        "消费税 = 计税价格 500 × 消费税税率 15% + 从量税 0 = 75",
        "增值税 = （完税价格 425 + 关税 0 + 消费税 75）× 增值税税率 13% = 65",
        "应缴消费税 = 消费税 75 × 70% = 52.5",
        "应缴增值税 = 增值税 65 × 70% = 45.5",
        "应缴税款 = 关税 0 + 消费税 52.5 + 增值税 45.5 = 98",
    };
    EXPECT_EQ(zh, expected_zh);
    EXPECT_EQ(
        en[5], "VAT = (dutiable value 425 + duty 0 + consumption tax 75) × VAT rate 13% = 65"
    );
    const auto whisky_tax =
        assess(codes(), order_of({with_content(line_of(whisky, "1", "550"), "700", Content::ml)}));
    EXPECT_EQ(
        render(whisky_tax.lines[0].steps[3], Language::en),
        "Consumption tax base = (dutiable value 550 + duty 0 + specific part 0.6384) ÷ (1 − "
        "consumption tax rate 20%) = 688.298"
    );
}

TEST(Steps, EveryTextIsThereInBothLanguages) {
    for (const auto& row : formula_rows()) {
        EXPECT_FALSE(row.name.empty() || row.term_zh.empty() || row.term_en.empty());
        EXPECT_FALSE(row.zh.empty() || row.en.empty()) << row.name;
        EXPECT_EQ(row_of(row.formula).name, row.name);
    }
    for (const auto& row : issue_rows()) {
        EXPECT_FALSE(row.zh.empty() || row.en.empty()) << row.name;
        EXPECT_EQ(row_of(row.issue).name, row.name);
    }
    EXPECT_EQ(
        finding_text({Issue::over_single_limit, 0, {"5500", "5000"}}, Language::en),
        "The dutiable value 5500 is above the limit of 5000 for one purchase and it is not one "
        "single item"
    );
}

TEST(Steps, NobodyPaysForExplanationsNotAskedFor) {
    auto input = order_of({line_of(honey, "1", "100")});
    input.explain = Explain::no;
    EXPECT_TRUE(assess(codes(), input).lines[0].steps.empty());
}

/// The combined rates of the published table, computed from ours: the tax of 100,000 yuan.
TEST(Rates, TheCombinedRatesOfCommonGoodsAreTheTablesOwn) {
    const auto& goods = *codes().at("cbec_goods").newest().table;
    const auto column = [&](const char* name) { return goods.column(name); };
    int seen = 0;
    for (std::size_t row = 0; row < goods.size(); ++row) {
        const auto code = std::string(goods.code_at(row));
        const auto rates = rates_of(codes(), code, day("2025-11-03"));
        const auto inside = goods.cell_at(row, column("cbec_rate_within_limit"));
        if (!rates || inside.empty()) {
            continue;
        }
        const Effective within{
            Decimal{}, rates->consumption, rates->vat, Decimal{}, Limits{}.reduction};
        const Effective full{rates->duty, rates->consumption, rates->vat, Decimal{}, Decimal{1}};
        EXPECT_EQ(terms_of(Fraction{1}, within).total().rounded(6)->text(), yuan(inside).text())
            << code;
        EXPECT_EQ(
            terms_of(Fraction{1}, full).total().rounded(6)->text(),
            yuan(goods.cell_at(row, column("full_rate_over_limit"))).text()
        ) << code;
        ++seen;
    }
    EXPECT_GT(seen, 120);
}

class RandomOrders : public testing::TestWithParam<RoundingMode> {};

/// Codes with every kind of rate.
const char* random_code(std::mt19937_64& random) {
    static constexpr const char* all[] = {
        honey, supplement, skin_care, face_mask, wine, whisky, beer, handbag, formula};
    return all[random() % std::size(all)];
}

Input random_order(std::mt19937_64& random) {
    const auto cents = [&random](std::uint64_t below) {
        return from_units(static_cast<Whole>(random() % below), 2).value();
    };
    std::vector<Line> lines;
    const auto count = 1 + random() % 12;
    for (std::uint64_t i = 0; i < count; ++i) {
        auto line = line_of(random_code(random), "1", "0");
        line.qty = Decimal{static_cast<std::int64_t>(1 + random() % 5)};
        line.price_total = cents(40000);
        line.net_content = NetContent{
            Decimal{static_cast<std::int64_t>(1 + random() % 900)},
            line.gcode == face_mask ? Content::sheet : Content::ml};
        lines.push_back(line);
    }
    auto input = order_of(std::move(lines));
    input.freight = cents(5000);
    input.insurance = cents(500);
    input.usd_cny = yuan("7.1");
    return input;
}

TEST_P(RandomOrders, SumsAreConservedAndNothingDependsOnChance) {
    std::mt19937_64 random(816);
    for (int round = 0; round < 400; ++round) {
        auto input = random_order(random);
        input.rounding = GetParam();
        const auto tax = assess(codes(), input);
        ASSERT_TRUE(tax.complete);
        Decimal freight;
        Decimal insurance;
        Decimal dutiable;
        Decimal goods;
        Decimal total;
        for (std::size_t i = 0; i < tax.lines.size(); ++i) {
            const auto& line = tax.lines[i];
            freight = freight.plus(line.freight).value();
            insurance = insurance.plus(line.insurance).value();
            dutiable = dutiable.plus(line.dutiable).value();
            goods = goods.plus(input.lines[i].price_total).value();
            total = total.plus(line.total).value();
            EXPECT_LE(line.total.fraction_digits(), 2);
        }
        ASSERT_EQ(freight, input.freight);
        ASSERT_EQ(insurance, input.insurance);
        ASSERT_EQ(dutiable, tax.dutiable);
        ASSERT_EQ(dutiable, goods.plus(freight)->plus(insurance).value());
        ASSERT_EQ(total, tax.total);
        ASSERT_EQ(total, tax.duty.plus(tax.consumption)->plus(tax.vat).value());
        ASSERT_EQ(assess(codes(), input).total, tax.total);
    }
}

TEST_P(RandomOrders, TakingTheTaxOutOfPricesLeavesAFenALineAtMost) {
    std::mt19937_64 random(109);
    for (int round = 0; round < 400; ++round) {
        auto input = random_order(random);
        input.rounding = GetParam();
        input.prices = Prices::with_tax;
        const auto tax = assess(codes(), input);
        for (const auto& line : tax.lines) {
            bool gap = false;
            for (const auto& finding : tax.findings) {
                gap = gap || (finding.issue == Issue::price_in_gap && finding.gnum == line.gnum);
            }
            // A value of less than its fixed tax cannot pay it.
            if (!gap && !line.dutiable.zero()) {
                ASSERT_LE(line.left_over, yuan("0.02"));
                ASSERT_GE(line.left_over, yuan("-0.02"));
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Modes,
    RandomOrders,
    testing::Values(RoundingMode::per_line, RoundingMode::per_list),
    [](const auto& test) { return test.param == RoundingMode::per_line ? "line" : "list"; }
);

}  // namespace
}  // namespace tg::tax
