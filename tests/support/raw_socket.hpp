// Blocking sockets on loopback for tests that send and read exact bytes. Every wait ends after ten
// seconds.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace tg::test {

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

class RawSocket {
 public:
    explicit RawSocket(int descriptor) : descriptor_(descriptor) {
        const timeval patience{10, 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    }
    static RawSocket connected(std::uint16_t port) {
        RawSocket made(::socket(AF_INET, SOCK_STREAM, 0));
        const auto address = loopback(port);
        const auto* plain = reinterpret_cast<const sockaddr*>(&address);
        if (::connect(made.descriptor_, plain, sizeof address) != 0)
            throw std::runtime_error("cannot connect to port " + std::to_string(port));
        return made;
    }
    RawSocket(RawSocket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    RawSocket& operator=(RawSocket&&) = delete;
    ~RawSocket() { close(); }

    [[nodiscard]] int descriptor() const { return descriptor_; }

    /// Closes; with unread bytes the kernel resets the connection.
    void close() {
        if (descriptor_ >= 0)
            ::close(std::exchange(descriptor_, -1));
    }
    /// Ends our side: the peer reads the end, we can still read.
    void end() const { ::shutdown(descriptor_, SHUT_WR); }

    /// False when the peer is gone.
    bool send(std::string_view text) const {
        while (!text.empty()) {
            const auto sent = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    /// What comes next; empty at the end, at a reset and when nothing comes.
    [[nodiscard]] std::string receive() const {
        std::string text(16 * 1024, '\0');
        const auto count = ::recv(descriptor_, text.data(), text.size(), 0);
        text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return text;
    }
    [[nodiscard]] std::string receive_until(std::string_view mark) const {
        std::string all;
        while (all.find(mark) == std::string::npos) {
            const auto more = receive();
            if (more.empty())
                break;
            all += more;
        }
        return all;
    }
    [[nodiscard]] std::string receive_until_closed() const {
        std::string all;
        for (auto more = receive(); !more.empty(); more = receive()) all += more;
        return all;
    }
    /// The next HTTP message, by its Content-Length. What comes behind it stays for the next call.
    std::string receive_message() {
        while (rest_.find("\r\n\r\n") == std::string::npos)
            if (!receive_more())
                return std::exchange(rest_, {});
        const auto head = rest_.find("\r\n\r\n") + 4;
        const auto at = rest_.find("Content-Length: ");
        const auto length = at < head ? std::stoul(rest_.substr(at + 16)) : 0;
        while (rest_.size() < head + length)
            if (!receive_more())
                return std::exchange(rest_, {});
        auto message = rest_.substr(0, head + length);
        rest_.erase(0, message.size());
        return message;
    }

 private:
    bool receive_more() {
        const auto more = receive();
        rest_ += more;
        return !more.empty();
    }

    int descriptor_;
    std::string rest_;
};

/// A listening socket on a port of its own.
class RawListener {
 public:
    RawListener() : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
        auto address = loopback(0);
        auto* plain = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        const bool listens = ::bind(descriptor_, plain, size) == 0 &&
                             ::listen(descriptor_, 64) == 0 &&
                             ::getsockname(descriptor_, plain, &size) == 0;
        if (!listens)
            throw std::runtime_error("cannot listen");
        port_ = ntohs(address.sin_port);
        const timeval patience{10, 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~RawListener() { ::close(descriptor_); }
    RawListener(const RawListener&) = delete;
    RawListener& operator=(const RawListener&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// Waits for a caller; throws when none comes.
    [[nodiscard]] RawSocket accept() const {
        const int descriptor = ::accept(descriptor_, nullptr, nullptr);
        if (descriptor < 0)
            throw std::runtime_error("nobody connected");
        return RawSocket(descriptor);
    }

 private:
    int descriptor_;
    std::uint16_t port_ = 0;
};

/// A port where nobody listens: it was bound a moment ago and given back.
inline std::uint16_t closed_port() {
    const RawListener listener;
    return listener.port();
}

}  // namespace tg::test
