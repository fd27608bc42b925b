// Where a secret stands: configuration names the place, never the secret itself.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/core/secret.hpp"

#include <filesystem>
#include <string_view>

namespace tg {

/// Whether a text has the form of a place: "env:NAME" or "file:PATH".
bool names_secret(std::string_view place);

/// The secret that stands at "env:NAME" (a variable of the environment) or "file:PATH" (the whole
/// file but for line ends at its end; a relative path is below `base`; at most 64 KiB).
/// Errc::bad_config names the place, never the content: nothing there, empty, a file that others
/// may read, or a text of no such form. Its arguments are
/// the sentence in both languages, in English and in Chinese.
Result<Secret> read_secret(std::string_view place, const std::filesystem::path& base);

}  // namespace tg
