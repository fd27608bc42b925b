// A rule as it is judged: where it looks, when it applies, what must hold, how much a breach weighs
// and what is said about it. Read from packs (schemas/rules/*.toml, an operator's folder) by
// read_pack; immutable afterwards.
#pragma once

#include "gateway/core/error.hpp"
#include "gateway/rules/expression.hpp"
#include "schemas/day.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::rules {

/// Where a breach is told.
struct Target {
    std::optional<schemas::Field> field{};
    bool whole_lines = false;  ///< the array of lines, not one of them; `field` is its first
    bool own_section =
        false;              ///< the member of the field's own section, wherever its value came from
    bool once = false;      ///< the first breach in a document is the only one told
    std::string pointer{};  ///< instead of a field: "/procedure"
};

struct Rule {
    std::string id;  ///< the name by which places switch it and senders override it
    Errc code = Errc::rule;
    std::shared_ptr<const Phrase> phrase;
    Severity severity = Severity::error;
    schemas::Direction direction{};
    std::vector<std::string> procedures;   ///< empty: every one
    std::vector<std::string> editions;     ///< empty: every one
    std::optional<schemas::Day> from, to;  ///< first and last day on which it counts
    Target target;
    std::optional<Expression> when, check;
    std::vector<Expression> show;  ///< fill {0}, {1} ... of the text
    /// Instead of `check`: fields of several documents that must say the same.
    std::vector<schemas::Field> agree;
    std::vector<std::uint16_t> tables;  ///< every document it looks at
    std::uint32_t row = 0;              ///< which row of `each` it was made of
    std::string place;                  ///< file:line
    std::uint32_t number = 0;           ///< position among the rules of its pack, expanded

    [[nodiscard]] bool by_line() const {
        return target.field && target.field->group == schemas::Group::line && !target.whole_lines;
    }
};

/// An order in which a rule is broken, as a change of a sample.
struct RuleCase {
    std::uint32_t rule = 0;  ///< Rule::number
    std::string rule_id;
    std::string sample;                                    ///< "import-9610"
    std::vector<std::pair<std::string, std::string>> set;  ///< JSON pointer, JSON value
    std::vector<std::string> drop;                         ///< JSON pointers
    std::string place;                                     ///< file:line of the rule
    bool complete = false;  ///< judged as if every code list claimed to be complete
};

struct RulePack {
    std::string name;     ///< of the file, without .toml
    std::string version;  ///< as its author calls it
    std::vector<Rule> rules;
    std::vector<RuleCase> cases;
};

/// Reads a pack. Errc::bad_rules names file, line and reason, every fault at once in `parts` when
/// there are several.
Result<RulePack> read_pack(std::string_view text, const std::string& file_name);

}  // namespace tg::rules
