// Rows and steps that several transaction bodies share.
#include "gateway/store/sqlite_rows.hpp"

#include "gateway/store/sqlite_claims.hpp"
#include "schemas/catalogue.hpp"

namespace tg::store {

LaneBook::Key LaneBook::key_of(const compose::Lane& lane) {
    return {lane.tenant, lane.message, lane.signer, lane.place};
}

const compose::Lane& LaneBook::add(compose::Lane lane) {
    lanes_.push_back(std::move(lane));
    const auto& kept = lanes_.back();
    by_key_.emplace(key_of(kept), &kept);
    return kept;
}

void LaneBook::load(Db& db) {
    const std::lock_guard lock(mutex_);
    auto query =
        db.query("SELECT tenant_id, id, signer, place, message_number FROM lane ORDER BY id");
    while (query.row()) {
        compose::Lane lane;
        lane.tenant = query.id<TenantId>(0);
        lane.id = query.id<LaneId>(1);
        lane.signer = query.text(2);
        lane.place = query.text(3);
        lane.message = static_cast<std::uint16_t>(query.integer(4));
        add(std::move(lane));
    }
    committed_ = lanes_.size();
}

const compose::Lane& LaneBook::need(
    Db& db, TenantId tenant, std::string_view signer, std::string_view place, std::uint16_t message
) {
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(Key{tenant, message, std::string(signer), std::string(place)});
    if (found != by_key_.end())
        return *found->second;
    compose::Lane lane;
    lane.tenant = tenant;
    lane.id = LaneId{static_cast<std::int64_t>(lanes_.size()) + 1};
    lane.signer = signer;
    lane.place = place;
    lane.message = message;
    db.query(
          "INSERT INTO lane (tenant_id, id, signer, place, message_number) VALUES (?, ?, ?, ?, ?)"
    )
        .bind(tenant)
        .bind(lane.id)
        .bind(signer)
        .bind(place)
        .bind(message)
        .run();
    return add(std::move(lane));
}

void LaneBook::settle(End end) {
    const std::lock_guard lock(mutex_);
    while (end == End::rolled_back && lanes_.size() > committed_) {
        by_key_.erase(key_of(lanes_.back()));
        lanes_.pop_back();
    }
    committed_ = lanes_.size();
}

const compose::Lane* LaneBook::find(LaneId id) const {
    const std::lock_guard lock(mutex_);
    // Lanes are numbered from 1 in the order of the list.
    const auto index = static_cast<std::size_t>(id.value() - 1);
    return index < lanes_.size() ? &lanes_[index] : nullptr;
}

std::vector<const compose::Lane*> LaneBook::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<const compose::Lane*> out;
    for (std::size_t i = 0; i < committed_; ++i) out.push_back(&lanes_[i]);
    return out;
}

std::vector<TenantId> LaneBook::tenants() const {
    const std::lock_guard lock(mutex_);
    std::vector<TenantId> out;
    for (const auto& [key, lane] : by_key_)
        if (out.empty() || out.back() != std::get<0>(key))
            out.push_back(std::get<0>(key));
    return out;
}

void Tx::audit(
    TenantId tenant,
    std::int64_t subject,
    std::string_view actor,
    std::string_view event,
    std::string_view detail
) {
    db.query(
          "INSERT INTO audit (tenant_id, id, at, subject_id, actor, event, detail)"
          " VALUES (?, ?, ?, ?, ?, ?, ?)"
    )
        .bind(tenant)
        .bind(next_audit++)
        .bind(milliseconds(now))
        .bind(subject)
        .bind(actor)
        .bind(event)
        .bind(detail)
        .run();
}

void Tx::settle() {
    for (const auto& [tenant, filing] : std::exchange(moved, {}))
        refresh_filing(*this, tenant, filing);
}

std::int64_t milliseconds(Instant time) {
    return time.time_since_epoch().count();
}

Instant instant(std::int64_t milliseconds) {
    return Instant{std::chrono::milliseconds{milliseconds}};
}

void append_id(std::string& list, std::int64_t id) {
    for (int shift = 56; shift >= 0; shift -= 8)
        list += static_cast<char>((static_cast<std::uint64_t>(id) >> shift) & 0xff);
}

std::vector<std::int64_t> ids_in(std::string_view list) {
    std::vector<std::int64_t> out;
    out.reserve(list.size() / 8);
    for (std::size_t at = 0; at + 8 <= list.size(); at += 8) {
        std::uint64_t id = 0;
        for (std::size_t i = 0; i < 8; ++i) id = id << 8 | static_cast<unsigned char>(list[at + i]);
        out.push_back(static_cast<std::int64_t>(id));
    }
    return out;
}

int bit_of(schemas::Kind kind) {
    return 1 << static_cast<int>(kind);
}

std::vector<schemas::Kind> kinds_in(std::int64_t bits) {
    using schemas::Kind;
    std::vector<Kind> out;
    for (const auto kind :
         {Kind::order, Kind::payment, Kind::waybill, Kind::inventory, Kind::receipts})
        if ((bits & bit_of(kind)) != 0)
            out.push_back(kind);
    return out;
}

std::uint16_t receipt_of(std::uint16_t message_number) {
    const auto* table = schemas::find_table(message_number);
    return table == nullptr ? std::uint16_t{0} : table->answered_by;
}

std::optional<DocumentRow> load_document(Db& db, TenantId tenant, DocumentId id) {
    auto query = db.query(
        "SELECT filing_id, lane_id, message_number, message_id, status, status_time, guid, pre_no, "
        "invt_no, app_type, released_at, pre_no_time, invt_no_time, held"
        " FROM document WHERE tenant_id = ? AND id = ?"
    );
    if (!query.bind(tenant).bind(id).row())
        return std::nullopt;
    DocumentRow row;
    row.tenant = tenant;
    row.id = id;
    row.filing = query.id<FilingId>(0);
    row.lane = query.id<LaneId>(1);
    row.message_number = static_cast<std::uint16_t>(query.integer(2));
    row.message = query.id<MessageId>(3);
    row.standing = standing_of(
        static_cast<std::int32_t>(query.integer(4)),
        instant(query.integer(5)),
        receipt_of(row.message_number)
    );
    row.guid = query.text(6);
    row.pre_no = query.text(7);
    row.invt_no = query.text(8);
    row.app_type = static_cast<int>(query.integer(9));
    row.released_at = query.integer(10);
    row.pre_no_time = query.integer(11);
    row.invt_no_time = query.integer(12);
    row.held = static_cast<int>(query.integer(13));
    return row;
}

std::optional<schemas::Document> stored_document(Db& db, TenantId tenant, DocumentId id) {
    auto query = db.query("SELECT bytes FROM content WHERE tenant_id = ? AND owner_id = ?");
    if (!query.bind(tenant).bind(id).row())
        return std::nullopt;
    auto document = schemas::Document::parse(query.bytes(0));
    if (!document)
        return std::nullopt;
    return std::move(document).value();
}

std::optional<MessageRow> load_message(Db& db, TenantId tenant, MessageId id) {
    auto query = db.query(
        "SELECT lane_id, state, attempts, sender_dxp_id, documents, answer_code FROM message"
        " WHERE tenant_id = ? AND id = ?"
    );
    if (!query.bind(tenant).bind(id).row())
        return std::nullopt;
    MessageRow row;
    row.tenant = tenant;
    row.id = id;
    row.lane = query.id<LaneId>(0);
    row.state = static_cast<Outgoing>(query.integer(1));
    row.attempts = static_cast<std::uint32_t>(query.integer(2));
    row.sender_dxp_id = query.text(3);
    row.documents = ids_in(query.bytes(4));
    row.answer_code = query.text(5);
    return row;
}

bool open_message(Outgoing state) {
    return state == Outgoing::leaving || state == Outgoing::resting || state == Outgoing::unknown;
}

void change_message(Tx& tx, const MessageRow& message, const MessageChange& change) {
    const bool delivered = change.state == Outgoing::delivered;
    tx.db
        .query(
            "UPDATE message SET state = ?, attempts = ?, next_attempt_at = ?,"
            " delivered_at = max(delivered_at, ?), answer_code = ?, answer_text = ? WHERE "
            "tenant_id = ? AND id = ?"
        )
        .bind(static_cast<int>(change.state))
        .bind(change.attempts)
        .bind(change.next_attempt_at)
        .bind(delivered ? milliseconds(tx.now) : 0)
        .bind(change.answer_code)
        .bind(change.answer_text)
        .bind(message.tenant)
        .bind(message.id)
        .run();
    tx.tally.outgoing +=
        (open_message(change.state) ? 1 : 0) - (open_message(message.state) ? 1 : 0);
    tx.tally.unknown +=
        (change.state == Outgoing::unknown ? 1 : 0) - (message.state == Outgoing::unknown ? 1 : 0);

    // Between sealed and sent a filing is called the same; every other move may rename it.
    const auto before = phase_of(message.state), after = phase_of(change.state);
    const auto matters = [](Phase phase) {
        return phase == Phase::unknown || phase == Phase::refused;
    };
    if (before == after || (!matters(before) && !matters(after)))
        return;
    for (const auto id : message.documents) {
        const auto document = load_document(tx.db, message.tenant, DocumentId{id});
        if (document)
            tx.moved.emplace(message.tenant, document->filing);
    }
}

std::optional<DocumentFacts> facts_of(Db& db, TenantId tenant, DocumentId id) {
    auto row = db.query(
        "SELECT d.message_number, d.status, d.message_id, m.state, d.app_type FROM document d"
        " LEFT JOIN message m ON m.tenant_id = d.tenant_id AND m.id = d.message_id"
        " WHERE d.tenant_id = ? AND d.id = ?"
    );
    if (!row.bind(tenant).bind(id).row())
        return std::nullopt;
    const auto* table = schemas::find_table(static_cast<std::uint16_t>(row.integer(0)));
    DocumentFacts facts{};
    facts.kind = table == nullptr ? schemas::Kind::order : table->kind;
    facts.phase =
        row.integer(2) == 0 ? Phase::waiting : phase_of(static_cast<Outgoing>(row.integer(3)));
    facts.status = static_cast<std::int32_t>(row.integer(1));
    facts.receipt = table == nullptr ? std::uint16_t{0} : table->answered_by;
    facts.app_type = static_cast<int>(row.integer(4));
    return facts;
}

FilingState refresh_filing(Tx& tx, TenantId tenant, FilingId filing) {
    std::vector<DocumentFacts> facts;
    auto state = FilingState::accepted;
    bool missing = false;
    {
        auto query = tx.db.query(
            "SELECT state, missing, documents FROM filing WHERE tenant_id = ? AND id = ?"
        );
        if (!query.bind(tenant).bind(filing).row())
            return state;
        state = static_cast<FilingState>(query.integer(0));
        missing = query.integer(1) != 0;
        for (const auto id : ids_in(query.bytes(2)))
            if (const auto one = facts_of(tx.db, tenant, DocumentId{id}))
                facts.push_back(*one);
    }
    const auto now = derive(facts, missing);
    if (tx.db.failed())
        return now;
    if (now != state)
        tx.db.query("UPDATE filing SET state = ?, updated_at = ? WHERE tenant_id = ? AND id = ?")
            .bind(static_cast<int>(now))
            .bind(milliseconds(tx.now))
            .bind(tenant)
            .bind(filing)
            .run();
    // Also when it is called the same: a return or a bill may have moved.
    follow_with_claims(tx, tenant, filing, now, facts);
    return now;
}

}  // namespace tg::store
