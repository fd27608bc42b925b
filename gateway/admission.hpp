// Whether one more order may come in now. Three answers keep the promise that nothing grows without
// bound and that nobody pays for another's crowd:
//   - a bounded number of orders is judged and stored at once, one of each tenant in turn;
//   - documents that wait to be sent are bounded; when the queue is nearly full, a tenant that has
//     used its share of it is turned away (share_used) and the others are not;
//   - below `disk_bytes_min` of room on the store's disk nothing comes in (disk_low).
// What a sender is told to wait is computed from what has really been sent in the last half minute.
#pragma once

#include "gateway/core/flow_rate.hpp"
#include "gateway/runtime/fair_gate.hpp"
#include "gateway/store/views.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace tg {

struct AdmissionLimits {
    std::uint64_t waiting_max = 200'000;      ///< documents; see refusal()
    std::size_t at_once = 128;                ///< orders being judged and stored
    std::size_t waiting_orders_max = 10'000;  ///< of one tenant, before the gate
    std::uint64_t disk_bytes_min = 0;
    std::filesystem::path disk;  ///< a folder on the store's disk; empty: not watched
};

/// I/O thread only.
class Admission {
 public:
    /// What waits of a tenant, as the store counts it.
    using Queue = std::function<store::WaitingNow(TenantId)>;

    Admission(const Clock& clock, Queue queue, AdmissionLimits limits);

    /// Errc::overloaded when too many orders of this tenant wait already.
    Task<Result<FairGate::Pass>> enter(TenantId tenant) { return gate_.enter(tenant.value()); }
    /// Why an order of this tenant is turned away now; nothing when it is not. Errc::overloaded,
    /// share_used, disk_low, each with the seconds to wait.
    [[nodiscard]] std::optional<Error> refusal(TenantId tenant);
    /// So many documents have been sealed.
    void sealed(std::size_t documents) { sealed_.add(documents, clock_.now()); }
    /// The same without a tenant: whether there is room at all.
    [[nodiscard]] bool disk_has_room();

 private:
    [[nodiscard]] std::string seconds_for(std::uint64_t documents) const;

    const Clock& clock_;
    Queue queue_;
    AdmissionLimits limits_;
    FairGate gate_;
    FlowRate sealed_;
    Instant disk_looked_{};
    bool disk_room_ = true;
};

}  // namespace tg
