// Elements whose values tell about a person: never shown in a finding's text, never in a log.
#pragma once

#include <string_view>

namespace tg::rules {

bool personal(std::string_view element);

}  // namespace tg::rules
