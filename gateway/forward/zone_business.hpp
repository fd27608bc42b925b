// The key `business` of a place: lines of business that a zone is known for, by the procedures that
// carry them, because their names (B2B2C) say nothing to customs. For people; filings are judged by
// their procedure. Called by zone_places.
//
//   business = [{id = "B2B2C", name_zh = "...", name_en = "...", procedures = ["export 1210"]}]
#pragma once

#include "gateway/core/toml_fields.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tg::forward {

struct Business {
    std::string id, name_zh, name_en;
    std::vector<std::string> procedures;  ///< "export 1210", each of the place
};

/// `here`: rows of the place's own `procedures`.
std::vector<Business> read_business(
    TomlFields& fields, const std::vector<std::string>& here, TomlFaults& faults
);

/// Messages that are filed under a procedure, in order: "CEB303".
std::vector<std::string> messages_of(std::string_view procedure_row);

}  // namespace tg::forward
