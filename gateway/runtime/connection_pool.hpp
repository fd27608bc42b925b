// The client's connections: places per host, kept connections, connecting. Inside runtime only.
#pragma once

#include "gateway/runtime/client_stream.hpp"
#include "gateway/runtime/http_url.hpp"
#include "gateway/runtime/task.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace tg::http {

using Steady = std::chrono::steady_clock;

class ConnectionPool {
    struct Host;

 public:
    /// The right to have one connection to a host; given back when it goes away, to who waits
    /// longest.
    class Place {
     public:
        explicit Place(Host& host);
        Place(Place&& other) noexcept;
        Place& operator=(Place&&) = delete;
        ~Place();

     private:
        friend class ConnectionPool;
        Host* host_;
    };

    ConnectionPool(Executor executor, std::size_t places_per_host);

    /// Errc::not_sent when none is free in time.
    Task<Result<Place>> take_place(const Target& target, Steady::time_point deadline);
    /// A kept connection that was idle for `idle_most` at most and still is open and silent.
    [[nodiscard]] std::optional<ClientStream> take_kept(
        Place& place, std::chrono::milliseconds idle_most
    ) const;
    /// A new connection, also in place of a kept one, with TLS when the target says so.
    /// Errc::not_sent when there is none in time.
    Task<Result<ClientStream>> connect(
        Place& place, const Target& target, Steady::time_point deadline
    );
    /// Keeps the connection and gives the place back.
    void keep(Place place, ClientStream stream) const;

 private:
    struct Kept {
        ClientStream stream;
        Steady::time_point since;
    };
    struct Waiter {
        Waiter(const Executor& executor, Steady::time_point until) : timer(executor, until) {}
        asio::steady_timer timer;
        bool woken = false;
    };
    struct Host {
        std::size_t taken = 0;
        std::vector<Kept> kept;  ///< oldest first
        std::list<Waiter> waiting;

        void wake_one();
        [[nodiscard]] bool idle() const;  ///< nobody here, and nothing kept that still serves
    };

    Executor executor_;
    std::size_t places_per_host_;
    /// By authority, number of the TLS policy (0: plain) and partner, so that no request leaves
    /// over a connection that another policy has judged, and nobody waits for a place that somebody
    /// else's silent partner holds. As many as there are configured addresses.
    std::map<std::tuple<std::string, std::uint64_t, std::string>, Host> hosts_;
};

/// Errc::not_sent with the host.
Error not_sent(const Target& target, std::string detail);

}  // namespace tg::http
