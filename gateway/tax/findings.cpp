// The texts of the findings.
#include "gateway/tax/findings.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace tg::tax {
namespace {

// clang-format off
constexpr IssueRow rows[] = {
    {Issue::no_lines, "no_lines", Weight::refused, "没有商品项", "There are no lines"},
    {Issue::bad_amount, "bad_amount", Weight::refused, "金额不得为负，数量须大于零", "Amounts must not be below zero, quantities must be above it"},
    {Issue::too_large, "too_large", Weight::refused, "数值过大，无法精确计算", "The numbers are too large to be computed exactly"},
    {Issue::rate_unknown, "rate_unknown", Weight::open, "税则（{1}）中没有商品编码 {0}，无法计算该项税款", "The tariff of {1} has no code {0}; the tax of this line cannot be computed"},
    {Issue::net_content_missing, "net_content_missing", Weight::assumed, "缺少每件净含量，按达到“{0}”的征税标准计算消费税", "The net content of a piece is missing; consumption tax is computed as if the threshold of {0} were reached"},
    {Issue::measure_missing, "measure_missing", Weight::assumed, "缺少升数或千克数，未计“{0}”的从量税", "Neither litres nor kilograms are known; the specific part of {0} is left out"},
    {Issue::exchange_rate_missing, "exchange_rate_missing", Weight::assumed, "缺少美元汇率，按较高一类“{0}”计算", "The rate of the US dollar is missing; the dearer class {0} is taken"},
    {Issue::price_in_gap, "price_in_gap", Weight::assumed, "没有完税价格恰好对应该含税价，取较高者 {0}", "No dutiable value gives this tax-inclusive price; the higher one, {0}, is taken"},
    {Issue::over_single_limit, "over_single_limit", Weight::refused, "完税价格 {0} 超过单次限值 {1}，且不是不可分割的单件商品", "The dutiable value {0} is above the limit of {1} for one purchase and it is not one single item"},
    {Issue::over_yearly_limit, "over_yearly_limit", Weight::refused, "本年已用 {0}，加上本单 {1} 超过年度限值 {2}", "With {0} used this year, {1} more is above the yearly limit of {2}"},
};
// clang-format on

}  // namespace

std::span<const IssueRow> issue_rows() {
    return rows;
}

const IssueRow& row_of(Issue issue) {
    const auto* found = std::find_if(std::begin(rows), std::end(rows), [issue](const auto& row) {
        return row.issue == issue;
    });
    assert(found != std::end(rows));
    return *found;
}

std::string filled(std::string_view text, const std::vector<std::string>& args) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto place = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}'
                               ? static_cast<std::size_t>(text[i + 1] - '0')
                               : args.size();
        if (place < args.size()) {
            out += args[place];
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string finding_text(const Finding& finding, Language language) {
    const auto& row = row_of(finding.issue);
    return filled(language == Language::zh ? row.zh : row.en, finding.args);
}

}  // namespace tg::tax
