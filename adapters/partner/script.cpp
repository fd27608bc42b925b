// See script.hpp.
#include "adapters/partner/script.hpp"

#include <array>

namespace tg::partner {

std::string_view mischief_name(Mischief mischief) {
    constexpr std::array names{
        "none",
        "refuse",
        "busy",
        "throttle",
        "fail",
        "drop_before",
        "drop_after",
        "slow",
        "garbage",
        "half"};
    return names[static_cast<std::size_t>(mischief)];
}

void Script::plan(Question question, std::deque<Mischief> mischiefs) {
    const std::lock_guard lock(mutex_);
    planned_[question] = std::move(mischiefs);
}

Mischief Script::next(Question question) const {
    const std::lock_guard lock(mutex_);
    const auto found = planned_.find(question);
    return found == planned_.end() || found->second.empty() ? Mischief::none
                                                            : found->second.front();
}

Mischief Script::take(Question question) {
    const std::lock_guard lock(mutex_);
    auto& planned = planned_[question];
    if (planned.empty())
        return Mischief::none;
    const auto first = planned.front();
    planned.pop_front();
    if (first != Mischief::none)
        ++done_[{question, first}];
    return first;
}

Done Script::done() const {
    const std::lock_guard lock(mutex_);
    return done_;
}

}  // namespace tg::partner
