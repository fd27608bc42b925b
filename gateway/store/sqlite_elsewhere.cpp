// See sqlite_elsewhere.hpp.
#include "gateway/store/sqlite_elsewhere.hpp"

#include "gateway/store/sqlite_expectations.hpp"
#include "gateway/store/sqlite_filing_row.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <map>

namespace tg::store {
namespace {

using schemas::Group;
using schemas::Kind;

constexpr std::size_t shown_max = 60;  ///< characters of a value; what is longer is no key figure

/// "order.acturalPaid" of what is filed; empty when no document has it.
std::string filed_value(
    const std::vector<schemas::Document>& documents,
    std::string_view name,
    std::optional<std::size_t> line
) {
    const auto dot = name.find('.');
    if (dot == std::string_view::npos)
        return {};
    const auto section = name.substr(0, dot), element = name.substr(dot + 1);
    for (auto at = documents.rbegin(); at != documents.rend(); ++at) {
        if (schemas::section_name(at->table().kind) != section)
            continue;
        const auto group = line ? Group::line : Group::head;
        const auto field = schemas::find_field(at->table(), group, element);
        if (!field || (line && *line >= at->line_count()))
            return {};
        const auto value = line ? at->get(*line, *field) : at->get(*field);
        return std::string(value.value_or(std::string_view{}));
    }
    return {};
}

std::vector<schemas::Document> documents_of(Db& db, TenantId tenant, const FilingHead& head) {
    std::vector<schemas::Document> out;
    for (const auto id : ids_in(head.documents))
        if (auto document = stored_document(db, tenant, DocumentId{id}))
            out.push_back(std::move(*document));
    return out;
}

}  // namespace

Result<void> keep_mismatch(Tx& tx, const Mismatch& mismatch) {
    const auto head = load_head(tx.db, mismatch.tenant, mismatch.filing);
    if (!head)
        return fail(Errc::not_found);
    const auto documents = documents_of(tx.db, mismatch.tenant, *head);
    const auto present = sections_of(tx.db, mismatch.tenant, *head);
    std::map<Kind, std::vector<Difference>> by_kind;
    for (const auto& attempt : mismatch.attempts) {
        if ((present & bit_of(attempt.kind)) != 0)
            continue;  // what is there already waits for nobody
        auto difference = attempt.difference;
        if (!difference.personal)
            difference.ours = filed_value(documents, difference.against, attempt.line);
        if (difference.ours.size() > shown_max || difference.theirs.size() > shown_max)
            difference.ours = difference.theirs = {};
        by_kind[attempt.kind].push_back(std::move(difference));
    }
    for (const auto& [kind, differences] : by_kind) {
        note_difference(
            tx,
            mismatch.tenant,
            mismatch.filing,
            kind,
            tx.holding.at(head->place).deadline,
            differences_text(differences)
        );
        std::string detail{schemas::section_name(kind)};
        for (const auto& one : differences) detail += " " + one.field + " " + one.against;
        tx.audit(
            mismatch.tenant, mismatch.filing.value(), mismatch.actor, "partner_differs", detail
        );
    }
    return success();
}

void audit_elsewhere(Tx& tx, TenantId tenant, FilingId filing, const SentElsewhere& said) {
    std::string detail;
    for (const auto kind : said.sections)
        detail += (detail.empty() ? "" : " ") + std::string(schemas::section_name(kind));
    if (!said.reason.empty())
        detail += ": " + said.reason;
    tx.audit(tenant, filing.value(), said.actor, "sent_elsewhere", detail);
}

Result<Appended> take_elsewhere(
    Tx& tx, const Scope& scope, FilingId filing, const SentElsewhere& said
) {
    if (!look(tx.db, scope, filing))
        return tx.db.failed() ? tx.db.error() : fail(Errc::not_found);
    auto head = load_head(tx.db, scope.tenant, filing);
    const auto present = sections_of(tx.db, scope.tenant, *head);
    std::int64_t bits = 0;
    for (const auto kind : said.sections) {
        const std::string section{schemas::section_name(kind)};
        if ((present & bit_of(kind)) != 0)
            return fail(Errc::section_present, "/elsewhere", {section});
        bits |= bit_of(kind);
    }
    head->missing &= ~bits;
    tx.db.query("UPDATE filing SET missing = ?, updated_at = ? WHERE tenant_id = ? AND id = ?")
        .bind(head->missing)
        .bind(milliseconds(tx.now))
        .bind(scope.tenant)
        .bind(filing)
        .run();
    expect_elsewhere(tx, scope.tenant, filing, bits);
    Appended out;
    review_holds(tx, scope.tenant, filing, out.lanes);
    audit_elsewhere(tx, scope.tenant, filing, said);
    out.accepted.filing = filing;
    out.accepted.accepted_at = id_time(filing.value());
    out.accepted.state = refresh_filing(tx, scope.tenant, filing);
    out.accepted.missing = kinds_in(head->missing);
    return out;
}

}  // namespace tg::store
