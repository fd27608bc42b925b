// See queue_partner.hpp.
#include "adapters/partner/queue_partner.hpp"

#include "adapters/partner/peel.hpp"
#include "adapters/partner/queue_script.hpp"
#include "adapters/partner/servers/queue_client.hpp"
#include "adapters/partner/servers/rabbit_server.hpp"
#include "gateway/dialect/xml_seal.hpp"

#include <algorithm>

namespace tg::partner {
namespace {

/// Where the exchange of a zone file leads to; the default exchange leads to the queue of that
/// name.
constexpr const char* behind_exchange = "tongguan.out";

class QueuePartner final : public Partner {
 public:
    QueuePartner(forward::Channel channel, std::chrono::milliseconds slow, Servers& servers)
        : channel_(std::move(channel)),
          wire_(std::get<forward::QueueWire>(channel_.wire)),
          servers_(servers),
          script_(slow) {
        wire_.host = "127.0.0.1";
        wire_.virtual_host = "/";
        wire_.user = "guest";
        wire_.password = Secret("guest");
        wire_.encrypted = false;
        wire_.tls = {};
        out_ = wire_.exchange.empty() ? wire_.routing_key : behind_exchange;
    }

    [[nodiscard]] forward::Channel channel() const override {
        auto out = channel_;
        auto wire = wire_;
        wire.port = port_;
        out.wire = wire;
        return out;
    }

    Result<void> begin() override {
        TG_TRY(server_, servers_.rabbit());
        try {
            client_ = std::make_unique<QueueClient>(server_->port());
            for (const auto& queue : queues()) {
                client_->declare(queue);
                client_->take(queue);
            }
            if (!wire_.exchange.empty()) {
                client_->declare_exchange(wire_.exchange);
                client_->bind(wire_.exchange, wire_.routing_key, out_);
            }
        } catch (const ServerFailure& failure) {
            return not_served(failure);
        }
        return come_back();
    }
    Task<void> end() override {
        relay_.reset();
        if (client_)
            for (const auto& queue : queues()) client_->remove(queue);
        client_.reset();
        co_return;
    }
    Task<void> go_down() override {
        relay_.reset();
        co_return;
    }
    Result<void> come_back() override {
        try {
            relay_ = std::make_unique<LineRelay>(server_->port(), script_, port_);
        } catch (const ServerFailure& failure) {
            return not_served(failure);
        }
        port_ = relay_->port();
        return success();
    }

    [[nodiscard]] bool can(Question question, Mischief mischief) const override {
        switch (mischief) {
            case Mischief::none:
            case Mischief::drop_before:
            case Mischief::drop_after:
                return question != Question::ask;
            case Mischief::garbage:
            case Mischief::half:
                return question == Question::send || question == Question::receipts;
            case Mischief::fail:
                return question == Question::receipts;
            case Mischief::busy:
            case Mischief::slow:
                return question == Question::send;
            default:
                return false;  // a broker judges nothing
        }
    }
    void plan(Question question, std::deque<Mischief> mischiefs) override {
        script_.plans().plan(question, std::move(mischiefs));
    }
    [[nodiscard]] Done done() const override { return script_.plans().done(); }
    [[nodiscard]] bool tells() const override { return false; }
    [[nodiscard]] bool confirms() const override { return true; }
    [[nodiscard]] bool streams() const override { return true; }
    /// A listener that has no certificate to show.
    [[nodiscard]] std::optional<forward::Channel> stranger() const override {
        auto out = channel();
        std::get<forward::QueueWire>(out.wire).encrypted = true;
        return out;
    }

    /// Takes what is in the queue now.
    [[nodiscard]] const std::vector<std::string>& arrivals() override {
        for (const auto& message : client_->take(out_))
            taken_.push_back(message_within(message.body, {}).value_or(std::string{}));
        return taken_;
    }
    [[nodiscard]] std::string as_taken(const std::string& message) const override {
        return wire_.contents == forward::Contents::bare_file ? dialect::without_signature(message)
                                                              : message;
    }
    void offer(Waiting receipt) override {
        if (wire_.receipt_queues.empty())
            return;
        const auto& queue = wire_.receipt_queues[offered_++ % wire_.receipt_queues.size()];
        client_->put(queue, receipt.bytes);
        waiting_.push_back(std::move(receipt));
    }
    [[nodiscard]] bool raw_receipts() const override { return true; }
    [[nodiscard]] std::vector<Waiting> waiting() override {
        for (const auto& body : script_.settled()) {
            const auto found = std::ranges::find(waiting_, body, &Waiting::bytes);
            if (found != waiting_.end())
                waiting_.erase(found);
        }
        return waiting_;
    }
    [[nodiscard]] std::vector<forward::Call> calls() const override { return {}; }

 private:
    [[nodiscard]] std::vector<std::string> queues() const {
        auto out = wire_.receipt_queues;
        out.push_back(out_);
        return out;
    }
    [[nodiscard]] Error not_served(const ServerFailure& failure) const {
        return fail(Errc::io_failed, channel_.name, {"RabbitMQ", failure.what()}, failure.what());
    }

    forward::Channel channel_;
    forward::QueueWire wire_;
    Servers& servers_;
    RabbitServer* server_ = nullptr;
    std::string out_;
    std::uint16_t port_ = 0;
    std::unique_ptr<QueueClient> client_;
    std::vector<std::string> taken_;
    std::vector<Waiting> waiting_;
    std::size_t offered_ = 0;
    QueueScript script_;
    std::unique_ptr<LineRelay> relay_;  // last: its thread uses the script
};

}  // namespace

std::unique_ptr<Partner> make_queue_partner(
    forward::Channel channel, std::chrono::milliseconds slow, Servers& servers
) {
    return std::make_unique<QueuePartner>(std::move(channel), slow, servers);
}

}  // namespace tg::partner
