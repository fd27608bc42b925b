// One process per store: a lock on a file beside it, held as long as this object and given back by
// the kernel when the process dies in whatever way.
#pragma once

#include "gateway/core/result.hpp"

#include <string>

namespace tg::store {

class FileLock {
 public:
    /// Errc::store_in_use when somebody else holds it. Also makes the store's file, for its owner's
    /// eyes only.
    static Result<FileLock> take(const std::string& store_path);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

 private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace tg::store
