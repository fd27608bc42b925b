// See ssh_server.hpp.
#include "adapters/partner/servers/ssh_server.hpp"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>

namespace tg::partner {
namespace {

using std::chrono_literals::operator""ms;
namespace fs = std::filesystem;

constexpr const char* key_maker = "/usr/bin/ssh-keygen";
constexpr int looks_max = 500;

}  // namespace

SshServer::SshServer(fs::path folder) : folder_(std::move(folder)), port_(free_port()) {
    std::error_code ignored;
    // Before it gives up its rights, a server that runs as root wants this empty folder.
    if (::geteuid() == 0)
        fs::create_directories("/run/sshd", ignored);
    fs::create_directories(folder_, ignored);
    const auto* const account = ::getpwuid(::geteuid());
    if (account == nullptr)
        throw ServerFailure("who runs this has no account");
    user_ = account->pw_name;
    make_key("host", "ed25519");
    make_key("ed25519", "ed25519");
    make_key("ecdsa", "ecdsa");
    make_key("stranger", "ed25519");
    write_file(
        folder_ / "authorized",
        content_of(folder_ / "ed25519.pub") + content_of(folder_ / "ecdsa.pub")
    );
    const auto told = output_of({key_maker, "-l", "-f", (folder_ / "host.pub").string()});
    const auto begin = told.find("SHA256:");
    if (begin == std::string::npos)
        throw ServerFailure("the host key has no fingerprint");
    host_key_ = told.substr(begin, told.find(' ', begin) - begin);
    write_settings();
    start();
}

SshServer::~SshServer() {
    kill();
}

void SshServer::make_key(const std::string& name, const std::string& kind) const {
    output_of({key_maker, "-q", "-t", kind, "-N", "", "-f", (folder_ / name).string()});
}

void SshServer::write_settings() const {
    // Who may not read /etc/shadow takes every account for locked, unless PAM is asked.
    const std::string pam = ::geteuid() == 0 ? "no" : "yes";
    const auto at = [this](const char* name) { return (folder_ / name).string(); };
    write_file(
        folder_ / "settings",
        "Port " + std::to_string(port_) + "\nListenAddress 127.0.0.1\nHostKey " + at("host") +
            "\nAuthorizedKeysFile " + at("authorized") + "\nStrictModes no\nUsePAM " + pam +
            "\nPasswordAuthentication no\nPermitRootLogin "
            "prohibit-password\nPidFile none\nMaxStartups 100\nLogLevel VERBOSE\n"
            "Subsystem sftp internal-sftp\nForceCommand internal-sftp\n"
    );
}

void SshServer::start() {
    const auto settings = (folder_ / "settings").string();
    ProgramStart how;
    how.line = {program, "-D", "-e", "-f", settings};
    how.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"};
    how.log = folder_ / "log";
    server_ = std::make_unique<Child>(std::move(how));
    for (int i = 0; i < looks_max && !server_->ended(); ++i) {
        if (serves(port_))
            return;
        std::this_thread::sleep_for(20ms);
    }
    throw ServerFailure("sshd does not serve: " + log());
}

void SshServer::kill() {
    if (!server_)
        return;
    freeze();
    for (const auto process : frozen_)
        if (process != server_->process())
            ::kill(process, SIGKILL);
    frozen_.clear();
    server_.reset();
}

void SshServer::freeze() {
    // What is stopped has no more children: once a look finds nobody new, nobody was missed.
    std::size_t before = 0;
    do {
        before = frozen_.size();
        frozen_ = family_of(server_->process());
        for (const auto process : frozen_) ::kill(process, SIGSTOP);
    } while (frozen_.size() != before);
}

void SshServer::thaw() {
    for (const auto process : frozen_) ::kill(process, SIGCONT);
    frozen_.clear();
}

std::size_t SshServer::count_in_log(std::string_view mark) const {
    const auto text = log();
    std::size_t count = 0;
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) ++count;
    return count;
}

std::size_t SshServer::logins() const {
    return count_in_log("Accepted publickey for");
}

std::size_t SshServer::sessions() const {
    return count_in_log("Starting session:");
}

}  // namespace tg::partner
