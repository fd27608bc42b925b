// Files are made with O_EXCL: what is there is never written over; a second message of the same
// name (another sender's numbering) gets a further name.
#include "adapters/sandbox/archive.hpp"

#include "gateway/core/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tg::sandbox {

namespace {

constexpr std::size_t name_bytes_max = 150;
constexpr int same_names_max = 10'000;

bool write_whole(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t wrote = ::write(descriptor, bytes.data(), bytes.size());
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return true;
}

}  // namespace

std::string safe_name(std::string_view text) {
    std::string name;
    for (const char c : text.substr(0, name_bytes_max)) {
        const bool letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        name += letter || c == '-' || c == '.' ? c : '_';
    }
    if (name.empty() || name.front() == '.')
        name.insert(name.begin(), '_');
    return name;
}

Archive::Archive(std::filesystem::path data, Keep keep) : data_(std::move(data)), keep_(keep) {}

void Archive::received(const std::string& name, std::string_view bytes, Instant now) {
    if (keep_ == Keep::yes)
        write("received", name, bytes, now);
}

void Archive::refused(const std::string& name, std::string_view bytes, Instant now) {
    if (keep_ == Keep::yes && !bytes.empty())
        write("refused", name, bytes, now);
}

void Archive::write(
    const char* folder, const std::string& name, std::string_view bytes, Instant now
) {
    const std::filesystem::path day = data_ / folder / china_date8(now);
    if (made_ != day.string()) {
        std::error_code ignored;
        std::filesystem::create_directories(day, ignored);
        made_ = day.string();
    }
    const std::string base = safe_name(name);
    for (int again = 0; again < same_names_max; ++again) {
        const std::string suffix = again == 0 ? "" : "." + std::to_string(again + 1);
        const std::filesystem::path file = day / (base + suffix + ".xml");
        const int descriptor =
            ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
        if (descriptor < 0 && errno == EEXIST)
            continue;
        const bool whole = descriptor >= 0 && write_whole(descriptor, bytes);
        if (!whole)
            log::error("sandbox.archive_failed", {{"reason", std::strerror(errno)}});
        if (descriptor >= 0)
            ::close(descriptor);
        return;
    }
}

}  // namespace tg::sandbox
