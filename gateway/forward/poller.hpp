// Takes the answers of one channel: fetch, have them stored, confirm, again. One poller per
// channel; what is not stored is not confirmed, so that a crash at any moment costs nothing but a
// repetition.
#pragma once

#include "gateway/core/metrics.hpp"
#include "gateway/forward/zone_adapter.hpp"
#include "gateway/forward/zones.hpp"
#include "gateway/runtime/task.hpp"
#include "gateway/store/store.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

namespace tg::forward {

/// How long to wait before the next turn. Pure.
class PollPacing {
 public:
    explicit PollPacing(const Channel& channel)
        : poll_every_(channel.poll_every),
          retry_first_(channel.retry_first),
          retry_max_(channel.retry_max) {}

    /// Something new came: at once again. Nothing new came: after poll_every.
    std::chrono::milliseconds after_batch(std::size_t fresh);
    /// Doubling from retry_first up to retry_max, until a turn succeeds; never sooner than
    /// poll_every.
    std::chrono::milliseconds after_error();

 private:
    std::chrono::milliseconds poll_every_, retry_first_, retry_max_;
    unsigned failures_ = 0;
};

class Poller {
 public:
    /// Pipeline::settle: answers when the receipts are on disk.
    using Settle =
        std::function<Task<Result<std::vector<store::Settled>>>(std::vector<receipt::RawReceipt>)>;

    /// All of them outlive the poller. While the channel is closed it asks nothing; without a clock
    /// it knows no hours.
    Poller(
        const Channel& channel,
        ZoneAdapter& adapter,
        Settle settle,
        Metrics& metrics,
        std::size_t batch_max = 100,
        const Clock* clock = nullptr
    );

    /// Turn after turn until the task is cancelled; an exception costs a turn and a pause.
    Task<void> run();

    /// One turn; answers how many receipts were stored and confirmed that were not confirmed
    /// lately: a far side that gives the same ones again at once must not be asked without pause.
    Task<Result<std::size_t>> turn();

 private:
    Task<Result<std::size_t>> turn_without_throw();
    [[nodiscard]] std::chrono::milliseconds until_open() const;
    std::size_t remember(std::vector<std::string> confirmed);

    const Channel& channel_;
    ZoneAdapter& adapter_;
    Settle settle_;
    Metrics& metrics_;
    std::size_t batch_max_;
    const Clock* clock_;
    std::unordered_set<std::string> confirmed_;  // lately; bounded
};

}  // namespace tg::forward
