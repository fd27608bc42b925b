// The one thread that writes. It takes everything that waits and makes it one transaction (group
// commit): one sync for all, and everybody is answered after it. A group that fails is acknowledged
// to nobody.
//
// What came from outside (bounded) goes first in a group; what ends our own work follows for a few
// milliseconds, and the rest waits for the next group: a burst of receipts must not make senders
// wait for their answer.
//
// A short group right after another one waits a moment for company, because a sync per job costs
// more than the job; an idle store never waits. After a failed sync or a damaged file the writer
// refuses everything: the kernel forgets dirty pages once it has reported the error, so only a
// restart knows what is durable.
#pragma once

#include "gateway/core/metrics.hpp"
#include "gateway/store/sqlite_rows.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace tg::store {

/// One job of a group. It lives in the frame of the coroutine that waits for it.
class WriteJob {
 public:
    WriteJob() = default;
    virtual ~WriteJob() = default;
    WriteJob(const WriteJob&) = delete;
    WriteJob& operator=(const WriteJob&) = delete;

    /// Writes, and keeps the answer. May be called twice.
    virtual void run(Tx& tx) = 0;
    /// The group failed: the answer is this.
    virtual void refuse(const Error& error) = 0;

    std::function<void()> wake;
};

/// A body as a job; the answer stays here until the coroutine takes it.
template <class R, class Body>
class BodyJob final : public WriteJob {
 public:
    explicit BodyJob(Body body) : body_(std::move(body)) {}
    void run(Tx& tx) override { result.emplace(body_(tx)); }
    void refuse(const Error& error) override { result.emplace(error); }

    std::optional<Result<R>> result;

 private:
    Body body_;
};

/// Counters of what waits; written by the writer after a commit, read by anybody.
class Waiting {
 public:
    std::atomic<std::int64_t> documents{0}, held{0}, outgoing{0}, unknown{0}, unread{0},
        unmatched{0}, quarantined{0};
    void add(const Tally& tally);
    /// Documents of one tenant, and how many tenants have any; any thread.
    [[nodiscard]] WaitingNow of(TenantId tenant) const;

 private:
    mutable std::mutex mutex_;
    std::map<std::int64_t, std::int64_t> by_tenant_;
};

class Writer {
 public:
    struct Options {
        std::size_t queue_max = 8'192;
        std::size_t company = 16;  ///< a group of this size does not wait for more
        std::chrono::microseconds company_wait{1'000};
        std::chrono::microseconds background_time{4'000};  ///< of a group, for what is not bounded
    };
    struct Surroundings {
        LaneBook& lanes;
        IdSource& ids;
        const Clock& clock;
        Metrics& metrics;
        Waiting& waiting;
        const HoldRules& holding;
        const tax::BuyerKeys* buyers = nullptr;
        const Decimal* year_limit = nullptr;
    };

    Writer(
        std::unique_ptr<Db> db,
        const Surroundings& around,
        const Options& options,
        std::int64_t next_audit
    );
    ~Writer();  ///< runs what waits to its end
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    enum class Push : std::uint8_t { taken, full };
    /// `bounded`: what comes from outside is refused when the queue is full. What ends work that
    /// was begun is taken `always`: refusing it would lose an outcome, and there is no more of it
    /// than there are lanes and channels.
    enum class Kind : std::uint8_t { bounded, always };
    /// Any thread. The job is run and woken exactly once when it was taken.
    Push push(WriteJob& job, Kind kind = Kind::bounded);

 private:
    using Steady = std::chrono::steady_clock;
    using Jobs = std::deque<WriteJob*>;
    void work();
    [[nodiscard]] std::size_t waiting() const { return senders_.size() + background_.size(); }
    void wait_for_company(std::unique_lock<std::mutex>& lock);
    /// Runs `senders`, then of `background` what there is time for; what was run is moved to
    /// `done`, after its commit or its refusal.
    void perform(Jobs senders, Jobs& background, Jobs& done);
    bool commit(const Jobs& senders, const Jobs& background, std::size_t& taken);
    bool commit_alone(WriteJob& job);
    void give_up(const Jobs& group);
    void log_failure(std::size_t jobs);

    std::unique_ptr<Db> db_;
    Surroundings around_;
    Options options_;
    std::int64_t next_audit_;
    bool broken_ = false;
    std::size_t last_group_ = 0;
    Steady::time_point last_end_{};

    std::mutex mutex_;
    std::condition_variable filled_;
    Jobs senders_, background_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace tg::store
