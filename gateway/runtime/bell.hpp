// A bell: one coroutine waits, others ring. A ring that comes while nobody waits is not lost.
#pragma once

#include "gateway/runtime/task.hpp"

#include <chrono>
#include <memory>

namespace tg {

class Bell {
 public:
    explicit Bell(Executor executor);
    ~Bell();
    Bell(const Bell&) = delete;
    Bell& operator=(const Bell&) = delete;

    void ring();
    /// Ends at a ring (also one from before), after `most`, or with Errc::cancelled.
    Task<Result<void>> wait(std::chrono::milliseconds most);

 private:
    struct Timer;
    std::unique_ptr<Timer> timer_;
    bool rung_ = false;
};

}  // namespace tg
