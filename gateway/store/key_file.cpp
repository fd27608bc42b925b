// See key_file.hpp. Written beside its name and moved there, so that a crash leaves no half key.
#include "gateway/store/key_file.hpp"

#include "gateway/core/text.hpp"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>

namespace tg::store {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t key_digits = 2 * key_bytes;
constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
constexpr mode_t others = S_IRWXG | S_IRWXO;

class File {
 public:
    File(const std::string& path, int flags) : handle_(::open(path.c_str(), flags, owner_only)) {}
    ~File() {
        if (handle_ >= 0)
            ::close(handle_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int handle() const { return handle_; }

 private:
    int handle_;
};

Error unreadable(const std::string& path) {
    return fail(Errc::io_failed, path, {path}, std::strerror(errno));
}

Result<Secret> read(const std::string& path, int handle) {
    struct stat about {};
    if (::fstat(handle, &about) != 0)
        return unreadable(path);
    if ((about.st_mode & others) != 0)
        return fail(Errc::bad_key, path, {path, "rights of others; chmod 600"});
    std::array<char, key_digits + 2> text{};
    const auto size = ::read(handle, text.data(), text.size());
    if (size < 0)
        return unreadable(path);
    auto key = std::string(trimmed({text.data(), static_cast<std::size_t>(size)}));
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (key.size() != key_digits || !std::ranges::all_of(key, is_hex))
        return fail(Errc::bad_key, path, {path, "64 x 0-9 a-f"});
    return Secret(std::move(key));
}

Result<void> write(const std::string& path, std::string_view text) {
    const File file(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    const auto size = static_cast<ssize_t>(text.size());
    if (file.handle() < 0 || ::fchmod(file.handle(), owner_only) != 0 ||
        ::write(file.handle(), text.data(), text.size()) != size || ::fsync(file.handle()) != 0)
        return unreadable(path);
    return success();
}

}  // namespace

Result<Secret> load_or_make_key(const std::filesystem::path& name) {
    const auto path = name.string();
    {
        const File file(path, O_RDONLY | O_CLOEXEC);
        if (file.handle() >= 0)
            return read(path, file.handle());
        if (errno != ENOENT)
            return unreadable(path);
    }
    std::array<unsigned char, key_bytes> random{};
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
        return fail(Errc::internal, {}, {}, "no random bytes");
    auto key = hex({reinterpret_cast<const char*>(random.data()), random.size()});
    const auto fresh = path + ".new";
    TG_TRY(write(fresh, key + "\n"));
    if (::rename(fresh.c_str(), path.c_str()) != 0)
        return unreadable(path);
    return Secret(std::move(key));
}

}  // namespace tg::store
