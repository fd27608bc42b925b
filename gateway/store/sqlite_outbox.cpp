// The way out of the store.
#include "gateway/store/sqlite_outbox.hpp"

#include "gateway/core/text.hpp"
#include "gateway/store/sqlite_keys.hpp"
#include "schemas/catalogue.hpp"

namespace tg::store {
namespace {

constexpr std::string_view gateway_actor = "gateway";
constexpr std::size_t answer_text_max = 300;

// Up to `max` characters: the answer is the other side's and may be anything.
std::string_view shortened(std::string_view text, std::size_t max) {
    std::size_t at = 0;
    for (std::size_t n = 0; n < max && at < text.size(); ++n)
        if (!next_character(text, at))
            return text.substr(0, at);
    return text.substr(0, at);
}

Result<OutboxEntry> entry_of(Tx& tx, const MessageRow& row, const compose::Lane& lane) {
    const auto* table = schemas::find_table(lane.message);
    if (table == nullptr)
        return fail(Errc::internal, {}, {}, "lane of an unknown message");
    OutboxEntry entry;
    entry.id = row.id;
    entry.tenant = row.tenant;
    entry.lane = row.lane;
    entry.place = lane.place;
    entry.message_type = table->name;
    entry.direction = table->direction;
    entry.cop_msg_id = id_text(row.id);
    entry.sender_dxp_id = row.sender_dxp_id;
    entry.attempts = row.attempts;
    entry.state = row.state;
    entry.last_answer_code = row.answer_code;
    auto query = tx.db.query("SELECT bytes FROM content WHERE tenant_id = ? AND owner_id = ?");
    if (!query.bind(row.tenant).bind(row.id).row())
        return fail(Errc::internal, {}, {}, "message without bytes");
    entry.bytes = query.bytes(0);
    return entry;
}

// A filing is renamed by sealing only while nothing was sent of it.
Result<void> seal_document(Tx& tx, const compose::Lane& lane, MessageId message, DocumentId id) {
    FilingId filing;
    {
        auto query = tx.db.query(
            "UPDATE document SET message_id = ? WHERE tenant_id = ? AND id = ? AND lane_id = ?"
            " AND message_id = 0 AND held = 0 RETURNING filing_id"
        );
        query.bind(message).bind(lane.tenant).bind(id).bind(lane.id);
        if (!query.row())
            return fail(Errc::internal, {}, {}, "sealed a document that does not wait");
        filing = query.id<FilingId>(0);
        query.run();
    }
    // Written in SQL because it is the same for every document: accepted becomes sending, nothing
    // else changes.
    tx.db
        .query(
            "UPDATE filing SET state = ?, updated_at = ? WHERE tenant_id = ? AND id = ? AND state "
            "= ?"
        )
        .bind(static_cast<int>(FilingState::sending))
        .bind(milliseconds(tx.now))
        .bind(lane.tenant)
        .bind(filing)
        .bind(static_cast<int>(FilingState::accepted))
        .run();
    return success();
}

void put_message(Tx& tx, const sign::SignedMessage& message, Instant now) {
    const auto tenant = message.lane().tenant;
    std::string documents;
    documents.reserve(message.documents().size() * 8);
    for (const auto id : message.documents()) append_id(documents, id.value());
    tx.db
        .query(
            "INSERT INTO message (tenant_id, id, lane_id, state, attempts, next_attempt_at, "
            "sealed_at,"
            " delivered_at, sender_dxp_id, answer_code, answer_text, documents)"
            " VALUES (?, ?, ?, ?, 1, ?, ?, 0, ?, '', '', ?)"
        )
        .bind(tenant)
        .bind(message.id())
        .bind(message.lane().id)
        .bind(static_cast<int>(Outgoing::leaving))
        .bind(never)
        .bind(milliseconds(now))
        .bind(message.transfer().dxp_id)
        .bind_bytes(documents)
        .run();
    tx.db.query("INSERT INTO content (tenant_id, owner_id, bytes) VALUES (?, ?, ?)")
        .bind(tenant)
        .bind(message.id())
        .bind_bytes(message.bytes())
        .run();
}

// A part of a split list is a message of its own: msgCount counts messages [export rule 3].
bool travels_alone(const schemas::Document& document) {
    const auto parts = head_text(document, "msgCount");
    return !parts.empty() && parts != "1";
}

}  // namespace

Result<std::vector<compose::Pack>> claim_documents(
    Reading& reading, const compose::Lane& lane, const PackBounds& bounds
) {
    auto& claimed = reading.claims[lane.id];
    std::vector<compose::Pack> packs;
    std::vector<compose::PackedDocument> documents;
    std::size_t bytes = 0;
    const auto close_pack = [&] {
        packs.push_back(PackMaker::make(lane, std::exchange(documents, {})));
        bytes = 0;
    };
    {
        auto query = reading.db.query(
            "SELECT d.id, d.filing_id, c.bytes FROM document d INDEXED BY document_waiting"
            " JOIN content c ON c.tenant_id = d.tenant_id AND c.owner_id = d.id"
            " WHERE d.message_id = 0 AND d.held = 0 AND d.tenant_id = ? AND d.lane_id = ? ORDER BY "
            "d.id"
        );
        query.bind(lane.tenant).bind(lane.id);
        while (packs.size() < bounds.limits.packs && query.row()) {
            const auto id = query.id<DocumentId>(0);
            if (claimed.contains(id))
                continue;
            const auto size = query.bytes(2).size();
            TG_TRY(auto document, schemas::Document::parse(query.bytes(2)));
            const bool alone = travels_alone(document);
            if ((alone || bytes + size > bounds.bytes) && !documents.empty()) {
                close_pack();
                if (packs.size() == bounds.limits.packs)
                    break;
            }
            documents.push_back({id, query.id<FilingId>(1), std::move(document)});
            bytes += size;
            if (alone || documents.size() == bounds.limits.documents)
                close_pack();
        }
    }
    if (reading.db.failed())
        return reading.db.error();
    if (!documents.empty())
        close_pack();
    for (const auto& pack : packs)
        for (const auto& document : pack.documents()) claimed.insert(document.id);
    return packs;
}

void end_claims(Claims& claims, LaneId lane, const std::vector<DocumentId>& documents) {
    const auto found = claims.find(lane);
    if (found == claims.end())
        return;
    for (const auto id : documents) found->second.erase(id);
}

Result<OutboxEntry> seal_message(Tx& tx, const sign::SignedMessage& message, Instant now) {
    const auto* lane = tx.lanes.find(message.lane().id);
    if (lane == nullptr || *lane != message.lane())
        return fail(Errc::internal, {}, {}, "sealed for an unknown lane");
    tx.db.query("SAVEPOINT sealing").run();
    for (const auto id : message.documents()) {
        auto sealed = seal_document(tx, *lane, message.id(), id);
        if (sealed)
            continue;
        tx.db.query("ROLLBACK TO sealing").run();
        tx.db.query("RELEASE sealing").run();
        return std::move(sealed).error();
    }
    put_message(tx, message, now);
    const auto detail = std::string(message.table().name) + " documents " +
                        std::to_string(message.documents().size());
    tx.audit(lane->tenant, message.id().value(), gateway_actor, "message_sealed", detail);
    tx.db.query("RELEASE sealing").run();
    tx.tally.wait(lane->tenant, -static_cast<std::int64_t>(message.documents().size()));
    ++tx.tally.outgoing;

    OutboxEntry entry;
    entry.id = message.id();
    entry.tenant = lane->tenant;
    entry.lane = lane->id;
    entry.place = lane->place;
    entry.message_type = message.table().name;
    entry.direction = message.table().direction;
    entry.cop_msg_id = id_text(message.id());
    entry.sender_dxp_id = message.transfer().dxp_id;
    return entry;
}

namespace {

// Its outcome is not known, and it is asked about at once.
void call_unknown(Tx& tx, const MessageRow& row, Instant now, std::string_view found) {
    MessageChange change;
    change.state = Outgoing::unknown;
    change.attempts = row.attempts;
    change.next_attempt_at = milliseconds(now);
    change.answer_code = "restart";
    change_message(tx, row, change);
    tx.audit(row.tenant, row.id.value(), gateway_actor, "outcome_unknown", found);
}

void adopt_orphans(Tx& tx, const compose::Lane& lane, Instant now) {
    std::vector<MessageId> orphans;
    {
        auto query = tx.db.query(
            "SELECT id FROM message INDEXED BY message_open WHERE state IN (0, 1, 3) AND state = 0 "
            "AND tenant_id = ?"
            " AND lane_id = ? AND next_attempt_at = ?"
        );
        query.bind(lane.tenant).bind(lane.id).bind(never);
        while (query.row()) orphans.push_back(query.id<MessageId>(0));
    }
    for (const auto id : orphans)
        if (const auto row = load_message(tx.db, lane.tenant, id))
            call_unknown(tx, *row, now, "the end of its attempt was not recorded");
}

}  // namespace

bool anything_due(Db& db, const compose::Lane& lane, Instant now) {
    auto query = db.query(
        "SELECT 1 FROM message INDEXED BY message_open WHERE state IN (0, 1, 3) AND tenant_id = ? "
        "AND lane_id = ?"
        " AND (next_attempt_at <= ? OR state = 0) LIMIT 1"
    );
    return query.bind(lane.tenant).bind(lane.id).bind(milliseconds(now)).row();
}

Result<std::optional<OutboxEntry>> take_due(Tx& tx, const compose::Lane& lane, Instant now) {
    adopt_orphans(tx, lane, now);
    MessageId id;
    {
        auto query = tx.db.query(
            "SELECT id FROM message INDEXED BY message_open WHERE state IN (0, 1, 3) AND tenant_id "
            "= ? AND lane_id = ?"
            " AND next_attempt_at <= ? ORDER BY next_attempt_at, id LIMIT 1"
        );
        if (!query.bind(lane.tenant).bind(lane.id).bind(milliseconds(now)).row())
            return std::optional<OutboxEntry>{};
        id = query.id<MessageId>(0);
    }
    const auto row = load_message(tx.db, lane.tenant, id);
    if (!row)
        return std::optional<OutboxEntry>{};
    TG_TRY(auto entry, entry_of(tx, *row, lane));
    if (row->state == Outgoing::resting) {
        tx.db
            .query(
                "UPDATE message SET state = ?, attempts = attempts + 1, next_attempt_at = ?"
                " WHERE tenant_id = ? AND id = ?"
            )
            .bind(static_cast<int>(Outgoing::leaving))
            .bind(never)
            .bind(lane.tenant)
            .bind(id)
            .run();
        entry.state = Outgoing::leaving;
        const auto detail = "attempt " + std::to_string(row->attempts + 1);
        tx.audit(lane.tenant, id.value(), gateway_actor, "attempt_begun", detail);
    }
    return std::optional<OutboxEntry>{std::move(entry)};
}

std::optional<Instant> first_due(Db& db, const compose::Lane& lane) {
    auto query = db.query(
        "SELECT min(CASE state WHEN 0 THEN sealed_at ELSE next_attempt_at END), count(*)"
        " FROM message INDEXED BY message_open WHERE state IN (0, 1, 3) AND tenant_id = ? AND "
        "lane_id = ?"
    );
    // An orphan is due since ever: its sealing is as good as any moment past.
    if (!query.bind(lane.tenant).bind(lane.id).row() || query.integer(1) == 0)
        return std::nullopt;
    return instant(query.integer(0));
}

Result<const compose::Lane*> record_delivery(Tx& tx, const Delivery& delivery, FreedLanes& freed) {
    const auto row = load_message(tx.db, delivery.tenant, delivery.message);
    if (!row)
        return fail(Errc::not_found);
    const auto from = phase_of(row->state), to = phase_of(delivery.outcome);
    const bool waits =
        delivery.outcome == Outgoing::resting || delivery.outcome == Outgoing::unknown;
    std::string detail{outgoing_name(delivery.outcome)};
    if (!delivery.answer_code.empty())
        detail += " " + delivery.answer_code;
    tx.audit(delivery.tenant, delivery.message.value(), gateway_actor, "attempt_ended", detail);
    // An answer of customs may have overtaken the end of the attempt: it knows better.
    const bool open = open_message(row->state);
    if (!open || (from != to && !allowed(from, to)))
        return static_cast<const compose::Lane*>(nullptr);
    const auto text = shortened(delivery.answer_text, answer_text_max);
    MessageChange change;
    change.state = delivery.outcome;
    change.attempts = row->attempts;
    if (waits)
        change.next_attempt_at = milliseconds(delivery.next_attempt.value_or(delivery.at));
    change.answer_code = delivery.answer_code;
    change.answer_text = text;
    change_message(tx, *row, change);
    if (delivery.outcome == Outgoing::delivered && tx.holding.follows(Reached::sent))
        review_documents(tx, row->tenant, row->documents, freed);
    return waits ? tx.lanes.find(row->lane) : nullptr;
}

Result<void> recover_messages(Tx& tx, Instant now) {
    struct Found {
        TenantId tenant;
        MessageId id;
    };
    std::vector<Found> found;
    {
        auto query = tx.db.query(
            "SELECT tenant_id, id FROM message INDEXED BY message_open WHERE state IN (0, 1, 3) "
            "AND state = 0"
        );
        while (query.row()) found.push_back({query.id<TenantId>(0), query.id<MessageId>(1)});
    }
    for (const auto& [tenant, id] : found) {
        if (const auto row = load_message(tx.db, tenant, id))
            call_unknown(tx, *row, now, "found leaving at start");
    }
    return success();
}

std::vector<compose::Lane> lanes_with_work(Reading& reading) {
    std::vector<compose::Lane> out;
    for (const auto* lane : reading.lanes.all()) {
        auto query = reading.db.query(
            "SELECT EXISTS (SELECT 1 FROM document INDEXED BY document_waiting WHERE message_id = "
            "0 AND held = 0 AND tenant_id = ?1"
            " AND lane_id = ?2) OR EXISTS (SELECT 1 FROM message INDEXED BY message_open WHERE "
            "state IN (0, 1, 3)"
            " AND tenant_id = ?1 AND lane_id = ?2)"
        );
        if (query.bind(lane->tenant).bind(lane->id).row() && query.integer(0) != 0)
            out.push_back(*lane);
    }
    return out;
}

Tally count_waiting(Db& db) {
    const auto count = [&](const char* sql) {
        auto query = db.query(sql);
        return query.row() ? query.integer(0) : 0;
    };
    Tally tally;
    auto waiting = db.query(
        "SELECT tenant_id, count(*) FROM document INDEXED BY document_waiting WHERE message_id = 0 "
        "AND held = 0 GROUP BY tenant_id"
    );
    while (waiting.row()) tally.wait(TenantId(waiting.integer(0)), waiting.integer(1));
    tally.held = count("SELECT count(*) FROM document INDEXED BY document_held WHERE held <> 0");
    tally.outgoing =
        count("SELECT count(*) FROM message INDEXED BY message_open WHERE state IN (0, 1, 3)");
    tally.unknown = count(
        "SELECT count(*) FROM message INDEXED BY message_open WHERE state IN (0, 1, 3) AND state = "
        "3"
    );
    tally.unread = count("SELECT count(*) FROM raw_receipt WHERE state = 0");
    tally.quarantined =
        count("SELECT count(*) FROM raw_receipt INDEXED BY raw_receipt_unreadable WHERE state = 2");
    tally.unmatched =
        count("SELECT count(DISTINCT raw_id) FROM answer WHERE tenant_id = 0 AND document_id = 0");
    return tally;
}

}  // namespace tg::store
