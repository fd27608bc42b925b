// See line_relay.hpp.
#include "adapters/partner/line_relay.hpp"

#include "adapters/partner/servers/child.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <map>
#include <vector>

namespace tg::partner {
namespace {

using Moment = std::chrono::steady_clock::time_point;

constexpr int beat_ms = 5;
constexpr int backlog = 64;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// Blocking: both ends are on this machine and read all the time, or are gone.
bool send_all(int end, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(end, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

int connected(std::uint16_t port) {
    const int end = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(port);
    const auto* const plain = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(end, plain, sizeof address) == 0)
        return end;
    ::close(end);
    return -1;
}

void configure(int end) {
    const int on = 1;
    const timeval patience{2, 0};  // an end that reads nothing any more is cut
    ::setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(end, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

enum Way : std::size_t { to_server, to_client };

struct Line {
    std::array<int, 2> ends{-1, -1};  ///< client, server: the end that a way comes from
    std::array<std::string, 2> waiting{};
    std::array<Moment, 2> held_until{};

    Line(int client, int server) : ends{client, server} {}
    ~Line() {
        for (const int end : ends)
            if (end >= 0)
                ::close(end);
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
};

}  // namespace

class LineRelay::Lines {
 public:
    Lines(std::uint16_t server, LineScript& script, std::uint16_t port)
        : server_(server), script_(script) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int on = 1;
        ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        auto address = loopback(port);
        auto* const plain = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        const bool listens = ::bind(listener_, plain, size) == 0 &&
                             ::listen(listener_, backlog) == 0 &&
                             ::getsockname(listener_, plain, &size) == 0;
        port_ = ntohs(address.sin_port);
        if (!listens) {
            ::close(listener_);
            throw ServerFailure("the relay cannot listen");
        }
    }
    ~Lines() {
        cut_all();
        ::close(listener_);
    }
    Lines(const Lines&) = delete;
    Lines& operator=(const Lines&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

    void turn() {
        std::vector<pollfd> watched{pollfd{listener_, POLLIN, 0}};
        std::vector<LineId> ids;
        for (const auto& [id, line] : lines_) {
            ids.push_back(id);
            for (const int end : line.ends) watched.push_back(pollfd{end, POLLIN, 0});
        }
        ::poll(watched.data(), watched.size(), beat_ms);
        if (script_.beat())
            cut_all();
        release_held();
        for (std::size_t i = 1; i < watched.size(); ++i)
            if (watched[i].revents != 0)
                pass(ids[(i - 1) / 2], (i - 1) % 2 == 0 ? to_server : to_client);
        if (watched.front().revents != 0)
            open();
    }

 private:
    void open() {
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0)
            return;
        configure(client);
        const auto id = ++last_;
        const bool taken = script_.opened(id);
        const int server = taken ? connected(server_) : -1;
        if (server < 0) {
            send_all(client, script_.refusal());
            ::close(client);
            if (taken)
                script_.closed(id);
            return;
        }
        configure(server);
        lines_.try_emplace(id, client, server);
    }

    void pass(LineId id, Way way) {
        const auto found = lines_.find(id);
        if (found == lines_.end())
            return;
        auto& line = found->second;
        std::array<char, 65'536> block{};
        const auto got = ::recv(line.ends[way], block.data(), block.size(), MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (got <= 0)
            return cut(id);
        const std::string_view bytes(block.data(), static_cast<std::size_t>(got));
        const auto passed =
            way == to_server ? script_.to_server(id, bytes) : script_.to_client(id, bytes);
        if (passed.held.count() > 0)
            line.held_until[way] = std::chrono::steady_clock::now() + passed.held;
        line.waiting[way] += passed.onward;
        const bool open = flush(line, way);
        if (passed.then == Passed::Then::cut_all)
            cut_all();
        else if (!open || passed.then == Passed::Then::cut_line)
            cut(id);
    }

    /// False when the other end is gone.
    static bool flush(Line& line, Way way) {
        if (line.waiting[way].empty() || std::chrono::steady_clock::now() < line.held_until[way])
            return true;
        const bool sent = send_all(line.ends[1 - way], line.waiting[way]);
        line.waiting[way].clear();
        return sent;
    }

    void release_held() {
        std::vector<LineId> gone;
        for (auto& [id, line] : lines_)
            if (!flush(line, to_server) || !flush(line, to_client))
                gone.push_back(id);
        for (const auto id : gone) cut(id);
    }

    void cut(LineId id) {
        if (lines_.erase(id) > 0)
            script_.closed(id);
    }
    void cut_all() {
        while (!lines_.empty()) cut(lines_.begin()->first);
    }

    std::uint16_t server_;
    LineScript& script_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    LineId last_ = 0;
    std::map<LineId, Line> lines_;
};

LineRelay::LineRelay(std::uint16_t server, LineScript& script, std::uint16_t port)
    : lines_(std::make_unique<Lines>(server, script, port)) {
    port_ = lines_->port();
    thread_ = std::thread([this] { run(); });
}

LineRelay::~LineRelay() {
    stopping_ = true;
    thread_.join();
}

void LineRelay::run() {
    while (!stopping_) lines_->turn();
}

}  // namespace tg::partner
