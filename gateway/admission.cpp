// See admission.hpp.
#include "gateway/admission.hpp"

#include <algorithm>

namespace tg {
namespace {

constexpr std::uint32_t longest_wait_s = 300;
constexpr std::uint32_t disk_wait_s = 60;
constexpr std::chrono::seconds disk_look_every{1};
constexpr std::uint64_t megabyte = 1'048'576;

}  // namespace

Admission::Admission(const Clock& clock, Queue queue, AdmissionLimits limits)
    : clock_(clock),
      queue_(std::move(queue)),
      limits_(std::move(limits)),
      gate_(limits_.at_once, limits_.waiting_orders_max) {}

std::string Admission::seconds_for(std::uint64_t documents) const {
    return std::to_string(sealed_.seconds_for(documents, clock_.now(), longest_wait_s));
}

bool Admission::disk_has_room() {
    if (limits_.disk.empty() || limits_.disk_bytes_min == 0)
        return true;
    const auto now = clock_.now();
    if (now >= disk_looked_ && now - disk_looked_ < disk_look_every)
        return disk_room_;
    disk_looked_ = now;
    std::error_code failed;
    const auto space = std::filesystem::space(limits_.disk, failed);
    disk_room_ = failed || space.available >= limits_.disk_bytes_min;
    return disk_room_;
}

std::optional<Error> Admission::refusal(TenantId tenant) {
    if (!disk_has_room())
        return fail(
            Errc::disk_low,
            {},
            {std::to_string(disk_wait_s), std::to_string(limits_.disk_bytes_min / megabyte)}
        );
    const auto now = queue_(tenant);
    const auto most = limits_.waiting_max;
    // A quarter of the queue is kept for those who have used less than their share of it.
    const auto crowded = most - most / 4;
    const auto utmost = most + most / 4;
    if (now.all < crowded)
        return std::nullopt;
    const auto sharers = now.tenants + (now.own == 0 ? 1 : 0);
    const auto share = std::max<std::uint64_t>(most / std::max<std::size_t>(sharers, 1), 1);
    if (now.all >= utmost)
        return fail(Errc::overloaded, {}, {seconds_for(now.all - crowded + 1)});
    if (now.own < share)
        return std::nullopt;
    const auto wait = seconds_for(now.own - share + std::max<std::uint64_t>(share / 10, 1));
    if (sharers > 1)
        return fail(Errc::share_used, {}, {wait, std::to_string(share)});
    return fail(Errc::overloaded, {}, {wait});
}

}  // namespace tg
