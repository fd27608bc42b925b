// The tax bill beside the assessment: every reason for a difference, and equality.
#include "gateway/tax/bill.hpp"

#include "tests/unit/tax/orders.hpp"

#include <gtest/gtest.h>

#include <set>

namespace tg::tax {
namespace {

Assessment wine_and_honey() {
    return assess(codes(), order_of({line_of(wine, "2", "360"), line_of(honey, "1", "100")}));
}

/// A bill that agrees: wine 28.00 and 36.40, honey 6.30.
Bill agreeing() {
    Bill bill;
    bill.consumption = yuan("28");
    bill.vat = yuan("42.7");
    bill.lines = {
        {1, wine, yuan("360"), yuan("0"), yuan("28"), yuan("36.4")},
        {2, honey, yuan("100"), yuan("0"), yuan("0"), yuan("6.3")},
    };
    return bill;
}

/// The notable differences as text: line, amount, reason.
std::multiset<std::string> notable_of(const Assessment& ours, const Bill& bill) {
    std::multiset<std::string> said;
    for (const auto& each : compare(ours, bill)) {
        if (notable(each.difference)) {
            said.insert(
                std::to_string(each.gnum) + " " + std::string(row_of(each.amount).name) + " " +
                std::string(row_of(each.difference).name)
            );
        }
    }
    return said;
}

using Said = std::multiset<std::string>;

TEST(Bill, ThatAgreesIsEqualInEveryAmount) {
    const auto all = compare(wine_and_honey(), agreeing());
    ASSERT_EQ(all.size(), 8U);
    for (const auto& each : all) {
        EXPECT_EQ(each.difference, Difference::equal) << each.gnum;
    }
}

TEST(Bill, AFenIsRounding) {
    auto bill = agreeing();
    bill.lines[0].vat = yuan("36.41");
    bill.vat = yuan("42.71");
    const auto all = compare(wine_and_honey(), bill);
    EXPECT_EQ(all[3].difference, Difference::rounding);
    EXPECT_EQ(all[3].excess.text(), "0.01");
    EXPECT_TRUE(notable_of(wine_and_honey(), bill).empty());
}

TEST(Bill, AnotherBaseExplainsTheTaxesThatFollowFromIt) {
    auto bill = agreeing();
    bill.lines[0] = {1, wine, yuan("450"), yuan("0"), yuan("35"), yuan("45.5")};
    bill.consumption = yuan("35");
    bill.vat = yuan("51.8");
    EXPECT_EQ(
        notable_of(wine_and_honey(), bill),
        (Said{"1 value base_differs", "1 consumption base_differs", "1 vat base_differs"})
    );
}

TEST(Bill, AnotherBaseDoesNotHideAnotherRate) {
    auto bill = agreeing();
    // On 450 our rates give 35.00 and 45.50.
    bill.lines[0] = {1, wine, yuan("450"), yuan("0"), yuan("35"), yuan("40")};
    bill.consumption = yuan("35");
    bill.vat = yuan("46.3");
    EXPECT_EQ(
        notable_of(wine_and_honey(), bill),
        (Said{"1 value base_differs", "1 consumption base_differs", "1 vat rate_differs"})
    );
}

TEST(Bill, FullRatesWhereWeReducedAreNamed) {
    auto bill = agreeing();
    // 360 with 14 % duty: 50.40; base 456; consumption tax 45.60; VAT 59.28.
    bill.lines[0] = {1, wine, yuan("360"), yuan("50.4"), yuan("45.6"), yuan("59.28")};
    bill.duty = yuan("50.4");
    bill.consumption = yuan("45.6");
    bill.vat = yuan("65.58");
    EXPECT_EQ(
        notable_of(wine_and_honey(), bill),
        (Said{
            "1 duty reduction_differs",
            "1 consumption reduction_differs",
            "1 vat reduction_differs"})
    );
}

TEST(Bill, AnotherRateAMissingKindAndOneTooManyAreNamed) {
    auto bill = agreeing();
    bill.lines[0].consumption = yuan("0");
    bill.lines[0].vat = yuan("32.76");
    bill.lines[1].duty = yuan("1");
    bill.duty = yuan("1");
    bill.consumption = yuan("0");
    bill.vat = yuan("39.06");
    EXPECT_EQ(
        notable_of(wine_and_honey(), bill),
        (Said{"1 consumption kind_missing", "1 vat rate_differs", "2 duty kind_unexpected"})
    );
}

TEST(Bill, LinesOfOneSideOnlyAreNamedWithEveryAmount) {
    auto bill = agreeing();
    bill.lines[1].gnum = 3;
    EXPECT_EQ(
        notable_of(wine_and_honey(), bill),
        (Said{
            "2 value line_missing",
            "2 duty line_missing",
            "2 consumption line_missing",
            "2 vat line_missing",
            "3 value line_unexpected",
            "3 duty line_unexpected",
            "3 consumption line_unexpected",
            "3 vat line_unexpected"})
    );
}

TEST(Bill, AnotherCodeIsNamedWhereItsTaxesDiffer) {
    auto bill = agreeing();
    bill.lines[1].gcode = supplement;
    bill.lines[1].vat = yuan("9.1");
    bill.vat = yuan("45.5");
    EXPECT_EQ(notable_of(wine_and_honey(), bill), (Said{"2 vat code_differs"}));
}

TEST(Bill, AHeadThatIsNotTheSumOfItsLinesIsNamed) {
    auto bill = agreeing();
    bill.vat = yuan("42.8");
    EXPECT_EQ(notable_of(wine_and_honey(), bill), (Said{"0 vat sum_differs"}));
}

TEST(Bill, WhatWeCouldNotComputeIsNotCalledDifferent) {
    const auto ours = assess(codes(), order_of({line_of("9999999999", "1", "100")}));
    Bill bill;
    bill.vat = yuan("9.1");
    bill.lines = {{1, "9999999999", yuan("100"), yuan("0"), yuan("0"), yuan("9.1")}};
    EXPECT_EQ(
        notable_of(ours, bill),
        (Said{"1 duty not_computed", "1 consumption not_computed", "1 vat not_computed"})
    );
}

TEST(Bill, EveryReasonHasATextInBothLanguages) {
    for (const auto& row : difference_rows()) {
        EXPECT_FALSE(row.zh.empty() || row.en.empty()) << row.name;
        EXPECT_EQ(row_of(row.difference).name, row.name);
    }
    EXPECT_EQ(difference_rows().size(), 12U);
}

}  // namespace
}  // namespace tg::tax
