// See fair_gate.hpp.
#include "gateway/runtime/fair_gate.hpp"

namespace tg {

Task<Result<FairGate::Pass>> FairGate::enter(std::int64_t party) {
    if (inside_ < inside_max_ && waiting_.empty()) {
        ++inside_;
        co_return Pass(*this);
    }
    auto& line = waiting_[party];
    if (line.size() >= waiting_max_)
        co_return fail(Errc::overloaded, {}, {"1"});
    auto start = [&line](std::function<void()> wake) { line.push_back(std::move(wake)); };
    // Whoever leaves hands his place over: it is counted already.
    co_await sleep_until_woken(start);
    co_return Pass(*this);
}

std::size_t FairGate::waiting() const {
    std::size_t count = 0;
    for (const auto& [party, line] : waiting_) count += line.size();
    return count;
}

void FairGate::leave() {
    if (waiting_.empty()) {
        --inside_;
        return;
    }
    auto next = waiting_.upper_bound(last_);
    if (next == waiting_.end())
        next = waiting_.begin();
    last_ = next->first;
    const auto wake = std::move(next->second.front());
    next->second.pop_front();
    if (next->second.empty())
        waiting_.erase(next);
    wake();
}

}  // namespace tg
