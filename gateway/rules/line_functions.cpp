// See line_functions.hpp.
#include "gateway/rules/line_functions.hpp"

#include <algorithm>
#include <set>

namespace tg::rules {
namespace {

using Op = Expression::Op;

/// The tables whose lines the expression walks over.
void collect_lines(const Expression& expression, std::vector<std::uint16_t>& tables) {
    const bool line = expression.op == Op::field && expression.field.group == schemas::Group::line;
    if (line && std::ranges::find(tables, expression.field.table) == tables.end())
        tables.push_back(expression.field.table);
    for (const Expression& kid : expression.kids) collect_lines(kid, tables);
}

/// Calls `use` with the value of each line, until it answers false. False when there is no
/// document.
template <class Use>
bool over_lines(Evaluation& evaluation, const Expression& call, const Use& use) {
    const schemas::Document* document = evaluation.facts().document(call.field.table);
    if (document == nullptr)
        return false;
    const auto outer = evaluation.line();
    const std::size_t lines = document->line_count();
    for (std::size_t line = 0; line < lines; ++line) {
        evaluation.at_line(line);
        if (!use(evaluation.value(call.kids.front())))
            break;
    }
    evaluation.at_line(outer);
    return true;
}

/// All lines, or any of them: `decisive` ends the walk.
Value quantified(Evaluation& evaluation, const Expression& call, bool decisive) {
    bool decided = false;
    bool doubt = false;
    const bool there = over_lines(evaluation, call, [&](const Value& value) {
        const auto* truth = std::get_if<bool>(&value);
        doubt = doubt || truth == nullptr;
        decided = truth != nullptr && *truth == decisive;
        return !decided;
    });
    if (!there)
        return {};
    if (decided)
        return decisive;
    return doubt ? Value() : Value(!decisive);
}

}  // namespace

Value sum_of_lines(Evaluation& evaluation, const Expression& call) {
    std::optional<Decimal> sum = Decimal{};
    const bool there = over_lines(evaluation, call, [&](const Value& value) {
        const auto* number = std::get_if<Decimal>(&value);
        sum = number == nullptr ? std::nullopt : sum->plus(*number);
        return sum.has_value();
    });
    return there && sum ? Value(*sum) : Value();
}

Value all_lines(Evaluation& evaluation, const Expression& call) {
    return quantified(evaluation, call, false);
}

Value any_line(Evaluation& evaluation, const Expression& call) {
    return quantified(evaluation, call, true);
}

Value distinct_in_lines(Evaluation& evaluation, const Expression& call) {
    std::set<std::string> seen;
    bool distinct = true;
    const bool there = over_lines(evaluation, call, [&](const Value& value) {
        if (known(value))
            distinct = seen.insert(shown(value)).second;
        return distinct;
    });
    return there ? Value(distinct) : Value();
}

Value count_of_lines(Evaluation& evaluation, const Expression& call) {
    const schemas::Document* document = evaluation.facts().document(call.field.table);
    if (document == nullptr)
        return {};
    return Decimal(static_cast<std::int64_t>(document->line_count()));
}

std::optional<std::string> check_over_lines(Expression& call) {
    std::vector<std::uint16_t> tables;
    collect_lines(call.kids.front(), tables);
    if (tables.size() != 1)
        return "fields of the lines of one section are needed here";
    call.field = {tables.front(), schemas::Group::line, 0};
    const std::string_view name = call.function->name;
    const Shape shape = call.kids.front().shape;
    if (name == "sum" && shape != Shape::number)
        return "a sum needs numbers";
    if ((name == "all" || name == "any") && shape != Shape::truth)
        return std::string(name) + " needs a condition";
    return std::nullopt;
}

Value listed_at(const schemas::CodeList& list, std::string_view code, schemas::Day day) {
    if (list.holds(code, day))
        return true;
    return list.complete(day) ? Value(false) : Value();
}

Value cell_at(
    const schemas::CodeList& list, std::string_view code, std::string_view column, schemas::Day day
) {
    const auto found = list.cell(code, column, day);
    return found ? Value(*found) : Value();
}

}  // namespace tg::rules
