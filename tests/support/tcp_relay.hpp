// A relay on loopback between a client and a server, for tests: it can keep the server's answers to
// itself, and cut the line. One connection at a time; the next one after a cut is relayed again.
#pragma once

#include "tests/support/raw_socket.hpp"

#include <poll.h>

#include <array>
#include <atomic>
#include <thread>

namespace tg::test {

class TcpRelay {
 public:
    explicit TcpRelay(std::uint16_t server) : server_(server), thread_([this] { run(); }) {}
    ~TcpRelay() {
        stopping_ = true;
        thread_.join();
    }
    TcpRelay(const TcpRelay&) = delete;
    TcpRelay& operator=(const TcpRelay&) = delete;

    [[nodiscard]] std::uint16_t port() const { return listener_.port(); }
    /// What the server says from now on is lost, until the line is cut.
    void swallow_answers() { swallowing_ = true; }
    void cut() { cutting_ = true; }

 private:
    static constexpr int beat_ms = 20;

    static bool readable(int descriptor) {
        pollfd watched{descriptor, POLLIN, 0};
        return ::poll(&watched, 1, 0) > 0;
    }
    void run() {
        while (!stopping_) {
            pollfd caller{listener_.descriptor(), POLLIN, 0};
            if (::poll(&caller, 1, beat_ms) > 0)
                relay(listener_.accept());
        }
    }
    void relay(const RawSocket& client) {
        swallowing_ = cutting_ = false;
        const auto server = RawSocket::connected(server_);
        while (!stopping_ && !cutting_) {
            std::array<pollfd, 2> both{
                pollfd{client.descriptor(), POLLIN, 0}, pollfd{server.descriptor(), POLLIN, 0}};
            ::poll(both.data(), both.size(), beat_ms);
            if (readable(client.descriptor()) && !pass(client, server, true))
                return;
            if (readable(server.descriptor()) && !pass(server, client, !swallowing_))
                return;
        }
    }
    static bool pass(const RawSocket& from, const RawSocket& to, bool onward) {
        const auto bytes = from.receive();
        return !bytes.empty() && (!onward || to.send(bytes));
    }

    RawListener listener_;
    std::uint16_t server_;
    std::atomic<bool> stopping_ = false, swallowing_ = false, cutting_ = false;
    std::thread thread_;  // last: it uses the rest
};

}  // namespace tg::test
