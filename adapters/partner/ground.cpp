// See ground.hpp.
#include "adapters/partner/ground.hpp"

#include "gateway/core/text.hpp"
#include "gateway/forward/kept_receipts.hpp"
#include "gateway/forward/poller.hpp"

#include <algorithm>

namespace tg::partner {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds ask_after{60};
constexpr Milliseconds between_turns{80};
constexpr std::size_t still_turns = 3;
constexpr int order_receipt = 312;
constexpr int inventory_receipt = 622;

Pace pace_of(const forward::Channel& channel, const ConformPlan& plan) {
    if (plan.pace)
        return *plan.pace;
    // A server of somebody else's logs in, forks and syncs before it answers.
    if (program_of(channel))
        return {Milliseconds{2'500}, Milliseconds{3'500}};
    return {Milliseconds{400}, Milliseconds{900}};
}

/// The same channel, impatient.
forward::Channel quick(forward::Channel channel, const ConformPlan& plan) {
    channel.name = "conform";
    channel.answer_time_max = pace_of(channel, plan).answer;
    channel.retry_first = Milliseconds{20};
    channel.retry_max = Milliseconds{100};
    channel.ask_after = ask_after;
    channel.poll_every = Milliseconds{10};
    return channel;
}

}  // namespace

Ground::Ground(
    const forward::Channel& channel,
    const adapters::Surroundings& around,
    const ConformPlan& plan,
    std::string mark
)
    : around_(around),
      plan_(plan),
      mark_(std::move(mark)),
      partner_(make_partner(
          around.executor, quick(channel, plan), pace_of(channel, plan).slow, *plan.servers
      )) {}

Result<void> Ground::begin() {
    TG_TRY(partner_->begin());
    return connect();
}

Result<void> Ground::connect() {
    return connect_to(partner_->channel());
}

Result<void> Ground::connect_to(forward::Channel channel) {
    channel_ = std::move(channel);
    zones_.channels.insert_or_assign(channel_.name, channel_);
    auto around = around_;
    if (around.dxp_ids.empty())
        around.dxp_ids.emplace_back("DXPENT0000000001");
    around.dxp_ids.resize(1);
    around.memory_folder = plan_.memory_folder / mark_;
    std::error_code ignored;  // the adapter says what it cannot write
    std::filesystem::create_directories(around.memory_folder, ignored);
    sender_ = around.dxp_ids.front();
    TG_TRY(adapter_, adapters::make_adapter(channel_, around));
    return success();
}

Task<void> Ground::end() {
    adapter_.reset();
    co_await partner_->end();
}

std::string Ground::number_of(std::size_t n) const {
    return mark_ + "-" + std::to_string(n);
}

forward::Handover Ground::message(std::size_t n) const {
    return sample_message(number_of(n), sender_, around_.clock.now());
}

Task<Ended> Ground::deliver(forward::Handover message) {
    Patience patience;
    if (partner_->tells())
        patience.asks_max = patience.acts_max;
    return deliver_with(std::move(message), patience);
}

Task<Ended> Ground::deliver_with(forward::Handover message, Patience patience) {
    patience.policy = {channel_.retry_first, channel_.retry_max, channel_.ask_after};
    return partner::deliver(*adapter_, std::move(message), around_.clock, patience);
}

Task<void> Ground::deliver_into(forward::Handover message, Ended& ended) {
    ended = co_await deliver(std::move(message));
}

std::size_t Ground::times_taken(const forward::Handover& message) {
    const auto& arrivals = partner_->arrivals();
    const auto wanted = partner_->as_taken(message.bytes);
    return static_cast<std::size_t>(std::ranges::count(arrivals, wanted));
}

std::size_t Ground::taken() {
    return partner_->arrivals().size();
}

void Ground::offer(std::size_t n, int status) {
    offer_as("R-" + std::to_string(n), n, status);
}

void Ground::offer_as(std::string id, std::size_t n, int status) {
    partner_->offer(receipt_about(std::move(id), n, status));
}

Waiting Ground::receipt_about(std::string id, std::size_t n, int status) const {
    const auto now = around_.clock.now();
    const int message = answers_orders(channel_) ? order_receipt : inventory_receipt;
    return {std::move(id), sample_receipt(message, number_of(n), status, now), now};
}

bool Ground::called() const {
    const auto* wire = std::get_if<forward::PartnerWire>(&channel_.wire);
    return wire != nullptr && !wire->dialect->poll;
}

Task<bool> Ground::take_calls(std::vector<forward::Call> calls) {
    for (const auto& call : calls) {
        auto taken = adapter_->called(call);
        if (!taken)
            co_return false;
        auto kept = co_await shelve(std::move(taken.value().receipts));
        if (!kept)
            co_return false;
    }
    co_return true;
}

Task<bool> Ground::collect() {
    if (called()) {
        const bool taken = co_await take_calls(partner_->calls());
        co_return taken;
    }
    const auto settle = [this](std::vector<receipt::RawReceipt> raw) {
        return shelve(std::move(raw));
    };
    forward::Poller poller(channel_, *adapter_, settle, metrics_);
    auto turned = co_await poller.turn();
    co_return turned.has_value();
}

Task<bool> Ground::collect_until_refused() {
    for (std::size_t turn = 0; turn < still_turns; ++turn) {
        const bool sound = co_await collect();
        if (!sound)
            co_return true;
        const auto waited = co_await wait_for(between_turns);
        if (!waited)
            break;
    }
    co_return false;
}

Task<std::size_t> Ground::collect_all(std::size_t turns_max) {
    std::size_t failures = 0;
    std::size_t still = 0;
    for (std::size_t turn = 0; turn < turns_max && still < still_turns; ++turn) {
        const auto before = shelf_.size();
        const bool sound = co_await collect();
        failures += sound ? 0U : 1U;
        still = sound && shelf_.size() == before ? still + 1 : 0;
        if (sound && still == 0)
            continue;
        // A file is read when it has been at rest for a moment; and who fails waits, as pollers do.
        const auto waited = co_await wait_for(between_turns);
        if (!waited)
            break;
    }
    co_return failures;
}

const std::multiset<std::string>& Ground::told() {
    for (; read_ < shelf_.size(); ++read_) {
        receipt::KeptReceipt kept;
        kept.raw = shelf_[read_];
        const auto read = forward::read_kept(zones_, kept);
        if (!read)
            continue;
        for (const auto& answer : read.value().answers) told_.insert(answer.order_no);
    }
    return told_;
}

Task<Result<std::vector<store::Settled>>> Ground::shelve(std::vector<receipt::RawReceipt> raw) {
    if (storing_fails > 0) {
        --storing_fails;
        co_return fail(Errc::store_failed);
    }
    const auto count = raw.size();
    for (auto& one : raw)
        if (known_.insert(sha256(one.bytes)).second)
            shelf_.push_back(std::move(one));
    co_return std::vector<store::Settled>(count);
}

bool answers_orders(const forward::Channel& channel) {
    const auto* wire = std::get_if<forward::PartnerWire>(&channel.wire);
    if (wire == nullptr || !wire->dialect->record)
        return true;
    const auto& speech = *wire->dialect;
    const dialect::Voice voice{&speech, &wire->ids, &wire->secrets};
    auto types = speech.poll ? speech.poll->types : std::vector<std::string>{};
    types.emplace_back();
    return std::ranges::any_of(types, [&](const std::string& type) {
        const dialect::Given given{{"type", type}};
        const auto message =
            dialect::write_text(voice, speech.record->message, given, dialect::Escape::none);
        return message && message.value() == std::to_string(order_receipt);
    });
}

}  // namespace tg::partner
