// The questions asked before a filing is written.
#include "gateway/store/sqlite_admission.hpp"

#include "gateway/store/kept_answer.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <array>

namespace tg::store {
namespace {

constexpr auto replay_time = std::chrono::hours(72);

}  // namespace

using validate::Declaration;

std::optional<FilingHead> load_head(Db& db, TenantId tenant, FilingId id) {
    auto query = db.query(
        "SELECT state, missing, missing_first, place, order_no, logistics_no, cop_no, parties, "
        "documents, bodies, replaces, direction, procedure"
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
    head.direction = static_cast<schemas::Direction>(query.integer(11));
    head.procedure = query.text(12);
    return head;
}

std::int64_t sections_of(Db& db, TenantId tenant, const FilingHead& head) {
    std::int64_t present = 0;
    for (const auto id : ids_in(head.documents))
        if (const auto row = load_document(db, tenant, DocumentId{id}))
            if (const auto* table = schemas::find_table(row->message_number))
                present |= bit_of(table->kind);
    return present;
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

constexpr std::size_t meetings_max = 100;

/// Elements that name a party of a document.
constexpr std::array<std::string_view, 5> party_elements{
    "ebpCode", "ebcCode", "agentCode", "payCode", "logisticsCode"};

bool names_party(const Declaration& declaration, std::string_view code) {
    return !code.empty() &&
           std::ranges::any_of(declaration.documents(), [code](const auto& declared) {
               return std::ranges::any_of(party_elements, [&](std::string_view element) {
                   return head_text(declared.document, element) == code;
               });
           });
}

const schemas::Document* order_in(const Declaration& declaration) {
    for (const auto& declared : declaration.documents())
        if (declared.document.table().kind == schemas::Kind::order)
            return &declared.document;
    return nullptr;
}

/// Whether a payment that waits is this order's: its number alone is no proof, because anybody may
/// know that. The platform agrees, and the payment enterprise and number, where the order names
/// them; where it does not, the caller must act for the payment enterprise itself
/// [business rules 4, comparison rows 1 to 3].
bool pays_for(
    const schemas::Document& payment, const schemas::Document& order, const intake::Caller& caller
) {
    const auto agree = [&](std::string_view element) {
        const auto paid = head_text(payment, element);
        const auto ordered = head_text(order, element);
        return paid.empty() || ordered.empty() || paid == ordered;
    };
    if (!agree("ebpCode") || !agree("payCode") || !agree("payTransactionId"))
        return false;
    return !head_text(order, "payCode").empty() ||
           caller.may_file_for(head_text(payment, "payCode"));
}

/// Whoever only knows an order's number does not get into its filing: the caller must act for one
/// of its parties, or the enterprise of the documents must be one that the order names, or the
/// order that comes must name the enterprises of all that wait.
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
    const auto* order = order_in(declaration);
    bool expected = order != nullptr;
    for (const auto id : ids_in(head->documents)) {
        const auto document = stored_document(db, caller.tenant, DocumentId{id});
        if (!document)
            continue;
        const auto kind = document->table().kind;
        have |= bit_of(kind);
        expected = expected && names_party(declaration, document->party());
        const bool paid = kind == schemas::Kind::payment || kind == schemas::Kind::receipts;
        if (paid && order != nullptr && !pays_for(*document, *order, caller))
            return false;
    }
    const bool same_enterprises =
        caller.enterprises.empty() || std::ranges::any_of(caller.enterprises, party);
    bool named = false, twice = false;
    for (const auto& declared : declaration.documents()) {
        named = named || party(declared.signer);
        twice = twice || (have & bit_of(declared.document.table().kind)) != 0;
    }
    // What brings a section that is there already is another matter, unless it is the same party's.
    return same_enterprises || ((named || expected) && !twice);
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
    for (const auto filing : waiting_for_order(db, tenant, order_no))
        if (may_meet(db, caller, filing, declaration))
            return fail(Errc::belongs_to_filing, {}, {id_text(filing)});
    if (!waits)
        return success();
    // The number alone: a waybill does not name the platform. Two platforms that use one number
    // leave the choice to the sender.
    const auto holders = holders_of_number(db, tenant, KeyKind::order, order_no, 2);
    if (holders.size() != 1 || !may_meet(db, caller, holders.front().filing, declaration))
        return success();
    return fail(Errc::belongs_to_filing, {}, {id_text(holders.front().filing)});
}

Result<void> judge_meeting_with(Db& db, FilingId filing, const Declaration& declaration) {
    if (may_meet(db, declaration.raw().caller, filing, declaration))
        return success();
    return fail(Errc::not_found);
}

// The number of the filing stands where others have an issuer, so that several wait side by side
// and nobody takes another one's place.
std::vector<FilingId> waiting_for_order(Db& db, TenantId tenant, std::string_view order_no) {
    std::vector<FilingId> out;
    for (const auto& holder :
         holders_of_number(db, tenant, KeyKind::meeting, order_no, meetings_max))
        out.push_back(holder.filing);
    return out;
}

void wait_for_order(Db& db, TenantId tenant, std::string_view order_no, FilingId filing) {
    const Holder holder{filing, DocumentId{}, {}};
    hold(db, tenant, KeyKind::meeting, key_value(order_no, id_text(filing)), holder);
}

void stop_waiting(Db& db, TenantId tenant, std::string_view order_no, FilingId filing) {
    forget(db, tenant, KeyKind::meeting, key_value(order_no, id_text(filing)));
    // As it was written before: one filing for each number.
    const auto alone = key_value(order_no, {});
    const auto holder = holder_of(db, tenant, KeyKind::meeting, alone);
    if (holder && holder->filing == filing)
        forget(db, tenant, KeyKind::meeting, alone);
}

namespace {

/// The status of the order that was deleted, or is about to be.
std::optional<std::int32_t> deleted_order(Db& db, TenantId tenant, const FilingHead& head) {
    std::vector<DocumentFacts> versions;
    for (const auto id : ids_in(head.documents))
        if (const auto facts = facts_of(db, tenant, DocumentId{id}))
            versions.push_back(*facts);
    for (const auto& facts : current(versions))
        if (facts.kind == schemas::Kind::order && facts.app_type == 3)
            return facts.status;
    return std::nullopt;
}

}  // namespace

Result<void> judge_supplement(Tx& tx, const FilingHead& head, const Declaration& declaration) {
    const auto& base = declaration.raw().pointer_base;
    const auto tenant = declaration.raw().caller.tenant;
    const auto present = sections_of(tx.db, tenant, head);
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
        return fail(Errc::documents_differ, base + "/park", {"park", "filing"});
    if (declaration.procedure() != head.procedure)
        return fail(Errc::documents_differ, base + "/procedure", {"procedure", "filing"});
    if (declaration.direction() != head.direction)
        return fail(Errc::documents_differ, base + "/direction", {"direction", "filing"});
    const auto deleted = deleted_order(tx.db, tenant, head);
    if (!deleted)
        return success();
    std::string sections;
    for (const auto& declared : declaration.documents()) {
        sections += sections.empty() ? "" : ", ";
        sections += schemas::section_name(declared.document.table().kind);
    }
    return fail(Errc::order_deleted, base, {std::to_string(*deleted), sections});
}

}  // namespace tg::store
