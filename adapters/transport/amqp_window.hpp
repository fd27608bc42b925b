// The messages that were published and not yet confirmed: what each word of the broker, each lost
// connection and each passed deadline means for each of them. Pure; amqp_publisher.cpp acts.
#pragma once

#include "adapters/transport/amqp_body.hpp"
#include "gateway/core/result.hpp"
#include "gateway/forward/zone_adapter.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tg::adapters::amqp {

/// A message and who waits for its outcome.
struct Ticket {
    Outgoing message;
    std::chrono::steady_clock::time_point deadline;
    bool returned = false;
    std::optional<Result<forward::Taken>> outcome;
    std::function<void()> wake;

    void finish(Result<forward::Taken> result) {
        outcome.emplace(std::move(result));
        const auto call = std::exchange(wake, nullptr);
        call();
    }
};

/// Shared by the waiting task and the worker.
using TicketPtr = std::shared_ptr<Ticket>;

class Window {
 public:
    using Moment = std::chrono::steady_clock::time_point;

    explicit Window(std::string channel) : channel_(std::move(channel)) {}

    /// As many may be on their way as `most`; one, until the connection has confirmed its first, so
    /// that a connection that may not publish at all leaves no doubt about more than that one.
    [[nodiscard]] bool has_room(std::size_t most) const;
    /// The next one was published on this connection; tags count from 1.
    void published(TicketPtr ticket);
    void confirmed(std::uint64_t tag, bool multiple);
    void refused(std::uint64_t tag, bool multiple);
    /// The oldest one of this id that was not returned yet; its confirmation follows.
    void returned(std::string_view id);
    /// Those whose deadline has passed: unknown. A confirmation that comes later is of no use.
    void expire(Moment now);
    /// The connection is gone: all are unknown.
    void lost(const std::string& why);
    /// The broker has closed the connection because of a publication, with this code: the only one
    /// on its way was not taken; of several nobody knows which were.
    void refused_by_close(std::uint16_t code, const std::string& why);

    [[nodiscard]] std::size_t size() const { return open_.size(); }
    [[nodiscard]] std::optional<Moment> next_deadline() const;

 private:
    using Open = std::map<std::uint64_t, TicketPtr>;

    [[nodiscard]] Error busy(std::string code) const;
    /// Takes out the one, or all up to it, and tells each what came of it.
    template <class Judge>
    void settle(std::uint64_t tag, bool multiple, Judge judge);

    std::string channel_;
    Open open_;
    std::uint64_t last_tag_ = 0;
    bool proven_ = false;
};

}  // namespace tg::adapters::amqp
