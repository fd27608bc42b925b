// The folders of one seller as blocking calls for the pool's threads: files are taken from `in`,
// answers are put into `out`, what was answered is moved to `done`. The seller is a stranger who
// may do anything in these folders at any moment:
//   - a file is copied before it is read, and copied only when it has been still for a while;
//   - links are neither followed nor read, names never leave their folder;
//   - a file is moved only if it is still the one that was copied: another one of the same name is
//     a new file.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/drop/descriptor.hpp"
#include "gateway/drop/options.hpp"

#include <map>
#include <string>
#include <vector>

namespace tg::drop {

/// What tells one file from another of the same name, or from itself before it grew.
struct Stamp {
    std::uint64_t device = 0, inode = 0;
    std::int64_t bytes = 0, modified_ns = 0, changed_ns = 0;
    bool operator==(const Stamp&) const = default;
};

struct FoundFile {
    std::string name;
    Stamp stamp;
    bool plain = true;  ///< neither link nor folder nor anything special
};

struct Copied {
    std::string sha256;  ///< 64 hex digits
    std::uint64_t bytes = 0;
};

inline constexpr std::size_t name_bytes_max = 200;  ///< leaves room for the name of the answer
/// Whether the name can be kept and answered.
bool fit_name(std::string_view name);
/// "<name>.answer.ndjson"; of a name that is not fit, its digest stands for it.
std::string answer_name(std::string_view name);

/// Its calls come one after another.
class SellerFolder {
 public:
    explicit SellerFolder(const FolderOptions& options);

    /// Files that have been still for the time of rest, those that were seen first in front. Names
    /// with a leading dot or an ending of half-done files (.tmp, .part, .filepart) are not seen.
    /// Errc::io_failed when a folder cannot be read.
    Result<std::vector<FoundFile>> look(Instant now, std::size_t most);
    /// Seen in the last look, at rest or not, without those that are left.
    [[nodiscard]] std::size_t waiting() const { return waiting_; }

    /// Copies the file. What its sender must change: file_not_plain, file_unreadable,
    /// file_too_large, file_not_text, file_empty. Errc::state_moved: it changes still, or is gone;
    /// look again. Errc::io_failed.
    [[nodiscard]] Result<Copied> copy(const FoundFile& found, const std::filesystem::path& to)
        const;
    /// Puts the answer, a file of ours, under its name into `out`: whole, and on disk. An answer of
    /// other content that stands there already stays; then the name carries a digest.
    [[nodiscard]] Result<void> answer(const FoundFile& found, const std::filesystem::path& from)
        const;
    /// Moves what was answered to `done`. Nothing when another file has its name by now. A file
    /// that cannot be moved is left where it is, and not seen again until it changes.
    Result<void> put_away(const FoundFile& found, std::string_view mark);

 private:
    struct Seen {
        Stamp stamp;
        Instant since{};
    };

    FolderOptions options_;
    std::map<std::string, Seen> seen_;
    std::map<std::string, Stamp> left_;  ///< answered, but not to be moved
    std::size_t waiting_ = 0;
};

}  // namespace tg::drop
