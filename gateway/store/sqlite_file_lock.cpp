// flock on <store>.lock.
#include "gateway/store/sqlite_file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tg::store {

Result<FileLock> FileLock::take(const std::string& store_path) {
    const auto path = store_path + ".lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return fail(Errc::io_failed, {}, {path, std::strerror(errno)});
    FileLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return fail(Errc::store_in_use, {}, {store_path});
    // Made here because SQLite would make it readable to everybody; its side files take these
    // rights over.
    const int store = ::open(store_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (store < 0)
        return fail(Errc::io_failed, {}, {store_path, std::strerror(errno)});
    ::close(store);
    return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FileLock::~FileLock() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

}  // namespace tg::store
