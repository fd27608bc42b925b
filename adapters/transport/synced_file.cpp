// See synced_file.hpp.
#include "adapters/transport/synced_file.hpp"

#include "gateway/core/result.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tg::adapters {
namespace {

namespace fs = std::filesystem;

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

Descriptor::Descriptor(const fs::path& path, int flags, mode_t mode)
    : value_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode)) {}

Descriptor::~Descriptor() {
    if (value_ >= 0)
        ::close(value_);
}

bool Descriptor::close() {
    return ::close(std::exchange(value_, -1)) == 0;
}

std::string reason() {
    return std::strerror(errno);  // NOLINT(concurrency-mt-unsafe): glibc's is
}

Error io_failed(const fs::path& path) {
    auto why = reason();
    return fail(Errc::io_failed, path.string(), {path.filename().string(), why}, why);
}

bool write_synced(const fs::path& path, std::string_view bytes) {
    Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC, 0640);
    return file.open() && write_all(file.get(), bytes) && ::fsync(file.get()) == 0 && file.close();
}

bool sync_folder(const fs::path& folder) {
    const Descriptor handle(folder, O_RDONLY | O_DIRECTORY);
    return handle.open() && ::fsync(handle.get()) == 0;
}

Existence existence_of(const fs::path& path) {
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) == 0)
        return Existence::yes;
    return errno == ENOENT ? Existence::no : Existence::unknown;
}

Existence existence_in(int folder, const std::string& name) {
    struct stat facts {};
    if (::fstatat(folder, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0)
        return Existence::yes;
    if (errno != ENOENT)
        return Existence::unknown;
    // A folder that was removed itself tells nothing.
    const bool alive = ::fstat(folder, &facts) == 0 && facts.st_nlink > 0;
    return alive ? Existence::no : Existence::unknown;
}

bool read_all(int descriptor, std::size_t most, std::string& out) {
    constexpr std::size_t step = 64 * 1024;
    while (out.size() <= most) {
        const auto have = out.size();
        out.resize(have + step);
        const auto got = ::read(descriptor, out.data() + have, step);
        if (got < 0 && errno == EINTR) {
            out.resize(have);
            continue;
        }
        out.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got < 0)
            return false;
        if (got == 0)
            break;
    }
    return true;
}

}  // namespace tg::adapters
