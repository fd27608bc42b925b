// Values that the sender left out and that follow from what was given. Nothing that was given is
// replaced; each derived value is written down with its rule. Used by normalise::draft.
#pragma once

#include "gateway/normalise/draft.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

/// A document in the making, and what it is made of.
struct Making {
    DraftDocument& made;
    std::uint16_t number;  ///< in Draft::documents
    const intake::Section& section;
    const schemas::CodeBook& codes;
    ChangeLog& log;

    /// What a line's member that no element takes holds, trimmed; empty when it is not given. By
    /// its slot, as schemas::find_slot has it.
    [[nodiscard]] std::string_view aside(std::size_t line, int slot) const;
};

/// consigneeDistrict of an order from its consigneeAddress.
void derive_district(const Making& making);

/// unit1 and qty1 of inventory lines that give no qty1: the legal unit of the tariff when unit1 is
/// absent too, and the quantity converted (5 digits, half up) when both units measure the same; in
/// kilograms else the quantity times `unitNetWeight`. When no line has a quantity by then and all
/// are measured in kilograms, the net weight is split over them by their quantities (of one unit)
/// or else by their values; the parts sum to it exactly.
/// unit2 and qty2 in the same way where the tariff knows a second unit (or the line names it), but
/// only where nothing is rounded and nothing shared: converted from qty or else from qty1, the
/// weight of the pieces, or the net weight of the only line.
void derive_quantities(const Making& making);

/// An element that the tariff does not ask for, or text that is no `name:value`.
struct ElementFault {
    std::size_t line;
    std::string allowed;  ///< names of the elements
};
/// gmodel of inventory lines that give none, from `elements` ("品牌:示例牌|包装规格:900克/罐"): the
/// values in the order of the tariff's declaration elements, parted by '|', empty where one is not
/// given; in their own order when the tariff does not know the code.
std::vector<ElementFault> derive_models(const Making& making);

}  // namespace tg::normalise
