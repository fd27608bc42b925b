// The key `fields` of a place, its zone or its channel: what these ask of single fields of messages
// beyond customs' own tables.
//
//   fields = [{message = "CEB621", field = "loctNo", required = true},
//             {message = "CEB311", field = "consigneeAddress", max = 100},
//             {message = "CEB621", field = "InventoryList/country", value = "142"}]
//
// A field that stands both in the head and in the lines is named with its node. Of several that say
// something of the same kind the nearest counts: the place, else its zone, else its channel; so
// `required = false` takes back what a wider one asks. Nothing can be asked that the table of the
// message refuses, nor of what the gateway gives itself. Used by zone_places and zone_channels.
#pragma once

#include "gateway/core/toml_fields.hpp"
#include "gateway/validate/place.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tg::forward {

/// One row: a field, and what is asked of it.
struct FieldRow {
    schemas::Field field{};
    std::optional<bool> required;
    std::optional<std::uint16_t> max_len;
    std::optional<std::string> value;
    /// Where each of them stands.
    FilePlace at, required_at, max_at, value_at;
};
using FieldRows = std::vector<FieldRow>;

/// Tells unknown messages and fields with the nearest known ones, and what contradicts itself.
FieldRows read_field_rows(TomlFields& fields, TomlFaults& faults);

/// Tells what the message's table refuses in any of these editions, each cause once.
void judge_field_rows(
    const FieldRows& rows, const std::set<schemas::Edition>& editions, TomlFaults& faults
);

/// Every edition that counts there some time.
std::set<schemas::Edition> editions_of(const validate::Editions& editions);

/// What counts in the end; the nearest rows first.
std::vector<validate::FieldDemand> demands_of(
    std::initializer_list<const FieldRows*> rows, const TomlFaults& places
);

/// "CEB621 InventoryHead/loctNo".
std::string demand_name(const validate::FieldDemand& demand);
/// "required", "max 100", "value 142".
std::string demand_text(const validate::FieldDemand& demand);

}  // namespace tg::forward
