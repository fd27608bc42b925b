// The shell around the delivery plan: asks the plan, performs one act with a deadline, records the
// ending.
#include "gateway/forward/forwarder.hpp"

#include "gateway/core/crash_point.hpp"
#include "gateway/core/log.hpp"
#include "gateway/runtime/within.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <utility>

namespace tg::forward {
namespace {

/// What an adapter may need beyond the answer time of its channel: connecting, writing, winding
/// down. The adapter's own limits strike first and know whether anything left; this one only
/// insists.
constexpr std::chrono::milliseconds adapter_extra{5'000};

DeliveryPolicy policy_of(const Channel& channel) {
    return DeliveryPolicy{channel.retry_first, channel.retry_max, channel.ask_after};
}

Handover handover_of(store::OutboxEntry entry, Instant created) {
    Handover message;
    message.message_type = std::move(entry.message_type);
    message.direction = entry.direction;
    message.cop_msg_id = std::move(entry.cop_msg_id);
    message.sender_dxp_id = std::move(entry.sender_dxp_id);
    message.bytes = std::move(entry.bytes);
    message.created = created;
    return message;
}

/// No attempt is made: what is known about the message stays as it is, until later.
store::Delivery untouched(
    const store::OutboxEntry& entry, std::string why, Instant now, std::chrono::milliseconds pause
) {
    store::Delivery delivery;
    delivery.message = entry.id;
    delivery.tenant = entry.tenant;
    delivery.at = now;
    delivery.outcome =
        first_act(entry) == Act::ask ? store::Outgoing::unknown : store::Outgoing::resting;
    delivery.next_attempt = now + pause;
    delivery.answer_code = std::move(why);
    return delivery;
}

/// The adapter's answer within `limit`. An exception of an adapter is a fault of ours and proves
/// nothing about the message.
template <class T>
Task<Result<T>> answered(std::chrono::milliseconds limit, Task<Result<T>> work) {
    std::exception_ptr failure;
    try {
        co_return co_await within(limit, std::move(work));
    } catch (...) {
        failure = std::current_exception();
    }
    auto text = exception_text(failure);
    log::error("adapter_failed", {{"error", text}});
    co_return fail(Errc::internal, {}, {}, std::move(text));
}

}  // namespace

Forwarder::Forwarder(
    const Clock& clock,
    store::Store& store,
    ZoneSource zones,
    std::map<std::string, std::unique_ptr<ZoneAdapter>, std::less<>> adapters,
    Metrics& metrics
)
    : clock_(clock), store_(store), zones_(zones), metrics_(metrics) {
    for (auto& [channel, adapter] : adapters) adapters_.emplace(channel, std::move(adapter));
}

Forwarder::~Forwarder() = default;

ZoneAdapter* Forwarder::adapter_of(std::string_view channel) const {
    const auto found = adapters_.find(channel);
    return found == adapters_.end() ? nullptr : found->second.get();
}

void Forwarder::pause(const std::string& channel, bool paused) {
    if (paused)
        paused_.insert(channel);
    else
        paused_.erase(channel);
}

std::size_t Forwarder::users(std::string_view channel) const {
    const auto found = adapters_.find(channel);
    return found == adapters_.end() ? 0 : static_cast<std::size_t>(found->second.use_count()) - 1;
}

void Forwarder::put(const std::string& channel, std::shared_ptr<ZoneAdapter> adapter) {
    if (adapter)
        adapters_.insert_or_assign(channel, std::move(adapter));
    else
        adapters_.erase(channel);
}

std::optional<Instant> Forwarder::opens(std::string_view place) {
    const auto zones = zones_.now();
    const auto* channel = zones->channel_for(place);
    if (channel == nullptr)
        return std::nullopt;
    const auto now = clock_.now();
    if (paused_.contains(channel->name))
        return now + DeliveryPolicy{}.retry_first;
    if (const auto opening = channel->closed.opens(now))
        return opening;
    auto& pacer = pacers_[channel->name];
    if (pacer.room(channel->messages_per_minute_max, now) == 0)
        return pacer.next();
    return std::nullopt;
}

std::size_t Forwarder::room(std::string_view place) {
    const auto zones = zones_.now();
    const auto* channel = zones->channel_for(place);
    if (channel == nullptr)
        return std::numeric_limits<std::size_t>::max();
    return pacers_[channel->name].room(channel->messages_per_minute_max, clock_.now());
}

// A task that was cancelled must still write down what is known of its attempt, so nothing here
// throws on cancellation: the act ends by itself with Errc::cancelled, which counts as unknown, and
// a commit cannot be cancelled anyway. The caller's next wait throws again.
Task<Result<store::Outgoing>> Forwarder::deliver(store::OutboxEntry entry) {
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    auto outcome = co_await deliver_to_the_end(std::move(entry));
    co_await asio::this_coro::throw_if_cancelled(throws);
    co_return outcome;
}

Task<Result<store::Outgoing>> Forwarder::deliver_to_the_end(store::OutboxEntry entry) {
    auto zones = zones_.now();
    const auto* channel = zones->channel_for(entry.place);
    const auto found = channel == nullptr ? adapters_.end() : adapters_.find(channel->name);
    if (found == adapters_.end()) {
        // The place has left the configuration while its messages waited: they wait on, and
        // somebody must look.
        log::error("no_channel", {{"place", entry.place}, {"message", id_text(entry.id)}});
        auto delivery = untouched(entry, "no_channel", clock_.now(), DeliveryPolicy{}.retry_max);
        co_return co_await recorded(std::move(delivery), "none");
    }
    auto name = channel->name;
    if (auto delivery = put_off(entry, *zones, *channel))
        co_return co_await recorded(std::move(*delivery), std::move(name));
    auto adapter = found->second;
    auto delivery = co_await attempt(std::move(entry), std::move(adapter), std::move(zones));
    co_return co_await recorded(std::move(delivery), std::move(name));
}

/// Why nothing is attempted now, if so.
std::optional<store::Delivery> Forwarder::put_off(
    const store::OutboxEntry& entry, const Zones& zones, const Channel& channel
) {
    const auto now = clock_.now();
    const auto policy = policy_of(channel);
    if (shut_)
        return untouched(entry, "shut", now, policy.retry_first);
    if (paused_.contains(channel.name))
        return untouched(entry, "switching", now, policy.retry_first);
    if (const auto opening = channel.closed.opens(now))
        return untouched(entry, "closed", now, *opening - now);
    const bool asks = first_act(entry) == Act::ask;
    const auto moved = zones.moved.find(channel.name);
    const bool elsewhere = moved != zones.moved.end() && id_time(entry.id.value()) < moved->second;
    // Whoever is at the other end now was never handed it, and "absent" would be true there.
    if (asks && elsewhere)
        return untouched(entry, "moved", now, std::max(policy.retry_max, policy.ask_after));
    auto& pacer = pacers_[channel.name];
    const auto limit = channel.messages_per_minute_max;
    if (!asks && pacer.room(limit, now) == 0)
        return untouched(entry, "paced", now, pacer.next() - now);
    if (!asks)
        pacer.count(limit, now);
    return std::nullopt;
}

Task<store::Delivery> Forwarder::attempt(
    store::OutboxEntry entry, std::shared_ptr<ZoneAdapter> adapter, ZonesInForce zones
) {
    const auto& channel = *zones->channel_for(entry.place);
    const auto policy = policy_of(channel);
    const auto limit = channel.answer_time_max + adapter_extra;
    if (first_act(entry) == Act::ask) {
        auto question = adapter->ask(handover_of(entry, clock_.now()));
        auto presence = co_await answered(limit, std::move(question));
        passing(CrashPoint::question_ended);
        co_return after_asking(entry, presence, policy, clock_.now());
    }
    // The plan needs the entry without its bytes; these move on.
    auto bytes = std::move(entry.bytes);
    entry.bytes.clear();
    const store::OutboxEntry facts = entry;
    entry.bytes = std::move(bytes);
    passing(CrashPoint::handover_begun);
    auto sending = adapter->hand_over(handover_of(std::move(entry), clock_.now()));
    auto answer = co_await answered(limit, std::move(sending));
    passing(CrashPoint::handover_ended);
    co_return after_hand_over(facts, answer, policy, clock_.now());
}

Task<Result<store::Outgoing>> Forwarder::recorded(store::Delivery delivery, std::string channel) {
    const auto outcome = delivery.outcome;
    const Labels labels{
        {"channel", std::move(channel)}, {"outcome", std::string(outgoing_name(outcome))}};
    if (outcome != store::Outgoing::delivered)
        log::warn(
            "not_delivered",
            {{"message", id_text(delivery.message)},
             {"outcome", std::string(outgoing_name(outcome))},
             {"code", delivery.answer_code}}
        );
    auto kept = co_await store_.record(std::move(delivery));
    if (!kept)
        co_return std::move(kept).error();
    passing(CrashPoint::record_committed);
    metrics_.count("tongguan_deliveries_total", labels);
    co_return outcome;
}

}  // namespace tg::forward
