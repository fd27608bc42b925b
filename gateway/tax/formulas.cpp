// The formulas as rows, and their rendering.
#include "gateway/tax/formulas.hpp"

#include "gateway/tax/findings.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <vector>

namespace tg::tax {
namespace {

// clang-format off
constexpr FormulaRow rows[] = {
    {Formula::freight_share, "freight_share", "运费分摊", "Freight share", "运费 {0} × 货值 {1} ÷ 总货值 {2}（最大余数法）", "freight {0} × value {1} ÷ value of all {2} (largest remainder)", ""},
    {Formula::insurance_share, "insurance_share", "保费分摊", "Insurance share", "保费 {0} × 货值 {1} ÷ 总货值 {2}（最大余数法）", "insurance {0} × value {1} ÷ value of all {2} (largest remainder)", ""},
    {Formula::dutiable_value, "dutiable_value", "完税价格", "Dutiable value", "货值 {0} + 运费 {1} + 保费 {2}", "price {0} + freight {1} + insurance {2}", ""},
    {Formula::dutiable_from_gross, "dutiable_from_gross", "完税价格", "Dutiable value", "（含税价 {0} − 定额税 {1}）÷ (1 + 综合税率 {2})", "(price with tax {0} − fixed tax {1}) ÷ (1 + combined rate {2})", "2"},
    {Formula::value_per_measure, "value_per_measure", "单位完税价格", "Value per measure", "完税价格 {0} ÷ 计量数 {1}", "dutiable value {0} ÷ measures {1}", ""},
    {Formula::specific, "specific", "从量税", "Specific part", "数量 {0} × 单位税额 {1}", "quantity {0} × amount per unit {1}", ""},
    {Formula::duty_waived, "duty_waived", "关税", "Duty", "限值以内关税税率 {0}", "rate inside the limits {0}", "0"},
    {Formula::duty, "duty", "关税", "Duty", "完税价格 {0} × 关税税率 {1}", "dutiable value {0} × duty rate {1}", "1"},
    {Formula::consumption_base, "consumption_base", "消费税计税价格", "Consumption tax base", "（完税价格 {0} + 关税 {1} + 从量税 {2}）÷ (1 − 消费税税率 {3})", "(dutiable value {0} + duty {1} + specific part {2}) ÷ (1 − consumption tax rate {3})", "3"},
    {Formula::consumption, "consumption", "消费税", "Consumption tax", "计税价格 {0} × 消费税税率 {1} + 从量税 {2}", "base {0} × consumption tax rate {1} + specific part {2}", "1"},
    {Formula::vat, "vat", "增值税", "VAT", "（完税价格 {0} + 关税 {1} + 消费税 {2}）× 增值税税率 {3}", "(dutiable value {0} + duty {1} + consumption tax {2}) × VAT rate {3}", "3"},
    {Formula::consumption_due, "consumption_due", "应缴消费税", "Consumption tax due", "消费税 {0} × {1}", "consumption tax {0} × {1}", "1"},
    {Formula::vat_due, "vat_due", "应缴增值税", "VAT due", "增值税 {0} × {1}", "VAT {0} × {1}", "1"},
    {Formula::line_total, "line_total", "应缴税款", "Tax due", "关税 {0} + 消费税 {1} + 增值税 {2}", "duty {0} + consumption tax {1} + VAT {2}", ""},
};
// clang-format on

}  // namespace

Step::Step(Formula which, std::initializer_list<Decimal> given, const Decimal& gives, bool is_exact)
    : formula(which), count(given.size()), result(gives), exact(is_exact) {
    assert(given.size() <= operands_max);
    std::copy(given.begin(), given.end(), operands.begin());
}

std::span<const FormulaRow> formula_rows() {
    return rows;
}

const FormulaRow& row_of(Formula formula) {
    const auto* found = std::find_if(std::begin(rows), std::end(rows), [formula](const auto& row) {
        return row.formula == formula;
    });
    assert(found != std::end(rows));
    return *found;
}

std::string percent(const Decimal& rate) {
    const auto hundredfold = rate.times(Decimal{100});
    return hundredfold ? hundredfold->text() + "%" : rate.text();
}

std::string render(const Step& step, Language language) {
    const auto& row = row_of(step.formula);
    std::vector<std::string> args;
    for (std::size_t i = 0; i < step.count; ++i) {
        const auto rate = row.rates.find(static_cast<char>('0' + i)) != std::string_view::npos;
        args.push_back(rate ? percent(step.operands[i]) : step.operands[i].text());
    }
    const auto term = language == Language::zh ? row.term_zh : row.term_en;
    const auto text = language == Language::zh ? row.zh : row.en;
    return std::string(term) + " = " + filled(text, args) + (step.exact ? " = " : " ≈ ") +
           step.result.text();
}

}  // namespace tg::tax
