// See child.hpp.
#include "adapters/partner/servers/child.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

namespace tg::partner {
namespace {

namespace fs = std::filesystem;

std::vector<char*> words_of(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const auto& one : texts) out.push_back(const_cast<char*>(one.c_str()));  // NOLINT
    out.push_back(nullptr);
    return out;
}

/// Never returns in the child.
pid_t spawn(const ProgramStart& start) {
    const auto words = words_of(start.line);
    const auto variables = words_of(start.environment);
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child != 0)
        return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent)
        ::_exit(127);
    const int nothing = ::open("/dev/null", O_RDONLY);
    const int out = ::open(start.log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    ::execve(words.front(), words.data(), variables.data());
    ::_exit(127);
}

std::optional<pid_t> pid_of(const std::string& text) {
    pid_t value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

/// Parent of a process; 0 when it is gone.
pid_t parent_of(pid_t process) {
    const auto text = content_of("/proc/" + std::to_string(process) + "/stat");
    const auto name_end = text.rfind(')');
    if (name_end == std::string::npos || name_end + 4 > text.size())
        return 0;
    const auto rest = text.substr(name_end + 4);  // ") S 123 ..."
    return pid_of(rest.substr(0, rest.find(' '))).value_or(0);
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

Child::Child(ProgramStart start) {
    std::promise<pid_t> started;
    auto number = started.get_future();
    keeper_ = std::thread([this, start = std::move(start), started = std::move(started)]() mutable {
        started.set_value(spawn(start));
        over_.get_future().wait();
    });
    process_ = number.get();
    if (process_ < 0) {
        over_.set_value();
        keeper_.join();
        throw ServerFailure("no process can be started");
    }
}

Child::~Child() {
    end(SIGKILL);
}

void Child::tell(int signal) const {
    if (keeper_.joinable())
        ::kill(process_, signal);
}

void Child::end(int signal) {
    if (!keeper_.joinable())
        return;
    ::kill(process_, signal);
    ::waitpid(process_, nullptr, 0);
    over_.set_value();
    keeper_.join();
}

bool Child::ended() {
    siginfo_t facts{};
    return !keeper_.joinable() ||
           (::waitid(P_PID, static_cast<id_t>(process_), &facts, WEXITED | WNOHANG | WNOWAIT) ==
                0 &&
            facts.si_pid != 0);
}

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

std::uint16_t free_port() {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = loopback(0);
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    const bool bound =
        ::bind(listener, plain, size) == 0 && ::getsockname(listener, plain, &size) == 0;
    ::close(listener);
    if (!bound)
        throw ServerFailure("no free port");
    return ntohs(address.sin_port);
}

bool serves(std::uint16_t port) {
    const int caller = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(port);
    const auto* const plain = reinterpret_cast<const sockaddr*>(&address);
    const bool taken = ::connect(caller, plain, sizeof address) == 0;
    ::close(caller);
    return taken;
}

std::string output_of(const std::vector<std::string>& line) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        throw ServerFailure("no pipe");
    const auto words = words_of(line);
    const pid_t child = ::fork();
    if (child == 0) {
        const int nothing = ::open("/dev/null", O_RDWR);
        ::dup2(nothing, STDIN_FILENO);
        ::dup2(nothing, STDERR_FILENO);
        ::dup2(pipe[1], STDOUT_FILENO);
        ::execv(words.front(), words.data());
        ::_exit(127);
    }
    ::close(pipe[1]);
    std::string out;
    std::array<char, 4096> block{};
    for (auto got = ::read(pipe[0], block.data(), block.size()); got > 0;
         got = ::read(pipe[0], block.data(), block.size()))
        out.append(block.data(), static_cast<std::size_t>(got));
    ::close(pipe[0]);
    int status = -1;
    ::waitpid(child, &status, 0);
    if (child < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw ServerFailure(line.front() + " failed");
    return out;
}

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const fs::path& file, const std::string& content) {
    std::ofstream out(file, std::ios::binary);
    out << content;
    if (!out.flush())
        throw ServerFailure("cannot write " + file.string());
}

}  // namespace tg::partner
