// Group commit.
#include "gateway/store/sqlite_writer.hpp"

#include "gateway/core/log.hpp"

#include <algorithm>

namespace tg::store {

void Waiting::add(const Tally& tally) {
    documents += tally.waiting;
    if (!tally.waiting_of.empty()) {
        const std::lock_guard lock(mutex_);
        for (const auto& [tenant, more] : tally.waiting_of)
            if ((by_tenant_[tenant] += more) <= 0)
                by_tenant_.erase(tenant);
    }
    held += tally.held;
    outgoing += tally.outgoing;
    unknown += tally.unknown;
    unread += tally.unread;
    unmatched += tally.unmatched;
    quarantined += tally.quarantined;
}

WaitingNow Waiting::of(TenantId tenant) const {
    WaitingNow now;
    now.all = static_cast<std::uint64_t>(std::max<std::int64_t>(documents.load(), 0));
    const std::lock_guard lock(mutex_);
    now.tenants = by_tenant_.size();
    const auto found = by_tenant_.find(tenant.value());
    now.own = found == by_tenant_.end() ? 0 : static_cast<std::uint64_t>(found->second);
    return now;
}

Writer::Writer(
    std::unique_ptr<Db> db,
    const Surroundings& around,
    const Options& options,
    std::int64_t next_audit
)
    : db_(std::move(db)),
      around_(around),
      options_(options),
      next_audit_(next_audit),
      thread_([this] { work(); }) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    filled_.notify_one();
    thread_.join();
}

Writer::Push Writer::push(WriteJob& job, Kind kind) {
    std::size_t size = 0;
    {
        const std::lock_guard lock(mutex_);
        if (kind == Kind::bounded && senders_.size() >= options_.queue_max)
            return Push::full;
        (kind == Kind::bounded ? senders_ : background_).push_back(&job);
        size = waiting();
    }
    // The writer sleeps only on an empty queue or while it waits for this much company.
    if (size == 1 || size == options_.company)
        filled_.notify_one();
    return Push::taken;
}

void Writer::work() {
    Jobs senders, background, done;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            background_.insert(background_.begin(), background.begin(), background.end());
            filled_.wait(lock, [this] { return waiting() > 0 || stopping_; });
            if (waiting() == 0)
                return;
            wait_for_company(lock);
            senders = std::exchange(senders_, {});
            background = std::exchange(background_, {});
        }
        const auto begun = Steady::now();
        perform(std::move(senders), background, done);
        last_end_ = Steady::now();
        last_group_ = done.size();
        around_.metrics.observe("tongguan_store_commit_seconds", last_end_ - begun);
        around_.metrics.count("tongguan_store_jobs_total", {}, done.size());
        for (auto* job : done) {
            // Once woken, the job's coroutine may be gone: what wakes it must not live in the job.
            const auto wake = std::move(job->wake);
            wake();
        }
        done.clear();
    }
}

void Writer::wait_for_company(std::unique_lock<std::mutex>& lock) {
    const bool alone = waiting() < options_.company && last_group_ < options_.company;
    const bool busy = Steady::now() - last_end_ < std::chrono::milliseconds(2);
    if (!alone || !busy || stopping_)
        return;
    filled_.wait_for(lock, options_.company_wait, [this] {
        return waiting() >= options_.company || stopping_;
    });
}

void Writer::perform(Jobs senders, Jobs& background, Jobs& done) {
    std::size_t taken = 0;
    const bool committed = !broken_ && commit(senders, background, taken);
    if (broken_)
        taken = background.size();
    done = std::move(senders);
    const auto rest = background.begin() + static_cast<std::ptrdiff_t>(taken);
    done.insert(done.end(), background.begin(), rest);
    background.erase(background.begin(), rest);
    if (committed)
        return;
    if (broken_) {
        const auto error = fail(Errc::store_failed, {}, {}, "broken earlier; restart needed");
        for (auto* job : done) job->refuse(error);
        return;
    }
    if (db_->failure() != Failure::body || done.size() == 1) {
        give_up(done);
        return;
    }
    // One body broke a constraint: its neighbours must not suffer, so each goes alone.
    log_failure(done.size());
    db_->rollback();
    around_.lanes.settle(LaneBook::End::rolled_back);
    for (auto* job : done)
        if (broken_ || !commit_alone(*job))
            give_up({job});
}

bool Writer::commit_alone(WriteJob& job) {
    std::size_t taken = 0;
    return commit({&job}, {}, taken);
}

bool Writer::commit(const Jobs& senders, const Jobs& background, std::size_t& taken) {
    Tx tx{
        *db_,
        around_.lanes,
        around_.ids,
        around_.clock,
        around_.holding,
        around_.buyers,
        around_.year_limit,
        around_.clock.now(),
        {},
        next_audit_};
    db_->begin();
    for (auto* job : senders) {
        if (db_->failed())
            return false;
        job->run(tx);
    }
    const auto end = Steady::now() + options_.background_time;
    for (; taken < background.size() && (taken == 0 || Steady::now() < end); ++taken) {
        if (db_->failed())
            return false;
        background[taken]->run(tx);
    }
    if (db_->failed())
        return false;
    tx.settle();
    db_->commit();
    if (db_->failed())
        return false;
    next_audit_ = tx.next_audit;
    around_.waiting.add(tx.tally);
    around_.lanes.settle(LaneBook::End::committed);
    return true;
}

void Writer::give_up(const Jobs& group) {
    log_failure(group.size());
    const auto error = db_->failed() ? db_->error() : fail(Errc::store_failed, {}, {}, "broken");
    if (db_->failure() == Failure::disk) {
        broken_ = true;
        around_.metrics.gauge("tongguan_store_broken", 1);
    }
    db_->rollback();
    around_.lanes.settle(LaneBook::End::rolled_back);
    for (auto* job : group) job->refuse(error);
}

void Writer::log_failure(std::size_t jobs) {
    around_.metrics.count("tongguan_store_failures_total");
    log::error(
        "store_group_failed", {{"reason", db_->failure_text()}, {"jobs", std::to_string(jobs)}}
    );
}

}  // namespace tg::store
