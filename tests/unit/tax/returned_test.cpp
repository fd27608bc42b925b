// Shares that come back: exact in sum, rounded once, whatever the number of returns; and what a
// bill should ask for after them.
#include "gateway/tax/returned.hpp"

#include "gateway/tax/assessed_text.hpp"
#include "gateway/tax/fraction.hpp"
#include "tests/unit/tax/orders.hpp"

#include <gtest/gtest.h>

#include <random>

namespace tg::tax {
namespace {

Decimal sum_of(const std::vector<GivenBack>& parts) {
    Decimal sum;
    for (const auto& part : parts) sum = sum.plus(part.amount).value();
    return sum;
}

TEST(Returned, PartsAreSharesOfTheirLines) {
    const Pieces worth{{1, yuan("100")}, {2, yuan("30")}}, declared{{1, yuan("3")}, {2, yuan("1")}};
    const std::vector<Return> came{
        {"r1", {{1, yuan("1")}}},
        {"r2", {{1, yuan("1")}}},
        {"r3", {{1, yuan("1")}, {2, yuan("1")}}}};
    const auto parts = parts_of(yuan("130"), worth, declared, came);
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(parts[0].amount.text(), "33.33");
    EXPECT_EQ(parts[1].amount.text(), "33.34") << "66.67 of both, rounded once";
    EXPECT_EQ(parts[2].amount.text(), "63.33");
}

TEST(Returned, NothingComesOfUnknownLinesOrMoreThanWasDeclared) {
    const Pieces worth{{1, yuan("100")}, {2, yuan("50")}}, declared{{1, yuan("2")}, {2, yuan("1")}};
    const std::vector<Return> strange{{"r1", {{9, yuan("1")}}}};
    EXPECT_TRUE(parts_of(yuan("150"), worth, declared, strange).empty());
    const std::vector<Return> much{{"r1", {{1, yuan("7")}}}};
    EXPECT_EQ(sum_of(parts_of(yuan("150"), worth, declared, much)).text(), "100");
}

TEST(Returned, EverythingGivesBackTheAmountForRandomReturns) {
    std::mt19937_64 random(30);
    const auto any = [&random](std::uint64_t most) { return static_cast<Whole>(random() % most); };
    for (int round = 0; round < 2'000; ++round) {
        Pieces worth, declared, open;
        const auto lines = static_cast<std::uint32_t>(1 + random() % 5);
        for (std::uint32_t gnum = 1; gnum <= lines; ++gnum) {
            worth[gnum] = from_units(any(1'000'000), 2).value();
            declared[gnum] = open[gnum] = from_units(1 + any(90'000), 4).value();
        }
        const auto amount = from_units(any(3'000'000), 2).value();
        std::vector<Return> came;
        for (int i = 0; i < 6; ++i) {
            Return one{"r" + std::to_string(i), {}};
            for (auto& [gnum, left] : open) {
                const auto part = i == 5 ? left : left.divided(Decimal(2), 4, Rounding::down);
                one.pieces[gnum] = part.value();
                left = left.minus(part.value()).value();
            }
            came.push_back(std::move(one));
            const auto sum = sum_of(parts_of(amount, worth, declared, came));
            ASSERT_LE(sum, amount) << round;
        }
        ASSERT_EQ(sum_of(parts_of(amount, worth, declared, came)), amount) << round;
    }
}

TEST(Returned, TheTaxOfWhatIsLeftIsThatOfItsValueAtTheSameRates) {
    const auto all =
        assess(codes(), order_of({line_of(wine, "2", "360"), line_of(honey, "1", "100")}));
    const Pieces declared{{1, yuan("2")}, {2, yuan("1")}};
    const std::vector<Return> came{{"r1", {{1, yuan("1")}, {2, yuan("1")}}}};
    const auto left = without(all, declared, came);
    const auto alone = assess(codes(), order_of({line_of(wine, "1", "180")}));
    ASSERT_EQ(left.lines.size(), 1U);
    EXPECT_EQ(left.lines[0].dutiable, alone.lines[0].dutiable);
    EXPECT_EQ(left.consumption, alone.consumption);
    EXPECT_EQ(left.vat, alone.vat);
    EXPECT_EQ(left.total, alone.total);
    EXPECT_EQ(without(all, declared, {}).total, all.total);
}

TEST(AssessedText, KeepsAmountsAndRates) {
    auto input = order_of(
        {line_of(wine, "2", "360"), line_of(honey, "1", "100"), line_of("9999999999", "1", "5")}
    );
    input.freight = yuan("12.34");
    const auto assessment = assess(codes(), input);
    const auto kept = assessment_in(text_of(assessment));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->treatment, assessment.treatment);
    EXPECT_EQ(kept->complete, assessment.complete);
    EXPECT_EQ(kept->total, assessment.total);
    EXPECT_EQ(kept->dutiable, assessment.dutiable);
    ASSERT_EQ(kept->lines.size(), assessment.lines.size());
    for (std::size_t i = 0; i < kept->lines.size(); ++i) {
        const auto& one = kept->lines[i];
        const auto& other = assessment.lines[i];
        EXPECT_EQ(one.gnum, other.gnum);
        EXPECT_EQ(one.gcode, other.gcode);
        EXPECT_EQ(one.rule, other.rule);
        EXPECT_EQ(one.computed, other.computed);
        EXPECT_EQ(one.freight, other.freight);
        EXPECT_EQ(one.effective.vat, other.effective.vat);
        EXPECT_EQ(one.effective.reduction, other.effective.reduction);
        EXPECT_EQ(one.mfn_duty, other.mfn_duty);
        EXPECT_EQ(one.vat, other.vat);
        EXPECT_EQ(one.total, other.total);
    }
}

TEST(AssessedText, ReadsNothingElse) {
    const auto text = text_of(assess(codes(), order_of({line_of(wine, "2", "360")})));
    EXPECT_TRUE(assessment_in(text));
    for (const auto* bad :
         {"",
          "1",
          "2\x1f"
          "0\x1f"
          "1",
          "1\x1f"
          "7\x1f"
          "1"})
        EXPECT_FALSE(assessment_in(bad)) << bad;
    for (std::size_t end = 1; end < text.size(); ++end)
        (void)assessment_in(std::string_view(text).substr(0, end));
    EXPECT_FALSE(assessment_in(
        text +
        "\x1e"
        "1"
    ));
    EXPECT_FALSE(assessment_in(
        text +
        "\x1f"
        "1"
    ));
}

TEST(AssessedText, ExplainsALineFromItsRatesAsTheAssessmentDid) {
    const auto assessment = assess(codes(), order_of({line_of(wine, "2", "360")}));
    const auto kept = assessment_in(text_of(assessment)).value();
    const auto steps = steps_of(kept.lines[0]);
    ASSERT_EQ(steps.size(), assessment.lines[0].steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i)
        EXPECT_EQ(
            render(steps[i], Language::en), render(assessment.lines[0].steps[i], Language::en)
        );
    EXPECT_TRUE(steps_of(LineTax{}).empty()) << "nothing was computed";
}

}  // namespace
}  // namespace tg::tax
