// Group commit.
#include "gateway/store/sqlite_writer.hpp"

#include "gateway/core/log.hpp"

namespace tg::store {

void Waiting::add(const Tally& tally) {
    documents += tally.waiting;
    outgoing += tally.outgoing;
    unknown += tally.unknown;
    unread += tally.unread;
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
        if (kind == Kind::bounded && queue_.size() >= options_.queue_max)
            return Push::full;
        queue_.push_back(&job);
        size = queue_.size();
    }
    // The writer sleeps only on an empty queue or while it waits for this much company.
    if (size == 1 || size == options_.company)
        filled_.notify_one();
    return Push::taken;
}

void Writer::work() {
    std::vector<WriteJob*> group;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            filled_.wait(lock, [this] { return !queue_.empty() || stopping_; });
            if (queue_.empty())
                return;
            wait_for_company(lock);
            group.swap(queue_);
        }
        const auto begun = Steady::now();
        perform(group);
        last_end_ = Steady::now();
        last_group_ = group.size();
        around_.metrics.observe("tongguan_store_commit_seconds", last_end_ - begun);
        around_.metrics.count("tongguan_store_jobs_total", {}, group.size());
        for (auto* job : group) {
            // Once woken, the job's coroutine may be gone: what wakes it must not live in the job.
            const auto wake = std::move(job->wake);
            wake();
        }
        group.clear();
    }
}

void Writer::wait_for_company(std::unique_lock<std::mutex>& lock) {
    const bool alone = queue_.size() < options_.company && last_group_ < options_.company;
    const bool busy = Steady::now() - last_end_ < std::chrono::milliseconds(2);
    if (!alone || !busy || stopping_)
        return;
    filled_.wait_for(lock, options_.company_wait, [this] {
        return queue_.size() >= options_.company || stopping_;
    });
}

void Writer::perform(const std::vector<WriteJob*>& group) {
    if (broken_) {
        const auto error = fail(Errc::store_failed, {}, {}, "broken earlier; restart needed");
        for (auto* job : group) job->refuse(error);
        return;
    }
    if (commit(group))
        return;
    const auto failure = db_->failure();
    if (failure != Failure::body || group.size() == 1) {
        give_up(group);
        return;
    }
    // One body broke a constraint: its neighbours must not suffer, so each goes alone.
    log_failure(group.size());
    db_->rollback();
    around_.lanes.settle(LaneBook::End::rolled_back);
    for (auto* job : group) {
        const std::vector<WriteJob*> alone{job};
        if (broken_ || !commit(alone))
            give_up(alone);
    }
}

bool Writer::commit(const std::vector<WriteJob*>& group) {
    Tx tx{*db_, around_.lanes, around_.ids, around_.clock, around_.clock.now(), {}, next_audit_};
    db_->begin();
    for (auto* job : group) {
        if (db_->failed())
            return false;
        job->run(tx);
    }
    if (db_->failed())
        return false;
    db_->commit();
    if (db_->failed())
        return false;
    next_audit_ = tx.next_audit;
    around_.waiting.add(tx.tally);
    around_.lanes.settle(LaneBook::End::committed);
    return true;
}

void Writer::give_up(const std::vector<WriteJob*>& group) {
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
