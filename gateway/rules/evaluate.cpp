// Evaluates expressions over the documents of a draft. What cannot be known stays unknown; "and"
// and "or" decide by what is known.
#include "gateway/rules/functions.hpp"

#include <algorithm>
#include <array>

namespace tg::rules {
namespace {

using Op = Expression::Op;

constexpr std::array all_facts{
    FactRow{Fact::procedure, "procedure", Shape::text},
    FactRow{Fact::direction, "direction", Shape::text},
    FactRow{Fact::edition, "edition", Shape::text},
    FactRow{Fact::today, "today", Shape::text},
    FactRow{Fact::now, "now", Shape::text},
    FactRow{Fact::place, "place", Shape::text},
    FactRow{Fact::zone, "zone", Shape::text},
    FactRow{Fact::customs_code, "customs_code", Shape::text},
    FactRow{Fact::list_limit, "list_limit", Shape::number},
    FactRow{Fact::line, "line", Shape::number},
    FactRow{Fact::element, "element", Shape::text},
    FactRow{Fact::dutiable_value, "dutiable_value", Shape::number},
    FactRow{Fact::single_item, "single_item", Shape::truth},
    FactRow{Fact::tax_total, "tax_total", Shape::number},
    FactRow{Fact::single_limit, "single_limit", Shape::number},
    FactRow{Fact::yearly_limit, "yearly_limit", Shape::number},
};

/// Texts compare by their bytes: codes, and times of equal length.
std::strong_ordering order_of(const Value& left, const Value& right) {
    if (const auto* number = std::get_if<Decimal>(&left))
        return *number <=> std::get<Decimal>(right);
    if (const auto* text = std::get_if<std::string_view>(&left))
        return *text <=> std::get<std::string_view>(right);
    return std::get<bool>(left) <=> std::get<bool>(right);
}

bool holds(Op op, std::strong_ordering order) {
    switch (op) {
        case Op::equal:
            return order == 0;
        case Op::unequal:
            return order != 0;
        case Op::less:
            return order < 0;
        case Op::at_most:
            return order <= 0;
        case Op::more:
            return order > 0;
        default:
            return order >= 0;
    }
}

Value calculated(Op op, const Decimal& left, const Decimal& right) {
    const auto made = op == Op::plus    ? left.plus(right)
                      : op == Op::minus ? left.minus(right)
                                        : left.times(right);
    return made ? Value(*made) : Value();
}

/// One operand may decide alone: false for "and", true for "or".
Value joined(Evaluation& evaluation, const Expression& expression, bool decisive) {
    const auto left = evaluation.truth(expression.kids[0]);
    if (left == decisive)
        return decisive;
    const auto right = evaluation.truth(expression.kids[1]);
    if (right == decisive)
        return decisive;
    return left && right ? Value(!decisive) : Value();
}

Value among(Evaluation& evaluation, const Expression& expression) {
    const Value value = evaluation.value(expression.kids.front());
    if (!known(value))
        return {};
    return std::any_of(
        expression.kids.begin() + 1,
        expression.kids.end(),
        [&](const Expression& member) { return order_of(value, evaluation.value(member)) == 0; }
    );
}

Value literal(const Expression& expression) {
    if (expression.shape == Shape::number)
        return expression.number;
    return std::string_view(expression.text);
}

}  // namespace

std::span<const FactRow> facts() {
    return all_facts;
}

std::optional<std::string_view> field_text(
    const Facts& facts, schemas::Field field, std::optional<std::size_t> line
) {
    const schemas::Document* document = facts.document(field.table);
    if (document == nullptr)
        return std::nullopt;
    if (field.group == schemas::Group::head)
        return document->get(field);
    if (!line || *line >= document->line_count())
        return std::nullopt;
    return document->get(*line, field);
}

std::string_view Evaluation::keep(std::string text) {
    return *texts_.emplace_back(std::make_unique<const std::string>(std::move(text)));
}

const Value& Evaluation::amount(const schemas::Document& document, schemas::Field field) {
    auto known = std::ranges::find(amounts_, &document, &Amounts::document);
    if (known == amounts_.end()) {
        const auto& table = document.table();
        const std::size_t cells = table.head.size() + document.line_count() * table.lines.size();
        amounts_.push_back({&document, std::vector<std::optional<Value>>(cells)});
        known = amounts_.end() - 1;
    }
    const auto& table = document.table();
    const bool in_line = field.group == schemas::Group::line;
    const std::size_t at =
        in_line ? table.head.size() + *line_ * table.lines.size() + field.row : field.row;
    std::optional<Value>& cell = known->cells[at];
    if (!cell) {
        const auto text = in_line ? document.get(*line_, field) : document.get(field);
        const auto number = text ? Decimal::parse(*text) : std::nullopt;
        cell = number ? Value(*number) : Value();
    }
    return *cell;
}

Value Evaluation::field_value(const Expression& expression) {
    if (expression.shape == Shape::text) {
        const auto text = field_text(facts_, expression.field, line_);
        const bool there = text && !text->empty() && facts_.sound(expression.field, line_);
        return there ? Value(*text) : Value();
    }
    const schemas::Document* document = facts_.document(expression.field.table);
    const bool in_line = expression.field.group == schemas::Group::line;
    if (document == nullptr || (in_line && (!line_ || *line_ >= document->line_count())) ||
        !facts_.sound(expression.field, line_))
        return {};
    return amount(*document, expression.field);
}

Value Evaluation::value(const Expression& expression) {
    switch (expression.op) {
        case Op::literal:
            return literal(expression);
        case Op::field:
            return field_value(expression);
        case Op::fact:
            if (expression.fact == Fact::line)
                return line_ ? Value(Decimal(static_cast<std::int64_t>(*line_) + 1)) : Value();
            return facts_.fact(expression.fact);
        case Op::call:
            return expression.function->call(*this, expression);
        case Op::negation: {
            const auto inner = truth(expression.kids.front());
            return inner ? Value(!*inner) : Value();
        }
        case Op::both:
            return joined(*this, expression, false);
        case Op::either:
            return joined(*this, expression, true);
        case Op::among:
            return among(*this, expression);
        default:
            break;
    }
    const Value left = value(expression.kids[0]);
    const Value right = known(left) ? value(expression.kids[1]) : Value();
    if (!known(right))
        return {};
    if (expression.shape == Shape::number)
        return calculated(expression.op, std::get<Decimal>(left), std::get<Decimal>(right));
    return holds(expression.op, order_of(left, right));
}

std::optional<bool> Evaluation::truth(const Expression& expression) {
    const Value found = value(expression);
    const auto* truth = std::get_if<bool>(&found);
    return truth == nullptr ? std::nullopt : std::optional(*truth);
}

}  // namespace tg::rules
