// What the cells of the code lists must look like, as rows: a rate that is no number must never
// reach the tax. Read by code_files.cpp only.
#pragma once

#include <cstdint>
#include <string_view>

namespace tg::schemas {

enum class CellForm : std::uint8_t {
    digits,    ///< that many digits
    rate,      ///< plain decimal from 0, up to 10
    number,    ///< plain decimal from 0, or empty
    factor,    ///< digits with at most one point between them, any number of them, or empty
    day,       ///< yyyy-mm-dd, or empty
    code_of,   ///< a code of the list, or empty
    codes_of,  ///< codes of the list, joined by ; or empty
    one_of,    ///< one of the words, joined by |
};

struct CellRule {
    std::string_view list;  ///< * = every list that has the column
    std::string_view column;
    CellForm form;
    std::string_view what;  ///< count of digits, name of the list, words
};

inline constexpr CellRule cell_rules[] = {
    {"*", "valid_from", CellForm::day, ""},
    {"*", "valid_to", CellForm::day, ""},
    {"tariff", "code", CellForm::digits, "10"},
    {"tariff", "mfn_rate", CellForm::rate, ""},
    {"tariff", "consumption_tax_rate", CellForm::rate, ""},
    {"tariff", "vat_rate", CellForm::rate, ""},
    {"tariff", "unit1", CellForm::code_of, "unit"},
    {"tariff", "unit2", CellForm::code_of, "unit"},
    {"declaration_elements", "code", CellForm::digits, "10"},
    {"cbec_goods", "code", CellForm::digits, "10"},
    {"positive_list", "code", CellForm::digits, "8"},
    {"positive_list", "remark_code", CellForm::codes_of, "positive_list_remark"},
    {"positive_list_remark", "effect", CellForm::one_of, "refuse_direct|look|count"},
    {"positive_list_remark", "annual_kg", CellForm::number, ""},
    {"consumption_tax_rules", "measure", CellForm::one_of, "|ml_or_g|sheet|piece|tonne"},
    {"consumption_tax_rules", "at_least", CellForm::number, ""},
    {"consumption_tax_rules", "below", CellForm::number, ""},
    {"consumption_tax_rules", "currency", CellForm::one_of, "|CNY|USD"},
    {"consumption_tax_rules", "per_litre", CellForm::number, ""},
    {"consumption_tax_rules", "per_kg", CellForm::number, ""},
    {"consumption_tax_rules", "litres_per_tonne", CellForm::number, ""},
    {"unit", "factor_to_base", CellForm::factor, ""},
};

/// Lists in which a code stands once at a time: rows of the same code must not be valid on one day.
inline constexpr std::string_view unique_lists[] = {
    "tariff",
    "declaration_elements",
    "positive_list",
    "unit",
    "customs_district",
    "port",
    "currency",
    "trade_mode",
    "transport_mode",
};

}  // namespace tg::schemas
