// A file system under SQLite that loses what was not synced: writes stay in the process until
// xSync, so that SIGKILL takes them away as a power failure would. A seeded part of them reaches
// the file at once, in whatever order, as a kernel may write back any dirty page at any time.
#pragma once

#include <cstdint>

namespace tg::test {

/// Every database opened from now on uses it. Once per process, before the first is opened.
void use_losing_vfs(std::uint64_t seed);

}  // namespace tg::test
