// Customs' codes from what people write: the code itself, ISO letters, or a name in Chinese or
// English. Used by the transforms currency, country and unit.
#pragma once

#include "schemas/code_book.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::normalise {

/// The code that `text` (trimmed, half-width) means in the list; nothing when the list has no such
/// code, letters or name, or when the name is ambiguous there. Three digits stand for themselves in
/// a list that is not whole.
std::optional<std::string> code_of(const schemas::CodeList& list, std::string_view text);

/// ISO 3166-1 letters: "CHN" for "CN"; nothing for anything else. Customs' own table has the three
/// letters only.
std::optional<std::string_view> alpha3_of(std::string_view alpha2);

}  // namespace tg::normalise
