// The table of functions; what they do beside comparisons.
#include "gateway/rules/functions.hpp"

#include "gateway/core/text.hpp"
#include "gateway/rules/forms.hpp"
#include "gateway/rules/identifiers.hpp"
#include "gateway/rules/line_functions.hpp"

#include <algorithm>
#include <utility>

namespace tg::rules {
namespace {

using Text = std::string_view;

std::optional<Text> text_of(Evaluation& evaluation, const Expression& call, std::size_t argument) {
    const Value value = evaluation.value(call.kids[argument]);
    const auto* text = std::get_if<Text>(&value);
    return text == nullptr ? std::nullopt : std::optional(*text);
}
std::optional<Decimal> number_of(
    Evaluation& evaluation, const Expression& call, std::size_t argument
) {
    const Value value = evaluation.value(call.kids[argument]);
    const auto* number = std::get_if<Decimal>(&value);
    return number == nullptr ? std::nullopt : std::optional(*number);
}
Value number(std::size_t count) {
    return Decimal(static_cast<std::int64_t>(count));
}
/// Of a literal: 0 to 99.
int small(const Expression& literal) {
    const std::string text = literal.number.text();
    int value = 0;
    for (const char c : text) value = value * 10 + (c - '0');
    return value;
}
std::optional<std::string> small_literal(const Expression& literal) {
    const bool fits = literal.op == Expression::Op::literal &&
                      literal.number.fraction_digits() == 0 && literal.number.integer_digits() <= 2;
    return fits ? std::nullopt
                : std::optional<std::string>("a whole number from 0 to 99 is needed");
}

Value given(Evaluation& evaluation, const Expression& call) {
    const schemas::Field field = call.kids.front().field;
    const auto text = field_text(evaluation.facts(), field, evaluation.line());
    if (!text || text->empty())
        return evaluation.facts().sound(field, evaluation.line()) ? Value(false) : Value();
    return true;
}

Value own(Evaluation& evaluation, const Expression& call) {
    return evaluation.facts().own(call.kids.front().field, evaluation.line());
}

Value filed(Evaluation& evaluation, const Expression& call) {
    return evaluation.facts().document(call.kids.front().field.table) != nullptr;
}

Value chosen(Evaluation& evaluation, const Expression& call) {
    const auto condition = evaluation.truth(call.kids[0]);
    if (!condition)
        return {};
    return evaluation.value(call.kids[*condition ? 1 : 2]);
}

Value otherwise(Evaluation& evaluation, const Expression& call) {
    const Value value = evaluation.value(call.kids[0]);
    return known(value) ? value : evaluation.value(call.kids[1]);
}

Value rounded(Evaluation& evaluation, const Expression& call) {
    const auto value = number_of(evaluation, call, 0);
    if (!value)
        return {};
    const auto made = value->rounded(small(call.kids[1]), Rounding::half_up);
    return made ? Value(*made) : Value();
}
std::optional<std::string> check_rounded(Expression& call) {
    return small_literal(call.kids[1]);
}

Value length(Evaluation& evaluation, const Expression& call) {
    const auto text = text_of(evaluation, call, 0);
    const auto count = text ? character_count(*text) : std::nullopt;
    return count ? number(*count) : Value();
}

Value left(Evaluation& evaluation, const Expression& call) {
    const auto text = text_of(evaluation, call, 0);
    return text ? Value(text->substr(0, static_cast<std::size_t>(small(call.kids[1])))) : Value();
}
Value part(Evaluation& evaluation, const Expression& call) {
    const auto text = text_of(evaluation, call, 0);
    const auto from = static_cast<std::size_t>(small(call.kids[1]));
    const auto size = static_cast<std::size_t>(small(call.kids[2]));
    if (!text || from == 0 || text->size() < from)
        return {};
    return text->substr(from - 1, size);
}
std::optional<std::string> check_part(Expression& call) {
    auto flaw = small_literal(call.kids[1]);
    return flaw ? flaw : small_literal(call.kids[2]);
}

Value starts(Evaluation& evaluation, const Expression& call) {
    const auto text = text_of(evaluation, call, 0);
    const auto head = text_of(evaluation, call, 1);
    return text && head ? Value(text->starts_with(*head)) : Value();
}

Value plain(Evaluation& evaluation, const Expression& call) {
    const auto text = text_of(evaluation, call, 0);
    if (!text)
        return {};
    return evaluation.keep(upper_ascii(trimmed(half_width(*text))));
}

Value as_number(Evaluation& evaluation, const Expression& call) {
    const auto text = text_of(evaluation, call, 0);
    const auto value = text ? Decimal::parse(*text) : std::nullopt;
    return value ? Value(*value) : Value();
}

Value form(Evaluation& evaluation, const Expression& call) {
    const auto text = text_of(evaluation, call, 0);
    return text ? Value(has_form(*text, call.kids[1].text)) : Value();
}
std::optional<std::string> check_form(Expression& call) {
    return flaw_of_form(call.kids[1].text);
}

/// Unknown when the code is missing from a list that does not claim to be complete.
Value listed(Evaluation& evaluation, const Expression& call) {
    const auto code = text_of(evaluation, call, 1);
    const schemas::CodeList* list = evaluation.facts().codes().find(call.kids[0].text);
    if (!code || list == nullptr)
        return {};
    return listed_at(*list, *code, evaluation.facts().day());
}

/// Whatever the list claims of itself.
Value found(Evaluation& evaluation, const Expression& call) {
    const auto code = text_of(evaluation, call, 1);
    const schemas::CodeList* list = evaluation.facts().codes().find(call.kids[0].text);
    if (!code || list == nullptr)
        return {};
    return Value(list->holds(*code, evaluation.facts().day()));
}

Value cell(Evaluation& evaluation, const Expression& call) {
    const auto code = text_of(evaluation, call, 1);
    const schemas::CodeList* list = evaluation.facts().codes().find(call.kids[0].text);
    if (!code || list == nullptr)
        return {};
    return cell_at(*list, *code, call.kids[2].text, evaluation.facts().day());
}

Value complete(Evaluation& evaluation, const Expression& call) {
    const schemas::CodeList* list = evaluation.facts().codes().find(call.kids[0].text);
    return list == nullptr ? Value() : Value(list->complete(evaluation.facts().day()));
}

/// Days from the first date to the second; both begin with yyyyMMdd.
Value days(Evaluation& evaluation, const Expression& call) {
    const auto from = text_of(evaluation, call, 0);
    const auto until = text_of(evaluation, call, 1);
    if (!from || !until)
        return {};
    const auto first = from_china_digits(from->substr(0, 8));
    const auto last = from_china_digits(until->substr(0, 8));
    if (!first || !last)
        return {};
    const auto between = std::chrono::floor<std::chrono::days>(*last - *first);
    return Decimal(between.count());
}

Value identity(Evaluation& evaluation, const Expression& call) {
    const auto text = text_of(evaluation, call, 0);
    if (!text)
        return {};
    return identity_flaw(*text, evaluation.facts().moment()).value_or(Text{});
}

/// Full years since the date of birth that a sound identity number holds.
Value age(Evaluation& evaluation, const Expression& call) {
    const auto text = text_of(evaluation, call, 0);
    const Instant now = evaluation.facts().moment();
    if (!text || text->size() != 18 || identity_flaw(*text, now))
        return {};
    const std::string today = china_date8(now);
    const auto year = [](Text date) {
        return (date[0] - '0') * 1000 + (date[1] - '0') * 100 + (date[2] - '0') * 10 +
               (date[3] - '0');
    };
    const Text birth = text->substr(6, 8);
    const int had = birth.substr(4) <= Text(today).substr(4) ? 0 : 1;
    return Decimal(year(today) - year(birth) - had);
}

Value enterprise(Evaluation& evaluation, const Expression& call) {
    const auto text = text_of(evaluation, call, 0);
    if (!text)
        return {};
    switch (judge_enterprise_code(*text)) {
        case EnterpriseCode::malformed:
            return Text("form");
        case EnterpriseCode::bad_checksum:
            return Text("checksum");
        case EnterpriseCode::sound:
            break;
    }
    return Text{};
}

using W = Want;
using S = Shape;
// clang-format off
constexpr std::array all_functions{
    Function{"given",      {W::field},                     S::truth,  false, given,     nullptr,       true, "the field is there and not empty"},
    Function{"own",        {W::field},                     S::truth,  false, own,       nullptr,       true, "the value was written in the document's own section"},
    Function{"filed",      {W::field},                     S::truth,  false, filed,     nullptr,       true, "the section of the field was filed"},
    Function{"if",         {W::truth, W::any, W::same},    S::truth,  true,  chosen,    nullptr,       false, "the second when the first is true, else the third"},
    Function{"or_else",    {W::any, W::same},              S::truth,  true,  otherwise, nullptr,       false, "the first when it is known, else the second"},
    Function{"round",      {W::number, W::number},         S::number, false, rounded,   check_rounded, false, "half up to so many digits after the point"},
    Function{"length",     {W::text},                      S::number, false, length,    nullptr,       true, "characters"},
    Function{"left",       {W::text, W::number},           S::text,   false, left,      check_rounded, false, "the first bytes of a code"},
    Function{"part",       {W::text, W::number, W::number}, S::text,  false, part,      check_part,    false, "from a position (from 1), so many bytes of a code"},
    Function{"starts",     {W::text, W::text},             S::truth,  false, starts,    nullptr,       false, "the first begins with the second"},
    Function{"plain",      {W::text},                      S::text,   false, plain,     nullptr,       false, "trimmed, half-width, upper case: for comparing"},
    Function{"number",     {W::text},                      S::number, false, as_number, nullptr,       false, "a text as a decimal"},
    Function{"form",       {W::text, W::word},             S::truth,  false, form,      check_form,    false, "the text has this form: '[0-9]{4}[A-Z]'"},
    Function{"listed",     {W::word, W::text},             S::truth,  false, listed,    nullptr,       false, "the code is in the list on the day of judgement; unknown when a partial list lacks it"},
    Function{"found",      {W::word, W::text},             S::truth,  false, found,     nullptr,       true, "the code stands in the list on the day of judgement, whole or not: for warnings"},
    Function{"complete",   {W::word},                      S::truth,  false, complete,  nullptr,       true, "the list claims that what it lacks does not exist"},
    Function{"cell",       {W::word, W::text, W::word},    S::text,   false, cell,      nullptr,       false, "what the list says of the code in that column"},
    Function{"days",       {W::text, W::text},             S::number, false, days,      nullptr,       false, "days from the first date to the second"},
    Function{"identity_flaw", {W::text},                   S::text,   false, identity,  nullptr,       true, "the characters of an identity number that are wrong; empty when none"},
    Function{"age",        {W::text},                      S::number, false, age,       nullptr,       false, "years of the holder of an identity number"},
    Function{"enterprise_flaw", {W::text},                 S::text,   false, enterprise, nullptr,      true, "'form' or 'checksum'; empty for a sound enterprise code"},
    Function{"sum",        {W::lines},                     S::number, false, sum_of_lines,      check_over_lines, false, "over the lines"},
    Function{"all",        {W::lines},                     S::truth,  false, all_lines,         check_over_lines, true, "true for every line"},
    Function{"any",        {W::lines},                     S::truth,  false, any_line,          check_over_lines, true, "true for a line at least"},
    Function{"distinct",   {W::lines},                     S::truth,  false, distinct_in_lines, check_over_lines, true, "no two lines have the same value"},
    Function{"count",      {W::lines},                     S::number, false, count_of_lines,    check_over_lines, true, "lines of the section"},
};
// clang-format on

}  // namespace

std::span<const Function> functions() {
    return all_functions;
}

const Function* find_function(std::string_view name) {
    const auto row = std::ranges::find(all_functions, name, &Function::name);
    return row == all_functions.end() ? nullptr : &*row;
}

}  // namespace tg::rules
