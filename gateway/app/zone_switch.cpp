// See zone_switch.hpp. The order of a switch: rest, make, write down, put in force, go on.
#include "gateway/app/zone_switch.hpp"

#include "gateway/core/log.hpp"

#include <algorithm>
#include <utility>

namespace tg::app {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds rest_look{20};
/// Beyond the answer time of a channel: what its adapter may need to connect and to wind down, see
/// forwarder.cpp, and a commit.
constexpr milliseconds rest_extra{8'000};

/// Channels that stand in one of them only, or need another adapter.
std::vector<std::string> touched(const forward::Zones& before, const forward::Zones& after) {
    std::vector<std::string> names;
    for (const auto& [name, channel] : after.channels)
        if (forward::needs_new_adapter(name, before, after))
            names.push_back(name);
    for (const auto& [name, channel] : before.channels)
        if (!after.channels.contains(name))
            names.push_back(name);
    return names;
}

Task<Result<forward::ZonePlan>> planned(
    Pool& pool, forward::ZoneBook& book, books::Wish wish, books::Switch::Act act
) {
    auto job = [&book, act, wish = std::move(wish)] {
        return act == books::Switch::Act::rollback ? book.plan_rollback(wish)
                                                   : book.plan_reload(wish);
    };
    co_return co_await offload(pool, std::move(job));
}

}  // namespace

void ZoneSwitch::start_pollers() {
    polling_ = true;
    const auto zones = parts_.book.now()->zones;
    for (const auto& [name, channel] : zones->channels) start_poller(name, zones);
}

Task<void> ZoneSwitch::stop() {
    while (switching_) {
        const auto waited = co_await wait_for(rest_look);
        if (!waited)
            break;
    }
    polling_ = false;
    std::vector<std::string> names;
    for (const auto& [name, line] : lines_) {
        line->task.cancel();
        names.push_back(name);
    }
    for (const auto& name : names) co_await stop_poller(name);
}

void ZoneSwitch::start_poller(const std::string& name, const forward::ZonesInForce& zones) {
    const auto channel = zones->channels.find(name);
    const auto adapter = parts_.forwarder.adapters().find(name);
    if (!polling_ || channel == zones->channels.end() ||
        adapter == parts_.forwarder.adapters().end())
        return;
    auto line = std::make_unique<Line>(parts_.executor);
    line->home = zones;
    line->adapter = adapter->second;
    line->poller = std::make_unique<forward::Poller>(
        channel->second, *line->adapter, parts_.settle, parts_.metrics, 100, &parts_.clock
    );
    line->task.spawn("poller " + name, line->poller->run());
    lines_.insert_or_assign(name, std::move(line));
}

Task<void> ZoneSwitch::stop_poller(std::string name) {
    const auto found = lines_.find(name);
    if (found == lines_.end())
        co_return;
    auto line = std::move(found->second);
    lines_.erase(found);
    line->task.cancel();
    co_await line->task.join();
}

Task<Result<api::ZoneDesk::Switched>> ZoneSwitch::reload(books::Wish wish) {
    TG_CO_TRY(
        auto plan,
        co_await planned(parts_.pool, parts_.book, std::move(wish), books::Switch::Act::reload)
    );
    co_return co_await carry_out(std::move(plan));
}

Task<Result<api::ZoneDesk::Switched>> ZoneSwitch::roll_back(books::Wish wish) {
    TG_CO_TRY(
        auto plan,
        co_await planned(parts_.pool, parts_.book, std::move(wish), books::Switch::Act::rollback)
    );
    co_return co_await carry_out(std::move(plan));
}

// Whoever asked may be gone before the end; a switch is not left half done for that. Every wait
// here ends by itself.
Task<Result<api::ZoneDesk::Switched>> ZoneSwitch::carry_out(forward::ZonePlan plan) {
    if (!plan.changes_anything) {
        Switched same;
        same.now = parts_.book.now();
        same.version_before = plan.version_before;
        same.changed = false;
        co_return same;
    }
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    switching_ = true;
    auto channels = touched(*parts_.book.now()->zones, *plan.next.zones);
    auto switched = co_await switch_over(std::move(plan), std::move(channels));
    switching_ = false;
    co_await asio::this_coro::throw_if_cancelled(throws);
    co_return switched;
}

Task<Result<api::ZoneDesk::Switched>> ZoneSwitch::switch_over(
    forward::ZonePlan plan, std::vector<std::string> channels
) {
    const auto before = parts_.book.now()->zones;
    const auto after = plan.next.zones;
    const bool rests = co_await bring_to_rest(channels, before);
    if (!rests) {
        resume(channels, before);
        co_return fail(
            Errc::channel_not_made,
            {},
            {channels.front(), "it does not come to rest; try again / 尚有报文在途，请稍后重试"}
        );
    }
    auto made = co_await make(after, channels);
    if (!made) {
        resume(channels, before);
        co_return std::move(made).error();
    }
    auto job = [&book = parts_.book, &plan] { return book.commit(plan); };
    auto kept = co_await offload(parts_.pool, std::move(job));
    if (!kept) {
        resume(channels, before);
        co_return std::move(kept).error();
    }
    for (const auto& name : channels) {
        const auto fresh = made.value().find(name);
        parts_.forwarder.put(name, fresh == made.value().end() ? nullptr : fresh->second);
    }
    parts_.store.use_places(after->channel_of, after->holding);
    resume(channels, after);
    Switched switched;
    switched.now = parts_.book.now();
    switched.version_before = plan.version_before;
    switched.changes = std::move(plan.changes);
    switched.replaced = std::move(channels);
    co_return switched;
}

/// Nothing is begun on these channels any more, and what was begun has ended.
Task<bool> ZoneSwitch::bring_to_rest(
    std::vector<std::string> channels, forward::ZonesInForce zones
) {
    auto left = rest_extra;
    for (const auto& name : channels) {
        parts_.forwarder.pause(name, true);
        const auto channel = zones->channels.find(name);
        if (channel != zones->channels.end())
            left = std::max(left, channel->second.answer_time_max + rest_extra);
    }
    for (const auto& name : channels) co_await stop_poller(name);
    const auto in_use = [&] {
        return std::ranges::any_of(channels, [this](const std::string& name) {
            return parts_.forwarder.users(name) > 0;
        });
    };
    for (; in_use() && left.count() > 0; left -= rest_look) {
        const auto waited = co_await wait_for(rest_look);
        if (!waited)
            co_return false;
    }
    co_return !in_use();
}

Task<Result<ZoneSwitch::Made>> ZoneSwitch::make(
    forward::ZonesInForce zones, std::vector<std::string> channels
) {
    Made made;
    for (const auto& name : channels) {
        const auto channel = zones->channels.find(name);
        if (channel == zones->channels.end())
            continue;
        auto adapter = parts_.make(channel->second);
        if (!adapter)
            co_return fail(Errc::channel_not_made, name, {name, describe(adapter.error())});
        made.emplace(name, std::move(adapter).value());
    }
    co_return made;
}

void ZoneSwitch::resume(
    const std::vector<std::string>& channels, const forward::ZonesInForce& zones
) {
    for (const auto& name : channels) {
        start_poller(name, zones);
        parts_.forwarder.pause(name, false);
    }
}

}  // namespace tg::app
