// One connection to a RabbitMQ broker with one channel on it: rabbitmq-c behind plain types. Every
// call ends within the limits given; only next() and the descriptor are for waiting. One thread at
// a time.
#pragma once

#include "adapters/transport/amqp_body.hpp"
#include "gateway/core/result.hpp"
#include "gateway/forward/zones.hpp"
#include "gateway/runtime/tls.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace tg::adapters::amqp {

/// Where a channel's broker is.
struct Endpoint {
    std::string channel;
    forward::QueueWire wire;
    std::shared_ptr<const TlsPolicy> trust;  ///< shared by both connections; nothing without TLS
    std::chrono::milliseconds step_time_max{5'000};  ///< of connecting, of a question, of sending
};

enum class Happening : std::uint8_t {
    confirmed,  ///< tag, multiple
    refused,    ///< the same, by basic.nack
    returned,   ///< id: no queue took it
    delivered,  ///< queue, tag, body
    counted,    ///< the answer to count()
    cancelled,  ///< queue: it was deleted, or its node has gone
    blocked,    ///< the broker takes nothing now: out of memory or disk
    unblocked,
};

struct Event {
    Happening what{};
    std::uint64_t tag = 0;
    bool multiple = false;
    std::string queue{};
    std::string id{};
    std::string body{};
};

/// What is in the way, when the broker closed with a code of its own.
struct Farewell {
    std::uint16_t code = 0;   ///< 403, 404, 406 ...; 0: it just went
    bool of_publish = false;  ///< the broker says that basic.publish was the cause
};

class Link {
 public:
    /// Connects, logs in, opens the channel. Errc::not_sent with the reason.
    static Result<std::unique_ptr<Link>> open(const Endpoint& endpoint);
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    /// Errc::not_sent, naming it, when there is none: we declare nothing, its operator does.
    Result<void> expect_queue(const std::string& queue);
    Result<void> expect_exchange(const std::string& exchange);
    Result<void> begin_confirms();
    /// At most `prefetch` unacknowledged ones are on their way from this queue.
    Result<void> begin_consuming(const std::string& queue, std::uint16_t prefetch);

    /// Errc::not_sent: it has not left whole, so the broker cannot have it. Errc::no_answer: that
    /// cannot be said. The link is of no use after either.
    Result<void> publish(const Outgoing& message);
    Result<void> acknowledge(std::uint64_t tag);
    /// Asks how many wait in the queue; the answer is an event, which comes behind what was on its
    /// way to us before.
    Result<void> count(const std::string& queue);
    /// While nobody calls next() for long, so that the broker does not take us for dead.
    Result<void> sign_of_life();

    /// What has come, without waiting; nothing when there is no more. Serves the heartbeats.
    /// Errc::no_answer when the connection has ended, with the reason; then see farewell().
    Result<std::optional<Event>> next();
    [[nodiscard]] const Farewell& farewell() const;
    [[nodiscard]] int descriptor() const;

 private:
    struct Parts;
    explicit Link(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

}  // namespace tg::adapters::amqp
