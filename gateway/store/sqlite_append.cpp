// Filings come in: judged by sqlite_admission first, then written row by row.
#include "gateway/store/sqlite_append.hpp"

#include "gateway/intake/kept_body.hpp"
#include "gateway/store/kept_answer.hpp"
#include "gateway/store/sqlite_claims.hpp"
#include "gateway/store/sqlite_elsewhere.hpp"
#include "gateway/store/sqlite_expectations.hpp"
#include "gateway/store/sqlite_parcels.hpp"
#include "gateway/store/sqlite_room.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>

namespace tg::store {
namespace {

using validate::Declaration;

// What the sender was told, and is told again for the same key: not what became of the filing
// since.
Accepted first_answer(FilingId id, const FilingHead& head) {
    Accepted accepted;
    accepted.filing = id;
    accepted.state = head.missing_first == 0 ? FilingState::accepted : FilingState::waiting;
    accepted.accepted_at = id_time(id.value());
    accepted.missing = kinds_in(head.missing_first);
    accepted.replayed = true;
    return accepted;
}

void put_content(Tx& tx, TenantId tenant, std::int64_t owner, std::string_view bytes) {
    tx.db.query("INSERT INTO content (tenant_id, owner_id, bytes) VALUES (?, ?, ?)")
        .bind(tenant)
        .bind(owner)
        .bind_bytes(bytes)
        .run();
}

void put_body(Tx& tx, TenantId tenant, std::int64_t owner, const intake::RawOrder& raw) {
    if (raw.sent.shape.empty())
        put_content(tx, tenant, owner, raw.body);
    else
        put_content(tx, tenant, owner, intake::framed_body(raw));
}

int app_type_in(const schemas::Document& document) {
    const auto text = head_text(document, "appType");
    return text == "2" ? 2 : text == "3" ? 3 : 1;
}

const compose::Lane& put_document(
    Tx& tx,
    FilingId filing,
    const Declaration& declaration,
    const validate::DeclaredDocument& declared
) {
    const auto tenant = declaration.raw().caller.tenant;
    const auto& table = declared.document.table();
    const auto& lane =
        tx.lanes.need(tx.db, tenant, declared.signer, declaration.place().id, table.number);
    tx.db
        .query(
            "INSERT INTO document (tenant_id, id, filing_id, lane_id, message_number, message_id,"
            " status, status_time, guid, pre_no, invt_no, app_type)"
            " VALUES (?, ?, ?, ?, ?, 0, 0, 0, ?, '', '', ?)"
        )
        .bind(tenant)
        .bind(declared.id)
        .bind(filing)
        .bind(lane.id)
        .bind(table.number)
        .bind(head_text(declared.document, "guid"))
        .bind(app_type_in(declared.document))
        .run();
    const auto bytes = declared.document.serialise();
    put_content(tx, tenant, declared.id.value(), bytes);
    tx.tally.wait(tenant, 1);
    return lane;
}

void add_party(std::string& parties, std::string_view code) {
    if (code.empty())
        return;
    std::string framed = "|";
    framed += code;
    framed += '|';
    if (parties.find(framed) != std::string::npos)
        return;
    parties.append(framed, parties.empty() ? 0 : 1);
}

// What the filing's row learns from a document.
void learn(FilingHead& head, const validate::DeclaredDocument& declared) {
    const auto& document = declared.document;
    const auto take = [&](std::string& into, std::string_view element) {
        if (const auto text = head_text(document, element); into.empty())
            into = text;
    };
    take(head.order_no, "orderNo");
    take(head.logistics_no, "logisticsNo");
    take(head.cop_no, "copNo");
    append_id(head.documents, declared.id.value());
    add_party(head.parties, declared.signer);
    for (const auto* element : {"ebpCode", "ebcCode", "agentCode", "payCode", "logisticsCode"})
        add_party(head.parties, head_text(document, element));
}

// Documents, keys and the lanes that got work.
std::vector<const compose::Lane*> put_documents(
    Tx& tx, FilingId filing, const Declaration& declaration, const Keys& keys
) {
    std::vector<const compose::Lane*> lanes;
    lanes.reserve(declaration.documents().size());
    for (const auto& declared : declaration.documents())
        lanes.push_back(&put_document(tx, filing, declaration, declared));
    for (const auto& declared : declaration.documents())
        note_parcels(tx.db, declaration.raw().caller.tenant, filing, declared);
    for (const auto& held : keys.held)
        hold(
            tx.db,
            declaration.raw().caller.tenant,
            held.key.kind,
            held.key.value,
            Holder{filing, held.document, {}}
        );
    return lanes;
}

std::string kinds_text(const Declaration& declaration) {
    std::string text;
    for (const auto& declared : declaration.documents()) {
        if (!text.empty())
            text += ' ';
        text += declared.document.table().name;
    }
    return text;
}

void put_filing(Tx& tx, const Declaration& declaration, const FilingHead& head, FilingId replaces) {
    const auto& raw = declaration.raw();
    tx.db
        .query(
            "INSERT INTO filing (tenant_id, id, state, missing, missing_first, direction, "
            "procedure,"
            " zone, place, order_no, logistics_no, cop_no, invt_no, parties, replaces, updated_at,"
            " documents, bodies, point, stock_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?)"
        )
        .bind(raw.caller.tenant)
        .bind(declaration.filing())
        .bind(static_cast<int>(head.state))
        .bind(head.missing)
        .bind(head.missing_first)
        .bind(static_cast<int>(declaration.direction()))
        .bind(declaration.procedure())
        .bind(declaration.place().zone_id)
        .bind(declaration.place().id)
        .bind(head.order_no)
        .bind(head.logistics_no)
        .bind(head.cop_no)
        .bind(head.parties)
        .bind(replaces)
        .bind(milliseconds(tx.now))
        .bind_bytes(head.documents)
        .bind_bytes(head.bodies)
        .bind(declaration.point())
        .bind(declaration.stock_at())
        .run();
}

/// Late sections may be the first to say where the goods are; anew only what declares it again.
void note_site(Tx& tx, FilingId filing, const Declaration& declaration) {
    if (declaration.point().empty() && declaration.stock_at().empty())
        return;
    const bool again = std::ranges::any_of(declaration.documents(), [](const auto& declared) {
        const auto& table = declared.document.table();
        return schemas::find_field(table, schemas::Group::head, "loctNo").has_value();
    });
    tx.db
        .query(
            "UPDATE filing SET point = iif(?1 <> '' AND (?3 OR point = ''), ?1, point),"
            " stock_at = iif(?2 <> '' AND (?3 OR stock_at = ''), ?2, stock_at)"
            " WHERE tenant_id = ?4 AND id = ?5"
        )
        .bind(declaration.point())
        .bind(declaration.stock_at())
        .bind(again ? 1 : 0)
        .bind(declaration.raw().caller.tenant)
        .bind(filing)
        .run();
}

}  // namespace

Result<std::optional<Accepted>> answer_of_key(
    Db& db, Instant now, TenantId tenant, const Idempotency& key
) {
    using Answer = std::optional<Accepted>;
    TG_TRY(const auto before, earlier(db, now, tenant, key));
    if (!before)
        return Answer{};
    const auto head = load_head(db, tenant, before->filing);
    if (!head)
        return Answer{};
    auto accepted = first_answer(before->filing, *head);
    recall_answer(before->answer, accepted);
    return Answer{std::move(accepted)};
}

namespace {

std::int64_t filed_in(const Declaration& declaration) {
    std::int64_t filed = 0;
    for (const auto& declared : declaration.documents())
        filed |= bit_of(declared.document.table().kind);
    return filed;
}

// Sections that the sender says others send to customs themselves.
std::int64_t elsewhere_in(const Declaration& declaration) {
    std::int64_t elsewhere = 0;
    for (const auto kind : declaration.raw().elsewhere) elsewhere |= bit_of(kind);
    return elsewhere & ~filed_in(declaration);
}

// Who said so, and why.
void note_elsewhere(Tx& tx, FilingId filing, const Declaration& declaration) {
    const auto& raw = declaration.raw();
    auto sections = kinds_in(elsewhere_in(declaration));
    if (!sections.empty())
        audit_elsewhere(
            tx, raw.caller.tenant, filing, {std::move(sections), raw.reason, raw.caller.key_name}
        );
}

// Sections that the procedure or the place asks for and that were not filed.
std::int64_t missing_in(const Declaration& declaration, std::span<const schemas::Kind> also_asked) {
    std::int64_t missing = 0;
    for (const auto kind : declaration.missing()) missing |= bit_of(kind);
    for (const auto kind : also_asked) missing |= bit_of(kind);
    return missing & ~filed_in(declaration) & ~elsewhere_in(declaration);
}

// What is not here yet is written down, and an inventory waits for it. A filing that is complete
// costs nothing where partners that are filed are enough.
void begin_waiting(Tx& tx, const Declaration& declaration, const FilingHead& head, Appended& out) {
    const auto tenant = declaration.raw().caller.tenant;
    const auto filing = declaration.filing();
    const auto& rule = tx.holding.at(declaration.place().id);
    expect(tx, tenant, filing, head.missing, rule.deadline);
    expect_elsewhere(tx, tenant, filing, elsewhere_in(declaration));
    if (head.missing != 0 || rule.after != Reached::filed)
        review_holds(tx, tenant, filing, out.lanes);
    reserve_claims(tx, filing, declaration);
}

}  // namespace

namespace {

// Documents that wait under the number and were not this order's: a person may know better.
void note_others_waiting(Tx& tx, const Declaration& declaration, std::string_view order_no) {
    if (order_no.empty())
        return;
    const auto& caller = declaration.raw().caller;
    std::string ids;
    for (const auto filing : waiting_for_order(tx.db, caller.tenant, order_no))
        ids += (ids.empty() ? "" : " ") + id_text(filing);
    if (!ids.empty())
        tx.audit(
            caller.tenant, declaration.filing().value(), caller.key_name, "others_wait_apart", ids
        );
}

}  // namespace

Result<Appended> append_filing(
    Tx& tx,
    const Declaration& declaration,
    std::span<const schemas::Kind> also_asked,
    std::string_view body_digest
) {
    const auto& raw = declaration.raw();
    const auto tenant = raw.caller.tenant;
    const auto idempotency = idempotency_of(declaration, KeyKind::append, body_digest);
    TG_TRY(auto replayed, answer_of_key(tx.db, tx.now, tenant, idempotency));
    if (replayed)
        return Appended{std::move(*replayed), {}};
    TG_TRY(judge_meeting(tx.db, declaration));
    TG_TRY(const auto keys, judge_keys(tx, declaration, FilingId{}));
    TG_TRY(judge_lists(tx.db, declaration));
    TG_TRY(judge_year(tx, FilingId{}, declaration));

    FilingHead head;
    head.missing = missing_in(declaration, also_asked);
    head.missing_first = head.missing;
    append_id(head.bodies, declaration.filing().value());
    for (const auto& declared : declaration.documents()) learn(head, declared);
    Appended out;
    out.accepted = first_answer(declaration.filing(), head);
    out.accepted.replayed = false;
    head.state = out.accepted.state;

    put_filing(tx, declaration, head, keys.replaces);
    put_body(tx, tenant, declaration.filing().value(), raw);
    out.lanes = put_documents(tx, declaration.filing(), declaration, keys);
    begin_waiting(tx, declaration, head, out);
    hold_idempotency(tx.db, tenant, idempotency, declaration.filing());
    if (waits_for_order(declaration) && !head.order_no.empty())
        wait_for_order(tx.db, tenant, head.order_no, declaration.filing());
    const auto what = kinds_text(declaration);
    tx.audit(tenant, declaration.filing().value(), raw.caller.key_name, "filing_accepted", what);
    note_elsewhere(tx, declaration.filing(), declaration);
    if (!waits_for_order(declaration))
        note_others_waiting(tx, declaration, head.order_no);
    return out;
}

Result<Appended> supplement_filing(
    Tx& tx,
    FilingId filing,
    const Declaration& declaration,
    Entry entry,
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
    if (entry == Entry::met) {
        TG_TRY(judge_meeting_with(tx.db, filing, declaration));
    }
    TG_TRY(judge_supplement(tx, *head, declaration));
    TG_TRY(const auto keys, judge_keys(tx, declaration, head->replaces));
    TG_TRY(judge_year(tx, filing, declaration));

    head->replaces = keys.replaces;
    for (const auto& declared : declaration.documents())
        head->missing &= ~static_cast<std::int64_t>(bit_of(declared.document.table().kind));
    // What is filed now may ask for company: an inventory for its waybill.
    for (const auto kind : declaration.missing())
        head->missing |= bit_of(kind) & ~sections_of(tx.db, tenant, *head);
    const auto elsewhere = elsewhere_in(declaration) | elsewhere_of(tx.db, tenant, filing);
    head->missing &= ~elsewhere;
    Appended out;
    out.lanes = put_versions(tx, filing, declaration, keys, *head);
    expect(tx, tenant, filing, head->missing, tx.holding.at(head->place).deadline);
    expect_elsewhere(tx, tenant, filing, elsewhere_in(declaration));
    const auto what = kinds_text(declaration);
    tx.audit(tenant, filing.value(), raw.caller.key_name, "filing_supplemented", what);
    note_elsewhere(tx, filing, declaration);
    out.accepted.filing = filing;
    out.accepted.accepted_at = id_time(filing.value());
    out.accepted.state = refresh_filing(tx, tenant, filing);
    out.accepted.missing = kinds_in(head->missing);
    if (!declaration.documents().empty())
        hold_idempotency(
            tx.db, tenant, idempotency, declaration.documents().front().id, out.accepted
        );
    return out;
}

std::vector<const compose::Lane*> put_versions(
    Tx& tx, FilingId filing, const Declaration& declaration, const Keys& keys, FilingHead& head
) {
    const auto tenant = declaration.raw().caller.tenant;
    for (const auto& declared : declaration.documents()) learn(head, declared);
    const auto body = tx.ids.next();
    append_id(head.bodies, body);
    tx.db
        .query(
            "UPDATE filing SET missing = ?, logistics_no = ?, cop_no = ?, parties = ?,"
            " documents = ?, bodies = ?, replaces = ? WHERE tenant_id = ? AND id = ?"
        )
        .bind(head.missing)
        .bind(head.logistics_no)
        .bind(head.cop_no)
        .bind(head.parties)
        .bind_bytes(head.documents)
        .bind_bytes(head.bodies)
        .bind(head.replaces)
        .bind(tenant)
        .bind(filing)
        .run();
    note_site(tx, filing, declaration);
    auto lanes = put_documents(tx, filing, declaration, keys);
    for (const auto& declared : declaration.documents())
        if (declared.document.table().kind == schemas::Kind::order)
            stop_waiting(tx.db, tenant, head.order_no, filing);
    put_body(tx, tenant, body, declaration.raw());
    for (const auto& declared : declaration.documents())
        meet_expectation(tx, tenant, filing, declared.document.table().kind);
    review_holds(tx, tenant, filing, lanes);
    reserve_claims(tx, filing, declaration);
    return lanes;
}

}  // namespace tg::store
