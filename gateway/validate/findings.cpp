// Every fault found in a draft, each cause once.
#include "gateway/validate/findings.hpp"

#include "schemas/catalogue.hpp"

#include <algorithm>

namespace tg::validate {
namespace {

constexpr std::size_t faults_max = 200;  // further ones are not listed

std::string path_of(const Spot& spot) {
    return schemas::element_path(spot.document.document.table(), spot.field, spot.line);
}

}  // namespace

std::optional<std::string_view> Spot::value() const {
    return line ? document.document.get(*line, field) : document.document.get(field);
}

std::string Spot::element() const {
    return std::string(document.document.table().row(field).element);
}

Findings::Findings(const normalise::Draft& draft, std::vector<Error> faults)
    : draft_(draft), faults_(std::move(faults)) {
    for (const Error& fault : faults_) {
        if (fault.code != Errc::misspelt_member)
            continue;
        meant_.push_back(fault.where.substr(0, fault.where.rfind('/') + 1) + fault.args.front());
    }
}

bool Findings::known(std::string_view where) const {
    const std::size_t base = draft_.raw().pointer_base.size();
    return std::ranges::any_of(faults_, [where, base](const Error& fault) {
        if (!where.starts_with(fault.where) || fault.where.size() <= base)
            return false;
        return where.size() == fault.where.size() || where[fault.where.size()] == '/';
    });
}

bool Findings::misspelt(std::string_view where) const {
    return std::ranges::any_of(meant_, [where](const std::string& meant) {
        return where.starts_with(meant) &&
               (where.size() == meant.size() || where[meant.size()] == '/');
    });
}

void Findings::add(Errc code, std::string where, std::vector<std::string> args) {
    if (faults_.size() >= faults_max || known(where) || misspelt(where))
        return;
    faults_.push_back(fail(code, std::move(where), std::move(args)));
}

void Findings::add(Errc code, const Spot& spot, std::vector<std::string> args) {
    const std::size_t before = faults_.size();
    add(code, draft_.pointer(spot.document, spot.field, spot.line), std::move(args));
    if (faults_.size() != before)
        faults_.back().path = path_of(spot);
}

void Findings::add_rule_at(
    const rules::Rule& rule,
    Severity severity,
    std::string where,
    std::string path,
    std::vector<std::string> args,
    std::vector<std::string> related
) {
    if (faults_.size() + told_.size() >= faults_max || known(where) || misspelt(where))
        return;
    Error finding = fail(rule.code, std::move(where), std::move(args));
    finding.path = std::move(path);
    finding.related = std::move(related);
    finding.severity = severity;
    finding.phrase = rule.phrase;
    (severity == Severity::error ? faults_ : told_).push_back(std::move(finding));
}

void Findings::add_rule(
    const rules::Rule& rule,
    Severity severity,
    const Spot& spot,
    std::vector<std::string> args,
    const std::vector<Spot>& related
) {
    std::vector<std::string> pointers;
    for (const Spot& other : related)
        pointers.push_back(draft_.pointer(other.document, other.field, other.line));
    add_rule_at(
        rule,
        severity,
        draft_.pointer(spot.document, spot.field, spot.line),
        path_of(spot),
        std::move(args),
        std::move(pointers)
    );
}

void Findings::add_rule(
    const rules::Rule& rule, Severity severity, std::string_view path, std::vector<std::string> args
) {
    add_rule_at(
        rule, severity, draft_.raw().pointer_base + std::string(path), {}, std::move(args), {}
    );
}

void Findings::add_below(Errc code, std::string_view path, std::vector<std::string> args) {
    add(code, draft_.raw().pointer_base + std::string(path), std::move(args));
}

bool Findings::known_below(std::string_view path) const {
    return known(draft_.raw().pointer_base + std::string(path));
}

bool Findings::clean(const Spot& spot) const {
    return faults_.empty() || !known(draft_.pointer(spot.document, spot.field, spot.line));
}

}  // namespace tg::validate
