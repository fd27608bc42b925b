// The two sides of a drop folder at an SFTP server, as blocking calls. What they promise survives
// our crash, the server's, and a line that is cut at any byte.
//
// Sending. As drop_folder.hpp, with the mark on our side and the rest on theirs:
//   P  <send>/.<name>.tmp    uploaded whole before M exists; never removed by us, only renamed
//   M  <done>/sent/<key>     here, synced: P is about to be renamed; holds <name>
//   S  <send>/<name>         P, renamed
// What is asked afterwards:
//   no M                     absent: the rename comes after M
//   S exists                 there
//   M and P                  absent, as far as one can see: the command may linger at the server,
//                            which is why a lane asks twice (Channel::ask_after)
//   M, neither P nor S       there: renamed, and taken away since; said by one listing of the
//                            folder, which may itself be away for a while
// A rename whose answer was lost is looked at once more before it is told: Taken when S is there or
// was taken away; otherwise Errc::no_answer. A rename never replaces a file: where S is there
// already, it is ours of before, since names hold CopMsgId.
//
// Two things are out of our hands. SFTP 3 has no sync: a power failure at the server may lose what
// it has told us to be there. And OpenSSH renames by link and unlink: should it be killed between
// both, and the other side take S away before it is asked about, P would still be there and the
// message be sent again.
//
// Receiving. A file is read when it looks the same (size, time, rights) in two listings and is
// whole (its root element is closed; what is not, a minute after its last change). It is moved to
// <received> when it is confirmed: what is there after the move is compared with what was read, to
// the second and byte, and brought back when a sender has used the name again in between. What is
// too large or has a name that cannot be kept stays where it is, and is told once.
#pragma once

#include "adapters/transport/handover_marks.hpp"
#include "adapters/transport/sftp_line.hpp"
#include "adapters/transport/sftp_listing.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/forward/zone_adapter.hpp"

#include <atomic>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::adapters {

class SftpSendFolder {
 public:
    SftpSendFolder(
        const forward::SftpWire& wire,
        const std::string& channel,
        std::chrono::milliseconds call_time_max,
        const std::atomic<bool>& stopping
    );

    /// Errc::not_sent: it did not become visible. Errc::no_answer: perhaps. Errc::internal: key or
    /// name could leave a folder.
    Result<void> put(std::string_view key, std::string_view name, std::string_view bytes);
    /// See the table above.
    Result<forward::Presence> ask(std::string_view key);

 private:
    Result<forward::Presence> presence(std::string_view key);
    Result<forward::Presence> listed(const std::string& name);
    Result<bool> exists(const std::string& path);
    [[nodiscard]] std::string path_of(std::string_view name) const;

    std::string folder_, channel_;
    std::chrono::milliseconds call_time_max_;
    HandoverMarks marks_;
    SftpLine line_;
};

struct FetchedFile {
    std::string name;  ///< as shown_name() says it
    std::string bytes;
    std::int64_t changed = 0;
};

class SftpReceiveFolder {
 public:
    SftpReceiveFolder(
        const forward::SftpWire& wire,
        const std::string& channel,
        std::chrono::milliseconds call_time_max,
        const std::atomic<bool>& stopping
    );

    /// Whole files at rest, oldest first, at most `limit` and 64 MB together.
    Result<std::vector<FetchedFile>> read(std::size_t limit, Instant now);
    /// Moves files that read() answered.
    Result<void> take_away(const std::vector<std::string>& names, Instant now);
    /// Files that cannot be taken, told since the last question.
    std::size_t take_refused() { return refused_.exchange(0); }

 private:
    struct Seen {
        std::string look;
        Instant since;
    };
    struct Read {
        std::string name;
        RemoteFacts facts;
    };
    Result<std::vector<RemoteFile>> files(Instant now);
    Result<std::vector<RemoteFile>> at_rest(std::size_t limit, Instant now);
    Result<bool> fetch_one(const RemoteFile& file, Instant now, std::vector<FetchedFile>& out);
    Result<void> take_one(const Read& file, Instant now);
    void bring_back(const std::string& from, const std::string& name);
    void refuse(const std::string& name, std::string_view why);
    void remember(const std::vector<RemoteFile>& files, Instant now);
    [[nodiscard]] bool unchanged(const RemoteFile& file) const;

    std::string folder_, received_, channel_;
    std::chrono::milliseconds call_time_max_;
    SftpLine line_;
    std::map<std::string, Seen> seen_;  ///< of the last listing, by name there
    std::map<std::string, Read> read_;  ///< answered, not yet confirmed; by name shown
    std::set<std::string> told_;        ///< refused, still there
    std::atomic<std::size_t> refused_ = 0;
};

}  // namespace tg::adapters
