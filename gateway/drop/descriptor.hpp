// File descriptors for folders that strangers write into: everything is opened relative to an open
// folder, and no link is ever followed. Blocking calls, for the pool's threads.
#pragma once

#include "gateway/core/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace tg::drop {

class Descriptor {
 public:
    Descriptor() = default;
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int get() const { return value_; }
    [[nodiscard]] bool open() const { return value_ >= 0; }
    /// Whether closing went well: a full disk of a network folder may speak up only here.
    bool close();

 private:
    int value_ = -1;
};

/// The error of the last call, about `what`; Errc::io_failed.
Error io_error(const std::string& what);

/// A folder that is no link.
Result<Descriptor> open_folder(const std::filesystem::path& path);

bool write_all(int descriptor, std::string_view bytes);
/// Up to `bytes`; 0 at the end, -1 with errno.
std::int64_t read_some(int descriptor, char* into, std::size_t bytes);

/// SHA-256 of what comes piece by piece.
class Digest {
 public:
    Digest();
    ~Digest();
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;
    void add(std::string_view bytes);
    /// 64 hex digits; once.
    std::string hex();

 private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}  // namespace tg::drop
