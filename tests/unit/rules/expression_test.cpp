// The language of the rules: what it reads, what it refuses with its place, and what it yields when
// a value is missing or in doubt.
#include "gateway/rules/expression.hpp"

#include "gateway/rules/forms.hpp"
#include "gateway/rules/functions.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/fields.hpp"

#include <gmock/gmock.h>

#include <set>

namespace tg::rules {
namespace {

using schemas::Direction;
using ::testing::HasSubstr;
namespace order = schemas::ceb311;

/// An order with two lines; what stands in `doubtful` is not fit to be judged.
class OneOrder final : public Facts {
 public:
    OneOrder() : order_(schemas::table_at(order::OrderHead::orderNo.table)) {
        order_.set(order::OrderHead::orderNo, "A1");
        order_.set(order::OrderHead::goodsValue, "30");
        order_.set(order::OrderHead::freight, "2.5");
        for (const char* total : {"10", "20"}) {
            const auto line = order_.add_line();
            order_.set(line, order::OrderList::totalPrice, total);
            order_.set(line, order::OrderList::qty, "2");
        }
    }

    std::vector<schemas::Field> doubtful;

    const schemas::Document* document(std::uint16_t table) const override {
        return table == order_.table().index ? &order_ : nullptr;
    }
    bool sound(schemas::Field field, std::optional<std::size_t>) const override {
        return std::find(doubtful.begin(), doubtful.end(), field) == doubtful.end();
    }
    bool own(schemas::Field, std::optional<std::size_t>) const override { return true; }
    bool fresh(std::uint16_t) const override { return true; }
    Value fact(Fact fact) const override {
        return fact == Fact::procedure ? Value(std::string_view("9610")) : Value();
    }
    const schemas::CodeBook& codes() const override {
        static const auto book = schemas::CodeBook::built_in();
        return book;
    }
    Instant moment() const override { return *from_rfc3339("2026-03-01T00:00:00Z"); }
    schemas::Day day() const override { return schemas::china_day(moment()); }

 private:
    schemas::Document order_;
};

constexpr Grammar on_head{Direction::import, false, false};

/// What the expression yields over the order, as a person reads it; "-" for unknown.
std::string yields(std::string_view text, const OneOrder& facts = {}) {
    auto read = parse_expression(text, on_head, std::nullopt);
    if (const auto* flaw = std::get_if<ExpressionFlaw>(&read))
        return "flaw: " + flaw->reason;
    Evaluation evaluation(facts);
    return shown(evaluation.value(std::get<Expression>(read)));
}

std::string flaw_of(std::string_view text, const Grammar& grammar = on_head) {
    auto read = parse_expression(text, grammar, Shape::truth);
    const auto* flaw = std::get_if<ExpressionFlaw>(&read);
    return flaw == nullptr ? "" : std::to_string(flaw->at) + " " + flaw->reason;
}

TEST(Expressions, CalculateExactly) {
    EXPECT_EQ(yields("order.goodsValue + order.freight"), "32.5");
    EXPECT_EQ(yields("0.1 + 0.2"), "0.3");
    EXPECT_EQ(yields("1 + 2 * 3"), "7");
    EXPECT_EQ(yields("(1 + 2) * 3"), "9");
    EXPECT_EQ(yields("5 - 2 - 1"), "2");
    EXPECT_EQ(yields("round(2.345, 2)"), "2.35");
}

TEST(Expressions, CompareNumbersByValueAndTextsByTheirBytes) {
    EXPECT_EQ(yields("order.goodsValue = 30.00"), "true");
    EXPECT_EQ(yields("order.orderNo = 'A1'"), "true");
    EXPECT_EQ(yields("order.orderNo in ['B', 'A1']"), "true");
    EXPECT_EQ(yields("procedure != '9610'"), "false");
    EXPECT_EQ(yields("3 >= 3 and 2 < 3 and not 1 > 2"), "true");
}

TEST(Expressions, WalkOverLines) {
    EXPECT_EQ(yields("sum(order.lines.totalPrice)"), "30");
    EXPECT_EQ(yields("sum(order.lines.totalPrice * order.lines.qty)"), "60");
    EXPECT_EQ(yields("count(order.lines.qty)"), "2");
    EXPECT_EQ(yields("all(order.lines.totalPrice > 5)"), "true");
    EXPECT_EQ(yields("any(order.lines.totalPrice > 15)"), "true");
    EXPECT_EQ(yields("distinct(order.lines.qty)"), "false");
    EXPECT_EQ(yields("distinct(order.lines.totalPrice)"), "true");
}

TEST(Expressions, WhatIsAbsentOrInDoubtMakesTheWholeUnknown) {
    EXPECT_EQ(yields("order.discount + 1"), "-");
    EXPECT_EQ(yields("order.discount = 0"), "-");
    EXPECT_EQ(yields("given(order.discount)"), "false");
    EXPECT_EQ(yields("or_else(order.discount, 0) = 0"), "true");
    OneOrder facts;
    facts.doubtful = {order::OrderHead::goodsValue};
    EXPECT_EQ(yields("order.goodsValue = 30", facts), "-");
    EXPECT_EQ(yields("given(order.goodsValue)", facts), "true");
    facts.doubtful = {order::OrderList::totalPrice};
    EXPECT_EQ(yields("sum(order.lines.totalPrice)", facts), "-");
}

TEST(Expressions, AndOrDecideByWhatIsKnown) {
    EXPECT_EQ(yields("order.discount = 0 and 1 = 2"), "false");
    EXPECT_EQ(yields("order.discount = 0 and 1 = 1"), "-");
    EXPECT_EQ(yields("order.discount = 0 or 1 = 1"), "true");
    EXPECT_EQ(yields("order.discount = 0 or 1 = 2"), "-");
    EXPECT_EQ(yields("not order.discount = 0"), "-");
}

TEST(Expressions, AnOldOrPartialListProvesNothingByAbsence) {
    EXPECT_EQ(yields("listed('tariff', '0402910000')"), "true");
    EXPECT_EQ(yields("listed('tariff', '9999999999')"), "-");
    EXPECT_EQ(yields("listed('currency', '142')"), "true");
    EXPECT_EQ(yields("cell('tariff', '0402910000', 'unit1')"), "035");
    EXPECT_EQ(yields("cell('tariff', '9999999999', 'unit1')"), "-");
}

TEST(Expressions, SayWhereTheyAreWrong) {
    EXPECT_THAT(flaw_of("order.ordrNo = 'x'"), HasSubstr("has no element ordrNo in its head"));
    EXPECT_THAT(flaw_of("ordr.orderNo = 'x'"), HasSubstr("there is no section ordr"));
    EXPECT_THAT(flaw_of("order.orderNo = 5"), HasSubstr("a text is needed here, not a number"));
    EXPECT_THAT(flaw_of("order.goodsValue"), HasSubstr("the whole must be a truth"));
    EXPECT_THAT(flaw_of("order.lines.qty > 0"), HasSubstr("needs sum, all, any or distinct"));
    EXPECT_THAT(flaw_of("1 = 1 1"), HasSubstr("nothing more is expected"));
    EXPECT_THAT(flaw_of("1 ="), HasSubstr("something is missing"));
    EXPECT_THAT(flaw_of("'abc = 1"), HasSubstr("the quote is not closed"));
    EXPECT_THAT(flaw_of("nothing = 1"), HasSubstr("there is no fact or function nothing"));
    EXPECT_THAT(flaw_of("sum(1) = 1"), HasSubstr("fields of the lines of one section"));
    EXPECT_THAT(flaw_of("form(order.orderNo, '[0-9')"), HasSubstr("not closed"));
    EXPECT_THAT(flaw_of("round(1, order.freight) = 1"), HasSubstr("whole number from 0 to 99"));
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "(";
    EXPECT_THAT(flaw_of(deep), HasSubstr("nested too deeply"));
}

TEST(Expressions, PersonalDataIsNotShown) {
    const Grammar shown_one{Direction::import, false, true};
    auto read = parse_expression("order.buyerName", shown_one, std::nullopt);
    ASSERT_TRUE(std::holds_alternative<ExpressionFlaw>(read));
    read = parse_expression("length(order.buyerName)", shown_one, std::nullopt);
    EXPECT_TRUE(std::holds_alternative<Expression>(read));
}

TEST(Forms, MatchTheWholeTextFromTheLeft) {
    EXPECT_TRUE(has_form("2102A", "[0-9]{4}[A-Z]"));
    EXPECT_FALSE(has_form("2102", "[0-9]{4}[A-Z]"));
    EXPECT_FALSE(has_form("2102AB", "[0-9]{4}[A-Z]"));
    EXPECT_TRUE(has_form("L9013B19A008", "[A-Z][0-9]{4}[0-9A-Z]{7}"));
    EXPECT_TRUE(has_form("", "[0-9]{0,3}"));
    EXPECT_FALSE(has_form("12345", "[0-9]{1,4}"));
    EXPECT_TRUE(flaw_of_form("[0-9"));
    EXPECT_TRUE(flaw_of_form("[0-9]{4"));
    EXPECT_TRUE(flaw_of_form("[0-9]{4,2}"));
    EXPECT_TRUE(flaw_of_form(""));
}

TEST(Functions, HaveNamesOfTheirOwnAndAMeaning) {
    std::set<std::string_view> names;
    for (const Function& function : functions()) {
        EXPECT_TRUE(names.insert(function.name).second) << function.name;
        EXPECT_FALSE(function.meaning.empty()) << function.name;
        EXPECT_NE(function.call, nullptr);
    }
}

}  // namespace
}  // namespace tg::rules
