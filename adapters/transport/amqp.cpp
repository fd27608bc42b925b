// amqp: a queue of RabbitMQ's kind. One connection publishes (amqp_publisher.hpp says what became
// of a message), one consumes (amqp_consumer.hpp), each on a thread of its own; both connect when
// they are needed, and again with growing pauses.
//
//   - Queues and exchanges, durable and best of type quorum, are made by the node's operator. We
//     declare nothing; one that is missing is named in the error of the first message or poll.
//   - A queue cannot be asked whether it had a message: ask() never tells, and a message of unknown
//     outcome waits for its receipts.
//   - Delivery is at least once and unordered. A connection that breaks takes its acknowledgements
//     with it: receipts come again. An operator's delivery limit on a quorum queue counts that,
//     too.
//   - queue_manager writes DxpMsg in the shape that nodes with IBM MQ take (no XML declaration,
//     CCSID 1381, Format MQSTR), for a bridge that stands between. IBM MQ's own wire is not spoken.
//     An empty queue is no error (its reason 2033 is an empty fetch here); receipts are taken as
//     they are, as UTF-8.
#include "adapters/transport/amqp_consumer.hpp"
#include "adapters/transport/amqp_publisher.hpp"
#include "adapters/transport/transports.hpp"

#include <utility>

namespace tg::adapters {
namespace {

using forward::Handover;
using forward::Presence;
using forward::Taken;
using receipt::RawReceipt;

/// The delivery plan and the poller have pauses of their own; this one only spares the broker.
constexpr std::chrono::milliseconds connect_pause_max{10'000};

/// Connecting takes up to three steps: socket, login, questions.
amqp::Endpoint endpoint_of(
    const forward::Channel& channel, std::shared_ptr<const TlsPolicy> trust
) {
    amqp::Endpoint out;
    out.channel = channel.name;
    out.wire = std::get<forward::QueueWire>(channel.wire);
    out.trust = std::move(trust);
    out.step_time_max = std::max(channel.answer_time_max / 3, std::chrono::milliseconds{100});
    return out;
}

amqp::ConnectPacing pacing_of(const forward::Channel& channel) {
    return {channel.retry_first, std::min(channel.retry_max, connect_pause_max)};
}

std::filesystem::path aside_of(const forward::Channel& channel, const Surroundings& around) {
    const auto& memory = around.memory_folder;
    return memory.empty() ? memory : memory / (channel.name + ".set-aside");
}

class Amqp final : public forward::ZoneAdapter {
 public:
    Amqp(
        const forward::Channel& channel,
        const std::shared_ptr<const TlsPolicy>& trust,
        const Surroundings& around
    )
        : channel_(channel),
          pool_(around.pool),
          clock_(around.clock),
          publisher_(endpoint_of(channel, trust), pacing_of(channel), channel.answer_time_max) {
        if (!std::get<forward::QueueWire>(channel.wire).receipt_queues.empty())
            consumer_ = std::make_unique<amqp::Consumer>(
                endpoint_of(channel, trust),
                pacing_of(channel),
                channel.answer_time_max,
                aside_of(channel, around)
            );
    }

    Task<Result<Taken>> hand_over(Handover message) override;
    Task<Result<Presence>> ask(Handover message) override;
    Task<Result<std::vector<RawReceipt>>> fetch(std::size_t limit) override;
    Task<Result<void>> confirm(std::vector<std::string> handles) override;
    std::size_t take_refused() override { return consumer_ ? consumer_->take_refused() : 0; }
    [[nodiscard]] std::string_view transport() const override { return "amqp"; }

 private:
    forward::Channel channel_;
    Pool& pool_;
    const Clock& clock_;
    amqp::Publisher publisher_;
    std::unique_ptr<amqp::Consumer> consumer_;  // nothing without receipt queues
};

Task<Result<Taken>> Amqp::hand_over(Handover message) {
    auto job = [this, message = std::move(message)] { return amqp::outgoing(channel_, message); };
    auto written = co_await offload(pool_, std::move(job));
    if (!written)
        co_return std::move(written).error();
    co_return co_await publisher_.send(std::move(written).value());
}

Task<Result<Presence>> Amqp::ask(Handover) {
    co_return Presence::cannot_tell;
}

Task<Result<std::vector<RawReceipt>>> Amqp::fetch(std::size_t limit) {
    std::vector<RawReceipt> receipts;
    if (!consumer_)
        co_return receipts;
    auto found = co_await consumer_->fetch(limit);
    if (!found)
        co_return std::move(found).error();
    receipts.reserve(found.value().size());
    for (auto& one : found.value()) {
        RawReceipt raw;
        raw.place = channel_.name;
        raw.channel = transport();
        raw.handle = std::move(one.handle);
        raw.bytes = std::move(one.bytes);
        raw.received = clock_.now();
        receipts.push_back(std::move(raw));
    }
    co_return receipts;
}

Task<Result<void>> Amqp::confirm(std::vector<std::string> handles) {
    if (!consumer_)
        co_return success();
    co_return co_await consumer_->confirm(std::move(handles));
}

Error wrong(const forward::Channel& channel, const std::string& en, const std::string& zh) {
    const auto where = channel.name + ": ";
    return fail(
        Errc::bad_config, channel.name, {where + en + " / " + zh, where + en, where + zh}, en
    );
}

/// What the zone file allows and this wire cannot do.
Result<void> check(const forward::Channel& channel) {
    const auto& wire = std::get<forward::QueueWire>(channel.wire);
    const bool dxp = wire.contents == forward::Contents::dxp;
    if (!dxp && (wire.charset != "UTF-8" || wire.queue_manager))
        return wrong(
            channel,
            "charset and queue_manager are for contents = \"dxp\" only: the bytes of a signed file "
            "cannot be written in another character set",
            "charset 与 queue_manager 只适用于 contents = \"dxp\"：签名文件的字节不能转码"
        );
    return success();
}

Result<std::shared_ptr<const TlsPolicy>> policy_of(const forward::QueueWire& wire) {
    if (!wire.encrypted)
        return std::shared_ptr<const TlsPolicy>{};
    TlsSettings settings;
    settings.ca_file = wire.tls.ca_file;
    settings.certificate_file = wire.tls.certificate_file;
    settings.key_file = wire.tls.key_file;
    settings.pins = wire.tls.pins;
    settings.server_name = wire.tls.server_name;
    return make_tls_policy(settings);
}

}  // namespace

Result<std::unique_ptr<forward::ZoneAdapter>> make_amqp(
    const forward::Channel& channel, const Surroundings& surroundings
) {
    TG_TRY(check(channel));
    TG_TRY(auto trust, policy_of(std::get<forward::QueueWire>(channel.wire)));
    std::unique_ptr<forward::ZoneAdapter> adapter =
        std::make_unique<Amqp>(channel, trust, surroundings);
    return adapter;
}

}  // namespace tg::adapters
