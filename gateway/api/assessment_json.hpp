// One term of a tax as JSON: its formula, its sentence in both languages, what it gave.
#pragma once

#include "gateway/api/json_text.hpp"
#include "gateway/tax/formulas.hpp"

namespace tg::api {

void write_step(JsonText& out, const tax::Step& step);

}  // namespace tg::api
