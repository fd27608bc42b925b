// The questions asked before a filing is written.
#include "gateway/store/sqlite_admission.hpp"

#include "gateway/store/kept_answer.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>

namespace tg::store {
namespace {

constexpr auto replay_time = std::chrono::hours(72);

}  // namespace

using validate::Declaration;

std::optional<FilingHead> load_head(Db& db, TenantId tenant, FilingId id) {
    auto query = db.query(
        "SELECT state, missing, missing_first, place, order_no, logistics_no, cop_no, parties, "
        "documents, bodies, replaces"
        " FROM filing WHERE tenant_id = ? AND id = ?"
    );
    if (!query.bind(tenant).bind(id).row())
        return std::nullopt;
    FilingHead head;
    head.state = static_cast<FilingState>(query.integer(0));
    head.missing = query.integer(1);
    head.missing_first = query.integer(2);
    head.place = query.text(3);
    head.order_no = query.text(4);
    head.logistics_no = query.text(5);
    head.cop_no = query.text(6);
    head.parties = query.text(7);
    head.documents = query.bytes(8);
    head.bodies = query.bytes(9);
    head.replaces = query.id<FilingId>(10);
    return head;
}

Idempotency idempotency_of(const Declaration& declaration, KeyKind kind, std::string_view digest) {
    const auto& raw = declaration.raw();
    Idempotency out;
    out.kind = kind;
    out.digest = digest;
    if (!raw.idempotency_key.empty())
        out.value = key_value(raw.caller.key_name, raw.idempotency_key);
    return out;
}

void hold_idempotency(Db& db, TenantId tenant, const Idempotency& key, FilingId filing) {
    if (!key.value.empty())
        hold(db, tenant, key.kind, key.value, {filing, DocumentId{}, std::string(key.digest)});
}

void hold_idempotency(
    Db& db, TenantId tenant, const Idempotency& key, DocumentId document, const Accepted& accepted
) {
    if (key.value.empty())
        return;
    const Holder holder{accepted.filing, document, std::string(key.digest), kept_answer(accepted)};
    hold(db, tenant, key.kind, key.value, holder);
}

Result<std::optional<Holder>> earlier(
    Db& db, Instant now, TenantId tenant, const Idempotency& key
) {
    std::optional<Holder> none;
    if (key.value.empty())
        return none;
    auto holder = holder_of(db, tenant, key.kind, key.value);
    if (!holder)
        return none;
    // For a supplement the document tells when the request came; the filing is older.
    const auto came =
        holder->document.value() != 0 ? holder->document.value() : holder->filing.value();
    if (now - id_time(came) > replay_time)
        return none;
    if (holder->body_digest != key.digest)
        return fail(Errc::idempotency_conflict, {}, {id_text(holder->filing)});
    return holder;
}

namespace {

// An inventory that customs has and has not rejected may still be released, also when another
// document of its filing was refused: a second one for the same order would stand beside it.
bool inventory_lives(const DocumentRow& row, Outgoing state) {
    const auto* table = schemas::find_table(row.message_number);
    if (table == nullptr || table->kind != schemas::Kind::inventory)
        return false;
    DocumentFacts alone{};
    alone.kind = table->kind;
    alone.phase = phase_of(state);
    alone.status = row.standing.status;
    alone.receipt = table->answered_by;
    return derive({&alone, 1}, false) != FilingState::rejected;
}

// While a document of it waits or its message is open, customs may yet get to see the number.
bool gives_up_keys(Db& db, TenantId tenant, const FilingHead& head) {
    if (head.state != FilingState::rejected)
        return false;
    for (const auto id : ids_in(head.documents)) {
        const auto row = load_document(db, tenant, DocumentId{id});
        if (!row)
            continue;
        if (row->message.value() == 0)
            return false;
        const auto message = load_message(db, tenant, row->message);
        if (message && open_message(message->state))
            return false;
        if (message && inventory_lives(*row, message->state))
            return false;
    }
    return true;
}

}  // namespace

Result<Keys> judge_keys(Tx& tx, const Declaration& declaration, FilingId replaces) {
    const auto tenant = declaration.raw().caller.tenant;
    Keys keys;
    keys.replaces = replaces;
    Error clash = fail(Errc::duplicate_filing);
    for (const auto& declared : declaration.documents()) {
        auto key = key_of(declared.document);
        if (!key)
            continue;
        if (const auto holder = holder_of(tx.db, tenant, key->kind, key->value)) {
            const auto head = load_head(tx.db, tenant, holder->filing);
            const bool another = keys.replaces.value() != 0 && keys.replaces != holder->filing;
            if (head && (another || !gives_up_keys(tx.db, tenant, *head))) {
                std::string where = declaration.raw().pointer_base;
                where += '/';
                where += schemas::section_name(declared.document.table().kind);
                where += '/';
                where += key->element;
                clash.parts.push_back(
                    fail(Errc::duplicate_filing, std::move(where), {id_text(holder->filing)})
                );
            }
            if (!another)
                keys.replaces = holder->filing;
        }
        keys.held.push_back({std::move(*key), declared.id});
    }
    if (clash.parts.empty())
        return keys;
    clash.where = clash.parts.front().where;
    clash.args = clash.parts.front().args;
    return clash;
}

bool waits_for_order(const Declaration& declaration) {
    return std::ranges::find(declaration.missing(), schemas::Kind::order) !=
           declaration.missing().end();
}

namespace {

/// Whoever only knows an order's number does not get into its filing: the caller must act for one
/// of its parties, or the enterprise of the documents must be one that the order names.
bool may_meet(
    Db& db, const intake::Caller& caller, FilingId filing, const Declaration& declaration
) {
    const auto head = load_head(db, caller.tenant, filing);
    if (!head)
        return false;
    const auto party = [&](std::string_view code) {
        return !code.empty() &&
               head->parties.find("|" + std::string(code) + "|") != std::string::npos;
    };
    std::int64_t have = 0;
    for (const auto id : ids_in(head->documents))
        if (const auto row = load_document(db, caller.tenant, DocumentId{id}))
            if (const auto* table = schemas::find_table(row->message_number))
                have |= bit_of(table->kind);
    const bool same_enterprises =
        caller.enterprises.empty() || std::ranges::any_of(caller.enterprises, party);
    bool named = false, twice = false;
    for (const auto& declared : declaration.documents()) {
        named = named || party(declared.signer);
        twice = twice || (have & bit_of(declared.document.table().kind)) != 0;
    }
    // What brings a section that is there already is another matter, unless it is the same party's.
    return same_enterprises || (named && !twice);
}

}  // namespace

Result<void> judge_meeting(Db& db, const Declaration& declaration) {
    const auto tenant = declaration.raw().caller.tenant;
    const bool waits = waits_for_order(declaration);
    const bool orders =
        std::ranges::any_of(declaration.documents(), [](const validate::DeclaredDocument& one) {
            return one.document.table().kind == schemas::Kind::order;
        });
    if (!waits && !orders)
        return success();  // it stands for itself
    std::string_view order_no;
    for (const auto& declared : declaration.documents())
        if (order_no.empty())
            order_no = head_text(declared.document, "orderNo");
    if (order_no.empty())
        return success();
    const auto& caller = declaration.raw().caller;
    if (const auto holder = holder_of(db, tenant, KeyKind::meeting, key_value(order_no, {})))
        if (may_meet(db, caller, holder->filing, declaration))
            return fail(Errc::belongs_to_filing, {}, {id_text(holder->filing)});
    if (!waits)
        return success();
    // The number alone: a waybill does not name the platform. Two platforms that use one number
    // leave the choice to the sender.
    const auto holders = holders_of_number(db, tenant, KeyKind::order, order_no, 2);
    if (holders.size() != 1 || !may_meet(db, caller, holders.front().filing, declaration))
        return success();
    return fail(Errc::belongs_to_filing, {}, {id_text(holders.front().filing)});
}

Result<void> judge_supplement(Tx& tx, const FilingHead& head, const Declaration& declaration) {
    const auto& base = declaration.raw().pointer_base;
    std::int64_t present = 0;
    const auto tenant = declaration.raw().caller.tenant;
    for (const auto id : ids_in(head.documents))
        if (const auto row = load_document(tx.db, tenant, DocumentId{id}))
            if (const auto* table = schemas::find_table(row->message_number))
                present |= bit_of(table->kind);
    for (const auto& declared : declaration.documents()) {
        const auto section = schemas::section_name(declared.document.table().kind);
        const auto at = base + "/" + std::string(section);
        if ((present & bit_of(declared.document.table().kind)) != 0)
            return fail(Errc::section_present, at, {std::string(section)});
        const auto order_no = head_text(declared.document, "orderNo");
        if (!order_no.empty() && !head.order_no.empty() && order_no != head.order_no)
            return fail(Errc::order_number_differs, at + "/orderNo");
    }
    if (declaration.place().id != head.place)
        return fail(Errc::documents_differ, base + "/park", {"park", "park"});
    return success();
}

}  // namespace tg::store
