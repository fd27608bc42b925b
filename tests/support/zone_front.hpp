// A front before the simulated single window, as a proxy or a platform of several parks is:
// channels are told apart by their path, each can be made to hang (its requests are taken and never
// answered), and a front that does not listen yet refuses connections.
#pragma once

#include "tests/support/raw_socket.hpp"

#include <poll.h>

#include <array>
#include <atomic>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace tg::test {

class ZoneFront {
 public:
    ZoneFront() : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
        auto address = loopback(0);
        auto* plain = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        if (::bind(descriptor_.descriptor(), plain, size) != 0 ||
            ::getsockname(descriptor_.descriptor(), plain, &size) != 0)
            throw std::runtime_error("no port for a front");
        port_ = ntohs(address.sin_port);
    }
    ~ZoneFront() {
        stopping_ = true;
        if (acceptor_.joinable())
            acceptor_.join();
        for (auto& one : relays_) one.join();
    }
    ZoneFront(const ZoneFront&) = delete;
    ZoneFront& operator=(const ZoneFront&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// From now on; before, nobody can connect.
    void open(std::uint16_t server) {
        server_ = server;
        ::listen(descriptor_.descriptor(), 64);
        acceptor_ = std::thread([this] { accept(); });
    }
    void hang(const std::string& channel) {
        const std::lock_guard lock(mutex_);
        hanging_.insert(channel);
    }
    /// What hung is cut off; what comes is served.
    void serve(const std::string& channel) {
        const std::lock_guard lock(mutex_);
        hanging_.erase(channel);
    }
    /// Requests that were taken and not answered.
    [[nodiscard]] std::size_t swallowed(const std::string& channel) const {
        const std::lock_guard lock(mutex_);
        const auto found = swallowed_.find(channel);
        return found == swallowed_.end() ? 0 : found->second;
    }

 private:
    static constexpr int beat_ms = 20;

    void accept() {
        while (!stopping_) {
            pollfd caller{descriptor_.descriptor(), POLLIN, 0};
            if (::poll(&caller, 1, beat_ms) <= 0)
                continue;
            RawSocket client(::accept(descriptor_.descriptor(), nullptr, nullptr));
            relays_.emplace_back([this, held = std::move(client)]() mutable {
                relay(std::move(held));
            });
        }
    }
    /// "/dxp/<channel>/..." of the first request: a connection serves one channel only, or a
    /// request of another would hang with it and the test fail.
    static std::string channel_in(const std::string& head) {
        const auto begin = head.find("/dxp/") + 5;
        return head.substr(begin, head.find('/', begin) - begin);
    }
    bool hangs(const std::string& channel) const {
        const std::lock_guard lock(mutex_);
        return hanging_.contains(channel);
    }
    static bool readable(int descriptor) {
        pollfd watched{descriptor, POLLIN, 0};
        return ::poll(&watched, 1, beat_ms) > 0;
    }
    void relay(RawSocket client) {
        while (!stopping_ && !readable(client.descriptor())) {
        }
        const auto first = stopping_ ? std::string() : client.receive_until("\r\n\r\n");
        if (first.empty())
            return;
        const auto channel = channel_in(first);
        if (hangs(channel)) {
            swallow(client, channel);
            return;
        }
        const auto server = RawSocket::connected(server_);
        server.send(first);
        while (!stopping_) {
            std::array<pollfd, 2> both{
                pollfd{client.descriptor(), POLLIN, 0}, pollfd{server.descriptor(), POLLIN, 0}};
            ::poll(both.data(), both.size(), beat_ms);
            if (hangs(channel)) {
                swallow(client, channel);
                return;
            }
            if (both[0].revents != 0 && !pass(client, server))
                return;
            if (both[1].revents != 0 && !pass(server, client))
                return;
        }
    }
    /// Until the channel is served again, or the caller has gone.
    void swallow(const RawSocket& client, const std::string& channel) {
        {
            const std::lock_guard lock(mutex_);
            ++swallowed_[channel];
        }
        while (!stopping_ && hangs(channel))
            if (readable(client.descriptor()) && client.receive().empty())
                return;
    }
    static bool pass(const RawSocket& from, const RawSocket& to) {
        const auto bytes = from.receive();
        return !bytes.empty() && to.send(bytes);
    }

    RawSocket descriptor_;
    std::uint16_t port_ = 0;
    std::atomic<std::uint16_t> server_{0};
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::set<std::string> hanging_;
    std::map<std::string, std::size_t> swallowed_;
    std::thread acceptor_;
    std::list<std::thread> relays_;  // by the acceptor alone until it has ended
};

}  // namespace tg::test
