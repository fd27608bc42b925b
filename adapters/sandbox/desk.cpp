// The loop behind the desk.
#include "adapters/sandbox/desk.hpp"

#include "gateway/core/log.hpp"

namespace tg::sandbox {

namespace {

constexpr std::size_t errands_per_commit = 64;
constexpr std::chrono::milliseconds patience{60'000};

}  // namespace

Desk::Desk(Executor executor, Pool& pool, Ledger& ledger)
    : pool_(pool), ledger_(ledger), bell_(executor) {}

void Desk::add(std::function<void()> run, std::function<void()> wake, bool& kept) {
    if (stopping_)
        return wake();
    queue_.push_back({std::move(run), std::move(wake), &kept});
    bell_.ring();
}

void Desk::stop() {
    stopping_ = true;
    bell_.ring();
}

bool Desk::run_all(std::deque<Errand>& errands) {
    ledger_.begin();
    for (const Errand& errand : errands) errand.run();
    const auto done = ledger_.commit();
    if (!done)
        log::error("sandbox.store_failed", {{"reason", describe(done.error())}});
    return done.has_value();
}

Task<void> Desk::work() {
    for (;;) {
        if (queue_.empty()) {
            if (stopping_)
                co_return;
            const auto rung = co_await bell_.wait(patience);
            static_cast<void>(rung);
            continue;
        }
        std::deque<Errand> errands;
        while (!queue_.empty() && errands.size() < errands_per_commit) {
            errands.push_back(std::move(queue_.front()));
            queue_.pop_front();
        }
        auto job = [this, &errands] { return run_all(errands); };
        const bool kept = co_await offload(pool_, job);
        for (const Errand& errand : errands) {
            *errand.kept = kept;
            errand.wake();
        }
    }
}

}  // namespace tg::sandbox
