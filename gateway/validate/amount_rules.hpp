// The cross rules that calculate. Rows of the table in cross_rules.cpp.
#pragma once

#include "gateway/validate/cross_rules.hpp"

namespace tg::validate::amounts {

void positive(const Case& the_case);
void line_totals(const Case& the_case);   ///< total = price x quantity
void goods_values(const Case& the_case);  ///< goodsValue = sum of the lines
void paid_sum(const Case& the_case);      ///< acturalPaid = goods + freight + tax - discount
void list_limit(const Case& the_case);    ///< 9710, 9810: worth no more than a list may be
void weights(const Case& the_case);       ///< net <= gross

}  // namespace tg::validate::amounts
