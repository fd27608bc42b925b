// One connection to an SFTP server, by libcurl: blocking calls, each within the time that is left.
// It opens by itself, is kept between calls and opened again when it was lost.
//
// Trust: the server's key is the one whose SHA-256 the zone file gives, or nothing is said to it;
// no known_hosts, no agent, no proxy of the environment. libssh2 1.10 (Debian 12) speaks Ed25519
// and ECDSA for both sides; its RSA is SHA-1 only, which servers of today refuse. A server that has
// both kinds shows the ECDSA key: that is the one to give.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/forward/wires.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tg::adapters {

/// A file that is there.
struct RemoteFacts {
    std::int64_t bytes = 0, changed = 0;  ///< seconds
    bool operator==(const RemoteFacts&) const = default;
};

struct RemoteContent {
    std::string bytes;
    RemoteFacts facts;
};

/// Errors of every call: Errc::not_sent when there was no connection (nobody there, another key,
/// login refused); Errc::not_found when the server says that there is no such file or folder;
/// Errc::io_failed when it refuses; Errc::no_answer for the rest, which may have been done.
class SftpLine {
 public:
    /// Ends its calls early once `stopping` is set.
    SftpLine(const forward::SftpWire& wire, std::string channel, const std::atomic<bool>& stopping);
    ~SftpLine();
    SftpLine(const SftpLine&) = delete;
    SftpLine& operator=(const SftpLine&) = delete;

    /// Calls from now on have this long together.
    void begin(std::chrono::milliseconds time);

    Result<void> put(const std::string& path, std::string_view bytes);
    /// Never over a file that is there (SFTP 3 as OpenSSH speaks it).
    Result<void> rename(const std::string& from, const std::string& to);
    /// The same, and what is there then.
    Result<RemoteFacts> rename_and_look(const std::string& from, const std::string& to);
    Result<RemoteFacts> look(const std::string& path);
    /// Errc::answer_too_large when there is more than `most`.
    Result<RemoteContent> get(const std::string& path, std::size_t most);
    /// Lines of ls -l; at most `most` bytes of them, the rest is not read.
    Result<std::string> list(const std::string& folder, std::size_t most);

 private:
    struct Call;
    Result<void> perform(Call& call, const std::string& path);
    Result<void> prepare(Call& call, const std::string& path);
    [[nodiscard]] std::string url_of(const std::string& path) const;
    [[nodiscard]] Error failure(const Call& call, int code) const;

    const forward::SftpWire wire_;
    const std::string channel_;
    const std::atomic<bool>& stopping_;
    std::chrono::steady_clock::time_point deadline_;
    struct Close {
        void operator()(void* handle) const;
    };
    std::unique_ptr<void, Close> handle_;
};

}  // namespace tg::adapters
