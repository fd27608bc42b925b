// Functions that walk over the lines of a section. Rows of the table in functions.cpp.
#pragma once

#include "gateway/rules/functions.hpp"

namespace tg::rules {

Value sum_of_lines(Evaluation& evaluation, const Expression& call);
Value all_lines(Evaluation& evaluation, const Expression& call);
Value any_line(Evaluation& evaluation, const Expression& call);
Value distinct_in_lines(Evaluation& evaluation, const Expression& call);
Value count_of_lines(Evaluation& evaluation, const Expression& call);

/// The argument names fields of lines, of one section only, and has the shape that the function
/// wants.
std::optional<std::string> check_over_lines(Expression& call);

/// Of the list on that day; unknown when the code is missing and the list is not complete.
Value listed_at(const schemas::CodeList& list, std::string_view code, schemas::Day day);
Value cell_at(
    const schemas::CodeList& list, std::string_view code, std::string_view column, schemas::Day day
);

}  // namespace tg::rules
