// A relay on loopback between clients and a server, for tests that cut a line at a given byte. Any
// number of lines at once; they are cut together.
#pragma once

#include "tests/support/raw_socket.hpp"

#include <fcntl.h>
#include <poll.h>

#include <array>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace tg::test {

class CutRelay {
 public:
    enum class Way : std::uint8_t { to_server, to_client };

    explicit CutRelay(std::uint16_t server) : server_(server) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        auto address = loopback(0);
        auto* const plain = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 16) != 0 ||
            ::getsockname(listener_, plain, &size) != 0)
            throw std::runtime_error("no relay");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { run(); });
    }
    ~CutRelay() {
        stopping_ = true;
        thread_.join();
        ::close(listener_);
    }
    CutRelay(const CutRelay&) = delete;
    CutRelay& operator=(const CutRelay&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// All lines are cut once, when this many more bytes have gone that way.
    void cut_after(Way way, std::int64_t bytes) {
        const auto index = static_cast<std::size_t>(way);
        left_[index] = bytes;
        armed_[index] = true;
    }
    [[nodiscard]] bool has_cut() const { return !armed_[0] && !armed_[1]; }
    /// Bytes that went that way so far.
    [[nodiscard]] std::int64_t passed(Way way) const {
        return passed_[static_cast<std::size_t>(way)];
    }

 private:
    static constexpr int beat_ms = 20;
    struct Line {
        std::array<int, 2> ends{-1, -1};  ///< client, server
        ~Line() {
            for (const int end : ends)
                if (end >= 0)
                    ::close(end);
        }
    };

    void run() {
        while (!stopping_) {
            std::vector<pollfd> watched{pollfd{listener_, POLLIN, 0}};
            for (const auto& line : lines_)
                for (const int end : line->ends) watched.push_back(pollfd{end, POLLIN, 0});
            if (::poll(watched.data(), watched.size(), beat_ms) <= 0)
                continue;
            pass_all(watched);
            if (watched.front().revents != 0)
                open();
        }
    }
    void pass_all(const std::vector<pollfd>& watched) {
        for (std::size_t i = 1; i < watched.size(); ++i) {
            auto& line = lines_[(i - 1) / 2];
            if (watched[i].revents == 0 || !line)
                continue;
            const auto from = (i - 1) % 2;
            bool cut = false;
            if (!pass(line->ends[from], line->ends[1 - from], from, cut))
                line.reset();
            if (cut) {
                lines_.clear();
                return;
            }
        }
        std::erase(lines_, nullptr);
    }
    bool pass(int from, int to, std::size_t way, bool& cut) {
        std::array<char, 16'384> block{};
        const auto got = ::recv(from, block.data(), block.size(), 0);
        if (got <= 0)
            return false;
        auto onward = static_cast<std::int64_t>(got);
        if (armed_[way] && onward > left_[way]) {
            onward = left_[way];
            armed_[way] = false;
            cut = true;
        }
        left_[way] -= onward;
        passed_[way] += onward;
        for (std::int64_t sent = 0; sent < onward;) {
            const auto step = ::send(
                to, block.data() + sent, static_cast<std::size_t>(onward - sent), MSG_NOSIGNAL
            );
            if (step <= 0)
                return false;
            sent += step;
        }
        return true;
    }
    void open() {
        auto line = std::make_unique<Line>();
        line->ends[0] = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        line->ends[1] = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = loopback(server_);
        const auto* const plain = reinterpret_cast<const sockaddr*>(&address);
        if (::connect(line->ends[1], plain, sizeof address) == 0)
            lines_.push_back(std::move(line));
    }

    std::uint16_t server_, port_ = 0;
    int listener_ = -1;
    std::vector<std::unique_ptr<Line>> lines_;
    std::array<std::atomic<std::int64_t>, 2> left_{}, passed_{};
    std::array<std::atomic<bool>, 2> armed_{};
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace tg::test
