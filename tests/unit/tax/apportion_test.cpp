// Splitting: nothing lost, nothing left to chance, for chosen and for random numbers.
#include "gateway/tax/apportion.hpp"

#include "gateway/tax/fraction.hpp"
#include "tests/unit/tax/orders.hpp"

#include <gtest/gtest.h>

#include <random>

namespace tg::tax {
namespace {

std::vector<Decimal> amounts(std::initializer_list<const char*> texts) {
    std::vector<Decimal> all;
    for (const auto* text : texts) {
        all.push_back(yuan(text));
    }
    return all;
}

std::string joined(const std::optional<std::vector<Decimal>>& parts) {
    if (!parts) {
        return "nothing";
    }
    std::string all;
    for (const auto& part : *parts) {
        all += (all.empty() ? "" : " ") + part.text();
    }
    return all;
}

TEST(Apportion, TheLargestRemaindersTakeWhatIsLeft) {
    EXPECT_EQ(joined(apportion(yuan("12"), amounts({"100", "300"}), 2)), "3 9");
    EXPECT_EQ(joined(apportion(yuan("0.05"), amounts({"3", "3", "1"}), 2)), "0.02 0.02 0.01");
    EXPECT_EQ(joined(apportion(yuan("10"), amounts({"1", "1", "1"}), 2)), "3.34 3.33 3.33");
}

TEST(Apportion, OfEqualRemaindersTheEarlierLineIsFirst) {
    EXPECT_EQ(joined(apportion(yuan("0.02"), amounts({"1", "1", "1"}), 2)), "0.01 0.01 0");
    EXPECT_EQ(joined(apportion(yuan("1"), amounts({"5", "7", "5", "7"}), 0)), "0 1 0 0");
}

TEST(Apportion, ALineWithoutWeightGetsNothingUnlessAllHaveNone) {
    EXPECT_EQ(joined(apportion(yuan("0.03"), amounts({"0", "1", "0", "1"}), 2)), "0 0.02 0 0.01");
    EXPECT_EQ(joined(apportion(yuan("0.03"), amounts({"0", "0"}), 2)), "0.02 0.01");
}

TEST(Apportion, BelowZeroItSplitsLikeAboveIt) {
    EXPECT_EQ(joined(apportion(yuan("-10"), amounts({"1", "1", "1"}), 2)), "-3.34 -3.33 -3.33");
}

TEST(Apportion, WhatCannotBeSplitExactlyIsNothing) {
    EXPECT_EQ(apportion(yuan("0.001"), amounts({"1"}), 2), std::nullopt);
    EXPECT_EQ(apportion(yuan("1"), amounts({"1", "-1"}), 2), std::nullopt);
    EXPECT_EQ(apportion(yuan("1"), {}, 2), std::nullopt);
    EXPECT_EQ(joined(apportion(yuan("0"), {}, 2)), "");
    const auto huge = amounts({"9999999999999999999999", "9999999999999999999999"});
    EXPECT_EQ(apportion(yuan("9999999999999999"), huge, 5), std::nullopt) << "too large";
}

TEST(Apportion, RandomAmountsAndWeightsSumToTheTotalAndKeepTheirOrder) {
    std::mt19937_64 random(20260301);
    for (int round = 0; round < 3000; ++round) {
        const auto digits = static_cast<int>(random() % 6);
        const auto units = static_cast<Whole>(random() % 100'000'000'000);
        const auto total = from_units(random() % 5 == 0 ? -units : units, digits).value();
        std::vector<Decimal> weights(1 + random() % 40);
        for (auto& weight : weights) {
            const auto any = static_cast<Whole>(random() % (random() % 3 == 0 ? 3 : 10'000'000));
            weight = from_units(any, static_cast<int>(random() % 6)).value();
        }
        const auto parts = apportion(total, weights, digits);
        ASSERT_TRUE(parts);
        Decimal sum;
        for (const auto& part : *parts) {
            EXPECT_LE(part.fraction_digits(), digits);
            sum = sum.plus(part).value();
        }
        ASSERT_EQ(sum, total);
        ASSERT_EQ(apportion(total, weights, digits), parts) << "the same again";
        for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
            const auto& a = (*parts)[i];
            const auto& b = (*parts)[i + 1];
            if (weights[i] >= weights[i + 1] && !total.negative()) {
                ASSERT_GE(a, b) << "a heavier or earlier equal line never gets less";
            }
        }
    }
}

TEST(Fraction, IsExactWhereDecimalsAreNot) {
    const Fraction third = Fraction{1} / Fraction{3};
    EXPECT_EQ((third + third + third).rounded(10)->text(), "1");
    EXPECT_TRUE((third * Fraction{3}).fits(0));
    EXPECT_FALSE(third.fits(10));
    EXPECT_EQ(third.rounded(5)->text(), "0.33333");
    EXPECT_EQ((Fraction{} - third).rounded(2)->text(), "-0.33");
}

TEST(Fraction, HalfAFenGoesUpAndALittleLessDoesNot) {
    // 0.005 less a part that ten digits do not show.
    const auto half = Fraction{yuan("0.005")};
    const auto hair = Fraction{1} / (Fraction{1'000'000'000} * Fraction{1'000'000'000});
    EXPECT_EQ(half.rounded(2)->text(), "0.01");
    EXPECT_EQ((half - hair).rounded(2)->text(), "0");
    EXPECT_EQ((Fraction{} - half).rounded(2)->text(), "-0.01");
}

TEST(Fraction, WhatOverflowsOrDividesByZeroIsUnsoundForever) {
    auto large = Fraction{yuan("9999999999999999999999999999")};
    large = large * large;
    EXPECT_FALSE(large.sound());
    EXPECT_FALSE((large + Fraction{1}).sound());
    EXPECT_FALSE((Fraction{1} / Fraction{}).sound());
    EXPECT_EQ((Fraction{1} / Fraction{}).rounded(2), std::nullopt);
    EXPECT_FALSE(large < Fraction{1});
}

}  // namespace
}  // namespace tg::tax
