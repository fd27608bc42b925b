// See amqp_publisher.hpp.
#include "adapters/transport/amqp_publisher.hpp"

#include "gateway/core/log.hpp"

#include <algorithm>
#include <utility>

namespace tg::adapters::amqp {
namespace {

using forward::Taken;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Unconfirmed messages at a time; more would only fill buffers.
constexpr std::size_t window_max = 256;

/// Published in one go before confirmations are read.
constexpr std::size_t burst_max = 32;

/// How often the heartbeats are looked after.
constexpr milliseconds idle_turn{5'000};

}  // namespace

Publisher::Publisher(Endpoint endpoint, ConnectPacing pacing, milliseconds answer_time_max)
    : endpoint_(std::move(endpoint)),
      pacing_(std::move(pacing)),
      answer_time_max_(answer_time_max),
      window_(endpoint_.channel),
      worker_([this] { return turn(); }) {}

Publisher::~Publisher() {
    worker_.stop();
    refuse_waiting(fail(Errc::not_sent, endpoint_.channel, {endpoint_.channel}, "stopping"));
    window_.lost("stopping");
}

Task<Result<Taken>> Publisher::send(Outgoing message) {
    auto ticket = std::make_shared<Ticket>();
    ticket->message = std::move(message);
    ticket->deadline = steady_clock::now() + answer_time_max_;
    auto start = [this, &ticket](std::function<void()> wake) {
        ticket->wake = std::move(wake);
        worker_.post([this, ticket] { waiting_.push_back(ticket); });
    };
    co_await sleep_until_woken(start);
    co_return std::move(*ticket->outcome);
}

Worker::Wait Publisher::turn() {
    // First what the broker has said: a connection that ended meanwhile takes nothing.
    if (link_)
        read_words();
    expire_waiting();
    window_.expire(steady_clock::now());
    if (!link_ && !waiting_.empty())
        connect();
    if (link_)
        publish_waiting();
    return until_next();
}

void Publisher::expire_waiting() {
    const auto now = steady_clock::now();
    const auto late = [now](const TicketPtr& ticket) { return ticket->deadline <= now; };
    const auto first_late =
        std::stable_partition(waiting_.begin(), waiting_.end(), std::not_fn(late));
    const std::deque<TicketPtr> gone(first_late, waiting_.end());
    waiting_.erase(first_late, waiting_.end());
    const auto& name = endpoint_.channel;
    for (const auto& ticket : gone)
        ticket->finish(fail(Errc::not_sent, name, {name}, "no room before its deadline"));
}

Result<void> Publisher::prepare(Link& link) {
    const auto& wire = endpoint_.wire;
    const bool by_default = wire.exchange.empty();
    TG_TRY(by_default ? link.expect_queue(wire.routing_key) : link.expect_exchange(wire.exchange));
    return link.begin_confirms();
}

void Publisher::connect() {
    if (!pacing_.may_try(steady_clock::now()))
        return refuse_waiting(pacing_.why());
    auto opened = Link::open(endpoint_);
    auto ready = opened ? prepare(*opened.value()) : Result<void>(std::move(opened).error());
    if (!ready) {
        log::warn(
            "queue_unreachable", {{"channel", endpoint_.channel}, {"why", ready.error().detail}}
        );
        pacing_.failed(steady_clock::now(), ready.error());
        return refuse_waiting(ready.error());
    }
    pacing_.succeeded();
    blocked_ = false;
    link_ = std::move(opened).value();
}

void Publisher::refuse_waiting(const Error& why) {
    for (const auto& ticket : std::exchange(waiting_, {})) ticket->finish(why);
}

void Publisher::publish_waiting() {
    const auto& name = endpoint_.channel;
    if (blocked_)
        return refuse_waiting(fail(Errc::busy_there, name, {name, "blocked"}, "blocked"));
    std::size_t burst = 0;
    while (!waiting_.empty() && window_.has_room(window_max) && burst++ < burst_max) {
        auto ticket = std::move(waiting_.front());
        waiting_.pop_front();
        auto done = link_->publish(ticket->message);
        if (done) {
            window_.published(std::move(ticket));
            continue;
        }
        const auto why = done.error().detail;
        ticket->finish(std::move(done).error());
        return drop(why);
    }
}

void Publisher::hear(const Event& event) {
    switch (event.what) {
        case Happening::confirmed:
            return window_.confirmed(event.tag, event.multiple);
        case Happening::refused:
            return window_.refused(event.tag, event.multiple);
        case Happening::returned:
            return window_.returned(event.id);
        case Happening::blocked:
            blocked_ = true;
            return log::warn("queue_blocked", {{"channel", endpoint_.channel}});
        case Happening::unblocked:
            blocked_ = false;
            return;
        default:
            return;
    }
}

void Publisher::read_words() {
    while (true) {
        const auto next = link_->next();
        if (!next)
            return drop(next.error().detail);
        if (!next.value())
            return;
        hear(*next.value());
    }
}

void Publisher::drop(const std::string& why) {
    log::warn("queue_connection_lost", {{"channel", endpoint_.channel}, {"why", why}});
    const auto farewell = link_->farewell();
    if (farewell.of_publish)
        window_.refused_by_close(farewell.code, why);
    else
        window_.lost(why);
    link_.reset();
}

Worker::Wait Publisher::until_next() const {
    Worker::Wait wait{link_ ? link_->descriptor() : -1, idle_turn};
    const auto now = steady_clock::now();
    auto deadline = window_.next_deadline();
    for (const auto& ticket : waiting_)
        deadline = deadline ? std::min(*deadline, ticket->deadline) : ticket->deadline;
    if (deadline) {
        const auto left = std::chrono::ceil<milliseconds>(*deadline - now);
        wait.most = std::clamp(left, milliseconds{0}, idle_turn);
    }
    // A burst has ended before the window was full, or the connection has just been lost.
    if (!waiting_.empty() && (!link_ || window_.has_room(window_max)))
        wait.most = milliseconds{0};
    return wait;
}

}  // namespace tg::adapters::amqp
