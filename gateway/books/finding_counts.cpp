// See finding_counts.hpp.
#include "gateway/books/finding_counts.hpp"

#include <map>
#include <string_view>
#include <utility>

namespace tg::books {

void count_findings(
    Metrics& metrics, const validate::Place* place, const Result<validate::Declaration>& verdict
) {
    std::map<std::pair<std::string_view, Severity>, std::uint64_t> found;
    const auto& findings = verdict ? verdict.value().told() : verdict.error().parts;
    for (const Error& finding : findings) {
        if (finding.phrase)
            ++found[{finding.phrase->rule, finding.severity}];
    }
    for (const auto& [which, times] : found) {
        metrics.count(
            "tongguan_rule_findings_total",
            {{"rule", std::string(which.first)},
             {"zone", place == nullptr ? "none" : place->zone_id},
             {"severity", std::string(severity_name(which.second))}},
            times
        );
    }
}

}  // namespace tg::books
