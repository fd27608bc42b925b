// Waiting for a place, looking a name up, connecting and agreeing on TLS within the time.
#include "gateway/runtime/connection_pool.hpp"

#include "gateway/runtime/tls_session.hpp"
#include "gateway/runtime/within.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>

namespace tg::http {
namespace {

using Tcp = asio::ip::tcp;
using Milliseconds = std::chrono::milliseconds;
using Endpoints = Tcp::resolver::results_type;

constexpr Milliseconds kept_time_max{30'000};

/// A look-up that can be left: the system's resolver knows no cancellation, so its end owns what it
/// refers to.
struct Lookup {
    explicit Lookup(const Executor& executor) : resolver(executor), patience(executor) {}
    Tcp::resolver resolver;
    asio::steady_timer patience;
    bool done = false;
    boost::system::error_code failure;
    Endpoints found;
};

Milliseconds until(Steady::time_point time) {
    const auto left = std::chrono::duration_cast<Milliseconds>(time - Steady::now());
    return std::max(left, Milliseconds{0});
}

Task<Result<Endpoints>> look_up(
    Executor executor, const Target& target, Steady::time_point deadline
) {
    boost::system::error_code no_address;
    const auto address = asio::ip::make_address(target.host, no_address);
    if (!no_address) {
        const Tcp::endpoint endpoint(address, target.port);
        co_return Endpoints::create(endpoint, target.host, "");
    }
    const auto lookup = std::make_shared<Lookup>(executor);
    lookup->patience.expires_at(deadline);
    lookup->resolver.async_resolve(
        target.host,
        std::to_string(target.port),
        [lookup](const boost::system::error_code& failure, Endpoints found) {
            lookup->done = true;
            lookup->failure = failure;
            lookup->found = std::move(found);
            lookup->patience.cancel();
        }
    );
    const auto [cut] = co_await lookup->patience.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!lookup->done) {
        lookup->resolver.cancel();
        if (cut)
            co_return fail(Errc::cancelled);
        co_return not_sent(target, "the name was not resolved in time");
    }
    if (lookup->failure)
        co_return not_sent(target, "resolve: " + lookup->failure.message());
    co_return std::move(lookup->found);
}

Task<Result<Tcp::socket>> connect_any(Executor executor, Endpoints endpoints) {
    Tcp::socket socket(executor);
    const auto [failure, endpoint] =
        co_await asio::async_connect(socket, endpoints, asio::as_tuple(asio::use_awaitable));
    if (failure == asio::error::operation_aborted)
        co_return fail(Errc::cancelled);
    if (failure)
        co_return fail(Errc::not_sent, {}, {}, failure.message());
    boost::system::error_code ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    co_return socket;
}

Error not_opened(const Target& target, const std::string& step, const Error& failure) {
    if (failure.code == Errc::cancelled)
        return fail(Errc::cancelled);
    return not_sent(target, step + ": " + describe(failure));
}

}  // namespace

void ConnectionPool::Host::wake_one() {
    for (auto& waiter : waiting) {
        if (waiter.woken)
            continue;  // two places may come free before the first waiter runs
        waiter.woken = true;
        waiter.timer.cancel();
        return;
    }
}

bool ConnectionPool::Host::idle() const {
    const auto oldest = Steady::now() - kept_time_max;
    return taken == 0 && waiting.empty() &&
           std::ranges::all_of(kept, [oldest](const Kept& one) { return one.since < oldest; });
}

ConnectionPool::Place::Place(Host& host) : host_(&host) {
    ++host.taken;
}

ConnectionPool::Place::Place(Place&& other) noexcept : host_(std::exchange(other.host_, nullptr)) {}

ConnectionPool::Place::~Place() {
    if (host_ == nullptr)
        return;
    --host_->taken;
    host_->wake_one();
}

ConnectionPool::ConnectionPool(Executor executor, std::size_t places_per_host)
    : executor_(std::move(executor)), places_per_host_(std::max<std::size_t>(1, places_per_host)) {}

Task<Result<ConnectionPool::Place>> ConnectionPool::take_place(
    const Target& target, Steady::time_point deadline
) {
    const std::tuple key(
        target.authority, target.tls ? target.tls->parts().number : 0, target.partner
    );
    // A policy that was replaced leaves its hosts behind; they go when a new one comes.
    if (!hosts_.contains(key))
        std::erase_if(hosts_, [](const auto& entry) { return entry.second.idle(); });
    auto& host = hosts_[key];
    while (host.taken >= places_per_host_) {
        const auto mine = host.waiting.emplace(host.waiting.end(), executor_, deadline);
        [[maybe_unused]] const auto [cut] =
            co_await mine->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        const bool woken = mine->woken;
        host.waiting.erase(mine);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            if (woken)
                host.wake_one();  // the wake was meant for somebody who goes on
            co_return fail(Errc::cancelled);
        }
        if (!woken)
            co_return not_sent(target, "no free connection in time");
    }
    co_return Place(host);
}

std::optional<ClientStream> ConnectionPool::take_kept(Place& place, Milliseconds idle_most) const {
    auto& kept = place.host_->kept;
    const auto now = Steady::now();
    std::erase_if(kept, [now](const Kept& one) { return now - one.since > kept_time_max; });
    while (!kept.empty() && now - kept.back().since <= idle_most) {
        auto stream = std::move(kept.back().stream);
        kept.pop_back();
        if (stream.alive())
            return stream;
    }
    return std::nullopt;
}

Task<Result<ClientStream>> ConnectionPool::connect(
    Place& place, const Target& target, Steady::time_point deadline
) {
    auto& host = *place.host_;
    if (!host.kept.empty() && host.kept.size() + host.taken > places_per_host_)
        host.kept.erase(host.kept.begin());
    TG_CO_TRY(auto endpoints, co_await look_up(executor_, target, deadline));
    auto work = within(until(deadline), connect_any(executor_, std::move(endpoints)));
    auto socket = co_await std::move(work);
    if (!socket)
        co_return not_opened(target, "connect", socket.error());
    if (!target.tls)
        co_return ClientStream(std::move(socket).value());
    auto agreeing = within(
        until(deadline), ClientStream::secured(std::move(socket).value(), target.tls, target.host)
    );
    auto stream = co_await std::move(agreeing);
    if (!stream)
        co_return not_opened(target, "TLS", stream.error());
    co_return stream;
}

void ConnectionPool::keep(Place place, ClientStream stream) const {
    auto& host = *place.host_;
    // The place itself is still counted, and is free as soon as the connection is kept.
    if (host.kept.size() + host.taken <= places_per_host_)
        host.kept.push_back(Kept{std::move(stream), Steady::now()});
}

Error not_sent(const Target& target, std::string detail) {
    return fail(Errc::not_sent, {}, {target.host}, std::move(detail));
}

}  // namespace tg::http
