// Lines of a remote folder, as an SFTP server writes them (ls -l). They come from outside: what has
// another form, or a name that cannot be one, is not taken for a file. Pure.
#pragma once

#include "gateway/core/clock.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tg::adapters {

struct RemoteFile {
    std::string name;  ///< bytes as the server has them; no slash, not "." or ".."
    std::int64_t bytes = 0;
    std::string look;  ///< everything before the name: the same while nobody writes
    /// For the order only, to the minute at best: larger is younger.
    std::int64_t rank = 0;
};

struct Listing {
    std::vector<RemoteFile> files;  ///< regular ones, oldest first; each name once
    std::size_t unclear = 0;        ///< lines of no known form
};

Listing read_listing(std::string_view text, Instant now);

}  // namespace tg::adapters
