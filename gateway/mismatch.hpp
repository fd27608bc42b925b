// What a refused late section says differently from its filing, taken from the refusal: kept beside
// the filing, because an operator must see why an inventory waits. Pure.
#pragma once

#include "gateway/core/error.hpp"
#include "gateway/store/expected.hpp"

#include <string_view>
#include <vector>

namespace tg {

/// One attempt per place where the late section and the filing disagree; empty when the refusal was
/// for other reasons. `body` is the late section as it was sent. Values of persons are left out.
std::vector<store::Mismatch::Attempt> attempts_in(const Error& refusal, std::string_view body);

}  // namespace tg
