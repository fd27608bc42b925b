// What goods of an inventory may still come back: the lines of a return against those of the
// inventory, less what came back before [import-messages.md 8, export-messages.md 10]. Pure.
#pragma once

#include "gateway/core/decimal.hpp"
#include "schemas/document.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg::sandbox {

/// Value of a line element, empty when absent or unknown to the table.
std::string_view line_value(
    const schemas::Document& document, std::size_t line, std::string_view element
);

/// Quantities that are left of the inventory's lines, in their order. Never below zero.
std::vector<Decimal> left_of(
    const schemas::Document& inventory, std::span<const schemas::Document> returns
);

struct LineFault {
    enum class What : std::uint8_t { unknown_line, above_quantity } what;
    std::string values;  ///< "InvtRefundList[1].qty:3,InventoryList[1]:2"
};

/// The first line of the return that the inventory does not bear.
std::optional<LineFault> fault_of_return(
    const schemas::Document& inventory,
    std::span<const Decimal> left,
    const schemas::Document& refund
);

}  // namespace tg::sandbox
