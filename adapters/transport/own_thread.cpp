// See own_thread.hpp.
#include "adapters/transport/own_thread.hpp"

namespace tg::adapters {

OwnThread::OwnThread() : thread_([this] { run(); }) {}

OwnThread::~OwnThread() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    bell_.notify_one();
    thread_.join();
}

void OwnThread::post(std::function<void()> job) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(job));
    }
    bell_.notify_one();
}

void OwnThread::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        bell_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
        if (jobs_.empty())
            return;
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        job();
        job = nullptr;  // what it holds ends before the next one
        lock.lock();
    }
}

}  // namespace tg::adapters
