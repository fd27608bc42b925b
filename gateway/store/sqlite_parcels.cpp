// See sqlite_parcels.hpp.
#include "gateway/store/sqlite_parcels.hpp"

#include "gateway/store/sqlite_filing_row.hpp"
#include "gateway/store/sqlite_keys.hpp"
#include "gateway/store/sqlite_pursuit.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace tg::store {
namespace {

using schemas::Kind;

constexpr std::size_t lists_of_parcel_max = 200;

// By what a list names a parcel; the summary names inventories only.
constexpr std::array<std::string_view, 2> named_by{"logisticsNo", "invtNo"};

bool is_list(Kind kind) {
    return kind == Kind::delivery || kind == Kind::arrival || kind == Kind::departure ||
           kind == Kind::manifest || kind == Kind::summary;
}

void note_lines(Db& db, TenantId tenant, const Holder& holder, const schemas::Document& list) {
    for (const auto element : named_by) {
        const auto field = schemas::find_field(list.table(), schemas::Group::line, element);
        if (!field)
            continue;
        const auto issuer = id_text(holder.document);
        for (std::size_t line = 0; line < list.line_count(); ++line) {
            const auto number = list.get(line, *field).value_or(std::string_view{});
            if (!number.empty())
                hold(db, tenant, KeyKind::listed, key_value(number, issuer), holder);
        }
        return;  // one number per parcel is enough to find it again
    }
}

// A list that customs rejected, or that was deleted, has nothing on it.
bool lists_still(Db& db, TenantId tenant, const Holder& holder, Kind list) {
    const auto facts = facts_of(db, tenant, holder.document);
    if (!facts || facts->kind != list || facts->app_type == 3)
        return false;
    return derive({&*facts, 1}, false) != FilingState::rejected;
}

std::optional<FilingId> list_with(Db& db, TenantId tenant, const Parcel& parcel, Kind list) {
    for (const auto* number : {&parcel.view.logistics_no, &parcel.view.invt_no}) {
        if (number->empty())
            continue;
        const auto holders =
            holders_of_number(db, tenant, KeyKind::listed, *number, lists_of_parcel_max);
        for (const auto& holder : holders)
            if (lists_still(db, tenant, holder, list))
                return holder.filing;
    }
    return std::nullopt;
}

std::optional<schemas::Document> content_of(Db& db, TenantId tenant, DocumentId id) {
    auto query = db.query("SELECT bytes FROM content WHERE tenant_id = ? AND owner_id = ?");
    if (!query.bind(tenant).bind(id).row())
        return std::nullopt;
    auto document = schemas::Document::parse(query.bytes(0));
    if (!document)
        return std::nullopt;
    return std::move(document).value();
}

}  // namespace

void note_parcels(
    Db& db, TenantId tenant, FilingId filing, const validate::DeclaredDocument& declared
) {
    const auto kind = declared.document.table().kind;
    if (is_list(kind))
        return note_lines(db, tenant, Holder{filing, declared.id, {}}, declared.document);
    if (kind != Kind::waybill && kind != Kind::inventory)
        return;
    const auto bill = head_text(declared.document, "billNo");
    if (!bill.empty())
        hold(
            db,
            tenant,
            KeyKind::bill,
            key_value(bill, id_text(filing)),
            Holder{filing, declared.id, {}}
        );
}

Result<Parcel> parcel_of(Db& db, const Scope& scope, FilingId id, Kind list) {
    auto seen = look(db, scope, id);
    if (!seen)
        return db.failed() ? db.error() : fail(Errc::not_found);
    TG_TRY(const auto stand, stand_of(db, scope.tenant, id));
    Parcel parcel;
    parcel.view = std::move(seen->view);
    for (const auto& document : stand.documents) {
        if (document.point.kind == Kind::waybill)
            parcel.waybill = content_of(db, scope.tenant, document.id);
        if (document.point.kind != Kind::inventory)
            continue;
        parcel.inventory = content_of(db, scope.tenant, document.id);
        parcel.status = document.status;
    }
    parcel.listed_in = list_with(db, scope.tenant, parcel, list);
    if (db.failed())
        return db.error();
    return parcel;
}

Result<std::vector<FilingId>> filings_under(
    Db& db, const Scope& scope, std::string_view place, std::string_view bill, std::size_t max
) {
    std::set<FilingId> found;
    for (const auto& holder : holders_of_number(db, scope.tenant, KeyKind::bill, bill, max)) {
        const auto seen = look(db, scope, holder.filing);
        if (seen && seen->view.park == place)
            found.insert(holder.filing);
    }
    if (db.failed())
        return db.error();
    return std::vector<FilingId>(found.begin(), found.end());
}

}  // namespace tg::store
