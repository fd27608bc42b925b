// POSIX calls, because the promises need O_NOFOLLOW, fsync and the order of both.
#include "adapters/transport/drop_folder.hpp"

#include "adapters/transport/file_contents.hpp"
#include "adapters/transport/synced_file.hpp"
#include "gateway/core/crash_point.hpp"
#include "gateway/core/log.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <utility>

namespace tg::adapters {
namespace {

namespace fs = std::filesystem;
using forward::Presence;

constexpr std::int64_t file_bytes_max = 64 * 1024 * 1024;
constexpr std::int64_t rest_ns = 100'000'000;
/// What does not look whole may be half a file for this long, counted from its last change.
constexpr std::chrono::milliseconds half_file_patience{60'000};

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// Never over a file that is there: an earlier one of the same name stays.
bool move_beside(const fs::path& from, const fs::path& folder) {
    const auto name = from.filename().string();
    constexpr int tries = 1'000;
    for (int i = 0; i < tries; ++i) {
        const auto to = folder / (i == 0 ? name : name + "." + std::to_string(i));
        if (existence_of(to) != Existence::no)
            continue;
        return ::rename(from.c_str(), to.c_str()) == 0;
    }
    errno = EEXIST;
    return false;
}

}  // namespace

Result<void> make_folders(const DropFolders& folders) {
    for (const auto& folder :
         {folders.send,
          folders.receive,
          folders.done / "sent",
          folders.done / "received",
          folders.done / "set_aside"}) {
        std::error_code failure;
        fs::create_directories(folder, failure);
        if (failure)
            return fail(Errc::io_failed, folder.string(), {folder.string(), failure.message()});
    }
    return success();
}

SendFolder::SendFolder(const DropFolders& folders)
    : send_(folders.send), marks_(folders.done / "sent") {}

Result<void> SendFolder::put(std::string_view key, std::string_view name, std::string_view bytes)
    const {
    if (!plain_name(key) || !stays_in_folder(name))
        return fail(Errc::internal, {}, {}, "key or name of a file could leave its folder");
    TG_TRY(const auto presence, ask(key));
    if (presence == Presence::there)
        return success();

    const auto hidden = send_ / ("." + std::string(name) + ".tmp");
    const auto visible = send_ / name;
    const bool ready = write_synced(hidden, bytes) && sync_folder(send_) && marks_.write(key, name);
    if (!ready)
        return fail(Errc::not_sent, send_.string(), {send_.string()}, reason());
    passing(CrashPoint::file_synced);
    if (::rename(hidden.c_str(), visible.c_str()) != 0)
        return fail(Errc::not_sent, send_.string(), {send_.string()}, reason());
    passing(CrashPoint::file_named);
    if (!sync_folder(send_))
        return fail(Errc::no_answer, send_.string(), {}, reason());
    return success();
}

Result<Presence> SendFolder::ask(std::string_view key) const {
    if (!plain_name(key))
        return Presence::cannot_tell;
    TG_TRY(const auto mark, marks_.find(key));
    if (!mark)
        return Presence::absent;
    const auto& name = *mark;
    if (name.empty())
        return Presence::cannot_tell;
    // One handle for both looks: a folder that is away for one of them only would tell a lie.
    const Descriptor folder(send_, O_RDONLY | O_DIRECTORY);
    if (!folder.open())
        return io_failed(send_);
    // S before P: between both looks only P can become S, never the other way round.
    const auto visible = existence_in(folder.get(), name);
    const auto hidden = existence_in(folder.get(), "." + name + ".tmp");
    if (visible == Existence::yes)
        return Presence::there;
    if (hidden == Existence::yes)
        return Presence::absent;
    if (hidden == Existence::unknown || visible == Existence::unknown)
        return io_failed(send_);
    return Presence::there;
}

ReceiveFolder::ReceiveFolder(const DropFolders& folders)
    : receive_(folders.receive),
      received_(folders.done / "received"),
      set_aside_(folders.done / "set_aside") {}

ReceiveFolder::Stamp ReceiveFolder::stamp_of(const fs::path& path) {
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode))
        return {};
    return {facts.st_ino, facts.st_size, nanoseconds(facts.st_mtim)};
}

Result<std::vector<ReceiveFolder::Candidate>> ReceiveFolder::candidates() {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(receive_.c_str()), &::closedir);
    if (!folder)
        return io_failed(receive_);
    std::vector<Candidate> found;
    while (const auto* entry = ::readdir(folder.get())) {
        std::string name = entry->d_name;
        if (unfinished_name(name))
            continue;
        const auto stamp = stamp_of(receive_ / name);
        if (stamp == Stamp{})
            continue;  // a link, a folder, or gone
        auto shown = shown_name(name);
        if (!shown) {
            set_aside(name, "its name cannot be kept");
        } else if (stamp.bytes > file_bytes_max) {
            set_aside(name, "too large");
        } else {
            found.push_back({stamp, std::move(name), std::move(*shown)});
        }
    }
    std::sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
        return std::tie(a.stamp.changed_ns, a.name) < std::tie(b.stamp.changed_ns, b.name);
    });
    return found;
}

/// Since when it has not changed, as far as we know. Its time may lie in the future (another
/// clock): then since we first saw it so.
Instant ReceiveFolder::still_since(const Candidate& candidate, Instant now) const {
    const Instant changed{std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::nanoseconds(candidate.stamp.changed_ns)
    )};
    if (changed <= now)
        return changed;
    const auto before = seen_.find(candidate.name);
    const bool same = before != seen_.end() && before->second.stamp == candidate.stamp;
    return same ? before->second.since : now;
}

bool ReceiveFolder::at_rest(const Candidate& candidate, Instant now) const {
    const auto now_ns =
        std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
    if (now_ns - candidate.stamp.changed_ns >= rest_ns)
        return true;
    // Of the future: a file that did not change since the last round rests.
    const auto before = seen_.find(candidate.name);
    return candidate.stamp.changed_ns > now_ns && before != seen_.end() &&
           before->second.stamp == candidate.stamp;
}

Result<std::string> ReceiveFolder::content(const Candidate& candidate) const {
    const auto path = receive_ / candidate.name;
    const Descriptor file(path, O_RDONLY | O_NONBLOCK);
    std::string bytes;
    if (!file.open() || !read_all(file.get(), static_cast<std::size_t>(file_bytes_max), bytes))
        return io_failed(path);
    return bytes;
}

void ReceiveFolder::set_aside(const std::string& name, std::string_view why) {
    const bool moved = move_beside(receive_ / name, set_aside_);
    ++refused_;
    log::error(
        "receipt_file_set_aside",
        {{"folder", receive_.string()}, {"why", std::string(why)}, {"moved", moved ? "yes" : "no"}}
    );
}

Result<std::vector<FoundFile>> ReceiveFolder::read(std::size_t limit, Instant now) {
    TG_TRY(auto files, candidates());
    std::vector<FoundFile> out;
    std::map<std::string, Waiting> waiting;
    std::int64_t total = 0;
    read_.clear();
    for (auto& file : files) {
        if (out.size() == limit || total > file_bytes_max)
            break;
        const auto since = still_since(file, now);
        if (!at_rest(file, now)) {
            waiting.emplace(file.name, Waiting{file.stamp, since});
            continue;
        }
        if (read_.contains(file.shown))
            continue;  // the same name in another character set: after the first one is confirmed
        auto bytes = content(file);
        // Still being written, or taken away by somebody: the next round tells.
        if (!bytes || stamp_of(receive_ / file.name) != file.stamp)
            continue;
        if (now - since < half_file_patience && !looks_whole(bytes.value())) {
            waiting.emplace(file.name, Waiting{file.stamp, since});
            continue;
        }
        total += file.stamp.bytes;
        read_.emplace(file.shown, Read{std::move(file.name), file.stamp});
        out.push_back({std::move(file.shown), std::move(bytes).value()});
    }
    seen_ = std::move(waiting);
    return out;
}

Result<void> ReceiveFolder::take_away(const std::vector<std::string>& names) {
    for (const auto& name : names) {
        const auto known = read_.find(name);
        if (known == read_.end())
            continue;  // not answered by the last read(): not ours to move
        const auto path = receive_ / known->second.name;
        // Another file under the same name has not been read: it stays.
        if (stamp_of(path) == known->second.stamp && !move_beside(path, received_))
            return io_failed(path);
        read_.erase(known);
    }
    return success();
}

}  // namespace tg::adapters
