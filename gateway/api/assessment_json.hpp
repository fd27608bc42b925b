// The tax of an order as JSON: what is due per line and in all, and each term with its formula, its
// sentence in both languages and what it gave.
#pragma once

#include "gateway/api/json_text.hpp"
#include "gateway/tax/assess.hpp"
#include "gateway/tax/formulas.hpp"

namespace tg::api {

void write_step(JsonText& out, const tax::Step& step);
void write_assessment(JsonText& out, const tax::Assessment& tax);

}  // namespace tg::api
