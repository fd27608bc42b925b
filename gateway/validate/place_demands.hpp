// What the zone files ask of single fields (`fields` of a place, its zone or its channel), judged
// after the tables' own rules. Called by the judge for every document.
#pragma once

#include "gateway/validate/findings.hpp"
#include "gateway/validate/place.hpp"

namespace tg::validate {

/// Head fields once, fields of lines for every line. What is known against a value already is not
/// told again.
void judge_demands(
    const normalise::DraftDocument& document, const Place& place, Findings& findings
);

/// Whether the place wants the field filled in.
bool demands(const Place& place, schemas::Field field);

}  // namespace tg::validate
