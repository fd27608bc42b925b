// See sqlite_expectations.hpp.
#include "gateway/store/sqlite_expectations.hpp"

#include "gateway/store/sqlite_admission.hpp"
#include "gateway/store/sqlite_keys.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <array>

namespace tg::store {
namespace {

using schemas::Kind;

constexpr std::size_t alarms_at_once = 500;
constexpr int for_partners = static_cast<int>(Hold::partners);
constexpr int for_guarantee = static_cast<int>(Hold::guarantee);
constexpr char between_fields = '\x1f', between_rows = '\x1e';
/// What may be expected of a filing, in the order in which it is shown.
constexpr std::array expected_kinds{
    Kind::order, Kind::payment, Kind::waybill, Kind::receipts, Kind::inventory};

struct Row {
    Expected state{};
    std::int64_t since = 0, deadline = 0, overdue_at = 0;
    std::string differences;
};

std::optional<Row> load(Db& db, TenantId tenant, FilingId filing, Kind kind) {
    auto query = db.query(
        "SELECT state, since, deadline, overdue_at, differences FROM expectation"
        " WHERE tenant_id = ? AND filing_id = ? AND kind = ?"
    );
    if (!query.bind(tenant).bind(filing).bind(static_cast<int>(kind)).row())
        return std::nullopt;
    return Row{
        static_cast<Expected>(query.integer(0)),
        query.integer(1),
        query.integer(2),
        query.integer(3),
        std::string(query.text(4))};
}

void put(Tx& tx, TenantId tenant, FilingId filing, Kind kind, Expected state, std::int64_t due) {
    const bool waits = state == Expected::missing || state == Expected::mismatched;
    tx.db
        .query(
            "INSERT INTO expectation (tenant_id, filing_id, kind, state, since, deadline, alarm_at,"
            " overdue_at, differences) VALUES (?, ?, ?, ?, ?, ?, ?, 0, '') ON CONFLICT DO NOTHING"
        )
        .bind(tenant)
        .bind(filing)
        .bind(static_cast<int>(kind))
        .bind(static_cast<int>(state))
        .bind(milliseconds(tx.now))
        .bind(due)
        .bind(waits ? due : 0)
        .run();
}

/// Nothing is waited for any more.
void end(Tx& tx, TenantId tenant, FilingId filing, Kind kind, Expected state) {
    tx.db
        .query(
            "UPDATE expectation SET state = ?, since = ?, alarm_at = 0, overdue_at = 0,"
            " differences = '' WHERE tenant_id = ? AND filing_id = ? AND kind = ?"
        )
        .bind(static_cast<int>(state))
        .bind(milliseconds(tx.now))
        .bind(tenant)
        .bind(filing)
        .bind(static_cast<int>(kind))
        .run();
}

std::int64_t due_at(const Tx& tx, std::chrono::hours deadline) {
    return milliseconds(tx.now + deadline);
}

void set_held(Tx& tx, const DocumentRow& row, int held, FreedLanes& freed) {
    if (held == row.held)
        return;
    tx.db.query("UPDATE document SET held = ? WHERE tenant_id = ? AND id = ?")
        .bind(held)
        .bind(row.tenant)
        .bind(row.id)
        .run();
    const int more = (held != 0 ? 1 : 0) - (row.held != 0 ? 1 : 0);
    tx.tally.held += more;
    tx.tally.wait(row.tenant, -more);
    const auto* lane = tx.lanes.find(row.lane);
    if (held == 0 && lane != nullptr)
        freed.push_back(lane);
}

}  // namespace

void expect(
    Tx& tx, TenantId tenant, FilingId filing, std::int64_t missing, std::chrono::hours deadline
) {
    for (const auto kind : kinds_in(missing))
        put(tx, tenant, filing, kind, Expected::missing, due_at(tx, deadline));
}

void expect_elsewhere(Tx& tx, TenantId tenant, FilingId filing, std::int64_t kinds) {
    for (const auto kind : kinds_in(kinds)) {
        put(tx, tenant, filing, kind, Expected::elsewhere, 0);
        end(tx, tenant, filing, kind, Expected::elsewhere);
    }
}

std::int64_t elsewhere_of(Db& db, TenantId tenant, FilingId filing) {
    std::int64_t bits = 0;
    auto query =
        db.query("SELECT kind FROM expectation WHERE tenant_id = ? AND filing_id = ? AND state = ?"
        );
    query.bind(tenant).bind(filing).bind(static_cast<int>(Expected::elsewhere));
    while (query.row()) bits |= bit_of(static_cast<Kind>(query.integer(0)));
    return bits;
}

void meet_expectation(Tx& tx, TenantId tenant, FilingId filing, Kind kind) {
    end(tx, tenant, filing, kind, Expected::matched);
}

void note_difference(
    Tx& tx,
    TenantId tenant,
    FilingId filing,
    Kind kind,
    std::chrono::hours deadline,
    std::string_view differences
) {
    put(tx, tenant, filing, kind, Expected::missing, due_at(tx, deadline));
    tx.db
        .query(
            "UPDATE expectation SET state = ?, since = ?, differences = ?"
            " WHERE tenant_id = ? AND filing_id = ? AND kind = ?"
        )
        .bind(static_cast<int>(Expected::mismatched))
        .bind(milliseconds(tx.now))
        .bind(differences)
        .bind(tenant)
        .bind(filing)
        .bind(static_cast<int>(kind))
        .run();
}

namespace {

std::vector<DocumentRow> waiting_inventories(Db& db, TenantId tenant, FilingId filing) {
    std::vector<DocumentRow> out;
    const auto head = load_head(db, tenant, filing);
    if (!head)
        return out;
    for (const auto id : ids_in(head->documents)) {
        auto row = load_document(db, tenant, DocumentId{id});
        const auto* table = row ? schemas::find_table(row->message_number) : nullptr;
        if (table != nullptr && table->kind == Kind::inventory && row->message.value() == 0)
            out.push_back(std::move(*row));
    }
    return out;
}

}  // namespace

void hold_for_guarantee(Tx& tx, TenantId tenant, FilingId filing) {
    FreedLanes freed;
    for (const auto& row : waiting_inventories(tx.db, tenant, filing))
        set_held(tx, row, row.held | for_guarantee, freed);
}

void free_for_guarantee(Tx& tx, TenantId tenant, FilingId filing, FreedLanes& freed) {
    for (const auto& row : waiting_inventories(tx.db, tenant, filing))
        set_held(tx, row, row.held & ~for_guarantee, freed);
}

void review_holds(Tx& tx, TenantId tenant, FilingId filing, FreedLanes& freed) {
    const auto head = load_head(tx.db, tenant, filing);
    if (!head)
        return;
    std::vector<DocumentFacts> facts;
    std::vector<DocumentRow> inventories;
    for (const auto id : ids_in(head->documents)) {
        auto row = load_document(tx.db, tenant, DocumentId{id});
        const auto one = facts_of(tx.db, tenant, DocumentId{id});
        if (!row || !one)
            continue;
        facts.push_back(*one);
        if (one->kind == Kind::inventory && row->message.value() == 0)
            inventories.push_back(std::move(*row));
    }
    const auto missing = kinds_in(head->missing);
    const bool waits = waits_for_partners(tx.holding.at(head->place), missing, facts);
    for (const auto& row : inventories) {
        const int others = row.held & ~for_partners;
        set_held(tx, row, others | (waits ? for_partners : 0), freed);
    }
}

void review_if_held(Tx& tx, TenantId tenant, FilingId filing, FreedLanes& freed) {
    bool held = false;
    {
        auto query = tx.db.query(
            "SELECT 1 FROM document INDEXED BY document_held WHERE held <> 0 AND tenant_id = ?"
            " AND filing_id = ? LIMIT 1"
        );
        held = query.bind(tenant).bind(filing).row();
    }
    if (held)
        review_holds(tx, tenant, filing, freed);
}

void review_documents(
    Tx& tx, TenantId tenant, std::span<const std::int64_t> documents, FreedLanes& freed
) {
    std::set<FilingId> filings;
    for (const auto id : documents)
        if (const auto row = load_document(tx.db, tenant, DocumentId{id}))
            filings.insert(row->filing);
    for (const auto filing : filings) review_if_held(tx, tenant, filing, freed);
}

void review_all_holds(Tx& tx) {
    std::vector<std::pair<TenantId, FilingId>> filings;
    {
        auto query = tx.db.query(
            "SELECT DISTINCT tenant_id, filing_id FROM document INDEXED BY document_held"
            " WHERE held <> 0"
        );
        while (query.row()) filings.emplace_back(query.id<TenantId>(0), query.id<FilingId>(1));
    }
    FreedLanes freed;  // at the start every lane is looked at
    for (const auto& [tenant, filing] : filings) review_holds(tx, tenant, filing, freed);
}

bool alarm_due(Db& db, std::span<const TenantId> tenants, Instant now) {
    for (const auto tenant : tenants) {
        auto query = db.query(
            "SELECT 1 FROM expectation INDEXED BY expectation_alarm WHERE alarm_at <> 0 AND "
            "tenant_id = ? AND alarm_at <= ? LIMIT 1"
        );
        if (query.bind(tenant).bind(milliseconds(now)).row())
            return true;
    }
    return false;
}

namespace {

struct Due {
    FilingId filing;
    Kind kind;
};

std::vector<Due> alarms_of(Db& db, TenantId tenant, Instant now) {
    std::vector<Due> due;
    auto query = db.query(
        "SELECT filing_id, kind FROM expectation INDEXED BY expectation_alarm WHERE alarm_at <> 0 "
        "AND tenant_id = ? AND alarm_at <= ? ORDER BY alarm_at LIMIT ?"
    );
    query.bind(tenant).bind(milliseconds(now)).bind(alarms_at_once);
    while (query.row()) due.push_back({query.id<FilingId>(0), static_cast<Kind>(query.integer(1))});
    return due;
}

void tell_overdue(Tx& tx, TenantId tenant, const Due& one, Instant now) {
    const auto detail =
        std::string(schemas::section_name(one.kind)) + " " + std::string(sender_of(one.kind).role);
    tx.audit(tenant, one.filing.value(), "gateway", "partner_overdue", detail);
    tx.db.query("UPDATE filing SET updated_at = max(updated_at, ?) WHERE tenant_id = ? AND id = ?")
        .bind(milliseconds(now))
        .bind(tenant)
        .bind(one.filing)
        .run();
}

}  // namespace

std::vector<Overdue> raise_alarms(Tx& tx, Instant now) {
    std::vector<Overdue> out;
    for (const auto tenant : tx.lanes.tenants()) {
        for (const auto& one : alarms_of(tx.db, tenant, now)) {
            const auto head = load_head(tx.db, tenant, one.filing);
            // Nobody waits for the partners of a filing that has ended.
            const bool ended = !head || settled(head->state);
            tx.db
                .query(
                    "UPDATE expectation SET alarm_at = 0, overdue_at = ?"
                    " WHERE tenant_id = ? AND filing_id = ? AND kind = ?"
                )
                .bind(ended ? 0 : milliseconds(now))
                .bind(tenant)
                .bind(one.filing)
                .bind(static_cast<int>(one.kind))
                .run();
            if (ended)
                continue;
            tell_overdue(tx, tenant, one, now);
            out.push_back({one.filing, head->place, one.kind});
        }
    }
    return out;
}

namespace {

/// The code of who is to send a document, as the other documents of the filing name it.
std::string party_of(const std::vector<schemas::Document>& documents, Kind kind) {
    const auto element = sender_of(kind).element;
    for (const auto& document : documents)
        if (const auto code = head_text(document, element); !code.empty())
            return std::string(code);
    return {};
}

/// A site's entry detail is a list of its own; it names parcels by their waybills. It never holds,
/// and when it comes is the site's affair, so it has no deadline.
ExpectationView site_entry(Db& db, TenantId tenant, const FilingView& filing) {
    ExpectationView view;
    view.kind = Kind::delivery;
    view.since = filing.accepted_at;
    if (filing.logistics_no.empty())
        return view;
    constexpr std::size_t lists_max = 50;
    for (const auto& holder :
         holders_of_number(db, tenant, KeyKind::listed, filing.logistics_no, lists_max)) {
        const auto facts = facts_of(db, tenant, holder.document);
        if (!facts || facts->kind != Kind::delivery ||
            derive({&*facts, 1}, false) == FilingState::rejected)
            continue;
        view.state = Expected::matched;
        view.since = id_time(holder.document.value());
        break;
    }
    return view;
}

}  // namespace

std::vector<ExpectationView> expectations_of(
    Db& db, TenantId tenant, const FilingView& filing, std::span<const std::int64_t> documents
) {
    std::vector<schemas::Document> stored;
    std::map<Kind, std::int64_t> first;
    for (const auto id : documents) {
        if (auto document = stored_document(db, tenant, DocumentId{id})) {
            first.emplace(document->table().kind, id);
            stored.push_back(std::move(*document));
        }
    }
    std::vector<ExpectationView> out;
    const auto add = [&](ExpectationView view) {
        if (view.state != Expected::matched)
            view.party = party_of(stored, view.kind);
        out.push_back(std::move(view));
    };
    bool of_an_order = false;
    for (const auto kind : expected_kinds) {
        const auto row = load(db, tenant, filing.id, kind);
        const auto come = first.find(kind);
        const bool missing = std::ranges::find(filing.missing, kind) != filing.missing.end();
        if (!row && come == first.end() && !missing)
            continue;
        of_an_order = true;
        ExpectationView view;
        view.kind = kind;
        view.holds = is_partner(kind);
        view.state = come != first.end() ? Expected::matched : Expected::missing;
        view.since = come != first.end() ? id_time(come->second) : filing.accepted_at;
        if (row && (come == first.end() || row->state != Expected::missing)) {
            view.state = row->state;
            view.since = instant(row->since);
            view.overdue = row->overdue_at != 0;
            view.differences = differences_in(row->differences);
        }
        if (row && row->deadline != 0)
            view.deadline = instant(row->deadline);
        add(std::move(view));
    }
    if (of_an_order && filing.direction == schemas::Direction::import && filing.procedure == "9610")
        add(site_entry(db, tenant, filing));
    return out;
}

std::string differences_text(std::span<const Difference> differences) {
    std::string text;
    for (const auto& one : differences) {
        if (!text.empty())
            text += between_rows;
        text += one.field + between_fields + one.against + between_fields +
                (one.personal ? "1" : "0") + between_fields + one.ours + between_fields +
                one.theirs;
    }
    return text;
}

std::vector<Difference> differences_in(std::string_view text) {
    std::vector<Difference> out;
    const auto cut = [](std::string_view& rest, char at) {
        const auto end = std::min(rest.find(at), rest.size());
        const auto piece = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return std::string(piece);
    };
    while (!text.empty()) {
        auto piece = cut(text, between_rows);
        std::string_view row = piece;
        Difference one;
        one.field = cut(row, between_fields);
        one.against = cut(row, between_fields);
        one.personal = cut(row, between_fields) == "1";
        one.ours = cut(row, between_fields);
        one.theirs = cut(row, between_fields);
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace tg::store
