// The store over SQLite: each call becomes a job for the writer or the reader, and the coroutine
// sleeps until it is done. What the jobs do is in sqlite_append, sqlite_outbox, sqlite_receipts and
// sqlite_views.
#include "gateway/store/sqlite_store.hpp"

#include "gateway/core/text.hpp"
#include "gateway/store/sqlite_append.hpp"
#include "gateway/store/sqlite_file_lock.hpp"
#include "gateway/store/sqlite_highest_ids.hpp"
#include "gateway/store/sqlite_inbox.hpp"
#include "gateway/store/sqlite_migrations.hpp"
#include "gateway/store/sqlite_outbox.hpp"
#include "gateway/store/sqlite_parcels.hpp"
#include "gateway/store/sqlite_pursuit.hpp"
#include "gateway/store/sqlite_receipt_pages.hpp"
#include "gateway/store/sqlite_receipts.hpp"
#include "gateway/store/sqlite_views.hpp"
#include "gateway/store/sqlite_writer.hpp"

#include <algorithm>

namespace tg::store {
namespace {

Error busy() {
    return fail(Errc::overloaded, {}, {"1"});
}

class SqliteStore final : public Store {
 public:
    struct Parts {
        FileLock lock;
        std::unique_ptr<Db> writing, reading;
        std::int64_t next_audit;
    };

    SqliteStore(
        Parts parts,
        const Clock& clock,
        IdSource& ids,
        Metrics& metrics,
        const SqliteOptions& options
    )
        : lock_(std::move(parts.lock)),
          clock_(clock),
          pack_bytes_max_(options.pack_bytes_max),
          digest_window_(loaded(*parts.writing)),
          lanes_loaded_(load(*parts.writing)),
          writer_(
              std::move(parts.writing),
              Writer::Surroundings{lanes_, ids, clock, metrics, waiting_},
              Writer::Options{options.writes_waiting_max, 16, options.company_wait},
              parts.next_audit
          ),
          reader_(std::move(parts.reading), lanes_, options.reads_waiting_max) {}

    Task<Result<Accepted>> append(
        validate::Declaration declaration, std::vector<schemas::Kind> also_asked
    ) override;
    Task<Result<std::optional<Accepted>>> replay(ReplayQuestion question) override;
    Task<Result<Accepted>> supplement(FilingId filing, validate::Declaration declaration) override;
    Task<Result<FilingStand>> stand(TenantId tenant, FilingId filing) override;
    Task<Result<Accepted>> pursue(
        FilingId filing, validate::Declaration declaration, Pursuit pursuit
    ) override;
    Task<Result<void>> note_refusal(
        TenantId tenant, std::string actor, std::string event, std::string detail
    ) override;
    Task<Result<void>> recover(Instant now) override;
    Task<Result<std::vector<compose::Lane>>> busy_lanes() override;
    void on_work(std::function<void(const compose::Lane&)> listener) override {
        listener_ = std::move(listener);
    }
    Task<Result<std::vector<compose::Pack>>> claim(compose::Lane lane, ClaimLimits limits) override;
    Task<Result<void>> release(compose::Lane lane, std::vector<DocumentId> documents) override;
    Task<Result<OutboxEntry>> seal(sign::SignedMessage message, Instant now) override;
    Task<Result<std::optional<OutboxEntry>>> next_due(compose::Lane lane, Instant now) override;
    Task<Result<std::optional<Instant>>> next_due_time(compose::Lane lane) override;
    Task<Result<void>> record(Delivery delivery) override;
    Task<Result<std::vector<receipt::KeptReceipt>>> keep(std::vector<receipt::RawReceipt> raw
    ) override;
    Task<Result<Settled>> apply(receipt::Receipt receipt, Instant now) override;
    Task<Result<void>> quarantine(RawId raw, std::string reason) override;
    Task<Result<std::vector<receipt::KeptReceipt>>> unread(std::size_t limit) override;
    Task<Result<FilingView>> filing(Scope scope, FilingId id) override;
    Task<Result<FilingPage>> filings(Scope scope, FilingQuery query) override;
    Task<Result<Parcel>> parcel(Scope scope, FilingId id, schemas::Kind list) override;
    Task<Result<std::vector<FilingId>>> under_bill(
        Scope scope, std::string place, std::string bill, std::size_t max
    ) override;
    Task<Result<std::string>> message_bytes(Scope scope, FilingId id, std::size_t n) override;
    Task<Result<std::vector<std::string>>> order_bodies(TenantId tenant, FilingId id) override;
    Task<Result<std::string>> receipt_bytes(Scope scope, FilingId id, RawId raw) override;
    Task<Result<ReceiptPage>> receipts(ReceiptQuery query) override;
    Task<Result<std::string>> raw_receipt(TenantId tenant, RawId raw) override;
    Task<Result<Backlog>> backlog() override;
    [[nodiscard]] std::uint64_t waiting_now() const override {
        return count_of(waiting_.documents);
    }
    Task<void> close() override;

 private:
    static std::uint64_t count_of(const std::atomic<std::int64_t>& counter) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(counter.load(), 0));
    }
    static SeenWindow loaded(Db& db) {
        SeenWindow window;
        window.load(db);
        return window;
    }
    bool load(Db& db) {
        lanes_.load(db);
        waiting_.add(count_waiting(db));
        return true;
    }
    Task<Result<Accepted>> take_in(
        std::optional<FilingId> into,
        validate::Declaration declaration,
        std::vector<schemas::Kind> also_asked
    );
    void announce(const compose::Lane& lane) const {
        if (listener_)
            listener_(lane);
    }

    /// Runs `body(Tx&)` in a group and answers after its commit. The body may run twice.
    template <class R, class Body>
    Task<Result<R>> write(Body body, Writer::Kind kind = Writer::Kind::always) {
        if (closed_)
            co_return fail(Errc::shutting_down);
        BodyJob<R, Body> job(std::move(body));
        auto start = [this, &job, kind](std::function<void()> wake) {
            job.wake = std::move(wake);
            if (writer_.push(job, kind) == Writer::Push::taken)
                return;
            job.refuse(busy());
            const auto now = std::move(job.wake);
            now();
        };
        co_await sleep_until_woken(start);
        co_return std::move(*job.result);
    }

    /// Runs `body(Reading&)` on one snapshot.
    template <class R, class Body>
    Task<Result<R>> read(Body body) {
        if (closed_)
            co_return fail(Errc::shutting_down);
        std::optional<Result<R>> result;
        auto start = [this, &body, &result](std::function<void()> wake) {
            const bool taken = reader_.push([&body, &result, wake](Reading& reading) {
                result.emplace(body(reading));
                if (reading.db.failed())
                    result.emplace(reading.db.error());
                wake();
            });
            if (taken)
                return;
            result.emplace(busy());
            wake();
        };
        co_await sleep_until_woken(start);
        co_return std::move(*result);
    }

    FileLock lock_;
    const Clock& clock_;
    const std::size_t pack_bytes_max_;
    LaneBook lanes_;
    Waiting waiting_;
    SeenWindow digest_window_;  // the writer's
    bool lanes_loaded_;
    std::function<void(const compose::Lane&)> listener_;
    bool closed_ = false;
    Writer writer_;
    Reader reader_;  // ends first: the last connection to close clears the log, and this one may
                     // not write
};

Task<Result<Accepted>> SqliteStore::take_in(
    std::optional<FilingId> into,
    validate::Declaration declaration,
    std::vector<schemas::Kind> also_asked
) {
    std::string digest;
    if (!declaration.raw().idempotency_key.empty())
        digest = intake::digest_of(declaration.raw());
    auto body = [into, &declaration, &also_asked, &digest](Tx& tx) {
        return into ? supplement_filing(tx, *into, declaration, digest)
                    : append_filing(tx, declaration, also_asked, digest);
    };
    TG_CO_TRY(auto appended, co_await write<Appended>(body, Writer::Kind::bounded));
    for (const auto* lane : appended.lanes) announce(*lane);
    co_return std::move(appended.accepted);
}

Task<Result<Accepted>> SqliteStore::append(
    validate::Declaration declaration, std::vector<schemas::Kind> also_asked
) {
    co_return co_await take_in(std::nullopt, std::move(declaration), std::move(also_asked));
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

Task<Result<Accepted>> SqliteStore::supplement(FilingId filing, validate::Declaration declaration) {
    co_return co_await take_in(filing, std::move(declaration), {});
}

Task<Result<FilingStand>> SqliteStore::stand(TenantId tenant, FilingId filing) {
    auto body = [&](Reading& reading) { return stand_of(reading.db, tenant, filing); };
    co_return co_await read<FilingStand>(body);
}

Task<Result<Accepted>> SqliteStore::pursue(
    FilingId filing, validate::Declaration declaration, Pursuit pursuit
) {
    std::string digest;
    if (!declaration.raw().idempotency_key.empty())
        digest = sha256(declaration.raw().body);
    auto body = [filing, &declaration, &pursuit, &digest](Tx& tx) {
        return pursue_wish(tx, filing, declaration, pursuit, digest);
    };
    TG_CO_TRY(auto appended, co_await write<Appended>(body, Writer::Kind::bounded));
    for (const auto* lane : appended.lanes) announce(*lane);
    co_return std::move(appended.accepted);
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
    auto body = [now](Tx& tx) { return recover_messages(tx, now); };
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
    auto body = [&](Tx& tx) { return seal_message(tx, message, now); };
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
    using Entry = std::optional<OutboxEntry>;
    // Looked at first, because an idle turn of a lane must not cost a sync.
    auto look = [&](Reading& reading) -> Result<bool> {
        return anything_due(reading.db, lane, now);
    };
    TG_CO_TRY(const auto due, co_await read<bool>(look));
    if (!due)
        co_return Entry{};
    auto body = [&](Tx& tx) { return take_due(tx, lane, now); };
    co_return co_await write<Entry>(body);
}

Task<Result<std::optional<Instant>>> SqliteStore::next_due_time(compose::Lane lane) {
    using Time = std::optional<Instant>;
    auto body = [&](Reading& reading) -> Result<Time> { return first_due(reading.db, lane); };
    co_return co_await read<Time>(body);
}

Task<Result<void>> SqliteStore::record(Delivery delivery) {
    auto body = [&](Tx& tx) { return record_delivery(tx, delivery); };
    TG_CO_TRY(const auto* lane, co_await write<const compose::Lane*>(body));
    if (lane != nullptr)
        announce(*lane);
    co_return success();
}

Task<Result<std::vector<receipt::KeptReceipt>>> SqliteStore::keep(
    std::vector<receipt::RawReceipt> raw
) {
    std::vector<receipt::KeptReceipt> out;
    if (raw.empty())
        co_return out;
    auto body = [&](Tx& tx) -> Result<std::vector<Kept>> {
        return keep_receipts(tx, raw, digest_window_);
    };
    TG_CO_TRY(const auto kept, co_await write<std::vector<Kept>>(body));
    out.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i)
        out.push_back({kept[i].id, std::move(raw[i]), kept[i].seen_before});
    co_return out;
}

Task<Result<Settled>> SqliteStore::apply(receipt::Receipt receipt, Instant now) {
    auto body = [&](Tx& tx) {
        tx.now = std::max(tx.now, now);
        return apply_receipt(tx, receipt);
    };
    co_return co_await write<Settled>(body);
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
    auto body = [&](Reading& reading) { return view_receipts(reading.db, query); };
    co_return co_await read<ReceiptPage>(body);
}

Task<Result<std::string>> SqliteStore::raw_receipt(TenantId tenant, RawId raw) {
    auto body = [&](Reading& reading) { return view_raw_receipt(reading.db, tenant, raw); };
    co_return co_await read<std::string>(body);
}

Task<Result<Backlog>> SqliteStore::backlog() {
    Backlog backlog;
    backlog.waiting = count_of(waiting_.documents);
    backlog.outgoing = count_of(waiting_.outgoing);
    backlog.unknown = count_of(waiting_.unknown);
    backlog.unread = count_of(waiting_.unread);
    backlog.unmatched = count_of(waiting_.unmatched);
    backlog.quarantined = count_of(waiting_.quarantined);
    co_return backlog;
}

Task<void> SqliteStore::close() {
    // An empty job behind everything begun: when it is done, so is the rest.
    auto nothing = [](Tx&) -> Result<void> { return success(); };
    const auto done = co_await write<void>(nothing);
    closed_ = true;
    (void)done;  // closed before: nothing is left to wait for
}

}  // namespace

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
