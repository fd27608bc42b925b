// See sqlite_parcels.hpp.
#include "gateway/store/sqlite_parcels.hpp"

#include "gateway/store/sqlite_filing_row.hpp"
#include "gateway/store/sqlite_keys.hpp"
#include "gateway/store/sqlite_pursuit.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <array>
#include <map>
#include <set>

namespace tg::store {
namespace {

using schemas::Kind;

constexpr std::size_t lists_of_parcel_max = 200;
constexpr std::size_t faults_max = 100;

// By what a list names a parcel; the summary names inventories only.
constexpr std::array<std::string_view, 2> named_by{"logisticsNo", "invtNo"};

bool is_list(Kind kind) {
    return kind == Kind::delivery || kind == Kind::arrival || kind == Kind::departure ||
           kind == Kind::manifest || kind == Kind::summary;
}

struct Listed {
    std::string number;
    std::string where;  ///< "/lines/3/logisticsNo"; below the section
};

// A list without lines speaks of all that its head names.
std::string number_of_all(const schemas::Document& list) {
    std::string all;
    for (const auto* element : {"billNo", "domesticTrafNo", "ebcCode", "startTime", "endTime"}) {
        const auto text = head_text(list, element);
        if (!text.empty())
            all += "*" + std::string(text);
    }
    return all;
}

/// What a list names, one number per parcel; `first_line`: of the section's lines, when the list is
/// split over documents.
std::vector<Listed> listed_in(const schemas::Document& list, std::size_t first_line) {
    std::vector<Listed> out;
    for (const auto element : named_by) {
        const auto field = schemas::find_field(list.table(), schemas::Group::line, element);
        if (!field || list.line_count() == 0)
            continue;
        for (std::size_t line = 0; line < list.line_count(); ++line) {
            const auto number = list.get(line, *field).value_or(std::string_view{});
            const auto at = std::to_string(first_line + line);
            if (!number.empty())
                out.push_back({std::string(number), "/lines/" + at + "/" + std::string(element)});
        }
        return out;  // one number per parcel is enough to find it again
    }
    if (auto all = number_of_all(list); !all.empty())
        out.push_back({std::move(all), {}});
    return out;
}

void note_lines(Db& db, TenantId tenant, const Holder& holder, const schemas::Document& list) {
    const auto issuer = id_text(holder.document);
    for (const auto& listed : listed_in(list, 0))
        hold(db, tenant, KeyKind::listed, key_value(listed.number, issuer), holder);
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

// A carrier's numbers are its own.
bool same_carrier(const schemas::Document& one, const schemas::Document& other) {
    const auto first = head_text(one, "logisticsCode");
    const auto second = head_text(other, "logisticsCode");
    return first.empty() || second.empty() || first == second;
}

std::optional<FilingId> other_list_with(
    Db& db, TenantId tenant, const schemas::Document& list, std::string_view number
) {
    const auto kind = list.table().kind;
    for (const auto& holder :
         holders_of_number(db, tenant, KeyKind::listed, number, lists_of_parcel_max)) {
        if (!lists_still(db, tenant, holder, kind))
            continue;
        const auto other = stored_document(db, tenant, holder.document);
        if (other && same_carrier(*other, list))
            return holder.filing;
    }
    return std::nullopt;
}

}  // namespace

Result<void> judge_lists(Db& db, const validate::Declaration& declaration) {
    const auto& raw = declaration.raw();
    std::vector<Error> faults;
    bool twice = false;
    std::map<std::string, std::string> seen;
    std::size_t first_line = 0;
    for (const auto& declared : declaration.documents()) {
        const auto& list = declared.document;
        if (!is_list(list.table().kind))
            continue;
        const auto section =
            raw.pointer_base + "/" + std::string(schemas::section_name(list.table().kind));
        for (auto& listed : listed_in(list, first_line)) {
            if (faults.size() == faults_max)
                break;
            const auto where = section + listed.where;
            const auto [before, fresh] = seen.emplace(listed.number, where);
            twice = twice || !fresh;
            if (!fresh)
                faults.push_back(fail(Errc::listed_twice, where, {before->second}));
            else if (const auto id = other_list_with(db, raw.caller.tenant, list, listed.number))
                faults.push_back(fail(Errc::listed_already, where, {id_text(*id)}));
        }
        first_line += list.line_count();
    }
    if (faults.empty())
        return success();
    auto error = twice
                     ? fail(Errc::order_refused, raw.pointer_base, {std::to_string(faults.size())})
                     : fail(Errc::listed_already, faults.front().where, faults.front().args);
    error.parts = std::move(faults);
    return error;
}

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
            parcel.waybill = stored_document(db, scope.tenant, document.id);
        if (document.point.kind != Kind::inventory)
            continue;
        parcel.inventory = stored_document(db, scope.tenant, document.id);
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
