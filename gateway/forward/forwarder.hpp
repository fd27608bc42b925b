// Hands sealed messages over through the adapter of their place and records how each attempt ended.
#pragma once

#include "gateway/core/metrics.hpp"
#include "gateway/forward/delivery_plan.hpp"
#include "gateway/forward/zone_adapter.hpp"
#include "gateway/forward/zones.hpp"
#include "gateway/store/store.hpp"

#include <map>
#include <memory>
#include <string>

namespace tg::forward {

class Forwarder {
 public:
    /// `adapters` by channel name.
    Forwarder(
        const Clock& clock,
        store::Store& store,
        const Zones& zones,
        std::map<std::string, std::unique_ptr<ZoneAdapter>, std::less<>> adapters,
        Metrics& metrics
    );
    ~Forwarder();

    /// One attempt (or one question) for one message, recorded. The outcome is the value; an Error
    /// means that it could not be recorded. With the way out closed, or without a channel for the
    /// place, nothing is attempted: the message rests (or stays unknown) until later. A cancelled
    /// task records too.
    Task<Result<store::Outgoing>> deliver(store::OutboxEntry entry);

    [[nodiscard]] ZoneAdapter* adapter_of(std::string_view channel) const;
    [[nodiscard]] const std::map<std::string, std::unique_ptr<ZoneAdapter>, std::less<>>& adapters(
    ) const;

    /// A closed way out: messages are sealed and rest. For maintenance and measurements.
    void shut(bool closed) { shut_ = closed; }
    [[nodiscard]] bool is_shut() const { return shut_; }

 private:
    Task<Result<store::Outgoing>> deliver_to_the_end(store::OutboxEntry entry);
    Task<store::Delivery> attempt(
        store::OutboxEntry entry, ZoneAdapter& adapter, const Channel& channel
    );
    Task<Result<store::Outgoing>> recorded(store::Delivery delivery, std::string channel);

    const Clock& clock_;
    store::Store& store_;
    const Zones& zones_;
    std::map<std::string, std::unique_ptr<ZoneAdapter>, std::less<>> adapters_;
    Metrics& metrics_;
    bool shut_ = false;
};

}  // namespace tg::forward
