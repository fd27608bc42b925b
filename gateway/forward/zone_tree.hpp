// The tree of a zone file. Read by zone_fields.
#pragma once

#include "gateway/core/toml_tree.hpp"

namespace tg::forward {

using ZoneValue = TomlValue;
using ZoneMember = TomlMember;
using ZoneTree = TomlTree;

inline ZoneTree read_zone_tree(const std::filesystem::path& file) {
    return read_toml(file);
}

}  // namespace tg::forward
