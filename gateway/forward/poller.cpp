// See poller.hpp.
#include "gateway/forward/poller.hpp"

#include "gateway/core/crash_point.hpp"
#include "gateway/core/log.hpp"
#include "gateway/runtime/within.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace tg::forward {
namespace {

/// As in the forwarder: the adapter's own limits strike first.
constexpr std::chrono::milliseconds adapter_extra{5'000};

/// Enough for the batches of many exchange numbers in turn; a receipt is an id of some 40 bytes.
constexpr std::size_t remembered_max = 10'000;

}  // namespace

std::chrono::milliseconds PollPacing::after_batch(std::size_t fresh) {
    failures_ = 0;
    return fresh > 0 ? std::chrono::milliseconds{0} : poll_every_;
}

std::chrono::milliseconds PollPacing::after_error() {
    auto pause = retry_first_;
    for (unsigned i = 0; i < failures_ && pause < retry_max_; ++i) pause *= 2;
    ++failures_;
    return std::max(std::min(pause, retry_max_), poll_every_);
}

Poller::Poller(
    const Channel& channel,
    ZoneAdapter& adapter,
    Settle settle,
    Metrics& metrics,
    std::size_t batch_max,
    const Clock* clock
)
    : channel_(channel),
      adapter_(adapter),
      settle_(std::move(settle)),
      metrics_(metrics),
      batch_max_(batch_max),
      clock_(clock) {}

/// Zero when it is open. Looked at again after a minute, because clocks may be set.
std::chrono::milliseconds Poller::until_open() const {
    constexpr std::chrono::milliseconds look_again{60'000};
    const auto opening = clock_ == nullptr ? std::nullopt : channel_.closed.opens(clock_->now());
    if (!opening)
        return std::chrono::milliseconds{0};
    return std::min(*opening - clock_->now(), look_again);
}

Task<Result<std::size_t>> Poller::turn() {
    const auto limit = channel_.answer_time_max + adapter_extra;
    auto fetching = adapter_.fetch(batch_max_);
    TG_CO_TRY(auto receipts, co_await within(limit, std::move(fetching)));
    if (receipts.empty())
        co_return std::size_t{0};
    passing(CrashPoint::receipts_fetched);

    std::vector<std::string> handles;
    handles.reserve(receipts.size());
    for (const auto& receipt : receipts) handles.push_back(receipt.handle);

    // No deadline here: storing is ours, and what it began must end before anything is said to the
    // other side.
    TG_CO_TRY(auto settled, co_await settle_(std::move(receipts)));
    static_cast<void>(settled);
    auto confirming = adapter_.confirm(handles);
    TG_CO_TRY(co_await within(limit, std::move(confirming)));
    passing(CrashPoint::receipts_confirmed);
    co_return remember(std::move(handles));
}

/// How many of them are new.
std::size_t Poller::remember(std::vector<std::string> confirmed) {
    if (confirmed_.size() + confirmed.size() > remembered_max)
        confirmed_.clear();
    std::size_t fresh = 0;
    for (auto& handle : confirmed) fresh += confirmed_.insert(std::move(handle)).second ? 1U : 0U;
    if (fresh == 0)
        log::warn("receipts_come_again", {{"channel", channel_.name}});
    return fresh;
}

// A fault of ours or of a library must not end polling until the next restart.
Task<Result<std::size_t>> Poller::turn_without_throw() {
    std::exception_ptr failure;
    try {
        co_return co_await turn();
    } catch (...) {
        failure = std::current_exception();
    }
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        co_return fail(Errc::cancelled);
    co_return fail(Errc::internal, {}, {}, exception_text(failure));
}

Task<void> Poller::run() {
    PollPacing pacing(channel_);
    while (true) {
        if (const auto closed = until_open(); closed.count() > 0) {
            const auto opened = co_await wait_for(closed);
            if (!opened)
                co_return;
            continue;
        }
        auto result = co_await turn_without_throw();
        if (!result && result.error().code == Errc::cancelled)
            co_return;
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            co_return;

        const Labels refused{{"channel", channel_.name}};
        metrics_.count("tongguan_receipts_set_aside_total", refused, adapter_.take_refused());
        Labels labels{{"channel", channel_.name}, {"result", result ? "ok" : "error"}};
        metrics_.count("tongguan_receipt_polls_total", labels);
        if (result) {
            const Labels channel{{"channel", channel_.name}};
            metrics_.count("tongguan_receipts_fetched_total", channel, result.value());
        } else {
            log::warn(
                "poll_failed", {{"channel", channel_.name}, {"error", describe(result.error())}}
            );
        }
        const auto pause = result ? pacing.after_batch(result.value()) : pacing.after_error();
        if (pause.count() == 0)
            continue;
        const auto waited = co_await wait_for(pause);
        if (!waited)
            co_return;
    }
}

}  // namespace tg::forward
