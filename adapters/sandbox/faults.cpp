// Names and their meanings, and the queue per call.
#include "adapters/sandbox/faults.hpp"

#include "adapters/sandbox/json.hpp"

namespace tg::sandbox {

namespace {

constexpr std::array<std::string_view, 4> call_names{"hand_over", "ask", "receipts", "confirm"};
constexpr std::array<std::string_view, 6> kind_names{
    "drop_before", "drop_after", "slow", "garbage", "busy", "error500"};
constexpr std::int64_t times_max = 1'000'000;
constexpr std::int64_t slow_ms_max = 600'000;

template <std::size_t N>
std::optional<std::size_t> position(
    const std::array<std::string_view, N>& names, std::string_view name
) {
    for (std::size_t at = 0; at < N; ++at) {
        if (names[at] == name)
            return at;
    }
    return std::nullopt;
}

Error bad(std::string where, std::string why) {
    return fail(Errc::bad_request, std::move(where), {std::move(why)});
}

}  // namespace

Result<void> Faults::set(std::string_view json) {
    TG_TRY(auto lists, read_fault_lists(json));
    std::array<std::optional<std::deque<Fault>>, 4> fresh;
    for (const FaultList& list : lists) {
        const auto call = position(call_names, list.call);
        if (!call)
            return bad("/" + list.call, "no such call");
        std::deque<Fault>& faults = fresh[*call].emplace();
        for (const FaultEntry& entry : list.entries) {
            const auto kind = position(kind_names, entry.kind);
            if (!kind)
                return bad("/" + list.call, "no such kind: " + entry.kind);
            const bool sound = entry.times >= 1 && entry.times <= times_max && entry.slow_ms >= 0 &&
                               entry.slow_ms <= slow_ms_max;
            if (!sound)
                return bad("/" + list.call, "times or slow_ms out of range");
            faults.push_back(
                {static_cast<FaultKind>(*kind),
                 entry.times,
                 std::chrono::milliseconds(entry.slow_ms)}
            );
        }
    }
    for (std::size_t at = 0; at < fresh.size(); ++at) {
        if (fresh[at])
            waiting_[at] = std::move(*fresh[at]);
    }
    return success();
}

std::optional<Fault> Faults::next(Call call) {
    std::deque<Fault>& queue = waiting_[static_cast<std::size_t>(call)];
    if (queue.empty())
        return std::nullopt;
    const Fault fault = queue.front();
    if (--queue.front().times <= 0)
        queue.pop_front();
    return fault;
}

std::string Faults::json() const {
    std::string out = "{";
    for (std::size_t at = 0; at < waiting_.size(); ++at) {
        out += at == 0 ? "\"" : ",\"";
        out += call_names[at];
        out += "\":[";
        for (std::size_t entry = 0; entry < waiting_[at].size(); ++entry) {
            const Fault& fault = waiting_[at][entry];
            out += entry == 0 ? "" : ",";
            out += "{\"kind\":\"" + std::string(kind_names[static_cast<std::size_t>(fault.kind)]) +
                   "\",\"times\":";
            out += std::to_string(fault.times) +
                   ",\"slow_ms\":" + std::to_string(fault.slow.count()) + "}";
        }
        out += "]";
    }
    return out + "}";
}

}  // namespace tg::sandbox
