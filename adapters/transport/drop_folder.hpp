// The two sides of a drop folder as blocking calls, for the pool's threads. What they promise
// survives a crash at any line.
//
// Sending. Three names tell everything about a message, and only the middle step makes it visible:
//   P  <send>/.<name>.tmp    complete and synced before M exists; never removed by us, only renamed
//   M  <done>/sent/<key>     says that P was about to be renamed; holds <name>
//   S  <send>/<name>         P, renamed
// Steps: write P, sync; write M, sync; rename P to S, sync. So:
//   S exists                    there
//   no M                        absent: the rename comes after M
//   M and P                     absent: the rename did not happen
//   M, neither P nor S          there: renamed, and taken away by the other side since
// This would lie only if somebody else removed P, a name with a leading dot and the ending .tmp
// that readers ignore. M stays for good: a message is asked about as long as its outcome is
// unknown, and its size is one name.
//
// Receiving. A file is read when it has been still for a moment and looks whole (its root element
// is closed); what does not is read a minute after its last change, for a writer may pause. It is
// moved to <done>/received/ when it is confirmed: only if it is still the file that was read, since
// a sender may use a name twice. Names may be UTF-8 or GB 18030; the handle is always UTF-8.
#pragma once

#include "adapters/transport/file_names.hpp"
#include "adapters/transport/handover_marks.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/core/result.hpp"
#include "gateway/forward/zone_adapter.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::adapters {

struct DropFolders {
    std::filesystem::path send, receive, done;  ///< receive and done on one file system
};

/// Makes what is missing of them. Errc::io_failed.
Result<void> make_folders(const DropFolders& folders);

class SendFolder {
 public:
    explicit SendFolder(const DropFolders& folders);

    /// Puts the file there unless it is or was there. Errc::not_sent: it did not become visible;
    /// Errc::no_answer: it did, but may not survive a power failure; Errc::internal: the key is no
    /// plain name, or the name could leave the folder.
    Result<void> put(std::string_view key, std::string_view name, std::string_view bytes) const;
    /// See the table above. Errc::io_failed when the disk does not say.
    [[nodiscard]] Result<forward::Presence> ask(std::string_view key) const;

 private:
    std::filesystem::path send_;
    HandoverMarks marks_;
};

struct FoundFile {
    std::string name;  ///< as shown_name() says it
    std::string bytes;
};

/// Its calls come one after another (one poller per channel), on any thread.
class ReceiveFolder {
 public:
    explicit ReceiveFolder(const DropFolders& folders);

    /// Whole files at rest, oldest first, at most `limit`. Unfinished names, links and folders
    /// are not seen; what is too large or has a name that cannot be kept goes to
    /// <done>/set_aside/.
    Result<std::vector<FoundFile>> read(std::size_t limit, Instant now);
    /// Moves files that read() answered.
    Result<void> take_away(const std::vector<std::string>& names);
    /// Files set aside since the last question.
    std::size_t take_refused() { return std::exchange(refused_, 0); }

 private:
    /// What tells one file from another of the same name.
    struct Stamp {
        std::uint64_t inode = 0;
        std::int64_t bytes = 0, changed_ns = 0;
        bool operator==(const Stamp&) const = default;
    };
    struct Candidate {
        Stamp stamp;
        std::string name;   ///< the bytes in the folder
        std::string shown;  ///< shown_name()
    };
    /// Seen and not read yet.
    struct Waiting {
        Stamp stamp;
        Instant since;
    };
    struct Read {
        std::string name;
        Stamp stamp;
    };
    Result<std::vector<Candidate>> candidates();
    [[nodiscard]] Instant still_since(const Candidate& candidate, Instant now) const;
    [[nodiscard]] bool at_rest(const Candidate& candidate, Instant now) const;
    [[nodiscard]] Result<std::string> content(const Candidate& candidate) const;
    void set_aside(const std::string& name, std::string_view why);
    static Stamp stamp_of(const std::filesystem::path& path);

    std::filesystem::path receive_, received_, set_aside_;
    std::map<std::string, Waiting> seen_;  ///< of the last round, unread; by name in the folder
    std::map<std::string, Read> read_;     ///< answered, not yet confirmed; by name shown
    std::size_t refused_ = 0;              ///< set aside since the last question
};

}  // namespace tg::adapters
