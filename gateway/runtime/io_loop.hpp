// The one thread that runs all coroutines.
#pragma once

#include "gateway/runtime/task.hpp"

#include <functional>
#include <memory>

namespace tg {

class IoLoop {
 public:
    IoLoop();
    ~IoLoop();
    IoLoop(const IoLoop&) = delete;
    IoLoop& operator=(const IoLoop&) = delete;

    [[nodiscard]] Executor executor() const;

    /// Runs `main` to its end on the calling thread and answers its result. SIGINT and SIGTERM call
    /// `on_signal` on this thread (each time); SIGPIPE is ignored.
    int run(Task<int> main, std::function<void(int)> on_signal);

 private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}  // namespace tg
