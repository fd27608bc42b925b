// What one set of zone files changes against another, and what that means for the wires.
#pragma once

#include "gateway/forward/zones.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tg::forward {

struct NamedChange {
    enum class Kind : std::uint8_t { added, removed, changed };
    Kind kind{};
    std::string name;
    std::vector<FactChange> keys;
};
std::string_view change_name(NamedChange::Kind kind);  ///< "added", "removed", "changed"

/// Each sorted by name. Places tell their channel and procedures as keys.
struct ZoneChanges {
    std::vector<NamedChange> zones, channels, dialects, places;
    [[nodiscard]] bool none() const {
        return zones.empty() && channels.empty() && dialects.empty() && places.empty();
    }
};
ZoneChanges changes_between(const Zones& before, const Zones& after);

/// Whether a channel that is in both needs another adapter and poller: its wire, its secrets or its
/// dialect changed, not only limits, hours or meanings.
bool needs_new_adapter(const std::string& channel, const Zones& before, const Zones& after);

/// Whether both speak with the same other side: only then can one be asked what the other was
/// handed.
bool same_far_side(const Channel& before, const Channel& after);

}  // namespace tg::forward
