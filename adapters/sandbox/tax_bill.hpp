// Electronic tax bills of imports: CEB816 with a line for each line of the inventory, CEB818 for
// what becomes of it [tax.md 3, 5, 7]. Pure. The rates are a handful by heading, enough to be
// plausible: the sandbox has no tariff.
#pragma once

#include "gateway/core/decimal.hpp"
#include "schemas/document.hpp"

#include <span>
#include <string_view>

namespace tg::sandbox {

struct BillNames {
    std::string_view guid, time, invt_no, tax_no;
};

/// Status 1 for the quantities that are `left` of the inventory's lines; lines of which nothing is
/// left are not on it. The head's taxes are the sums of the lines'.
schemas::Document tax_bill(
    const schemas::Document& inventory, std::span<const Decimal> left, const BillNames& names
);

enum class BillState : std::uint8_t { consolidated = 2, void_bill = 3 };

schemas::Document tax_status(
    const schemas::Document& inventory, BillState state, const BillNames& names
);

}  // namespace tg::sandbox
