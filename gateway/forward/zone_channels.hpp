// The keys of one [channels.<name>] of a zone file. Called by zone_files.
#pragma once

#include "gateway/core/toml_fields.hpp"
#include "gateway/forward/zones.hpp"

#include <string>

namespace tg::forward {

Channel read_channel(std::string name, const TomlValue& table, const WireContext& context);

/// The keys of a channel's table, with marks of its secrets and of the files that it names.
Facts marked_facts(const Channel& channel, const TomlValue& table, const TomlFaults& places);

}  // namespace tg::forward
