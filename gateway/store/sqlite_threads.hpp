// The two threads of the embedded store and how a coroutine has them do a job: start it, sleep,
// wake when it is done. Used by sqlite_store.cpp only.
#pragma once

#include "gateway/store/sqlite_append.hpp"
#include "gateway/store/sqlite_file_lock.hpp"
#include "gateway/store/sqlite_inbox.hpp"
#include "gateway/store/sqlite_outbox.hpp"
#include "gateway/store/sqlite_reader.hpp"
#include "gateway/store/sqlite_room.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "gateway/store/sqlite_writer.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace tg::store {

class SqliteThreads {
 public:
    struct Parts {
        FileLock lock;
        std::unique_ptr<Db> writing, reading;
        std::int64_t next_audit;
    };

    SqliteThreads(
        Parts parts,
        const Clock& clock,
        IdSource& ids,
        Metrics& metrics,
        const SqliteOptions& options
    )
        : lock_(std::move(parts.lock)),
          clock_(clock),
          pack_bytes_max_(options.pack_bytes_max),
          channel_of_(options.channel_of),
          holding_(options.holding),
          buyers_(options.buyers),
          year_limit_(options.year_limit),
          digest_window_(loaded(*parts.writing)),
          lanes_loaded_(load(*parts.writing)),
          writer_(
              std::move(parts.writing),
              Writer::Surroundings{
                  lanes_,
                  ids,
                  clock,
                  metrics,
                  waiting_,
                  holding_,
                  buyers_ ? &*buyers_ : nullptr,
                  year_limit_ ? &*year_limit_ : nullptr},
              Writer::Options{options.writes_waiting_max, 16, options.company_wait},
              parts.next_audit
          ),
          reader_(std::move(parts.reading), lanes_, options.reads_waiting_max) {}

 protected:
    static std::uint64_t count_of(const std::atomic<std::int64_t>& counter) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(counter.load(), 0));
    }
    static SeenWindow loaded(Db& db) {
        SeenWindow window;
        window.load(db);
        return window;
    }
    /// Channels by which other tenants have filed.
    [[nodiscard]] std::set<std::string> channels_of_others(TenantId tenant) const {
        std::set<std::string> channels;
        for (const auto* lane : lanes_.all()) {
            if (lane->tenant == tenant)
                continue;
            const auto known = channel_of_.find(lane->place);
            channels.insert(known == channel_of_.end() ? lane->place : known->second);
        }
        return channels;
    }
    bool load(Db& db) {
        lanes_.load(db);
        waiting_.add(count_waiting(db));
        return true;
    }
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
            job.refuse(fail(Errc::overloaded, {}, {"1"}));
            const auto now = std::move(job.wake);
            now();
        };
        co_await sleep_until_woken(start);
        co_return std::move(*job.result);
    }

    /// Runs `body(Tx&, digest)`, which takes the declaration in; `digest` is empty without an
    /// Idempotency-Key.
    template <class Body>
    Task<Result<Accepted>> take_in(const validate::Declaration& declaration, Body body) {
        std::string digest;
        if (!declaration.raw().idempotency_key.empty())
            digest = intake::digest_of(declaration.raw());
        auto job = [&body, &digest](Tx& tx) { return body(tx, digest); };
        co_return co_await put_in(job);
    }
    /// Runs `body(Tx&)`, which may give lanes work.
    template <class Body>
    Task<Result<Accepted>> put_in(Body body) {
        TG_CO_TRY(auto appended, co_await write<Appended>(body, Writer::Kind::bounded));
        for (const auto* lane : appended.lanes) announce(*lane);
        co_return std::move(appended.accepted);
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
            result.emplace(fail(Errc::overloaded, {}, {"1"}));
            wake();
        };
        co_await sleep_until_woken(start);
        co_return std::move(*result);
    }

    [[nodiscard]] Backlog backlog_now() const {
        Backlog backlog;
        backlog.waiting = count_of(waiting_.documents);
        backlog.held = count_of(waiting_.held);
        backlog.outgoing = count_of(waiting_.outgoing);
        backlog.unknown = count_of(waiting_.unknown);
        backlog.unread = count_of(waiting_.unread);
        backlog.unmatched = count_of(waiting_.unmatched);
        backlog.quarantined = count_of(waiting_.quarantined);
        return backlog;
    }
    [[nodiscard]] ClaimTerms claim_terms() const {
        return {
            holding_,
            buyers_ ? &*buyers_ : nullptr,
            year_limit_ ? &*year_limit_ : nullptr,
            schemas::china_day(clock_.now())};
    }

    FileLock lock_;
    const Clock& clock_;
    const std::size_t pack_bytes_max_;
    std::map<std::string, std::string, std::less<>> channel_of_;  // the I/O thread's
    HoldRules holding_;
    const std::optional<tax::BuyerKeys> buyers_;
    const std::optional<Decimal> year_limit_;
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

}  // namespace tg::store
