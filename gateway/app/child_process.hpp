// A child process of this program, ended by its pid when its owner goes away.
#pragma once

#include "gateway/core/result.hpp"

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tg::app {

class ChildProcess {
 public:
    /// Starts `program` (the running executable when empty) with its output appended to `log`. The
    /// child ends with its parent, however that ends.
    static Result<ChildProcess> start(
        std::filesystem::path program,
        std::vector<std::string> arguments,
        const std::filesystem::path& log
    );
    ~ChildProcess();
    ChildProcess(ChildProcess&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
    ChildProcess& operator=(ChildProcess&&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// The exit status when the child has ended; 128 + signal when a signal ended it.
    std::optional<int> ended();
    void signal(int number) const;
    /// SIGTERM, then SIGKILL after `patience`.
    void stop(std::chrono::milliseconds patience);

 private:
    explicit ChildProcess(pid_t pid) : pid_(pid) {}
    pid_t pid_ = 0;
};

/// A free TCP port on loopback: `wanted` when it is free.
std::uint16_t free_port(std::uint16_t wanted);

}  // namespace tg::app
