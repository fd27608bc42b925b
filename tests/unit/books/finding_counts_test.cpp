// Findings of rules are counted by rule, zone and weight; findings of form are not.
#include "gateway/books/finding_counts.hpp"

#include <gtest/gtest.h>

namespace tg::test {
namespace {

Error finding(const char* rule, Severity severity) {
    Error one = fail(Errc::rule, "/order");
    Phrase phrase;
    phrase.rule = rule;
    one.phrase = std::make_shared<const Phrase>(phrase);
    one.severity = severity;
    return one;
}

TEST(FindingCounts, AreByRuleZoneAndSeverity) {
    Metrics metrics;
    validate::Place place;
    place.zone_id = "DL";
    Error refusal = fail(Errc::order_refused);
    refusal.parts = {
        finding("a", Severity::error),
        finding("a", Severity::error),
        finding("a", Severity::warning),
        finding("b", Severity::notice),
        fail(Errc::missing, "/order/orderNo"),
    };
    books::count_findings(metrics, &place, refusal);
    books::count_findings(metrics, nullptr, refusal);
    const auto value = [&metrics](const char* rule, const char* zone, const char* severity) {
        return metrics.value(
            "tongguan_rule_findings_total", {{"rule", rule}, {"zone", zone}, {"severity", severity}}
        );
    };
    EXPECT_EQ(value("a", "DL", "error"), 2);
    EXPECT_EQ(value("a", "DL", "warning"), 1);
    EXPECT_EQ(value("b", "DL", "notice"), 1);
    EXPECT_EQ(value("a", "none", "error"), 2);
    EXPECT_EQ(metrics.exposition().find("missing"), std::string::npos);
}

}  // namespace
}  // namespace tg::test
