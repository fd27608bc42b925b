// Background work that is always awaited. A group is the last member of its owner: it is joined
// before what its tasks use goes away. I/O thread only.
#pragma once

#include "gateway/runtime/task.hpp"

#include <memory>
#include <string>

namespace tg {

class TaskGroup {
 public:
    explicit TaskGroup(Executor executor);
    ~TaskGroup();  ///< aborts the program when children are still running: join first
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Starts a child; on the I/O thread it runs at once, up to its first wait. An exception that
    /// leaves it is logged as Errc::internal under `name` and counted; cancellation is neither.
    void spawn(std::string name, Task<void> work);
    /// Asks every child to stop: their waits end with cancellation.
    void cancel();
    /// Ends when no child is left, and not before, even when the waiting task is cancelled
    /// meanwhile.
    Task<void> join();
    [[nodiscard]] std::size_t size() const;
    /// How many children ended with an exception.
    [[nodiscard]] std::size_t failures() const;

 private:
    struct Children;
    std::shared_ptr<Children> children_;  // shared with the completion of each child
};

}  // namespace tg
