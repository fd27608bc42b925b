// The simulated single window: takes messages by HTTP and by folder, judges them like the e-port
// and customs, answers in time, and keeps every message exactly as received. A process of its own
// (`tongguan sandbox`) or inside a test.
//
//   POST /dxp/<zone>/messages                         DxpMsg -> DxpRep
//   GET  /dxp/<zone>/messages/{CopMsgId}?sender=      200 taken, 404 absent
//   GET  /dxp/<zone>/receipts?receiver=&max=          oldest first, again until confirmed
//   POST /dxp/<zone>/receipts/confirm                 204
//   any request below the path of a channel's url     as the channel's dialect has it
//   GET  /   GET /statistics   GET /healthz   GET and POST /faults
#pragma once

#include "gateway/core/metrics.hpp"
#include "gateway/core/result.hpp"
#include "gateway/runtime/task.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tg::sandbox {

/// A pair of exchange folders, seen from the other side: what the gateway sends is read, answers
/// are left.
struct FolderPair {
    std::filesystem::path send;     ///< the gateway writes here
    std::filesystem::path receive;  ///< the gateway reads here
    std::filesystem::path taken;    ///< files taken from `send`; on the same file system
};

/// A channel of a zone file whose platform the window plays, in the channel's dialect.
struct PlatformChannel {
    std::string channel;
    /// Where the gateway takes calls of this channel, without the token, which is the channel's
    /// own secret. Given exactly where the dialect's receipts are brought.
    std::string call_to;
};

struct SandboxConfig {
    std::string listen_address = "127.0.0.1";
    std::uint16_t port = 18090;  ///< 0 picks one
    std::filesystem::path data_folder;
    std::filesystem::path parties_file;
    std::vector<FolderPair> folders;
    /// The gateway's zone files, and what relative secrets of them are below; for `platforms`.
    std::filesystem::path zones_folder, exchange_root;
    std::vector<PlatformChannel> platforms;
    std::chrono::milliseconds step{150};
    std::chrono::milliseconds late{5'000};
    std::chrono::milliseconds folder_poll{100};
    std::uint64_t seed = 1;
    bool keep_received = true;
    bool close_exports = false;
    bool export_chain = false;
    bool tax_bills = true;
};

/// Reads config/sandbox.toml's form; relative paths are relative to the file. Unknown keys are
/// errors; all errors at once in `parts` of Errc::bad_config, each with file and line.
Result<SandboxConfig> load_sandbox_config(const std::filesystem::path& file);

class Sandbox {
 public:
    Sandbox(Executor executor, Pool& pool, SandboxConfig config, Metrics& metrics);
    ~Sandbox();

    /// Opens the data folder, reads the parties, listens. Errors: Errc::bad_config, io_failed,
    /// cannot_listen.
    Result<void> start();
    [[nodiscard]] std::uint16_t port() const;
    /// Also after a start that failed.
    Task<void> stop();

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tg::sandbox
