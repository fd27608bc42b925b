// Listening, accepting within the cap, the sweep of deadlines, and the two-step stop.
#include "gateway/runtime/http_server.hpp"

#include "gateway/runtime/bell.hpp"
#include "gateway/runtime/http_connection.hpp"

#include <boost/asio/as_tuple.hpp>

#include <algorithm>

namespace tg::http {
namespace {

/// Connections above the cap that are told so; more than these are closed without a word.
constexpr std::size_t turned_away_max = 64;
constexpr std::chrono::milliseconds accept_pause{20};
constexpr std::chrono::milliseconds sweep_least{5};
constexpr std::chrono::milliseconds sweep_most{250};

std::chrono::milliseconds sweep_pause(const ServerLimits& limits) {
    const auto shortest = std::min(
        {limits.header_time_max, limits.body_time_max, limits.write_time_max, limits.idle_time_max}
    );
    return std::clamp(shortest / 8, sweep_least, sweep_most);
}

}  // namespace

struct Server::State {
    State(Executor running_on, ServerLimits limits, Handler handler, RefusalText refusal)
        : executor(running_on),
          acceptor(running_on),
          drained(running_on),
          connections(running_on),
          service(running_on) {
        serving.limits = limits;
        serving.handler = std::move(handler);
        serving.refusal = std::move(refusal);
        serving.one_closed = [this] {
            if (serving.stopping && serving.open.empty())
                drained.ring();
        };
    }

    Task<void> accept();
    Task<void> sweep();
    Task<void> stop(std::chrono::milliseconds grace);

    Executor executor;
    asio::ip::tcp::acceptor acceptor;
    Serving serving;
    std::uint16_t port = 0;
    Bell drained;
    TaskGroup connections;
    TaskGroup service;
};

Task<void> Server::State::accept() {
    for (;;) {
        auto [failure, socket] =
            co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        if (failure == asio::error::operation_aborted || !acceptor.is_open())
            co_return;
        if (failure) {
            // No descriptors left, or a caller that went away: what is open goes on, the next may
            // do better.
            co_await wait_for(accept_pause);
            continue;
        }
        const auto open = serving.open.size();
        if (open < serving.limits.connections_max)
            connections.spawn("http_connection", serve(serving, std::move(socket)));
        else if (open < serving.limits.connections_max + turned_away_max)
            connections.spawn("http_turn_away", turn_away(serving, std::move(socket)));
    }
}

Task<void> Server::State::sweep() {
    const auto pause = sweep_pause(serving.limits);
    for (;;) {
        co_await wait_for(pause);
        const auto now = std::chrono::steady_clock::now();
        for (auto* connection : serving.open) connection->sweep(now);
    }
}

Task<void> Server::State::stop(std::chrono::milliseconds grace) {
    // A stop that is itself cancelled still leaves nothing behind: it only no longer waits for the
    // grace to pass.
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    boost::system::error_code ignored;
    acceptor.close(ignored);
    serving.stopping = true;
    for (auto* connection : serving.open) connection->close_if_idle();
    if (!serving.open.empty())
        co_await drained.wait(grace);
    connections.cancel();
    co_await connections.join();
    service.cancel();
    co_await service.join();
    co_await asio::this_coro::throw_if_cancelled(throws);
}

Server::Server(Executor executor, ServerLimits limits, Handler handler, RefusalText refusal)
    : state_(std::make_unique<State>(executor, limits, std::move(handler), std::move(refusal))) {}

Server::~Server() = default;

Result<void> Server::listen(const std::string& address, std::uint16_t port) {
    const auto refuse = [&](const boost::system::error_code& failure) {
        const auto where = address + ":" + std::to_string(port);
        return fail(Errc::cannot_listen, {}, {where, failure.message()}, failure.message());
    };
    boost::system::error_code failure;
    const auto ip = asio::ip::make_address(address, failure);
    if (failure)
        return refuse(failure);
    const asio::ip::tcp::endpoint endpoint(ip, port);
    auto& acceptor = state_->acceptor;
    acceptor.open(endpoint.protocol(), failure);
    if (!failure)
        acceptor.set_option(asio::socket_base::reuse_address(true), failure);
    if (!failure)
        acceptor.bind(endpoint, failure);
    if (!failure)
        acceptor.listen(asio::socket_base::max_listen_connections, failure);
    const auto bound = failure ? endpoint : acceptor.local_endpoint(failure);
    if (failure) {
        boost::system::error_code ignored;
        acceptor.close(ignored);
        return refuse(failure);
    }
    state_->port = bound.port();
    state_->service.spawn("http_accept", state_->accept());
    state_->service.spawn("http_sweep", state_->sweep());
    return success();
}

std::uint16_t Server::port() const {
    return state_->port;
}

Task<void> Server::stop(std::chrono::milliseconds grace) {
    return state_->stop(grace);
}

std::size_t Server::connections() const {
    return state_->serving.open.size();
}

}  // namespace tg::http
