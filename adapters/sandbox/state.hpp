// The inside of a running sandbox: its parts and its coroutines. Everything here runs on the I/O
// thread except what is given to the pool by examine and the desk.
#pragma once

#include "adapters/sandbox/archive.hpp"
#include "adapters/sandbox/customs.hpp"
#include "adapters/sandbox/desk.hpp"
#include "adapters/sandbox/examine.hpp"
#include "adapters/sandbox/faults.hpp"
#include "adapters/sandbox/folders.hpp"
#include "adapters/sandbox/parties.hpp"
#include "adapters/sandbox/platforms.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "adapters/sandbox/status_page.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/runtime/bell.hpp"
#include "gateway/runtime/http_client.hpp"
#include "gateway/runtime/http_server.hpp"
#include "gateway/runtime/task_group.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tg::sandbox {

inline constexpr std::size_t messages_in_work_max = 256;

/// One more message in work, until the end of the call.
class InWork {
 public:
    explicit InWork(std::size_t& count) : count_(count) { ++count_; }
    ~InWork() { --count_; }
    InWork(const InWork&) = delete;
    InWork& operator=(const InWork&) = delete;

 private:
    std::size_t& count_;
};

/// Counts a loop that uses the desk, for stop().
class Watching {
 public:
    explicit Watching(int& count) : count_(count) { ++count_; }
    ~Watching() { --count_; }
    Watching(const Watching&) = delete;
    Watching& operator=(const Watching&) = delete;

 private:
    int& count_;
};

struct Sandbox::State {
    State(Executor executor, Pool& pool, SandboxConfig config, Metrics& metrics);

    // http_calls.cpp
    Task<http::Response> handle(http::Request request);
    Task<http::Response> answer(Call call, std::string zone, std::string id, http::Request request);
    Task<http::Response> hand_over(std::string zone, http::Request request);
    Task<http::Response> ask(std::string id, http::Request request);
    Task<http::Response> receipts(std::string zone, http::Request request);
    Task<http::Response> confirm(std::string zone, http::Request request);
    Task<http::Response> status(http::Request request);
    http::Response change_faults(const http::Request& request);
    /// The work of a call, with the fault that was asked for around it.
    Task<http::Response> with_fault(std::optional<Fault> fault, Task<http::Response> work);

    // platform_calls.cpp
    Task<http::Response> platform_call(const Platform& platform, http::Request request);
    Task<http::Response> platform_answer(const Platform& platform, partner::Understood understood);
    Task<http::Response> take_there(const Platform& platform, partner::Understood understood);
    Task<http::Response> tell_there(const Platform& platform, partner::Understood understood);
    Task<http::Response> list_there(const Platform& platform, partner::Understood understood);
    Task<http::Response> confirm_there(const Platform& platform, partner::Understood understood);
    /// Brings receipts to the gateway, one after another, until the sandbox stops.
    Task<void> bring_receipts(const Platform& platform);
    Task<bool> bring(const Platform& platform, WaitingReceipt receipt);

    // watchers.cpp
    /// `names`: under which it is asked about later at `address`, when it was taken.
    Task<Result<Answered>> take(
        Examined examined, std::string address = {}, std::vector<std::string> names = {}
    );
    /// Says what is due, when it is due.
    Task<void> keep_turning();
    Task<void> watch_folder(FolderPair pair);
    Task<void> read_sent(const FolderPair& pair, const std::string& address);
    Task<void> leave_receipts(const FolderPair& pair, const std::string& address);
    /// False when the sandbox is being stopped.
    Task<bool> rest(std::chrono::milliseconds time);

    Executor executor;
    Pool& pool;
    SandboxConfig config;
    Metrics& metrics;
    SystemClock clock;
    Parties parties;
    Ledger ledger;
    Archive archive;
    Customs customs;
    Desk desk;
    Faults faults;
    std::vector<std::unique_ptr<Platform>> platforms;
    http::Client caller{executor};  ///< for receipts that are brought
    Bell turn_bell{executor};
    std::optional<Instant> next_due;  ///< no answer falls due before it; nothing: unknown
    std::size_t messages_in_work = 0;
    int watchers = 0;
    bool stopping = false;
    bool listening = false;
    http::Server server;
    TaskGroup group;
};

}  // namespace tg::sandbox
