// The inbox for raw answers.
#include "gateway/store/sqlite_inbox.hpp"

#include "gateway/core/text.hpp"

namespace tg::store {

std::optional<RawRow> load_raw(Db& db, RawId id) {
    auto query = db.query(
        "SELECT state, received_at, channel, place FROM raw_receipt WHERE tenant_id = ? AND id = ?"
    );
    if (!query.bind(house).bind(id).row())
        return std::nullopt;
    return RawRow{
        id,
        static_cast<RawState>(query.integer(0)),
        query.integer(1),
        std::string(query.text(2)),
        std::string(query.text(3))};
}

void mark_raw(Tx& tx, const RawRow& raw, const RawMark& mark) {
    tx.db
        .query(
            "UPDATE raw_receipt SET state = ?, reason = ?, documents = ? WHERE tenant_id = ? AND "
            "id = ?"
        )
        .bind(static_cast<int>(mark.state))
        .bind(mark.reason)
        .bind_bytes(mark.documents)
        .bind(house)
        .bind(raw.id)
        .run();
    if (raw.state == RawState::unread)
        --tx.tally.unread;
    tx.tally.quarantined +=
        (mark.state == RawState::unreadable ? 1 : 0) - (raw.state == RawState::unreadable ? 1 : 0);
}

std::uint64_t SeenWindow::prefix(std::string_view digest) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 8 && i < digest.size(); ++i)
        out = out << 8 | static_cast<unsigned char>(digest[i]);
    return out;
}

void SeenWindow::load(Db& db) {
    auto query = db.query(
        "SELECT id, digest FROM (SELECT id, digest FROM raw_receipt WHERE tenant_id = ?"
        " ORDER BY id DESC LIMIT ?) ORDER BY id"
    );
    query.bind(house).bind(size_max);
    while (query.row()) add(query.id<RawId>(0), query.bytes(1));
}

std::optional<RawId> SeenWindow::find(
    Db& db, const receipt::RawReceipt& raw, std::string_view digest
) const {
    const auto found = by_prefix_.find(prefix(digest));
    if (found == by_prefix_.end())
        return std::nullopt;
    auto query = db.query(
        "SELECT 1 FROM raw_receipt WHERE tenant_id = ? AND id = ? AND digest = ? AND handle = ?"
        " AND place = ? AND channel = ?"
    );
    query.bind(house).bind(found->second).bind_bytes(digest).bind(raw.handle);
    if (!query.bind(raw.place).bind(raw.channel).row())
        return std::nullopt;
    return found->second;
}

void SeenWindow::add(RawId id, std::string_view digest) {
    const auto key = prefix(digest);
    if (!by_prefix_.insert_or_assign(key, id).second)
        return;
    order_.push_back(key);
    if (order_.size() <= size_max)
        return;
    by_prefix_.erase(order_.front());
    order_.pop_front();
}

std::vector<Kept> keep_receipts(
    Tx& tx, const std::vector<receipt::RawReceipt>& raw, SeenWindow& window
) {
    std::vector<Kept> out;
    out.reserve(raw.size());
    for (const auto& one : raw) {
        Kept kept;
        const auto digest = sha256(one.bytes);
        if (const auto before = window.find(tx.db, one, digest)) {
            kept.id = *before;
            kept.seen_before = true;
            out.push_back(kept);
            continue;
        }
        kept.id = RawId{tx.ids.next()};
        tx.db
            .query(
                "INSERT INTO raw_receipt (tenant_id, id, state, received_at, place, channel, "
                "handle,"
                " reason, digest, documents) VALUES (?, ?, 0, ?, ?, ?, ?, '', ?, x'')"
            )
            .bind(house)
            .bind(kept.id)
            .bind(milliseconds(one.received))
            .bind(one.place)
            .bind(one.channel)
            .bind(one.handle)
            .bind_bytes(digest)
            .run();
        tx.db.query("INSERT INTO content (tenant_id, owner_id, bytes) VALUES (?, ?, ?)")
            .bind(house)
            .bind(kept.id)
            .bind_bytes(one.bytes)
            .run();
        ++tx.tally.unread;
        window.add(kept.id, digest);
        out.push_back(kept);
    }
    return out;
}

Result<void> quarantine_receipt(Tx& tx, RawId id, std::string_view reason) {
    const auto raw = load_raw(tx.db, id);
    if (!raw)
        return fail(Errc::not_found);
    mark_raw(tx, *raw, RawMark{RawState::unreadable, reason, {}});
    tx.audit(house, id.value(), raw->channel + " " + raw->place, "receipt_unreadable", reason);
    return success();
}

std::vector<receipt::KeptReceipt> unread_receipts(Db& db, std::size_t limit) {
    std::vector<receipt::KeptReceipt> out;
    auto query = db.query(
        "SELECT r.id, r.place, r.channel, r.handle, r.received_at, c.bytes FROM raw_receipt r "
        "INDEXED BY raw_receipt_unread"
        " JOIN content c ON c.tenant_id = r.tenant_id AND c.owner_id = r.id"
        " WHERE r.state = 0 AND r.tenant_id = ? ORDER BY r.id LIMIT ?"
    );
    query.bind(house).bind(limit);
    while (query.row()) {
        receipt::KeptReceipt kept;
        kept.id = query.id<RawId>(0);
        kept.raw.place = query.text(1);
        kept.raw.channel = query.text(2);
        kept.raw.handle = query.text(3);
        kept.raw.received = instant(query.integer(4));
        kept.raw.bytes = query.bytes(5);
        out.push_back(std::move(kept));
    }
    return out;
}

}  // namespace tg::store
