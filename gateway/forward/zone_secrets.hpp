// Secrets for a house that is tried out: what zone files name and nobody has given is made up, such
// as its use demands (keys of RSA, keys of AES, texts). For the demo and for tests; a real platform
// gives its own.
#pragma once

#include "gateway/core/result.hpp"

#include <cstddef>
#include <filesystem>

namespace tg::forward {

/// Writes a file (0600) for every "file:" place of the zone files that is not there yet; relative
/// ones are below `root`. What is there stays as it is; places in the environment are left to
/// whoever sets them. How many were written. Errc::bad_config as load_zones, Errc::io_failed.
Result<std::size_t> make_up_secrets(
    const std::filesystem::path& zones, const std::filesystem::path& root
);

}  // namespace tg::forward
