// See dispatcher.hpp.
#include "gateway/app/dispatcher.hpp"

#include "gateway/core/log.hpp"

#include <algorithm>

namespace tg::app {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds at_once{0};
/// After a failure of our own (no key, store broken): look again, without spinning.
constexpr milliseconds after_failure{1'000};
/// An idle lane is looked at again even if nobody rings; the bell is a hint, the store is the
/// truth.
constexpr milliseconds idle_look{30'000};
/// A closed channel may be opened by other zone files; looking costs nothing.
constexpr milliseconds opening_look{1'000};
constexpr milliseconds stop_look{20};

}  // namespace

Dispatcher::Dispatcher(
    Executor executor, const Clock& clock, Pipeline& pipeline, store::Store& store, Metrics& metrics
)
    : executor_(executor),
      clock_(clock),
      pipeline_(pipeline),
      store_(store),
      metrics_(metrics),
      tasks_(executor) {}

Task<Result<void>> Dispatcher::start() {
    TG_CO_TRY(co_await store_.recover(clock_.now()));
    store_.on_work([this](const compose::Lane& lane) { wake(lane); });
    TG_CO_TRY(auto lanes, co_await store_.busy_lanes());
    for (const auto& lane : lanes) wake(lane);
    co_return success();
}

void Dispatcher::wake(const compose::Lane& lane) {
    if (stopping_)
        return;
    auto& worker = workers_.try_emplace(lane, executor_).first->second;
    worker.work.ring();
    if (worker.running)
        return;
    worker.running = true;
    tasks_.spawn("lane", work(lane, worker));
}

Task<milliseconds> Dispatcher::pause_after(Turn turn, compose::Lane lane) {
    if (turn == Turn::sent || turn == Turn::unsettled)
        co_return at_once;
    if (const auto opens = turn == Turn::resting ? pipeline_.opens(lane) : std::nullopt)
        co_return std::clamp(*opens - clock_.now(), milliseconds{1}, opening_look);
    auto due = co_await store_.next_due_time(lane);
    if (!due || !due.value())
        co_return turn == Turn::idle ? idle_look : after_failure;
    const auto left = *due.value() - clock_.now();
    co_return std::clamp(left, milliseconds{1}, idle_look);
}

Task<void> Dispatcher::work(compose::Lane lane, Worker& worker) {
    while (!stopping_) {
        auto turn = co_await pipeline_.dispatch(lane);
        milliseconds pause = after_failure;
        if (turn) {
            pause = co_await pause_after(turn.value(), lane);
        } else {
            metrics_.count("tongguan_lane_failures_total", {{"place", lane.place}});
            log::error("lane_failed", {{"place", lane.place}, {"error", describe(turn.error())}});
        }
        if (pause == at_once)
            continue;
        const bool rests = !turn || turn.value() == Turn::resting;
        auto& bell = rests ? worker.rest : worker.work;
        auto rung = co_await bell.wait(pause);
        if (!rung)
            break;
    }
    worker.running = false;
}

Task<void> Dispatcher::stop(milliseconds grace) {
    stopping_ = true;
    for (auto& [lane, worker] : workers_) {
        worker.work.ring();
        worker.rest.ring();
    }
    // Joining cannot be cut short, so the grace time is counted beside it.
    for (auto left = grace; tasks_.size() > 0 && left.count() > 0; left -= stop_look) {
        auto waited = co_await wait_for(stop_look);
        if (!waited)
            break;
    }
    if (tasks_.size() > 0)
        tasks_.cancel();
    co_await tasks_.join();
    workers_.clear();
}

}  // namespace tg::app
