// A dry run as JSON: verdict, findings, documents with their XML, what was brought into form, tax
// with each term.
#pragma once

#include "gateway/api/json_text.hpp"
#include "gateway/trial/trial.hpp"

namespace tg::api {

void write_trial(JsonText& out, const trial::Trial& trial, Language language);

}  // namespace tg::api
