// Reads expressions: one pass, recursive descent, shapes checked on the way.
#include "gateway/rules/functions.hpp"
#include "gateway/rules/personal.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tg::rules {
namespace {

using Op = Expression::Op;
using schemas::Field;
using schemas::Group;

constexpr int depth_max = 40;

bool name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
bool digit(char c) {
    return c >= '0' && c <= '9';
}

struct Comparison {
    std::string_view sign;
    Op op;
};
constexpr std::array comparisons{
    Comparison{"!=", Op::unequal},
    Comparison{"<=", Op::at_most},
    Comparison{">=", Op::at_least},
    Comparison{"=", Op::equal},
    Comparison{"<", Op::less},
    Comparison{">", Op::more},
};

const schemas::Table* table_of(schemas::Direction direction, std::string_view section) {
    for (const schemas::Table& table : schemas::catalogue()) {
        if (!table.receipt && table.direction == direction &&
            schemas::section_name(table.kind) == section)
            return &table;
    }
    return nullptr;
}

Shape shape_of(schemas::Type type) {
    const bool number = type == schemas::Type::amount || type == schemas::Type::count;
    return number ? Shape::number : Shape::text;
}

/// Thrown away as a whole by the first flaw: what comes after it would be guessing.
struct Stop {
    ExpressionFlaw flaw;
};

class Parser {
 public:
    Parser(std::string_view text, const Grammar& grammar)
        : text_(text), grammar_(grammar), in_lines_(grammar.in_lines) {}

    Expression whole() {
        Expression made = either();
        blanks();
        if (at_ != text_.size())
            stop("nothing more is expected here");
        return made;
    }

    [[noreturn]] void stop(std::string reason) { throw Stop{{at_, std::move(reason)}}; }

 private:
    void blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')
        )
            ++at_;
    }
    bool sign(std::string_view wanted) {
        blanks();
        if (!text_.substr(at_).starts_with(wanted))
            return false;
        at_ += wanted.size();
        return true;
    }
    bool word(std::string_view wanted) {
        blanks();
        const std::string_view rest = text_.substr(at_);
        if (!rest.starts_with(wanted))
            return false;
        if (rest.size() != wanted.size() && name_character(rest[wanted.size()]))
            return false;
        at_ += wanted.size();
        return true;
    }
    void demand(std::string_view wanted) {
        if (!sign(wanted))
            stop("expected '" + std::string(wanted) + "'");
    }
    void demand_shape(const Expression& part, Shape shape) {
        if (part.shape != shape)
            stop(
                "a " + std::string(shape_name(shape)) + " is needed here, not a " +
                std::string(shape_name(part.shape))
            );
    }
    static Expression joined(Op op, Shape shape, Expression left, Expression right) {
        Expression made;
        made.op = op;
        made.shape = shape;
        made.kids.push_back(std::move(left));
        made.kids.push_back(std::move(right));
        return made;
    }

    Expression either();
    Expression both();
    Expression negated();
    Expression compared();
    Expression added();
    Expression multiplied();
    Expression primary();
    Expression list_after(Expression left);
    Expression text_literal();
    Expression number_literal();
    Expression named();
    Expression field(std::string_view section);
    Expression call(const Function& function);
    Expression argument(Want want, const Expression* before);
    std::string_view name();

    std::string_view text_;
    Grammar grammar_;
    bool in_lines_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

Expression Parser::either() {
    if (++depth_ > depth_max)
        stop("nested too deeply");
    Expression left = both();
    while (word("or")) {
        demand_shape(left, Shape::truth);
        Expression right = both();
        demand_shape(right, Shape::truth);
        left = joined(Op::either, Shape::truth, std::move(left), std::move(right));
    }
    --depth_;
    return left;
}

Expression Parser::both() {
    Expression left = negated();
    while (word("and")) {
        demand_shape(left, Shape::truth);
        Expression right = negated();
        demand_shape(right, Shape::truth);
        left = joined(Op::both, Shape::truth, std::move(left), std::move(right));
    }
    return left;
}

Expression Parser::negated() {
    if (!word("not"))
        return compared();
    if (++depth_ > depth_max)
        stop("nested too deeply");
    Expression made;
    made.op = Op::negation;
    made.kids.push_back(negated());
    demand_shape(made.kids.front(), Shape::truth);
    --depth_;
    return made;
}

Expression Parser::compared() {
    Expression left = added();
    if (word("in"))
        return list_after(std::move(left));
    for (const Comparison& comparison : comparisons) {
        if (!sign(comparison.sign))
            continue;
        Expression right = added();
        demand_shape(right, left.shape);
        return joined(comparison.op, Shape::truth, std::move(left), std::move(right));
    }
    return left;
}

Expression Parser::list_after(Expression left) {
    Expression made;
    made.op = Op::among;
    const Shape shape = left.shape;
    made.kids.push_back(std::move(left));
    demand("[");
    do {
        made.kids.push_back(primary());
        if (made.kids.back().op != Op::literal)
            stop("only literals stand in a list");
        demand_shape(made.kids.back(), shape);
    } while (sign(","));
    demand("]");
    return made;
}

Expression Parser::added() {
    Expression left = multiplied();
    for (;;) {
        const bool plus = sign("+");
        if (!plus && !sign("-"))
            return left;
        demand_shape(left, Shape::number);
        Expression right = multiplied();
        demand_shape(right, Shape::number);
        left =
            joined(plus ? Op::plus : Op::minus, Shape::number, std::move(left), std::move(right));
    }
}

Expression Parser::multiplied() {
    Expression left = primary();
    while (sign("*")) {
        demand_shape(left, Shape::number);
        Expression right = primary();
        demand_shape(right, Shape::number);
        left = joined(Op::times, Shape::number, std::move(left), std::move(right));
    }
    return left;
}

Expression Parser::primary() {
    blanks();
    if (at_ == text_.size())
        stop("something is missing at the end");
    if (sign("(")) {
        Expression made = either();
        demand(")");
        return made;
    }
    if (text_[at_] == '\'')
        return text_literal();
    if (digit(text_[at_]))
        return number_literal();
    return named();
}

Expression Parser::text_literal() {
    const std::size_t end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos)
        stop("the quote is not closed");
    Expression made;
    made.shape = Shape::text;
    made.text = std::string(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return made;
}

Expression Parser::number_literal() {
    std::size_t end = at_;
    while (end < text_.size() && (digit(text_[end]) || text_[end] == '.')) ++end;
    const auto number = Decimal::parse(text_.substr(at_, end - at_));
    if (!number)
        stop("no decimal");
    Expression made;
    made.shape = Shape::number;
    made.number = *number;
    at_ = end;
    return made;
}

std::string_view Parser::name() {
    blanks();
    std::size_t end = at_;
    while (end < text_.size() && name_character(text_[end])) ++end;
    if (end == at_)
        stop("a name is expected here");
    const std::string_view found = text_.substr(at_, end - at_);
    at_ = end;
    return found;
}

Expression Parser::named() {
    const std::size_t start = at_;
    const std::string_view first = name();
    if (sign("("))
        if (const Function* function = find_function(first))
            return call(*function);
    if (sign("."))
        return field(first);
    const auto row = std::ranges::find(facts(), first, &FactRow::name);
    if (row == facts().end()) {
        at_ = start;
        stop("there is no fact or function " + std::string(first));
    }
    Expression made;
    made.op = Op::fact;
    made.shape = row->shape;
    made.fact = row->fact;
    return made;
}

Expression Parser::field(std::string_view section) {
    const std::size_t start = at_;
    const schemas::Table* table = table_of(grammar_.direction, section);
    if (table == nullptr)
        stop("there is no section " + std::string(section) + " in this direction");
    std::string_view element = name();
    Group group = Group::head;
    if (element == "lines" && sign(".")) {
        group = Group::line;
        element = name();
    }
    const auto found = schemas::find_field(*table, group, element);
    if (!found) {
        at_ = start;
        stop(
            std::string(table->name) + " has no element " + std::string(element) +
            (group == Group::line ? " in its lines" : " in its head")
        );
    }
    if (group == Group::line && !in_lines_)
        stop("a field of lines needs sum, all, any or distinct here");
    if (grammar_.for_people && personal(element))
        stop("personal data must not be shown");
    Expression made;
    made.op = Op::field;
    made.field = *found;
    made.shape = shape_of(table->row(*found).type);
    return made;
}

Expression Parser::argument(Want want, const Expression* before) {
    if (want == Want::word) {
        blanks();
        if (at_ == text_.size() || text_[at_] != '\'')
            stop("a quoted word is expected here");
        return text_literal();
    }
    const bool outer = in_lines_;
    in_lines_ = in_lines_ || want == Want::lines;
    Expression made = either();
    in_lines_ = outer;
    if (want == Want::text)
        demand_shape(made, Shape::text);
    if (want == Want::number)
        demand_shape(made, Shape::number);
    if (want == Want::truth)
        demand_shape(made, Shape::truth);
    if (want == Want::same)
        demand_shape(made, before->shape);
    if (want == Want::field && made.op != Op::field)
        stop("a field is expected here");
    return made;
}

Expression Parser::call(const Function& function) {
    Expression made;
    made.op = Op::call;
    made.function = &function;
    made.shape = function.result;
    const bool for_people = grammar_.for_people;
    grammar_.for_people = for_people && !function.discreet;
    for (std::size_t i = 0; i < function.wants.size() && function.wants[i] != Want::none; ++i) {
        if (i > 0)
            demand(",");
        const Expression* before = made.kids.empty() ? nullptr : &made.kids.back();
        made.kids.push_back(argument(function.wants[i], before));
    }
    grammar_.for_people = for_people;
    demand(")");
    if (function.result_of_second)
        made.shape = made.kids[1].shape;
    if (function.check != nullptr) {
        if (auto flaw = function.check(made))
            stop(std::move(*flaw));
    }
    return made;
}

}  // namespace

std::variant<Expression, ExpressionFlaw> parse_expression(
    std::string_view text, const Grammar& grammar, std::optional<Shape> expected
) {
    Parser parser(text, grammar);
    try {
        Expression made = parser.whole();
        if (expected && made.shape != *expected)
            parser.stop("the whole must be a " + std::string(shape_name(*expected)));
        return made;
    } catch (Stop& stopped) {
        return std::move(stopped.flaw);
    }
}

void collect_tables(const Expression& expression, std::vector<std::uint16_t>& tables) {
    if (expression.op == Op::field &&
        std::ranges::find(tables, expression.field.table) == tables.end())
        tables.push_back(expression.field.table);
    for (const Expression& kid : expression.kids) collect_tables(kid, tables);
}

}  // namespace tg::rules
