// See judge_rules.hpp.
#include "gateway/validate/judge_rules.hpp"

#include "gateway/core/text.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <utility>

namespace tg::validate {
namespace {

using normalise::DraftDocument;
using rules::Evaluation;
using rules::Rule;

bool names(const std::vector<std::string>& list, std::string_view name) {
    return list.empty() || std::ranges::find(list, name) != list.end();
}

/// "order.orderNo": how a sentence names a field of another document.
std::string full_name(const Spot& spot) {
    const std::string_view section = schemas::section_name(spot.document.document.table().kind);
    return std::string(section) + "." + spot.element();
}

/// The member of the section itself that holds the field, or should: the value may have come from
/// elsewhere.
std::string own_pointer(const Spot& spot) {
    const std::string section(schemas::section_name(spot.document.document.table().kind));
    const std::string line = spot.line ? "/lines/" + std::to_string(*spot.line) : std::string();
    return "/" + section + line + "/" + spot.element();
}

class RuleJudge {
 public:
    explicit RuleJudge(const Case& the_case)
        : case_(the_case),
          facts_(the_case.draft, the_case.findings, the_case.place, the_case.codes, the_case.now) {
        facts_.purchase(the_case.purchase);
    }

    void judge(const Rule& rule);

 private:
    bool applies(const Rule& rule) const;
    void judge_document(const Rule& rule, const DraftDocument& document);
    /// Was a breach told?
    bool judge_spot(
        const Rule& rule, const DraftDocument* document, std::optional<std::size_t> line
    );
    void judge_agreement(const Rule& rule, std::optional<std::size_t> line);
    std::size_t reference_of(const std::vector<Spot>& spots, const std::vector<std::string>& values)
        const;
    void held(const Rule& rule) {
        if (case_.held != nullptr)
            case_.held->push_back(&rule);
    }

    const Case& case_;
    DraftFacts facts_;
    Evaluation evaluation_{facts_};
    Severity severity_ = Severity::error;
};

bool RuleJudge::applies(const Rule& rule) const {
    if (!names(rule.procedures, case_.draft.procedure()))
        return false;
    if ((rule.from && facts_.day() < *rule.from) || (rule.to && facts_.day() > *rule.to))
        return false;
    if (!rule.editions.empty()) {
        const auto edition = facts_.fact(rules::Fact::edition);
        const auto* name = std::get_if<std::string_view>(&edition);
        if (name == nullptr || !names(rule.editions, *name))
            return false;
    }
    // What was declared before was judged then.
    return rule.tables.empty() ||
           std::ranges::any_of(rule.tables, [&](auto table) { return facts_.fresh(table); });
}

void RuleJudge::judge(const Rule& rule) {
    if (!applies(rule))
        return;
    const auto severity = severity_at(rule, case_.place);
    if (!severity)
        return;
    severity_ = *severity;
    if (!rule.agree.empty()) {
        if (!rule.by_line()) {
            judge_agreement(rule, std::nullopt);
            return;
        }
        std::size_t lines = 0;
        for (const auto& field : rule.agree) {
            const auto* document = facts_.document(field.table);
            lines = std::max(lines, document == nullptr ? 0 : document->line_count());
        }
        for (std::size_t line = 0; line < lines; ++line) judge_agreement(rule, line);
        return;
    }
    if (!rule.target.field) {
        judge_spot(rule, nullptr, std::nullopt);
        return;
    }
    for (const DraftDocument& document : case_.draft.documents()) {
        if (document.document.table().index == rule.target.field->table)
            judge_document(rule, document);
    }
}

void RuleJudge::judge_document(const Rule& rule, const DraftDocument& document) {
    facts_.look_at(document);
    if (!rule.by_line()) {
        judge_spot(rule, &document, std::nullopt);
        return;
    }
    for (std::size_t line = 0; line < document.document.line_count(); ++line) {
        if (judge_spot(rule, &document, line) && rule.target.once)
            return;
    }
}

bool RuleJudge::judge_spot(
    const Rule& rule, const DraftDocument* document, std::optional<std::size_t> line
) {
    Evaluation& evaluation = evaluation_;
    evaluation.forget();
    evaluation.at_line(line);
    if (rule.target.field) {
        const auto& table = schemas::table_at(rule.target.field->table);
        facts_.name_element(
            rule.target.whole_lines ? "lines" : table.row(*rule.target.field).element
        );
    }
    if (rule.when && evaluation.truth(*rule.when) != true)
        return false;
    const auto verdict = evaluation.truth(*rule.check);
    if (verdict == true)
        held(rule);
    if (verdict != false)
        return false;
    std::vector<std::string> args;
    for (const rules::Expression& shown : rule.show)
        args.push_back(rules::shown(evaluation.value(shown)));
    if (document == nullptr) {
        case_.findings.add_rule(rule, severity_, rule.target.pointer, std::move(args));
        return true;
    }
    if (rule.target.own_section) {
        const Spot spot{*document, *rule.target.field, line};
        case_.findings.add_rule(rule, severity_, own_pointer(spot), std::move(args));
        return true;
    }
    case_.findings.add_rule(
        rule,
        severity_,
        Spot{*document, *rule.target.field, rule.target.whole_lines ? std::nullopt : line},
        std::move(args),
        {}
    );
    return true;
}

/// Whose value counts: that of a document declared before, else the one that most have, else the
/// first.
std::size_t RuleJudge::reference_of(
    const std::vector<Spot>& spots, const std::vector<std::string>& values
) const {
    std::size_t best = 0;
    std::ptrdiff_t most = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (spots[i].document.earlier)
            return i;
        const auto count = std::ranges::count(values, values[i]);
        if (count > most) {
            most = count;
            best = i;
        }
    }
    return best;
}

/// One cause, one finding: the first value that stands out, with the others beside it.
void RuleJudge::judge_agreement(const Rule& rule, std::optional<std::size_t> line) {
    std::vector<Spot> spots;
    std::vector<std::string> values;
    for (const auto& field : rule.agree) {
        const DraftDocument* document = facts_.draft_document(field.table);
        const auto text = rules::field_text(facts_, field, line);
        if (document == nullptr || !text || text->empty() || !facts_.sound(field, line))
            continue;
        spots.push_back(Spot{*document, field, line});
        values.push_back(upper_ascii(trimmed(half_width(*text))));
    }
    if (spots.size() < 2)
        return;
    Evaluation& evaluation = evaluation_;
    evaluation.forget();
    evaluation.at_line(line);
    if (rule.when && evaluation.truth(*rule.when) != true)
        return;
    const std::size_t reference = reference_of(spots, values);
    std::vector<const Spot*> different;
    for (std::size_t i = 0; i < spots.size(); ++i) {
        if (values[i] != values[reference])
            different.push_back(&spots[i]);
    }
    if (different.empty()) {
        held(rule);
        return;
    }
    std::vector<Spot> related;
    for (std::size_t i = 1; i < different.size(); ++i) related.push_back(*different[i]);
    related.push_back(spots[reference]);
    case_.findings.add_rule(
        rule,
        severity_,
        *different.front(),
        {full_name(*different.front()), full_name(spots[reference])},
        related
    );
}

}  // namespace

std::optional<Severity> severity_at(const rules::Rule& rule, const Place* place) {
    if (place != nullptr) {
        for (const RuleSwitch& row : place->rule_switches) {
            if (row.rule == rule.id)
                return row.severity;
        }
    }
    return rule.severity;
}

void judge_rules(const Case& the_case) {
    if (!the_case.draft.direction())
        return;
    RuleJudge judge(the_case);
    for (const rules::Rule* rule : the_case.book.of(*the_case.draft.direction()))
        judge.judge(*rule);
}

}  // namespace tg::validate
