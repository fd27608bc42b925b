// Values that the sender left out and that follow from what was given. Nothing that was given is
// replaced; each derived value is written down with its rule. Used by normalise::draft.
#pragma once

#include "gateway/normalise/draft.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::normalise {

/// A county-level division, and the part of the address that names it.
struct District {
    std::string code;
    std::string named;
};
/// The division that an address begins with: "辽宁省大连市金州区...", with or without the province
/// and with blanks between the parts. Nothing when no county-level division (or city that has none)
/// stands there: part of a division is no district.
std::optional<District> district_of(const schemas::CodeList& divisions, std::string_view address);

/// consigneeDistrict of an order from its consigneeAddress.
void derive_district(
    DraftDocument& order, std::uint16_t number, const schemas::CodeBook& codes, ChangeLog& log
);

/// unit1 and qty1 of inventory lines that give no qty1: the legal unit of the tariff when unit1 is
/// absent too, and the quantity converted (5 digits, half up) when both units measure the same.
/// When no line has a quantity and all are measured in kilograms, the net weight is split over them
/// by their quantities (of one unit) or else by their values; the parts sum to it exactly.
void derive_quantities(
    DraftDocument& inventory, std::uint16_t number, const schemas::CodeBook& codes, ChangeLog& log
);

}  // namespace tg::normalise
