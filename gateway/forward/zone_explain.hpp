// Why a place is as it is: every value that counts there, and which file, line and column says so.
// For people: `tongguan zone explain`, /v1/places/{id}, /v1/filings/{id}/route.
#pragma once

#include "gateway/forward/zones.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tg::forward {

struct ExplainedFact {
    enum class Of : std::uint8_t { place, zone, channel, dialect };
    Of of{};
    std::string name;  ///< of the place, zone, channel or dialect
    std::string key, text;
    std::string where;      ///< "dalian.toml:12:9"; empty: no file says it, it is the usual value
    bool confirmed = true;  ///< false: listed as unconfirmed
};
std::string_view owner_name(ExplainedFact::Of of);  ///< "place", "zone", "channel", "dialect"

/// Of a dialect only what it is and where it comes from. Nothing for an unknown place.
std::vector<ExplainedFact> explain(const Zones& zones, std::string_view place);

/// The dialect of a channel; empty when it has none.
std::string dialect_name(const Channel& channel);
/// Where the channel's name stands: of the place, else of its zone.
std::string says_channel(const Zones& zones, std::string_view place);

}  // namespace tg::forward
