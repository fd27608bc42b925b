// Each term of a tax explained as data: which formula, with which operands, gave what. Rendered as
// a sentence in Chinese or English, or shown as JSON by whoever serves it.
#pragma once

#include "gateway/core/decimal.hpp"
#include "gateway/core/error.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace tg::tax {

enum class Formula : std::uint8_t {
    freight_share,
    insurance_share,
    dutiable_value,
    dutiable_from_gross,
    value_per_measure,
    specific,
    duty_waived,
    duty,
    consumption_base,
    consumption,
    vat,
    consumption_due,
    vat_due,
    line_total,
};

struct FormulaRow {
    Formula formula;
    std::string_view name;              ///< of the API
    std::string_view term_zh, term_en;  ///< what is computed
    std::string_view zh, en;            ///< {0} ... are the operands
    std::string_view rates;  ///< places of operands that are rates, shown in percent: "13"
};

/// Exact while `exact`; otherwise the result is shown to five digits, half up (amounts due: rounded
/// as the mode says), and the computation went on with the exact value.
struct Step {
    static constexpr std::size_t operands_max = 4;

    Formula formula{};
    std::array<Decimal, operands_max> operands{};
    std::size_t count = 0;
    Decimal result{};
    bool exact = true;

    Step() = default;
    Step(Formula which, std::initializer_list<Decimal> given, const Decimal& gives, bool is_exact);
};

const FormulaRow& row_of(Formula formula);
std::span<const FormulaRow> formula_rows();

/// 增值税 = (完税价格 425 + 关税 0 + 消费税 75) × 13% = 65
std::string render(const Step& step, Language language);

/// 0.13 as 13%.
std::string percent(const Decimal& rate);

}  // namespace tg::tax
