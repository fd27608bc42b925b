// The rules that the tables themselves state of a field: presence, length, type, allowed values,
// code list. Called by the judge for every document before any rule that looks at several fields.
#pragma once

#include "gateway/validate/findings.hpp"
#include "schemas/code_book.hpp"

namespace tg::validate {

void judge_fields(
    const normalise::DraftDocument& document, const schemas::CodeBook& codes, Findings& findings
);

}  // namespace tg::validate
