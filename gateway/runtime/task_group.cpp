// Children of a group, each with a cancellation signal of its own.
#include "gateway/runtime/task_group.hpp"

#include "gateway/core/log.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <cstdint>
#include <cstdlib>
#include <unordered_map>
#include <vector>

namespace tg {

struct TaskGroup::Children {
    struct Child {
        std::string name;
        asio::cancellation_signal signal;
    };

    explicit Children(Executor running_on) : executor(std::move(running_on)) {}

    Executor executor;
    std::uint64_t next = 0;
    std::unordered_map<std::uint64_t, std::shared_ptr<Child>>
        running;  // cancel() keeps one alive while it asks it
    std::vector<std::function<void()>> joiners;
    std::size_t failures = 0;

    void ended(std::uint64_t number) {
        running.erase(number);
        if (!running.empty())
            return;
        auto waiting = std::move(joiners);
        joiners.clear();
        for (auto& wake : waiting) wake();
    }

    void failed(const std::string& name, const std::exception_ptr& failure) {
        ++failures;
        log::error(
            "task_failed",
            {{"task", name},
             {"error", std::string(entry_of(Errc::internal).name)},
             {"detail", exception_text(failure)}}
        );
    }
};

namespace {

/// The one catch-all of a child.
Task<void> guarded(Task<void> work, std::exception_ptr& failure) {
    try {
        co_await std::move(work);
    } catch (...) {
        failure = std::current_exception();
    }
    // Asio's own last wait of a spawned task would throw past its completion handler in a cancelled
    // task.
    co_await asio::this_coro::throw_if_cancelled(false);
}

}  // namespace

TaskGroup::TaskGroup(Executor executor)
    : children_(std::make_shared<Children>(std::move(executor))) {}

TaskGroup::~TaskGroup() {
    if (children_->running.empty())
        return;
    for (const auto& [number, child] : children_->running)
        log::error("task_group_destroyed_with_children", {{"task", child->name}});
    std::abort();
}

void TaskGroup::spawn(std::string name, Task<void> work) {
    const auto number = children_->next++;
    auto child = std::make_shared<Children::Child>();
    child->name = std::move(name);
    children_->running.emplace(number, child);
    auto failure = std::make_shared<std::exception_ptr>();  // shared by the child and its end
    auto root = guarded(std::move(work), *failure);
    auto at_end = [children = children_, child, number, failure](std::exception_ptr unexpected) {
        if (!*failure)
            *failure = std::move(unexpected);
        if (*failure && !is_cancellation(*failure))
            children->failed(child->name, *failure);
        children->ended(number);
    };
    asio::co_spawn(
        children_->executor,
        std::move(root),
        asio::bind_cancellation_slot(child->signal.slot(), std::move(at_end))
    );
}

void TaskGroup::cancel() {
    std::vector<std::shared_ptr<Children::Child>> asked;
    asked.reserve(children_->running.size());
    for (const auto& [number, child] : children_->running) asked.push_back(child);
    for (const auto& child : asked) child->signal.emit(asio::cancellation_type::terminal);
    // Before the loop runs the signals are only queued; the children they point into wait for them
    // there.
    asio::post(children_->executor, [asked = std::move(asked)] {});
}

Task<void> TaskGroup::join() {
    const auto children = children_;
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    auto start = [&children](std::function<void()> wake) {
        children->joiners.push_back(std::move(wake));
    };
    while (!children->running.empty()) co_await sleep_until_woken(start);
    co_await asio::this_coro::throw_if_cancelled(throws);
}

std::size_t TaskGroup::size() const {
    return children_->running.size();
}

std::size_t TaskGroup::failures() const {
    return children_->failures;
}

}  // namespace tg
