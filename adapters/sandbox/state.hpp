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
#include "adapters/sandbox/sandbox.hpp"
#include "adapters/sandbox/status_page.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/runtime/bell.hpp"
#include "gateway/runtime/http_server.hpp"
#include "gateway/runtime/task_group.hpp"

#include <optional>
#include <string>

namespace tg::sandbox {

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

    // watchers.cpp
    Task<Result<Answered>> take(Examined examined);
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
