// Background work that is always awaited. A group is the last member of its owner: it is joined before what its tasks
// use goes away.
#pragma once

#include <memory>
#include <string>

#include "gateway/runtime/task.hpp"

namespace tg {

class TaskGroup {
   public:
    explicit TaskGroup(Executor executor);
    ~TaskGroup();  ///< aborts the program when children are still running: join first
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Starts a child. An exception that leaves it is logged and counted as Errc::internal under `name`.
    void spawn(std::string name, Task<void> work);
    /// Asks every child to stop: their waits end with cancellation.
    void cancel();
    /// Ends when no child is left.
    Task<void> join();
    [[nodiscard]] std::size_t size() const;

   private:
    struct Children;
    std::shared_ptr<Children> children_;  // shared with the completion of each child
};

}  // namespace tg
