// What every POST must bring, whatever its body says.
#pragma once

#include "gateway/api/call.hpp"

#include <string>
#include <string_view>

namespace tg::api {

/// The Idempotency-Key (empty when there is none), after Content-Type was found to be `media` in
/// UTF-8. Errors: unsupported_media, bad_idempotency_key.
Result<std::string> posted(const Call& call, std::string_view media);

/// Whether Content-Type is `media` in UTF-8.
bool sent_as(const Call& call, std::string_view media);

}  // namespace tg::api
