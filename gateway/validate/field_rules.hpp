// The rules that the tables themselves state of a field: presence, length, type, allowed values,
// code list. Called by the judge for every document before any rule that looks at several fields.
#pragma once

#include "gateway/validate/edition_rules.hpp"
#include "gateway/validate/findings.hpp"
#include "schemas/code_book.hpp"

namespace tg::validate {

/// The fields of a document by what the edition of its place asks. A value in an element that the
/// edition lacks is refused.
void judge_fields(
    const normalise::DraftDocument& document,
    const Yardstick& yardstick,
    const schemas::CodeBook& codes,
    Findings& findings
);

}  // namespace tg::validate
