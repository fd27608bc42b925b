// Runs one coroutine to its end, on a loop of its own: `auto result = run_task(loop, work(...));`
#pragma once

#include "gateway/runtime/io_loop.hpp"
#include "gateway/runtime/task.hpp"

#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace tg::test {

template <class T>
Task<int> store_result(Task<T> work, std::optional<T>& result) {
    auto value = co_await std::move(work);
    result.emplace(std::move(value));
    co_return 0;
}

inline Task<int> then_zero(Task<void> work) {
    co_await std::move(work);
    co_return 0;
}

/// What the task returned. An exception that leaves the task is logged by the loop and fails the
/// test here.
template <class T>
T run_task(IoLoop& loop, Task<T> work) {
    if constexpr (std::is_void_v<T>) {
        if (loop.run(then_zero(std::move(work)), nullptr) != 0)
            throw std::runtime_error("the task ended with an exception");
    } else {
        std::optional<T> result;
        loop.run(store_result(std::move(work), result), nullptr);
        if (!result)
            throw std::runtime_error("the task ended with an exception");
        return std::move(*result);
    }
}

template <class T>
T run_task(Task<T> work) {
    IoLoop loop;
    return run_task(loop, std::move(work));
}

}  // namespace tg::test
