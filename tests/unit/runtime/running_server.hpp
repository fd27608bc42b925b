// A server on a port of its own in a thread of its own, for tests that speak to it over blocking
// sockets.
#pragma once

#include "gateway/runtime/http_server.hpp"
#include "gateway/runtime/io_loop.hpp"
#include "tests/support/raw_socket.hpp"

#include <future>
#include <string>
#include <thread>

namespace tg::test {

class RunningServer {
 public:
    RunningServer(http::ServerLimits limits, http::Handler handler, http::RefusalText refusal)
        : limits_(limits), handler_(std::move(handler)), refusal_(std::move(refusal)) {
        auto listening = listening_.get_future();
        thread_ = std::thread([this] { loop_.run(live(), nullptr); });
        port_ = listening.get();
    }
    ~RunningServer() { stop(std::chrono::seconds(5)); }
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] RawSocket connect() const { return RawSocket::connected(port_); }

    /// Begins the stop and comes back at once.
    void begin_stop(std::chrono::milliseconds grace) {
        if (!wake_)
            return;
        grace_ = grace;
        std::exchange(wake_, nullptr)();
    }
    /// Comes back when the server has stopped.
    void stop(std::chrono::milliseconds grace) {
        begin_stop(grace);
        if (thread_.joinable())
            thread_.join();
    }
    /// Waits until so many connections are open.
    bool await_connections(std::size_t wanted) {
        for (int i = 0; i < 1'000; ++i) {
            if (count_connections() == wanted)
                return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return false;
    }

 private:
    Task<int> live() {
        http::Server server(loop_.executor(), limits_, handler_, refusal_);
        server_ = &server;
        const auto listens = server.listen("127.0.0.1", 0);
        auto start = [this, &server](std::function<void()> wake) {
            wake_ = std::move(wake);
            listening_.set_value(server.port());
        };
        co_await sleep_until_woken(start);
        co_await server.stop(grace_);
        server_ = nullptr;
        co_return listens ? 0 : 1;
    }
    std::size_t count_connections() {
        std::promise<std::size_t> counted;
        asio::post(loop_.executor(), [&] { counted.set_value(server_->connections()); });
        return counted.get_future().get();
    }

    http::ServerLimits limits_;
    http::Handler handler_;
    http::RefusalText refusal_;
    IoLoop loop_;
    http::Server* server_ = nullptr;
    std::promise<std::uint16_t> listening_;
    std::function<void()> wake_;
    std::chrono::milliseconds grace_{0};
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace tg::test
