// The language of the rules: comparisons, sums and named functions over the fields of the
// documents. An expression is read once, when its pack is loaded; what names an element that does
// not exist, or compares a text with a number, does not load.
//
//   order.acturalPaid = order.goodsValue + order.freight + order.taxTotal - order.discount
//   given(inventory.lines.unit2) or not given(inventory.lines.qty2)
//   procedure in ['9710', '9810'] and sum(inventory.lines.totalPrice) > list_limit
//
// Fields are `section.element` and `section.lines.element`; a field of lines stands for the line
// that is judged, or, inside sum, all, any and distinct, for each line in turn. Text is written in
// single quotes. Operators, weakest first: or, and, not, = != < <= > >= in, + -, *. A value that is
// absent or in doubt makes a comparison unknown, and an unknown rule says nothing.
#pragma once

#include "gateway/rules/facts.hpp"
#include "schemas/table.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::rules {

struct Function;

struct Expression {
    enum class Op : std::uint8_t {
        literal,
        field,
        fact,
        call,
        negation,
        both,
        either,
        equal,
        unequal,
        less,
        at_most,
        more,
        at_least,
        among,
        plus,
        minus,
        times,
    };

    Op op = Op::literal;
    Shape shape = Shape::truth;
    std::vector<Expression> kids;  ///< operands, arguments, or the members of a list
    Decimal number;                ///< of a literal
    std::string text;              ///< of a literal
    schemas::Field field{};        ///< of a call over lines: the first of those fields
    Fact fact{};
    const Function* function = nullptr;
};

/// What is wrong with the text of an expression, and at which character (from 0).
struct ExpressionFlaw {
    std::size_t at = 0;
    std::string reason;
};

/// Where an expression stands: the direction tells which table a section is, and whether a field of
/// lines may be named.
struct Grammar {
    schemas::Direction direction{};
    bool in_lines = false;    ///< the rule is judged line by line
    bool for_people = false;  ///< the result is shown: no personal data
};

/// Reads an expression. `expected` is the shape it must have; nothing for any.
std::variant<Expression, ExpressionFlaw> parse_expression(
    std::string_view text, const Grammar& grammar, std::optional<Shape> expected
);

/// The tables whose fields the expression names.
void collect_tables(const Expression& expression, std::vector<std::uint16_t>& tables);

/// One evaluation: the line judged and room for texts that are made on the way. Not shared between
/// threads.
class Evaluation {
 public:
    explicit Evaluation(const Facts& facts) : facts_(facts) {}

    [[nodiscard]] const Facts& facts() const { return facts_; }
    void at_line(std::optional<std::size_t> line) { line_ = line; }
    /// Lets go of the texts that were made; values taken before are void.
    void forget() { texts_.clear(); }
    [[nodiscard]] std::optional<std::size_t> line() const { return line_; }

    Value value(const Expression& expression);
    /// True, false, or nothing when it cannot be known.
    std::optional<bool> truth(const Expression& expression);
    /// Keeps a text that a function made.
    std::string_view keep(std::string text);

 private:
    /// Amounts of one document, each read once.
    struct Amounts {
        const schemas::Document* document;
        std::vector<std::optional<Value>> cells;  ///< head rows, then lines one after another
    };

    Value field_value(const Expression& expression);
    const Value& amount(const schemas::Document& document, schemas::Field field);

    const Facts& facts_;
    std::vector<Amounts> amounts_;
    std::optional<std::size_t> line_;
    std::vector<std::unique_ptr<const std::string>> texts_;
};

/// The value of a field as text, sound or not; nothing when it is absent.
std::optional<std::string_view> field_text(
    const Facts& facts, schemas::Field field, std::optional<std::size_t> line
);

}  // namespace tg::rules
