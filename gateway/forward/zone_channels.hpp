// The keys of one [channels.<name>] of a zone file. Called by zone_files.
#pragma once

#include "gateway/forward/zone_fields.hpp"
#include "gateway/forward/zones.hpp"

#include <string>

namespace tg::forward {

Channel read_channel(
    std::string name, const TomlValue& table, const ZoneOverrides& overrides, ZoneFaults& faults
);

}  // namespace tg::forward
