// Hands sealed messages over through the adapter of their place and records how each attempt ended.
#pragma once

#include "gateway/core/metrics.hpp"
#include "gateway/forward/delivery_plan.hpp"
#include "gateway/forward/pacer.hpp"
#include "gateway/forward/zone_adapter.hpp"
#include "gateway/forward/zones_in_force.hpp"
#include "gateway/store/store.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace tg::forward {

/// By channel. Shared, because an attempt under way outlives the switch that replaces its adapter.
using Adapters = std::map<std::string, std::shared_ptr<ZoneAdapter>, std::less<>>;

class Forwarder {
 public:
    Forwarder(
        const Clock& clock,
        store::Store& store,
        ZoneSource zones,
        std::map<std::string, std::unique_ptr<ZoneAdapter>, std::less<>> adapters,
        Metrics& metrics
    );
    ~Forwarder();

    /// One attempt (or one question) for one message, recorded. The outcome is the value; an Error
    /// means that it could not be recorded. With the way out closed, or without a channel for the
    /// place, nothing is attempted: the message rests (or stays unknown) until later. The same
    /// while the channel is closed, paced or being replaced, and for a message of unknown outcome
    /// that was sealed before its channel came to have another other side: only an answer of
    /// customs settles that. A cancelled task records too.
    Task<Result<store::Outgoing>> deliver(store::OutboxEntry entry);

    [[nodiscard]] ZoneAdapter* adapter_of(std::string_view channel) const;
    [[nodiscard]] const Adapters& adapters() const { return adapters_; }

    /// When messages of the place may go again; nothing when they may now.
    [[nodiscard]] std::optional<Instant> opens(std::string_view place);
    /// How many may go now.
    [[nodiscard]] std::size_t room(std::string_view place);

    /// A channel is being replaced: nothing is begun on it until this is taken back.
    void pause(const std::string& channel, bool paused);
    /// Attempts and turns of pollers that still use its adapter.
    [[nodiscard]] std::size_t users(std::string_view channel) const;
    /// Instead of what was there; null takes it away.
    void put(const std::string& channel, std::shared_ptr<ZoneAdapter> adapter);

    /// A closed way out: messages are sealed and rest. For maintenance and measurements.
    void shut(bool closed) { shut_ = closed; }
    [[nodiscard]] bool is_shut() const { return shut_; }

 private:
    Task<Result<store::Outgoing>> deliver_to_the_end(store::OutboxEntry entry);
    std::optional<store::Delivery> put_off(
        const store::OutboxEntry& entry, const Zones& zones, const Channel& channel
    );
    Task<store::Delivery> attempt(
        store::OutboxEntry entry, std::shared_ptr<ZoneAdapter> adapter, ZonesInForce zones
    );
    Task<Result<store::Outgoing>> recorded(store::Delivery delivery, std::string channel);

    const Clock& clock_;
    store::Store& store_;
    ZoneSource zones_;
    Adapters adapters_;
    std::set<std::string, std::less<>> paused_;
    std::map<std::string, Pacer, std::less<>> pacers_;  // by channel
    Metrics& metrics_;
    bool shut_ = false;
};

}  // namespace tg::forward
