// The rules of the book in front of a draft: which apply, where, and what is found. Called by the
// judge after the fields themselves were judged.
#pragma once

#include "gateway/rules/rule_book.hpp"
#include "gateway/validate/draft_facts.hpp"
#include "gateway/validate/findings.hpp"

#include <vector>

namespace tg::validate {

/// Rules that were found to hold somewhere, for the proof that each rule can pass; may be nothing.
using HeldRules = std::vector<const rules::Rule*>;

/// A draft in front of the rules.
struct Case {
    const normalise::Draft& draft;
    Instant now{};
    Findings& findings;
    const Place* place;  ///< nothing when the order names none that exists
    const rules::RuleBook& book;
    const schemas::CodeBook& codes;
    PurchaseFacts purchase{};
    HeldRules* held = nullptr;
};

void judge_rules(const Case& the_case);

/// How much a breach of this rule weighs at that place; nothing when the place switches it off.
std::optional<Severity> severity_at(const rules::Rule& rule, const Place* place);

}  // namespace tg::validate
