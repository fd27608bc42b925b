// The reading thread.
#include "gateway/store/sqlite_reader.hpp"

#include "gateway/core/log.hpp"

namespace tg::store {

Reader::Reader(std::unique_ptr<Db> db, const LaneBook& lanes, std::size_t queue_max)
    : db_(std::move(db)), lanes_(lanes), queue_max_(queue_max), thread_([this] { work(); }) {}

Reader::~Reader() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    filled_.notify_one();
    thread_.join();
}

bool Reader::push(Job job, Kind kind) {
    {
        const std::lock_guard lock(mutex_);
        if (kind == Kind::bounded && queue_.size() >= queue_max_)
            return false;
        queue_.push_back(std::move(job));
    }
    filled_.notify_one();
    return true;
}

void Reader::work() {
    Reading reading{*db_, lanes_, claims_};
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            filled_.wait(lock, [this] { return !queue_.empty() || stopping_; });
            if (queue_.empty())
                return;
            job = std::move(queue_.front());
            queue_.pop_front();
        }
        db_->begin();
        job(reading);
        if (db_->failed()) {
            log::error("store_read_failed", {{"reason", db_->failure_text()}});
            db_->rollback();
        } else {
            db_->commit();
        }
    }
}

}  // namespace tg::store
