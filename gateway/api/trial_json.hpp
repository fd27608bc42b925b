// A dry run as JSON: verdict, findings, documents with their XML, what was brought into form, tax
// with each term.
#pragma once

#include "gateway/api/json_text.hpp"
#include "gateway/shapes/taken_order.hpp"
#include "gateway/trial/trial.hpp"

namespace tg::api {

/// `taken`: the order came in the form of a marketplace, and its places are told.
void write_trial(
    JsonText& out,
    const trial::Trial& trial,
    Language language,
    const shapes::TakenOrder* taken = nullptr
);

}  // namespace tg::api
