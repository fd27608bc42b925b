// The proof of the rules: every rule fires in each of its cases and holds in a sample. Run by the
// build over the packs of schemas/rules, and by `tongguan rules check` over an operator's.
#pragma once

#include "gateway/rules/rule_book.hpp"
#include "schemas/code_book.hpp"

#include <string>
#include <vector>

namespace tg::validate {

/// A rule that is not proven: where it stands and why.
struct UnprovenRule {
    std::string rule;
    std::string place;  ///< file:line
    std::string reason;
};

/// Judges the samples as they are and as the cases change them. A sample whose name has "-refund"
/// is judged as a supplement; one with "complete" lists is judged as if every list claimed to be
/// complete.
std::vector<UnprovenRule> prove_rules(const rules::RuleBook& book, const schemas::CodeBook& codes);

}  // namespace tg::validate
