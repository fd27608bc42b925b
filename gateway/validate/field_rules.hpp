// The rules that the tables themselves state of a field: presence, length, type, allowed values,
// code list. Called by the judge for every document before any rule that looks at several fields.
#pragma once

#include "gateway/validate/edition_rules.hpp"
#include "gateway/validate/findings.hpp"
#include "schemas/code_book.hpp"

#include <optional>
#include <string_view>

namespace tg::validate {

/// The fields of a document by what the edition of its place asks. A value in an element that the
/// edition lacks is refused.
void judge_fields(
    const normalise::DraftDocument& document,
    const Yardstick& yardstick,
    const schemas::CodeBook& codes,
    Findings& findings
);

/// What the row says against a value that is not empty: the first fault, whose `where` is empty.
/// For whoever fixes a value before there is an order: zone files.
std::optional<Error> value_flaw(
    const schemas::Row& row, std::string_view value, const schemas::CodeBook& codes
);

}  // namespace tg::validate
