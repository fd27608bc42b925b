// An assessment as it is kept beside its filing: whatever tables say later, the bill of customs is
// compared with what was computed when the goods were declared, at the rates of that day.
#pragma once

#include "gateway/tax/assess.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::tax {

/// Amounts and the rates that counted, line by line; no steps and no findings.
std::string text_of(const Assessment& assessment);
/// Nothing for what text_of() did not write.
std::optional<Assessment> assessment_in(std::string_view text);

/// The terms of a line from its amounts and rates: dutiable value, duty, taxes, total.
std::vector<Step> steps_of(const LineTax& line);

}  // namespace tg::tax
