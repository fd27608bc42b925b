// Which version counts is derived from the documents as they stand, so what is said here does not
// depend on the order of the answers.
#include "gateway/store/sqlite_assessed.hpp"

#include "gateway/store/customs_status.hpp"
#include "gateway/store/sqlite_admission.hpp"
#include "gateway/store/sqlite_keys.hpp"
#include "gateway/tax/assessed_text.hpp"
#include "gateway/tax/calendar.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <charconv>

namespace tg::store {
namespace {

using schemas::Kind;

struct Version {
    DocumentRow row;
    DocumentFacts facts;
};

std::vector<Version> versions_of(Db& db, TenantId tenant, FilingId filing) {
    std::vector<Version> out;
    const auto head = load_head(db, tenant, filing);
    if (!head)
        return out;
    for (const auto id : ids_in(head->documents)) {
        auto row = load_document(db, tenant, DocumentId{id});
        const auto facts = facts_of(db, tenant, DocumentId{id});
        if (row && facts)
            out.push_back({std::move(*row), *facts});
    }
    std::ranges::sort(out, {}, [](const Version& one) { return one.row.id; });
    return out;
}

/// The last version with the facts of the inventory that counts.
const Version* inventory_of(const std::vector<Version>& versions) {
    std::vector<DocumentFacts> all;
    for (const auto& version : versions) all.push_back(version.facts);
    const auto counting = current(all);
    const auto counts = std::ranges::find(counting, Kind::inventory, &DocumentFacts::kind);
    if (counts == counting.end())
        return nullptr;
    const auto found = std::find_if(versions.rbegin(), versions.rend(), [&](const auto& version) {
        return version.facts == *counts;
    });
    return found == versions.rend() ? nullptr : &*found;
}

std::optional<tax::Assessment> load(Db& db, const DocumentRow& inventory) {
    auto query = db.query(
        "SELECT amounts FROM assessed WHERE tenant_id = ? AND filing_id = ? AND document_id = ?"
    );
    query.bind(inventory.tenant).bind(inventory.filing).bind(inventory.id);
    return query.row() ? tax::assessment_in(query.text(0)) : std::nullopt;
}

std::string_view line_text(
    const schemas::Document& document, std::size_t line, std::string_view element
) {
    const auto field = schemas::find_field(document.table(), schemas::Group::line, element);
    return field ? document.get(line, *field).value_or(std::string_view{}) : std::string_view{};
}

tax::Pieces pieces_of(Db& db, const DocumentRow& row) {
    tax::Pieces pieces;
    const auto document = stored_document(db, row.tenant, row.id);
    for (std::size_t line = 0; document && line < document->line_count(); ++line) {
        const auto gnum = line_text(*document, line, "gnum");
        const auto quantity = Decimal::parse(line_text(*document, line, "qty"));
        std::uint32_t number = 0;
        const auto read = std::from_chars(gnum.data(), gnum.data() + gnum.size(), number);
        if (!quantity || quantity->negative() || read.ec != std::errc{})
            continue;
        pieces[number] = pieces[number].plus(*quantity).value_or(pieces[number]);
    }
    return pieces;
}

bool accepted(const DocumentFacts& facts) {
    return facts.kind == Kind::refund && good_end(facts.kind, facts.receipt, facts.status);
}

/// Since when customs has accepted it.
Instant accepted_at(Db& db, const Version& version) {
    auto at = version.row.standing.time_ms;
    auto query =
        db.query("SELECT status, return_time FROM answer WHERE tenant_id = ? AND document_id = ?");
    query.bind(version.row.tenant).bind(version.row.id);
    while (query.row()) {
        const auto status = static_cast<std::int32_t>(query.integer(0));
        if (query.integer(1) != 0 && good_end(Kind::refund, version.facts.receipt, status))
            at = std::min(at, query.integer(1));
    }
    return instant(at);
}

// Whether the goods were back in time customs sees and we do not: what it accepts without taxing
// the goods is taken as back. [GACC 2020 No. 45]
bool in_time(const DocumentRow& inventory, const DocumentRow& refund) {
    if (inventory.released_at == 0)
        return true;
    const auto released = schemas::china_day(instant(inventory.released_at));
    const auto applied = schemas::china_day(id_time(refund.id.value()));
    return applied <= tax::calendar_from(released).return_apply_last;
}

}  // namespace

void keep_assessed(Tx& tx, FilingId filing, const validate::Declaration& declaration) {
    if (!declaration.tax())
        return;
    const auto amounts = tax::text_of(*declaration.tax());
    for (const auto& declared : declaration.documents()) {
        const auto& document = declared.document;
        if (document.table().kind != Kind::inventory || head_text(document, "appType") == "3")
            continue;
        tx.db
            .query(
                "INSERT INTO assessed (tenant_id, filing_id, document_id, amounts)"
                " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
            )
            .bind(declaration.raw().caller.tenant)
            .bind(filing)
            .bind(declared.id)
            .bind(std::string_view(amounts))
            .run();
    }
}

std::optional<Assessed> assessed_of(Db& db, TenantId tenant, FilingId filing) {
    const auto versions = versions_of(db, tenant, filing);
    const auto* inventory = inventory_of(versions);
    if (inventory == nullptr)
        return std::nullopt;
    auto tax = load(db, inventory->row);
    if (!tax)
        return std::nullopt;
    Assessed out{std::move(*tax), pieces_of(db, inventory->row), {}};
    for (const auto& version : versions)
        if (accepted(version.facts) && in_time(inventory->row, version.row))
            out.returns.push_back(
                {{id_text(version.row.id), pieces_of(db, version.row)}, accepted_at(db, version)}
            );
    return out;
}

}  // namespace tg::store
