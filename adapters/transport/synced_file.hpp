// POSIX calls of folders that keep promises over a crash: no links followed, and an order of
// writing, syncing and renaming that the caller decides.
#pragma once

#include "gateway/core/error.hpp"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace tg::adapters {

class Descriptor {
 public:
    Descriptor(const std::filesystem::path& path, int flags, mode_t mode = 0);
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return value_; }
    [[nodiscard]] bool open() const { return value_ >= 0; }
    /// Closes and says whether that went well: a full disk of a network folder may speak up only
    /// here.
    bool close();

 private:
    int value_;
};

/// errno as a text.
std::string reason();
/// Errc::io_failed with errno.
Error io_failed(const std::filesystem::path& path);

bool write_synced(const std::filesystem::path& path, std::string_view bytes);
bool sync_folder(const std::filesystem::path& folder);

enum class Existence : std::uint8_t { yes, no, unknown };
Existence existence_of(const std::filesystem::path& path);
/// The same in an open folder.
Existence existence_in(int folder, const std::string& name);

/// Whole content, at most `most` bytes and some more (so that the caller sees when there was more).
bool read_all(int descriptor, std::size_t most, std::string& out);

}  // namespace tg::adapters
