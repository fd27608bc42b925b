// See child_process.hpp.
#include "gateway/app/child_process.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

namespace tg::app {
namespace {

int exit_status(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool bindable(std::uint16_t port, std::uint16_t& bound) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool ok = ::bind(fd, generic, size) == 0 && ::listen(fd, 1) == 0 &&
                    ::getsockname(fd, generic, &size) == 0;
    if (ok)
        bound = ntohs(address.sin_port);
    ::close(fd);
    return ok;
}

}  // namespace

Result<ChildProcess> ChildProcess::start(
    std::filesystem::path program,
    std::vector<std::string> arguments,
    const std::filesystem::path& log
) {
    if (program.empty())
        program = std::filesystem::read_symlink("/proc/self/exe");
    std::vector<std::string> texts{program.string()};
    for (auto& argument : arguments) texts.push_back(std::move(argument));
    std::vector<char*> argv;
    argv.reserve(texts.size() + 1);
    for (auto& text : texts) argv.push_back(text.data());
    argv.push_back(nullptr);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (out < 0)
        return fail(Errc::io_failed, log.string(), {log.string(), std::strerror(errno)});

    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) {
        // A group of its own: Ctrl-C in the terminal reaches the parent only, which then ends its
        // children in order.
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != parent)
            ::_exit(127);
        ::dup2(out, STDOUT_FILENO);
        ::dup2(out, STDERR_FILENO);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    ::close(out);
    if (pid < 0)
        return fail(Errc::io_failed, {}, {program.string(), std::strerror(errno)});
    return ChildProcess{pid};
}

ChildProcess::~ChildProcess() {
    if (pid_ != 0)
        stop(std::chrono::milliseconds{5'000});
}

std::optional<int> ChildProcess::ended() {
    if (pid_ == 0)
        return 0;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_)
        return {};
    pid_ = 0;
    return exit_status(status);
}

void ChildProcess::signal(int number) const {
    if (pid_ != 0)
        ::kill(pid_, number);
}

void ChildProcess::stop(std::chrono::milliseconds patience) {
    signal(SIGTERM);
    const auto until = std::chrono::steady_clock::now() + patience;
    while (pid_ != 0 && std::chrono::steady_clock::now() < until) {
        if (ended())
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    if (pid_ == 0)
        return;
    signal(SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
}

std::uint16_t free_port(std::uint16_t wanted) {
    std::uint16_t bound = wanted;
    if (bindable(wanted, bound))
        return bound;
    bindable(0, bound);
    return bound;
}

}  // namespace tg::app
