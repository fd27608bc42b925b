// Switches zone files while the gateway runs: judges them, makes what new channels need, lets old
// ones drain, and takes care that a failure at any step leaves what ran. Owns the pollers. I/O
// thread.
#pragma once

#include "gateway/api/ports.hpp"
#include "gateway/core/metrics.hpp"
#include "gateway/forward/forwarder.hpp"
#include "gateway/forward/poller.hpp"
#include "gateway/forward/zone_book.hpp"
#include "gateway/runtime/task_group.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tg::app {

struct ZoneSwitchParts {
    Executor executor;
    Pool& pool;
    const Clock& clock;
    forward::ZoneBook& book;
    forward::Forwarder& forwarder;
    store::Store& store;
    Metrics& metrics;
    std::function<Result<std::unique_ptr<forward::ZoneAdapter>>(const forward::Channel&)> make;
    forward::Poller::Settle settle;
};

class ZoneSwitch final : public api::ZoneDesk {
 public:
    explicit ZoneSwitch(ZoneSwitchParts parts) : parts_(std::move(parts)) {}

    /// One for each channel in force. Without this a switch starts none either.
    void start_pollers();
    /// Ends them; a switch under way ends first.
    Task<void> stop();

    /// Errc::zones_refused, zones_differ, zones_busy; Errc::channel_not_made when a channel cannot
    /// be made, or does not come to rest within its own answer time.
    Task<Result<Switched>> reload(books::Wish wish) override;
    Task<Result<Switched>> roll_back(books::Wish wish) override;

 private:
    /// A channel with answers to be fetched.
    struct Line {
        explicit Line(Executor executor) : task(executor) {}
        forward::ZonesInForce home;  ///< of which the poller reads its channel
        std::shared_ptr<forward::ZoneAdapter> adapter;
        std::unique_ptr<forward::Poller> poller;
        TaskGroup task;
    };
    using Made = std::map<std::string, std::shared_ptr<forward::ZoneAdapter>>;

    Task<Result<Switched>> carry_out(forward::ZonePlan plan);
    Task<Result<Switched>> switch_over(forward::ZonePlan plan, std::vector<std::string> channels);
    Task<Result<Made>> make(forward::ZonesInForce zones, std::vector<std::string> channels);
    Task<bool> bring_to_rest(std::vector<std::string> channels, forward::ZonesInForce zones);
    void resume(const std::vector<std::string>& channels, const forward::ZonesInForce& zones);
    void start_poller(const std::string& name, const forward::ZonesInForce& zones);
    Task<void> stop_poller(std::string name);

    ZoneSwitchParts parts_;
    bool polling_ = false;
    bool switching_ = false;
    std::map<std::string, std::unique_ptr<Line>> lines_;
};

}  // namespace tg::app
