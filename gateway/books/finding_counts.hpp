// How often each rule speaks, by zone: what an operator looks at before and after a switch.
#pragma once

#include "gateway/core/metrics.hpp"
#include "gateway/core/result.hpp"
#include "gateway/validate/declaration.hpp"

namespace tg::books {

/// Counts the findings of rules in a verdict as
/// tongguan_rule_findings_total{rule,zone,severity}; findings of form have no rule and are not
/// counted. `place` is nothing when the order names none that exists: the zone is "none" then.
void count_findings(
    Metrics& metrics, const validate::Place* place, const Result<validate::Declaration>& verdict
);

}  // namespace tg::books
