// A real OpenSSH server for tests: sshd as the user who runs them, on a free loopback port, with
// host key, user keys and settings of its own in a temporary folder. It serves SFTP and nothing
// else. A server that cannot be started fails the test.
#pragma once

#include "tests/support/temp_folder.hpp"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tg::test {

class SshServer {
 public:
    SshServer();   ///< starts it
    ~SshServer();  ///< ends it, with its sessions
    SshServer(const SshServer&) = delete;
    SshServer& operator=(const SshServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::string& user() const { return user_; }
    /// SHA-256 of the host key, as ssh-keygen -l prints it.
    [[nodiscard]] const std::string& host_key() const { return host_key_; }
    /// A key that may log in: "ed25519" or "ecdsa"; "stranger" may not.
    [[nodiscard]] std::filesystem::path key(std::string_view name) const { return folder_ / name; }
    [[nodiscard]] std::string log() const { return file_text(folder_ / "log"); }

    /// Again, on the same port; waits until it serves. It ends with the thread that started it.
    void start();
    void kill();    ///< with every session, as a power failure would
    void freeze();  ///< keeps the lines open and says nothing
    void thaw();
    [[nodiscard]] std::size_t logins() const;  ///< so far

 private:
    void make_key(const std::string& name, const std::string& kind) const;

    TempFolder folder_;
    std::uint16_t port_;
    std::string user_, host_key_;
    pid_t server_ = -1;
    std::vector<pid_t> frozen_;
};

}  // namespace tg::test
