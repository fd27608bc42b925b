// What was answered to a request with an Idempotency-Key, as a line of text, so that a repetition
// is told the same whatever has become of the filing since.
#pragma once

#include "gateway/store/store.hpp"

#include <string>
#include <string_view>

namespace tg::store {

/// State, missing sections and acts: "2;8;3:1:621,0:0:311".
std::string kept_answer(const Accepted& accepted);
/// Puts into `accepted` what the text says; leaves it alone when there is none.
void recall_answer(std::string_view text, Accepted& accepted);

}  // namespace tg::store
