// Amendments, withdrawals and returns of what is declared.
#include "gateway/store/sqlite_pursuit.hpp"

#include "gateway/core/decimal.hpp"
#include "gateway/store/sqlite_filing_row.hpp"
#include "gateway/store/sqlite_room.hpp"
#include "gateway/store/versions.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace tg::store {
namespace {

using schemas::Kind;
using validate::Declaration;

struct Version {
    DocumentRow row;
    DocumentFacts facts{};
};

std::vector<Version> versions_of(Db& db, TenantId tenant, const std::vector<std::int64_t>& ids) {
    std::vector<Version> out;
    for (const auto id : ids) {
        auto row = load_document(db, tenant, DocumentId{id});
        const auto facts = facts_of(db, tenant, DocumentId{id});
        if (row && facts && schemas::find_table(row->message_number) != nullptr)
            out.push_back({std::move(*row), *facts});
    }
    std::ranges::sort(out, {}, [](const Version& one) { return one.row.id.value(); });
    return out;
}

Stage stage_now(const DocumentFacts& facts) {
    const auto stage = stage_of(facts.phase, facts.status, facts.receipt);
    const bool deleted = facts.app_type == 3 && (stage == Stage::stored || stage == Stage::judged);
    return deleted ? Stage::withdrawn : stage;
}

std::string line_text(
    const schemas::Document& document, std::size_t line, std::string_view element
) {
    const auto field = schemas::find_field(document.table(), schemas::Group::line, element);
    return field ? std::string(document.get(line, *field).value_or(std::string_view{}))
                 : std::string();
}

/// Quantity per item number.
using Quantities = std::map<std::string, Decimal>;

Quantities quantities_of(const schemas::Document& document) {
    Quantities out;
    for (std::size_t line = 0; line < document.line_count(); ++line) {
        const auto quantity = Decimal::parse(line_text(document, line, "qty"));
        if (!quantity)
            continue;
        auto& sum = out[line_text(document, line, "gnum")];
        sum = sum.plus(*quantity).value_or(sum);
    }
    return out;
}

// What came back before counts, unless customs refused it. [import rule 8: quantity not above that
// of the inventory; several partial returns are possible]
Quantities left_of(Db& db, TenantId tenant, const std::vector<Version>& versions) {
    Quantities left;
    for (const auto& version : versions) {
        const bool inventory = version.facts.kind == Kind::inventory;
        const bool refund =
            version.facts.kind == Kind::refund && stage_now(version.facts) != Stage::rejected;
        if (!inventory && !refund)
            continue;
        const auto document = stored_document(db, tenant, version.row.id);
        if (!document)
            continue;
        if (inventory)
            left = quantities_of(*document);
        else
            for (const auto& [item, quantity] : quantities_of(*document))
                left[item] = left[item].minus(quantity).value_or(left[item]);
    }
    return left;
}

Result<void> judge_quantities(
    Quantities left, const Declaration& declaration, const schemas::Document& wanted
) {
    Error refusal = fail(Errc::order_refused, declaration.raw().pointer_base);
    for (std::size_t line = 0; line < wanted.line_count(); ++line) {
        const auto where = declaration.raw().pointer_base + "/refund/lines/" + std::to_string(line);
        auto fault = refuse_return(
            left, line_text(wanted, line, "gnum"), line_text(wanted, line, "qty"), where
        );
        if (fault)
            refusal.parts.push_back(std::move(*fault));
    }
    if (refusal.parts.empty())
        return success();
    refusal.args = {std::to_string(refusal.parts.size())};
    return refusal;
}

// A refused version was read by customs as well: the next one is later than all of them.
void look_at_version(Db& db, const Version& version, DocumentStand& stand) {
    const auto document = stored_document(db, version.row.tenant, version.row.id);
    if (!document)
        return;
    stand.app_time = std::max(stand.app_time, std::string(head_text(*document, "appTime")));
    if (version.row.id == stand.id && version.facts.kind == Kind::inventory)
        stand.cop_no = head_text(*document, "copNo");
}

const DocumentStand* find_stand(const FilingStand& stand, Kind kind) {
    const auto found = std::ranges::find(stand.documents, kind, [](const DocumentStand& one) {
        return one.point.kind;
    });
    return found == stand.documents.end() ? nullptr : &*found;
}

/// The document that a declared one is about: a cancellation and a return are about the inventory.
Kind subject_of(Kind declared) {
    return declared == Kind::cancellation || declared == Kind::refund ? Kind::inventory : declared;
}

Result<void> judge_again(
    const Tx& tx, const FilingStand& stand, const Declaration& declaration, const Pursuit& pursuit
) {
    for (const auto& declared : declaration.documents()) {
        const auto subject = subject_of(declared.document.table().kind);
        const auto* at = find_stand(stand, subject);
        if (at == nullptr)
            return fail(Errc::state_moved);
        const auto course = course_of(pursuit.wish, at->point, tx.now);
        if (course.act == Act::refuse)
            return refusal_of(*at, course, declaration.raw().pointer_base);
        const auto planned = std::ranges::find(pursuit.acts, subject, &PlannedAct::about);
        if (planned == pursuit.acts.end() || planned->act != course.act)
            return fail(Errc::state_moved);
        const auto number = head_text(declared.document, "invtNo");
        if (!number.empty() && number != at->invt_no)
            return fail(Errc::number_differs, declaration.raw().pointer_base);
    }
    return success();
}

Result<void> judge_versions(
    Tx& tx, const FilingStand& stand, const Declaration& declaration, const Pursuit& pursuit
) {
    const auto& raw = declaration.raw();
    Error refusal = fail(Errc::order_refused, raw.pointer_base);
    for (const auto& declared : declaration.documents()) {
        const auto kind = declared.document.table().kind;
        const auto planned = std::ranges::find(pursuit.acts, kind, &PlannedAct::about);
        const auto* at = find_stand(stand, kind);
        if (planned == pursuit.acts.end() || at == nullptr)
            continue;  // a cancellation, a return: about the inventory, no version of it
        const auto before = stored_document(tx.db, raw.caller.tenant, at->id);
        if (!before)
            continue;
        const auto section = raw.pointer_base + "/" + std::string(schemas::section_name(kind));
        auto faults = judge_version(*before, declared.document, planned->act, section);
        std::ranges::move(faults, std::back_inserter(refusal.parts));
    }
    if (refusal.parts.empty())
        return success();
    refusal.args = {std::to_string(refusal.parts.size())};
    return refusal;
}

Result<Keys> keys_for(
    Tx& tx, FilingId filing, const Declaration& declaration, const FilingHead& head
) {
    // A new document brings a number; every other one carries the number that is held already.
    const auto is_new = [](const schemas::Document& document) {
        return head_text(document, "appType") == "1" || head_text(document, "appType").empty();
    };
    Keys keys;
    keys.replaces = head.replaces;
    const auto tenant = declaration.raw().caller.tenant;
    for (const auto& declared : declaration.documents()) {
        auto key = key_of(declared.document);
        if (!key)
            continue;
        const auto holder = holder_of(tx.db, tenant, key->kind, key->value);
        if (holder && holder->filing != filing)
            return fail(
                Errc::duplicate_filing, declaration.raw().pointer_base, {id_text(holder->filing)}
            );
        // A return or a cancellation is a new document each time.
        const auto kind = declared.document.table().kind;
        if (holder && (kind == Kind::refund || kind == Kind::cancellation))
            return fail(
                Errc::duplicate_filing, declaration.raw().pointer_base, {id_text(holder->filing)}
            );
        if (!holder && !is_new(declared.document))
            return fail(Errc::number_differs, declaration.raw().pointer_base);
        keys.held.push_back({std::move(*key), declared.id});
    }
    return keys;
}

}  // namespace

Error refusal_of(const DocumentStand& at, const Course& course, std::string where) {
    return fail(
        course.refusal,
        std::move(where),
        {std::string(schemas::section_name(at.point.kind)),
         std::to_string(at.status),
         std::to_string(return_limit(at.point.direction).count()),
         at.changeable_in}
    );
}

void allow_changes(FilingStand& stand, std::span<const std::int32_t> states) {
    std::string names;
    for (const auto state : states) {
        if (!names.empty())
            names += ", ";
        names += std::to_string(state);
    }
    for (auto& document : stand.documents) {
        const auto stage = document.point.stage;
        // What no list can name: a status of a later edition, an answer that it is there already.
        const bool unlisted = find_status(document.status) == nullptr && stage == Stage::received;
        document.point.changeable =
            unlisted || std::ranges::find(states, document.status) != states.end();
        document.changeable_in = names;
    }
}

std::optional<Error> refuse_return(
    std::map<std::string, Decimal>& left,
    const std::string& gnum,
    const std::string& qty,
    const std::string& where
) {
    const auto found = left.find(gnum);
    if (found == left.end())
        return fail(Errc::unknown_item, where + "/gnum", {gnum});
    const auto quantity = Decimal::parse(qty);
    if (!quantity)
        return std::nullopt;  // its form is judged elsewhere
    if (*quantity > found->second)
        return fail(Errc::return_above_quantity, where + "/qty", {gnum, qty, found->second.text()});
    found->second = found->second.minus(*quantity).value_or(found->second);
    return std::nullopt;
}

Result<FilingStand> stand_of(Db& db, TenantId tenant, FilingId filing) {
    const auto seen = look(db, Scope{tenant, {}}, filing);
    if (!seen)
        return db.failed() ? db.error() : fail(Errc::not_found);
    FilingStand out;
    out.direction = seen->view.direction;
    out.procedure = seen->view.procedure;
    out.place = seen->view.park;
    const auto versions = versions_of(db, tenant, seen->documents);
    std::vector<DocumentFacts> all;
    for (const auto& version : versions) all.push_back(version.facts);
    const auto counting = current(all);
    const auto withdrawal = withdrawal_of(counting);

    bool declared = false;
    for (const auto& facts : counting)
        if (facts.kind == Kind::inventory) {
            const auto stage = stage_now(facts);
            declared = withdrawal != Withdrawal::done && stage != Stage::rejected &&
                       stage != Stage::withdrawn;
        }
    for (const auto& facts : counting) {
        // The last version with these facts is the one that counts.
        const auto found = std::find_if(versions.rbegin(), versions.rend(), [&](const auto& one) {
            return one.facts == facts;
        });
        DocumentStand stand;
        stand.id = found->row.id;
        stand.status = facts.status;
        stand.changed = facts.app_type != 1;
        stand.pre_no = found->row.pre_no;
        stand.invt_no = found->row.invt_no;
        for (const auto& version : versions)
            if (version.facts.kind == facts.kind)
                look_at_version(db, version, stand);
        stand.point.kind = facts.kind;
        stand.point.direction = out.direction;
        stand.point.stage = stage_now(facts);
        stand.point.inventory_declared = declared;
        stand.point.numbered = !stand.invt_no.empty();
        if (facts.kind == Kind::inventory) {
            stand.point.withdrawal = withdrawal;
            stand.point.returned = std::ranges::any_of(counting, [](const DocumentFacts& one) {
                return one.kind == Kind::refund && stage_now(one) != Stage::rejected;
            });
        }
        if (found->row.released_at != 0)
            stand.point.released_at = instant(found->row.released_at);
        out.documents.push_back(std::move(stand));
    }
    // A change that customs has numbered under the first version keeps that number.
    for (auto& stand : out.documents)
        if (stand.point.kind == Kind::inventory && stand.invt_no.empty() && stand.changed) {
            stand.invt_no = seen->view.invt_no;
            stand.point.numbered = !stand.invt_no.empty() && withdrawal != Withdrawal::done;
        }
    out.left = left_of(db, tenant, versions);
    allow_changes(out, validate::Place{}.changeable_states);
    if (db.failed())
        return db.error();
    return out;
}

Result<Appended> pursue_wish(
    Tx& tx,
    FilingId filing,
    const Declaration& declaration,
    const Pursuit& pursuit,
    std::string_view body_digest
) {
    const auto& raw = declaration.raw();
    const auto tenant = raw.caller.tenant;
    const auto idempotency = idempotency_of(declaration, KeyKind::supplement, body_digest);
    auto head = load_head(tx.db, tenant, filing);
    if (!head)
        return fail(Errc::not_found);
    TG_TRY(auto replayed, answer_of_key(tx.db, tx.now, tenant, idempotency));
    if (replayed && replayed->filing != filing)
        return fail(Errc::idempotency_conflict, {}, {id_text(replayed->filing)});
    if (replayed)
        return Appended{std::move(*replayed), {}};

    if (declaration.place().id != head->place)
        return fail(Errc::fixed_by_filing, raw.pointer_base + "/park", {"park"});
    tx.settle();
    TG_TRY(auto stand, stand_of(tx.db, tenant, filing));
    allow_changes(stand, declaration.place().changeable_states);
    TG_TRY(judge_again(tx, stand, declaration, pursuit));
    TG_TRY(judge_versions(tx, stand, declaration, pursuit));
    for (const auto& declared : declaration.documents()) {
        if (declared.document.table().kind != Kind::refund)
            continue;
        TG_TRY(judge_quantities(stand.left, declaration, declared.document));
    }
    TG_TRY(const auto keys, keys_for(tx, filing, declaration, *head));
    TG_TRY(judge_year(tx, filing, declaration));

    Appended out;
    out.lanes = put_versions(tx, filing, declaration, keys, *head);
    std::string what;
    for (const auto& planned : pursuit.acts) {
        if (!what.empty())
            what += ' ';
        what += schemas::section_name(planned.about);
        what += ':';
        what += act_name(planned.act);
    }
    tx.audit(tenant, filing.value(), raw.caller.key_name, "wish_declared", what);
    out.accepted.filing = filing;
    out.accepted.accepted_at = id_time(filing.value());
    out.accepted.missing = kinds_in(head->missing);
    out.accepted.acts = pursuit.acts;
    out.accepted.state = refresh_filing(tx, tenant, filing);
    if (!declaration.documents().empty())
        hold_idempotency(
            tx.db, tenant, idempotency, declaration.documents().front().id, out.accepted
        );
    return out;
}

}  // namespace tg::store
