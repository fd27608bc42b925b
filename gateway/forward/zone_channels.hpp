// The keys of one [channels.<name>] of a zone file. Called by zone_files.
#pragma once

#include "gateway/core/toml_fields.hpp"
#include "gateway/forward/zones.hpp"

#include <string>

namespace tg::forward {

Channel read_channel(std::string name, const TomlValue& table, const WireContext& context);

}  // namespace tg::forward
