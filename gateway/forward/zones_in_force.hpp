// The zones as they are at this moment. Whoever works with them takes one snapshot per order,
// attempt or turn and keeps it to the end: a switch is one pointer.
#pragma once

#include "gateway/forward/zones.hpp"

#include <atomic>
#include <memory>

namespace tg::forward {

/// Shared, because what is under way outlives the switch that replaces its zones.
using ZonesInForce = std::shared_ptr<const Zones>;

/// What is switched: by zone_book.
using LivingZones = std::atomic<ZonesInForce>;

/// Where to ask for them: zones that never change, or those that are switched. Cheap to copy; what
/// it names outlives it. Any thread.
class ZoneSource {
 public:
    // NOLINTNEXTLINE(google-explicit-constructor): either may be given where zones are asked for
    ZoneSource(const Zones& fixed) : fixed_(&fixed) {}
    // NOLINTNEXTLINE(google-explicit-constructor)
    ZoneSource(const LivingZones& living) : living_(&living) {}

    [[nodiscard]] ZonesInForce now() const {
        // Of fixed ones nobody shares the ownership.
        return living_ == nullptr ? ZonesInForce(ZonesInForce{}, fixed_) : living_->load();
    }

 private:
    const Zones* fixed_ = nullptr;
    const LivingZones* living_ = nullptr;
};

}  // namespace tg::forward
