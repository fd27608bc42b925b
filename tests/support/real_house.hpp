// The real program in a temporary folder: `tongguan serve` and `tongguan sandbox` as processes,
// driven over HTTP. For fault and scenario tests.
#pragma once

#include "gateway/app/child_process.hpp"
#include "gateway/app/demo_house.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tg::test {

struct Answer {
    int status = 0;  ///< 0: no complete answer came
    std::string body;
    std::string headers;
};

/// One request over a connection of its own, blocking; loopback only.
Answer call(
    std::uint16_t port,
    const std::string& method,
    const std::string& target,
    const std::vector<std::string>& headers = {},
    const std::string& body = {}
);

/// Text of a top-level JSON member of the answer, or empty.
std::string text_member(const std::string& json, const char* name);
/// Number of a top-level JSON member, or -1.
long number_member(const std::string& json, const char* name);

class RealHouse {
 public:
    /// `zones`: another folder of zone files than the shipped one.
    explicit RealHouse(int step_ms = 20, const std::filesystem::path& zones = {});
    ~RealHouse();

    void start_gateway();
    /// The program with these variables in its environment ("TG_DIE_AT=record_written:2"); does not
    /// wait until it serves. `program`: of the build folder.
    void launch_gateway(
        const std::vector<std::string>& environment, const std::string& program = "tongguan"
    );
    /// Of the gateway that was launched; 128 + signal.
    std::optional<int> gateway_ended() { return gateway_->ended(); }
    void start_sandbox();
    void kill_gateway();  ///< SIGKILL
    void stop_gateway();  ///< SIGTERM, waits
    void stop_sandbox();
    /// Extra text at the end of the gateway's configuration, before the next start.
    void configure(const std::string& toml);
    /// The same of the simulated single window, at the beginning: before its folders.
    void configure_sandbox(const std::string& toml);

    [[nodiscard]] std::uint16_t gateway_port() const { return house_.gateway_port; }
    [[nodiscard]] std::uint16_t sandbox_port() const { return house_.sandbox_port; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

    Answer post(
        const std::string& target, const std::string& body, const std::string& idempotency_key = {}
    );
    /// As the enterprises' carrier; NDJSON to a batch.
    Answer post_as_carrier(
        const std::string& target, const std::string& body, const std::string& idempotency_key = {}
    );
    Answer get(const std::string& target);
    /// Asks until the filing is in the state, or the time is over; answers the last state seen.
    std::string wait_state(
        const std::string& id, const std::string& state, std::chrono::seconds most
    );

    /// An order of the bench's shape (import 1210, four documents) with its own numbers.
    static std::string order(const std::string& number, const std::string& ending = {});

 private:
    Answer post_with(
        const std::string& token,
        const std::string& target,
        const std::string& body,
        const std::string& idempotency_key
    );

    std::filesystem::path folder_;
    app::DemoHouse house_;
    std::optional<app::ChildProcess> gateway_, sandbox_;
};

/// Waits until `done()` or the time is over; answers whether it was done.
template <class Done>
bool wait_until(Done done, std::chrono::milliseconds most);

/// Sleeps a little between two looks.
void pause_between_looks();

template <class Done>
bool wait_until(Done done, std::chrono::milliseconds most) {
    const auto until = std::chrono::steady_clock::now() + most;
    while (!done()) {
        if (std::chrono::steady_clock::now() > until)
            return false;
        pause_between_looks();
    }
    return true;
}

}  // namespace tg::test
