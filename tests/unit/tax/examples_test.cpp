// The worked examples of the tax, exact to the fen: what the amounts must be is written here by
// hand, from a published answer of customs (the first) and from the formulas of the law.
#include "gateway/tax/calendar.hpp"
#include "gateway/tax/memory_ledger.hpp"
#include "tests/unit/tax/orders.hpp"

#include <gtest/gtest.h>

namespace tg::tax {
namespace {

struct Example {
    const char* name;
    std::vector<Line> lines;
    const char* freight;
    const char* used;
    Treatment treatment;
    const char *duty, *consumption, *vat, *total;
};

class WorkedExample : public testing::TestWithParam<Example> {};

TEST_P(WorkedExample, IsExactToTheFen) {
    const auto& example = GetParam();
    auto input = order_of(example.lines);
    input.freight = yuan(example.freight);
    input.used_this_year = yuan(example.used);
    input.usd_cny = yuan("7.1");
    const auto tax = assess(codes(), input);
    EXPECT_EQ(tax.treatment, example.treatment);
    EXPECT_TRUE(tax.complete);
    EXPECT_TRUE(tax.findings.empty());
    EXPECT_EQ(tax.duty.text(), example.duty);
    EXPECT_EQ(tax.consumption.text(), example.consumption);
    EXPECT_EQ(tax.vat.text(), example.vat);
    EXPECT_EQ(tax.total.text(), example.total);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Taxed,
    WorkedExample,
    testing::Values(
        Example{"n1_skin_care_above_the_threshold", {with_content(line_of(skin_care, "1", "425"), "20", Content::g)}, "0", "0", Treatment::reduced, "0", "52.5", "45.5", "98"},
        Example{"n2_skin_care_below_the_threshold", {with_content(line_of(skin_care, "1", "199"), "20", Content::g)}, "0", "0", Treatment::reduced, "0", "0", "18.11", "18.11"},
        Example{"n3_infant_formula_with_freight", {line_of(formula, "3", "780")}, "20", "0", Treatment::reduced, "0", "0", "72.8", "72.8"},
        Example{"n4_wine", {line_of(wine, "2", "360")}, "0", "0", Treatment::reduced, "0", "28", "36.4", "64.4"},
        Example{"n5_whisky_with_its_specific_part", {with_content(line_of(whisky, "1", "550"), "700", Content::ml)}, "0", "0", Treatment::reduced, "0", "96.81", "62.64", "159.45"},
        Example{"n6_beer", {with_content(line_of(beer, "24", "150"), "330", Content::ml)}, "0", "0", Treatment::reduced, "0", "1.4", "13.83", "15.23"},
        Example{"n7_handbag_above_the_single_limit", {line_of(handbag, "1", "6800")}, "0", "3000", Treatment::full, "408", "0", "937.04", "1345.04"},
        Example{"n8_watch_above_the_single_limit", {line_of(watch, "1", "12000")}, "0", "0", Treatment::full, "1320", "3330", "2164.5", "6814.5"},
        Example{"n11_two_rates_and_freight", {line_of(honey, "1", "100"), line_of(supplement, "1", "300")}, "12", "0", Treatment::reduced, "0", "0", "34.61", "34.61"},
        Example{"n12_face_mask_by_sheet", {with_content(line_of(face_mask, "1", "89"), "5", Content::sheet)}, "0", "0", Treatment::reduced, "0", "10.99", "9.53", "20.52"}
    ),
    [](const auto& test) { return test.param.name; }
);
// clang-format on

TEST(WorkedExamples, N5bWhiskyByATableWithoutTheSpecificPart) {
    const std::string table =
        "code,name_zh,name_en,prefixes,except,measure,at_least,below,currency,per_litre,per_kg,"
        "litres_per_tonne,rate,mark,note\n"
        "SPIRIT,蒸馏酒,distilled spirits,2208,2208909001,,,,,,,,0.20,,\n";
    const auto book = codes().with({{"consumption_tax_rules.csv", table}});
    ASSERT_TRUE(book);
    const auto tax = assess(
        book.value(), order_of({with_content(line_of(whisky, "1", "550"), "700", Content::ml)})
    );
    EXPECT_EQ(tax.consumption.text(), "96.25");
    EXPECT_EQ(tax.vat.text(), "62.56");
    EXPECT_EQ(tax.total.text(), "158.81");
}

TEST(WorkedExamples, N7CountsTowardTheYear) {
    auto input = order_of({line_of(handbag, "1", "6800")});
    input.used_this_year = yuan("3000");
    EXPECT_EQ(assess(codes(), input).year_after.text(), "9800");
}

TEST(WorkedExamples, N9TwoItemsAboveTheSingleLimitAreRefused) {
    const auto tax =
        assess(codes(), order_of({line_of(handbag, "1", "3000"), line_of(handbag, "1", "2500")}));
    EXPECT_EQ(tax.treatment, Treatment::refused);
    EXPECT_TRUE(has(tax, Issue::over_single_limit));
    EXPECT_FALSE(has(tax, Issue::over_yearly_limit));
    EXPECT_EQ(tax.dutiable.text(), "5500");
    EXPECT_TRUE(tax.total.zero());
}

TEST(WorkedExamples, N10MoreThanTheYearAllowsIsRefused) {
    auto input = order_of({line_of(supplement, "1", "800")});
    input.used_this_year = yuan("25500");
    const auto tax = assess(codes(), input);
    EXPECT_EQ(tax.treatment, Treatment::refused);
    EXPECT_TRUE(has(tax, Issue::over_yearly_limit));
    EXPECT_FALSE(has(tax, Issue::over_single_limit));
}

TEST(WorkedExamples, N11FreightIsSpreadByValue) {
    auto input = order_of({line_of(honey, "1", "100"), line_of(supplement, "1", "300")});
    input.freight = yuan("12");
    const auto tax = assess(codes(), input);
    EXPECT_EQ(tax.lines[0].freight.text(), "3");
    EXPECT_EQ(tax.lines[1].freight.text(), "9");
    EXPECT_EQ(tax.lines[0].vat.text(), "6.49");
    EXPECT_EQ(tax.lines[1].vat.text(), "28.12");
}

TEST(WorkedExamples, N13TaxIsTakenOutOfAPriceThatHoldsIt) {
    auto input = order_of({line_of(supplement, "1", "109.10")});
    input.prices = Prices::with_tax;
    const auto tax = assess(codes(), input);
    EXPECT_EQ(tax.dutiable.text(), "100");
    EXPECT_EQ(tax.lines[0].price.text(), "100");
    EXPECT_EQ(tax.vat.text(), "9.1");
    EXPECT_EQ(tax.total.text(), "9.1");
    EXPECT_EQ(tax.to_pay.text(), "109.1");
    EXPECT_TRUE(tax.lines[0].left_over.zero());
}

TEST(WorkedExamples, N14ACouponDoesNotReduceTheDutiableValue) {
    auto input = order_of({line_of(supplement, "1", "500")});
    input.discount = yuan("50");
    const auto tax = assess(codes(), input);
    EXPECT_EQ(tax.dutiable.text(), "500");
    EXPECT_EQ(tax.vat.text(), "45.5");
    EXPECT_EQ(tax.to_pay.text(), "495.5");
}

TEST(WorkedExamples, N15AReturnInTimeCostsNothingAndRestoresTheYear) {
    const auto released = day("2025-03-01");
    const auto applied = released + std::chrono::days{20};
    const auto arrived = released + std::chrono::days{40};
    ASSERT_TRUE(returned_in_time(released, applied, arrived));

    const auto tax = assess(codes(), order_of({line_of(supplement, "1", "500")}));
    MemoryLedger ledger;
    const auto year = year_account("0011", year_of(released));
    const auto bond = guarantee_account("2102961234");
    for (const auto& [account, amount] :
         {std::pair{year, tax.dutiable}, std::pair{bond, tax.total}}) {
        for (const auto act : {ClaimAct::reserve, ClaimAct::confirm}) {
            ASSERT_EQ(
                ledger.apply({act, account, "filing-1", amount}).value().outcome,
                ClaimOutcome::changed
            );
        }
    }
    EXPECT_EQ(ledger.balance(year, yuan("26000")).value().available.text(), "25500");
    EXPECT_EQ(ledger.balance(bond, yuan("1000")).value().available.text(), "954.5");
    // The return gives the value back, the void bill the guarantee.
    ASSERT_EQ(
        ledger.apply({ClaimAct::give_back, year, "filing-1", tax.dutiable, "return-1"})
            .value()
            .outcome,
        ClaimOutcome::changed
    );
    ASSERT_EQ(
        ledger.apply({ClaimAct::release, bond, "filing-1"}).value().outcome, ClaimOutcome::changed
    );
    EXPECT_EQ(ledger.balance(year, yuan("26000")).value().available.text(), "26000");
    EXPECT_EQ(ledger.balance(bond, yuan("1000")).value().available.text(), "1000");
}

}  // namespace
}  // namespace tg::tax
