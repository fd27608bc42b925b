// The history of switches as text: one JSON object per line.
#pragma once

#include "gateway/books/snapshot.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::books {

std::string history_text(const std::vector<Switch>& history);
/// Nothing when the text is something else, or the numbers do not rise.
std::optional<std::vector<Switch>> history_from(std::string_view text);

}  // namespace tg::books
