// Forms of codes: '[0-9]{4}[0-9W][0-9A-Z]{5}'.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tg::rules {

/// Is `text` of this form? A form is a run of classes `[0-9A-Z]` or single characters, each with an
/// optional `{n}` or
/// `{n,m}`; the whole text must match. Every part takes as many characters as it may: no way back,
/// linear time.
bool has_form(std::string_view text, std::string_view form);

/// What is wrong with the form itself; nothing when it can be used.
std::optional<std::string> flaw_of_form(std::string_view form);

}  // namespace tg::rules
