// A real OpenSSH server: sshd as the user who runs us, on a free loopback port, with host key, user
// keys and settings of its own below one folder. It serves SFTP and nothing else. What fails throws
// ServerFailure.
#pragma once

#include "adapters/partner/servers/child.hpp"

#include <memory>
#include <string_view>

namespace tg::partner {

class SshServer {
 public:
    static constexpr const char* program = "/usr/sbin/sshd";
    static constexpr const char* package = "openssh-server";

    explicit SshServer(std::filesystem::path folder);  ///< starts it
    ~SshServer();                                      ///< ends it, with its sessions
    SshServer(const SshServer&) = delete;
    SshServer& operator=(const SshServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::string& user() const { return user_; }
    /// SHA-256 of the host key, as ssh-keygen -l prints it: "SHA256:...".
    [[nodiscard]] const std::string& host_key() const { return host_key_; }
    /// A key that may log in: "ed25519" or "ecdsa"; "stranger" may not.
    [[nodiscard]] std::filesystem::path key(std::string_view name) const { return folder_ / name; }
    [[nodiscard]] std::string log() const { return content_of(folder_ / "log"); }

    void start();   ///< again, on the same port; waits until it serves
    void kill();    ///< with every session, as a power failure would
    void freeze();  ///< keeps the lines open and says nothing
    void thaw();
    [[nodiscard]] std::size_t logins() const;    ///< so far
    [[nodiscard]] std::size_t sessions() const;  ///< so far

 private:
    void make_key(const std::string& name, const std::string& kind) const;
    void write_settings() const;
    [[nodiscard]] std::size_t count_in_log(std::string_view mark) const;

    std::filesystem::path folder_;
    std::uint16_t port_;
    std::string user_, host_key_;
    std::unique_ptr<Child> server_;
    std::vector<pid_t> frozen_;
};

}  // namespace tg::partner
