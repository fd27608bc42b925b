// See ssh_server.hpp.
#include "tests/support/ssh_server.hpp"

#include "tests/support/command.hpp"
#include "tests/support/raw_socket.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>

namespace tg::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr const char* program = "/usr/sbin/sshd";

std::uint16_t free_port() {
    const RawListener listener;
    return listener.port();
}

std::optional<pid_t> pid_of(const std::string& text) {
    pid_t value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

/// Parent of a process; 0 when it is gone.
pid_t parent_of(pid_t process) {
    const auto text = file_text("/proc/" + std::to_string(process) + "/stat");
    const auto name_end = text.rfind(')');
    if (name_end == std::string::npos || name_end + 4 > text.size())
        return 0;
    const auto rest = text.substr(name_end + 4);  // ") S 123 ..."
    return pid_of(rest.substr(0, rest.find(' '))).value_or(0);
}

/// The process and all that came from it; never more than that.
std::vector<pid_t> family_of(pid_t eldest) {
    if (eldest <= 1)
        return {};
    std::vector<pid_t> all;
    for (const auto& entry : fs::directory_iterator("/proc"))
        if (const auto process = pid_of(entry.path().filename().string()))
            all.push_back(*process);
    std::vector<pid_t> family{eldest};
    for (std::size_t i = 0; i < family.size(); ++i)
        for (const auto each : all)
            if (parent_of(each) == family[i])
                family.push_back(each);
    return family;
}

pid_t spawn(const fs::path& settings, const fs::path& log) {
    const pid_t child = ::fork();
    if (child != 0)
        return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(out, STDERR_FILENO);
    ::execl(program, program, "-D", "-e", "-f", settings.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
}

}  // namespace

SshServer::SshServer() : port_(free_port()) {
    // Before it gives up its rights, a server that runs as root wants this empty folder.
    if (::geteuid() == 0)
        fs::create_directories("/run/sshd");
    const auto* const account = ::getpwuid(::geteuid());
    if (account == nullptr)
        throw std::runtime_error("who runs this has no account");
    user_ = account->pw_name;
    make_key("host", "ed25519");
    make_key("ed25519", "ed25519");
    make_key("ecdsa", "ecdsa");
    make_key("stranger", "ed25519");
    folder_.write(
        "authorized", file_text(folder_ / "ed25519.pub") + file_text(folder_ / "ecdsa.pub")
    );
    const auto told = run("ssh-keygen -l -f " + (folder_ / "host.pub").string()).output;
    const auto begin = told.find("SHA256:");
    host_key_ = told.substr(begin, told.find(' ', begin) - begin);
    // Who may not read /etc/shadow takes every account for locked, unless PAM is asked.
    const std::string pam = ::geteuid() == 0 ? "no" : "yes";
    const auto at = [this](const char* name) { return (folder_ / name).string(); };
    folder_.write(
        "settings",
        "Port " + std::to_string(port_) + "\nListenAddress 127.0.0.1\nHostKey " + at("host") +
            "\nAuthorizedKeysFile " + at("authorized") + "\nStrictModes no\nUsePAM " + pam +
            "\nPasswordAuthentication no\nPermitRootLogin "
            "prohibit-password\nPidFile none\nMaxStartups 100\nLogLevel VERBOSE\n"
            "Subsystem sftp internal-sftp\nForceCommand internal-sftp\n"
    );
    start();
}

SshServer::~SshServer() {
    kill();
}

void SshServer::make_key(const std::string& name, const std::string& kind) const {
    const auto file = (folder_ / name).string();
    if (run("ssh-keygen -q -t " + kind + " -N '' -f " + file).exit_code != 0)
        throw std::runtime_error("no key " + name);
}

void SshServer::start() {
    server_ = spawn(folder_ / "settings", folder_ / "log");
    for (int i = 0; i < 500; ++i) {
        try {
            RawSocket::connected(port_);
            return;
        } catch (const std::runtime_error&) {
            std::this_thread::sleep_for(20ms);
        }
    }
    throw std::runtime_error("sshd does not serve: " + log());
}

void SshServer::kill() {
    if (server_ < 0)
        return;
    freeze();
    for (const auto process : frozen_) ::kill(process, SIGKILL);
    frozen_.clear();
    ::waitpid(server_, nullptr, 0);
    server_ = -1;
}

void SshServer::freeze() {
    // What is stopped has no more children: once a look finds nobody new, nobody was missed.
    std::size_t before = 0;
    do {
        before = frozen_.size();
        frozen_ = family_of(server_);
        for (const auto process : frozen_) ::kill(process, SIGSTOP);
    } while (frozen_.size() != before);
}

void SshServer::thaw() {
    for (const auto process : frozen_) ::kill(process, SIGCONT);
    frozen_.clear();
}

std::size_t SshServer::logins() const {
    const auto text = log();
    std::size_t count = 0;
    for (auto at = text.find("Accepted publickey for"); at != std::string::npos;
         at = text.find("Accepted publickey for", at + 1))
        ++count;
    return count;
}

}  // namespace tg::test
