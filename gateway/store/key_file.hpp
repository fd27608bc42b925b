// A secret of this installation in a file of its own beside the store: made at the first start,
// readable by its owner only. Lost, what was named with it cannot be named again.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/core/secret.hpp"

#include <filesystem>

namespace tg::store {

/// 32 random bytes as 64 hex digits. Errc::io_failed when it can be neither read nor made, and
/// Errc::bad_key when others may read the file or it holds anything else.
Result<Secret> load_or_make_key(const std::filesystem::path& file);

}  // namespace tg::store
