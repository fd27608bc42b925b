// Goods under a tariff quota: so many kilograms per person and year. The kinds stand in
// positive_list_remark, which code has one in the positive list. What is used is kept as claims, in
// kilograms, under an account of its own.
#pragma once

#include "gateway/core/decimal.hpp"
#include "gateway/tax/input.hpp"
#include "schemas/code_book.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::tax {

struct Quota {
    std::string name;  ///< QTY_SUGAR ...
    Decimal annual_kg;
};

/// The quota of a ten-digit code on a day; nothing when the positive list names none.
std::optional<Quota> quota_of(const schemas::CodeBook& codes, std::string_view gcode, Day day);

/// Account of a buyer (named by BuyerKeys) for one quota in one calendar year.
std::string quota_account(std::string_view buyer, int year, std::string_view quota);

}  // namespace tg::tax
