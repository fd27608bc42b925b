// The store over SQLite: each call becomes a job for the writer or the reader, and the coroutine
// sleeps until it is done. What the jobs do is in sqlite_append, sqlite_outbox, sqlite_receipts and
// sqlite_views.
#include "gateway/store/sqlite_store.hpp"

#include "gateway/core/crash_point.hpp"
#include "gateway/core/text.hpp"
#include "gateway/store/sqlite_append.hpp"
#include "gateway/store/sqlite_bills.hpp"
#include "gateway/store/sqlite_claims.hpp"
#include "gateway/store/sqlite_elsewhere.hpp"
#include "gateway/store/sqlite_expectations.hpp"
#include "gateway/store/sqlite_file_lock.hpp"
#include "gateway/store/sqlite_front.hpp"
#include "gateway/store/sqlite_highest_ids.hpp"
#include "gateway/store/sqlite_inbox.hpp"
#include "gateway/store/sqlite_ledger.hpp"
#include "gateway/store/sqlite_migrations.hpp"
#include "gateway/store/sqlite_outbox.hpp"
#include "gateway/store/sqlite_parcels.hpp"
#include "gateway/store/sqlite_pursuit.hpp"
#include "gateway/store/sqlite_receipt_pages.hpp"
#include "gateway/store/sqlite_receipts.hpp"
#include "gateway/store/sqlite_views.hpp"

#include <algorithm>

namespace tg::store {
namespace {

/// All statements of a job have run; its transaction is open.
template <class T>
T written(CrashPoint point, T result) {
    passing(point);
    return result;
}

}  // namespace

Task<Result<Accepted>> SqliteStore::append(
    validate::Declaration declaration, std::vector<schemas::Kind> also_asked
) {
    auto body = [&](Tx& tx, const std::string& digest) {
        return written(
            CrashPoint::append_written, append_filing(tx, declaration, also_asked, digest)
        );
    };
    co_return co_await take_in(declaration, body);
}

Task<Result<std::optional<Accepted>>> SqliteStore::replay(ReplayQuestion question) {
    using Answer = std::optional<Accepted>;
    if (question.idempotency_key.empty())
        co_return Answer{};
    const Idempotency key{
        question.filing ? KeyKind::supplement : KeyKind::append,
        key_value(question.key_name, question.idempotency_key),
        question.body_sha256};
    auto body = [&](Reading& reading) {
        return answer_of_key(reading.db, clock_.now(), question.tenant, key);
    };
    TG_CO_TRY(auto answer, co_await read<Answer>(body));
    if (answer && question.filing && answer->filing != *question.filing)
        co_return fail(Errc::idempotency_conflict, {}, {id_text(answer->filing)});
    co_return answer;
}

Task<Result<Accepted>> SqliteStore::supplement(
    FilingId filing, validate::Declaration declaration, Entry entry
) {
    auto body = [&](Tx& tx, const std::string& digest) {
        return written(
            CrashPoint::supplement_written,
            supplement_filing(tx, filing, declaration, entry, digest)
        );
    };
    co_return co_await take_in(declaration, body);
}

Task<Result<void>> SqliteStore::note_mismatch(Mismatch mismatch) {
    auto body = [&](Tx& tx) { return keep_mismatch(tx, mismatch); };
    co_return co_await write<void>(body, Writer::Kind::bounded);
}

Task<Result<Accepted>> SqliteStore::send_elsewhere(
    Scope scope, FilingId filing, SentElsewhere said
) {
    auto body = [&](Tx& tx) { return take_elsewhere(tx, scope, filing, said); };
    co_return co_await put_in(body);
}

Task<Result<std::vector<Overdue>>> SqliteStore::overdue(Instant now) {
    using Late = std::vector<Overdue>;
    // Looked at first, because asking every second must not cost a sync.
    const auto tenants = lanes_.tenants();
    auto look = [&](Reading& reading) -> Result<bool> {
        return alarm_due(reading.db, tenants, now);
    };
    TG_CO_TRY(const auto due, co_await read<bool>(look));
    if (!due)
        co_return Late{};
    auto body = [now](Tx& tx) -> Result<Late> { return raise_alarms(tx, now); };
    co_return co_await write<Late>(body);
}

Task<Result<void>> SqliteStore::retry_guarantees() {
    const auto tenants = lanes_.tenants();
    auto look = [&](Reading& reading) -> Result<bool> {
        return room_for_some(reading.db, tenants, holding_);
    };
    TG_CO_TRY(const auto room, co_await read<bool>(look));
    if (!room)
        co_return success();
    FreedLanes freed;
    auto body = [&](Tx& tx) -> Result<void> {
        freed.clear();
        retry_short_claims(tx, freed);
        return success();
    };
    TG_CO_TRY(co_await write<void>(body));
    for (const auto* lane : freed) announce(*lane);
    co_return success();
}

Task<Result<tax::Balance>> SqliteStore::balance(
    TenantId tenant, std::string account, Decimal limit
) {
    auto body = [&](Reading& reading) {
        return SqliteLedger(reading.db, tenant).balance(account, limit);
    };
    co_return co_await read<tax::Balance>(body);
}

Task<Result<std::vector<Room>>> SqliteStore::room(
    TenantId tenant, schemas::Document inventory, tax::Assessment assessment
) {
    auto body = [&](Reading& reading) {
        return room_for(reading.db, tenant, claim_terms(), inventory, assessment);
    };
    co_return co_await read<std::vector<Room>>(body);
}

Task<Result<FilingStand>> SqliteStore::stand(TenantId tenant, FilingId filing) {
    auto body = [&](Reading& reading) { return stand_of(reading.db, tenant, filing); };
    co_return co_await read<FilingStand>(body);
}

Task<Result<Accepted>> SqliteStore::pursue(
    FilingId filing, validate::Declaration declaration, Pursuit pursuit
) {
    auto body = [&](Tx& tx, const std::string& digest) {
        return written(
            CrashPoint::wish_written, pursue_wish(tx, filing, declaration, pursuit, digest)
        );
    };
    co_return co_await take_in(declaration, body);
}

Task<Result<void>> SqliteStore::note_refusal(
    TenantId tenant, std::string actor, std::string event, std::string detail
) {
    auto body = [&](Tx& tx) -> Result<void> {
        tx.audit(tenant, 0, actor, event, detail);
        return success();
    };
    co_return co_await write<void>(body, Writer::Kind::bounded);
}

Task<Result<void>> SqliteStore::recover(Instant now) {
    auto body = [now](Tx& tx) {
        review_all_holds(tx);
        return written(CrashPoint::recover_written, recover_messages(tx, now));
    };
    co_return co_await write<void>(body);
}

Task<Result<std::vector<compose::Lane>>> SqliteStore::busy_lanes() {
    using Lanes = std::vector<compose::Lane>;
    auto body = [](Reading& reading) -> Result<Lanes> { return lanes_with_work(reading); };
    co_return co_await read<Lanes>(body);
}

Task<Result<std::vector<compose::Pack>>> SqliteStore::claim(
    compose::Lane lane, ClaimLimits limits
) {
    const PackBounds bounds{limits, pack_bytes_max_};
    auto body = [&](Reading& reading) { return claim_documents(reading, lane, bounds); };
    co_return co_await read<std::vector<compose::Pack>>(body);
}

Task<Result<void>> SqliteStore::release(compose::Lane lane, std::vector<DocumentId> documents) {
    auto end = [lane = lane.id, documents = std::move(documents)](Reading& reading) {
        end_claims(reading.claims, lane, documents);
    };
    reader_.push(std::move(end), Reader::Kind::always);
    co_return success();
}

Task<Result<OutboxEntry>> SqliteStore::seal(sign::SignedMessage message, Instant now) {
    auto body = [&](Tx& tx) {
        return written(CrashPoint::seal_written, seal_message(tx, message, now));
    };
    auto entry = co_await write<OutboxEntry>(body);
    // In the reader's queue, behind it the next claim with a snapshot that knows the commit. Also
    // when the write failed: then the documents wait still, and are given again.
    auto end = [lane = message.lane().id, documents = message.documents()](Reading& reading) {
        end_claims(reading.claims, lane, documents);
    };
    reader_.push(std::move(end), Reader::Kind::always);
    if (entry)
        entry.value().bytes = message.bytes();
    co_return entry;
}

Task<Result<std::optional<OutboxEntry>>> SqliteStore::next_due(compose::Lane lane, Instant now) {
    using Found = std::optional<OutboxEntry>;
    // Looked at first, because an idle turn of a lane must not cost a sync.
    auto look = [&](Reading& reading) -> Result<bool> {
        return anything_due(reading.db, lane, now);
    };
    TG_CO_TRY(const auto due, co_await read<bool>(look));
    if (!due)
        co_return Found{};
    auto body = [&](Tx& tx) { return take_due(tx, lane, now); };
    co_return co_await write<Found>(body);
}

Task<Result<std::optional<Instant>>> SqliteStore::next_due_time(compose::Lane lane) {
    using Time = std::optional<Instant>;
    auto body = [&](Reading& reading) -> Result<Time> { return first_due(reading.db, lane); };
    co_return co_await read<Time>(body);
}

Task<Result<void>> SqliteStore::record(Delivery delivery) {
    FreedLanes freed;
    auto body = [&](Tx& tx) {
        freed.clear();
        return written(CrashPoint::record_written, record_delivery(tx, delivery, freed));
    };
    TG_CO_TRY(const auto* lane, co_await write<const compose::Lane*>(body));
    if (lane != nullptr)
        announce(*lane);
    for (const auto* one : freed) announce(*one);
    co_return success();
}

Task<Result<std::vector<receipt::KeptReceipt>>> SqliteStore::keep(
    std::vector<receipt::RawReceipt> raw
) {
    std::vector<receipt::KeptReceipt> out;
    if (raw.empty())
        co_return out;
    auto body = [&](Tx& tx) -> Result<std::vector<Kept>> {
        return written(CrashPoint::keep_written, keep_receipts(tx, raw, digest_window_));
    };
    TG_CO_TRY(const auto kept, co_await write<std::vector<Kept>>(body));
    out.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i)
        out.push_back({kept[i].id, std::move(raw[i]), kept[i].seen_before});
    co_return out;
}

Task<Result<Settled>> SqliteStore::apply(receipt::Receipt receipt, Instant now) {
    FreedLanes freed;
    auto body = [&](Tx& tx) {
        tx.now = std::max(tx.now, now);
        freed.clear();
        return written(CrashPoint::apply_written, apply_receipt(tx, receipt, freed));
    };
    auto settled = co_await write<Settled>(body);
    if (settled)
        for (const auto* lane : freed) announce(*lane);
    co_return settled;
}

Task<Result<void>> SqliteStore::quarantine(RawId raw, std::string reason) {
    auto body = [&](Tx& tx) { return quarantine_receipt(tx, raw, reason); };
    co_return co_await write<void>(body);
}

Task<Result<std::vector<receipt::KeptReceipt>>> SqliteStore::unread(std::size_t limit) {
    using Receipts = std::vector<receipt::KeptReceipt>;
    auto body = [limit](Reading& reading) -> Result<Receipts> {
        return unread_receipts(reading.db, limit);
    };
    co_return co_await read<Receipts>(body);
}

Task<Result<FilingView>> SqliteStore::filing(Scope scope, FilingId id) {
    auto body = [&](Reading& reading) { return view_filing(reading.db, scope, id); };
    co_return co_await read<FilingView>(body);
}

Task<Result<FilingPage>> SqliteStore::filings(Scope scope, FilingQuery query) {
    auto body = [&](Reading& reading) { return view_filings(reading.db, scope, query); };
    co_return co_await read<FilingPage>(body);
}

Task<Result<Parcel>> SqliteStore::parcel(Scope scope, FilingId id, schemas::Kind list) {
    auto body = [&](Reading& reading) { return parcel_of(reading.db, scope, id, list); };
    co_return co_await read<Parcel>(body);
}

Task<Result<std::vector<FilingId>>> SqliteStore::under_bill(
    Scope scope, std::string place, std::string bill, std::size_t max
) {
    auto body = [&](Reading& reading) {
        return filings_under(reading.db, scope, place, bill, max);
    };
    co_return co_await read<std::vector<FilingId>>(body);
}

Task<Result<std::string>> SqliteStore::message_bytes(Scope scope, FilingId id, std::size_t n) {
    auto body = [&](Reading& reading) { return view_message(reading.db, scope, id, n); };
    co_return co_await read<std::string>(body);
}

Task<Result<std::vector<std::string>>> SqliteStore::order_bodies(TenantId tenant, FilingId id) {
    auto body = [&](Reading& reading) { return view_order_bodies(reading.db, tenant, id); };
    co_return co_await read<std::vector<std::string>>(body);
}

Task<Result<std::string>> SqliteStore::receipt_bytes(Scope scope, FilingId id, RawId raw) {
    auto body = [&](Reading& reading) { return view_receipt(reading.db, scope, id, raw); };
    co_return co_await read<std::string>(body);
}

Task<Result<ReceiptPage>> SqliteStore::receipts(ReceiptQuery query) {
    const auto foreign = channels_of_others(query.tenant);
    auto body = [&](Reading& reading) { return view_receipts(reading.db, query, foreign); };
    co_return co_await read<ReceiptPage>(body);
}

Task<Result<std::string>> SqliteStore::raw_receipt(TenantId tenant, RawId raw) {
    const auto foreign = channels_of_others(tenant);
    auto body = [&](Reading& reading) {
        return view_raw_receipt(reading.db, tenant, raw, foreign);
    };
    co_return co_await read<std::string>(body);
}

Task<void> SqliteStore::close() {
    // An empty job behind everything begun: when it is done, so is the rest.
    auto nothing = [](Tx&) -> Result<void> { return success(); };
    const auto done = co_await write<void>(nothing);
    closed_ = true;
    (void)done;  // closed before: nothing is left to wait for
}

Result<std::unique_ptr<Store>> open_sqlite_store(
    const std::string& path,
    const Clock& clock,
    IdSource& ids,
    Metrics& metrics,
    const SqliteOptions& options
) {
    TG_TRY(auto lock, FileLock::take(path));
    Db::Options writing;
    writing.cache_kib = options.writer_cache_kib;
    writing.checkpoint_pages = options.checkpoint_pages;
    writing.pages_max = options.pages_max;
    TG_TRY(auto writer, Db::open(path, writing));
    TG_TRY(migrate(*writer, path, clock.now()));
    Db::Options reading;
    reading.mode = Db::Mode::read;
    reading.cache_kib = options.reader_cache_kib;
    TG_TRY(auto reader, Db::open(path, reading));
    const auto highest = highest_ids(*writer);
    ids.stay_above(highest.any);
    const auto next_audit = highest.audit + 1;
    if (writer->failed())
        return writer->error();
    metrics.gauge("tongguan_store_broken", 0);
    SqliteStore::Parts parts{std::move(lock), std::move(writer), std::move(reader), next_audit};
    return std::make_unique<SqliteStore>(std::move(parts), clock, ids, metrics, options);
}

}  // namespace tg::store
