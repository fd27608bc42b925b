// Marks on our own disk that a message is about to be made visible in a folder: one small file per
// message, written and synced before the rename that it speaks of, and kept for good (a message is
// asked about as long as its outcome is unknown, and a mark's size is one name). Blocking calls.
#pragma once

#include "gateway/core/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tg::adapters {

class HandoverMarks {
 public:
    /// `folder` exists, or is unmounted.
    explicit HandoverMarks(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// The name that the mark of `key` holds; nothing when there is no mark. Errc::io_failed when
    /// the disk does not say. A name that cannot be one comes back empty.
    [[nodiscard]] Result<std::optional<std::string>> find(std::string_view key) const;
    /// Whether it is there and synced; errno tells why not.
    [[nodiscard]] bool write(std::string_view key, std::string_view name) const;

 private:
    std::filesystem::path folder_;
};

}  // namespace tg::adapters
