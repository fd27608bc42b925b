// POSIX calls, because the promises need O_NOFOLLOW, fsync and the order of both.
#include "adapters/transport/drop_folder.hpp"

#include "gateway/core/log.hpp"
#include "gateway/core/text.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace tg::adapters {
namespace {

namespace fs = std::filesystem;
using forward::Presence;

constexpr std::int64_t file_bytes_max = 64 * 1024 * 1024;
constexpr std::int64_t rest_ns = 100'000'000;
constexpr std::size_t name_bytes_max = 200;  // leaves room for the dot and .tmp within 255

class Descriptor {
 public:
    Descriptor(const fs::path& path, int flags, mode_t mode = 0)
        : value_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode)) {}
    ~Descriptor() {
        if (value_ >= 0)
            ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return value_; }
    [[nodiscard]] bool open() const { return value_ >= 0; }
    /// Closes and says whether that went well: a full disk of a network folder may speak up only
    /// here.
    bool close() { return ::close(std::exchange(value_, -1)) == 0; }

 private:
    int value_;
};

std::string reason() {
    return std::strerror(errno);
}  // NOLINT(concurrency-mt-unsafe): glibc's is

Error io_failed(const fs::path& path) {
    auto why = reason();
    return fail(Errc::io_failed, path.string(), {path.filename().string(), why}, why);
}

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

bool write_synced(const fs::path& path, std::string_view bytes) {
    Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC, 0640);
    return file.open() && write_all(file.get(), bytes) && ::fsync(file.get()) == 0 && file.close();
}

bool sync_folder(const fs::path& folder) {
    const Descriptor handle(folder, O_RDONLY | O_DIRECTORY);
    return handle.open() && ::fsync(handle.get()) == 0;
}

enum class Existence : std::uint8_t { yes, no, unknown };

Existence existence_of(const fs::path& path) {
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) == 0)
        return Existence::yes;
    return errno == ENOENT ? Existence::no : Existence::unknown;
}

/// Whole content, at most `most` bytes and one more (so that the caller sees when there was more).
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

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

bool ignored(std::string_view name) {
    return name.starts_with('.') || name.ends_with(".tmp");
}

/// A name that can be a handle: kept as text, shown in pages.
bool keepable(std::string_view name) {
    return name.size() <= name_bytes_max && !first_unfit_for_xml(name) &&
           name.find_first_of("\t\r\n") == std::string_view::npos;
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

bool plain_name(std::string_view name) {
    const auto plain = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_' || c == '.';
    };
    return !name.empty() && name.size() <= name_bytes_max && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), plain);
}

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
    : send_(folders.send), sent_(folders.done / "sent") {}

Result<void> SendFolder::put(std::string_view key, std::string_view name, std::string_view bytes)
    const {
    if (!plain_name(key) || !plain_name(name))
        return fail(Errc::internal, {}, {}, "key or name of a file is no plain name");
    TG_TRY(const auto presence, ask(key));
    if (presence == Presence::there)
        return success();

    const auto hidden = send_ / ("." + std::string(name) + ".tmp");
    const auto visible = send_ / name;
    const auto mark = sent_ / key;
    const auto mark_hidden = sent_ / ("." + std::string(key) + ".tmp");
    const bool ready = write_synced(hidden, bytes) && sync_folder(send_) &&
                       write_synced(mark_hidden, name) &&
                       ::rename(mark_hidden.c_str(), mark.c_str()) == 0 && sync_folder(sent_) &&
                       ::rename(hidden.c_str(), visible.c_str()) == 0;
    if (!ready)
        return fail(Errc::not_sent, send_.string(), {send_.string()}, reason());
    if (!sync_folder(send_))
        return fail(Errc::no_answer, send_.string(), {}, reason());
    return success();
}

Result<Presence> SendFolder::ask(std::string_view key) const {
    if (!plain_name(key))
        return Presence::cannot_tell;
    const auto mark = sent_ / key;
    const Descriptor file(mark, O_RDONLY);
    if (!file.open()) {
        if (errno == ENOENT && existence_of(sent_) == Existence::yes)
            return Presence::absent;
        return io_failed(mark);
    }
    std::string name;
    if (!read_all(file.get(), name_bytes_max, name))
        return io_failed(mark);
    if (!plain_name(name))
        return Presence::cannot_tell;
    // S before P: between both looks only P can become S, never the other way round.
    const auto visible = existence_of(send_ / name);
    const auto hidden = existence_of(send_ / ("." + name + ".tmp"));
    if (visible == Existence::yes)
        return Presence::there;
    if (hidden == Existence::yes)
        return Presence::absent;
    if (hidden == Existence::unknown || visible == Existence::unknown)
        return io_failed(send_);
    // An unmounted send folder looks like one that was emptied.
    if (existence_of(send_) != Existence::yes)
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
        if (ignored(name))
            continue;
        const auto stamp = stamp_of(receive_ / name);
        if (stamp == Stamp{})
            continue;  // a link, a folder, or gone
        if (!keepable(name)) {
            set_aside(name, "its name cannot be kept");
        } else if (stamp.bytes > file_bytes_max) {
            set_aside(name, "too large");
        } else {
            found.push_back({stamp, std::move(name)});
        }
    }
    std::sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
        return std::tie(a.stamp.changed_ns, a.name) < std::tie(b.stamp.changed_ns, b.name);
    });
    return found;
}

bool ReceiveFolder::at_rest(const Candidate& candidate, Instant now) const {
    const auto now_ns =
        std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
    if (now_ns - candidate.stamp.changed_ns >= rest_ns)
        return true;
    // Its time may lie in the future (another clock): then a file that did not change since the
    // last round rests.
    const auto before = seen_.find(candidate.name);
    return candidate.stamp.changed_ns > now_ns && before != seen_.end() &&
           before->second == candidate.stamp;
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
    std::map<std::string, Stamp> waiting;
    std::int64_t total = 0;
    read_.clear();
    for (auto& file : files) {
        if (out.size() == limit || total > file_bytes_max)
            break;
        if (!at_rest(file, now)) {
            waiting.emplace(file.name, file.stamp);
            continue;
        }
        auto bytes = content(file);
        // Still being written, or taken away by somebody: the next round tells.
        if (!bytes || stamp_of(receive_ / file.name) != file.stamp)
            continue;
        total += file.stamp.bytes;
        read_.emplace(file.name, file.stamp);
        out.push_back({std::move(file.name), std::move(bytes).value()});
    }
    seen_ = std::move(waiting);
    return out;
}

Result<void> ReceiveFolder::take_away(const std::vector<std::string>& names) {
    for (const auto& name : names) {
        const auto known = read_.find(name);
        if (known == read_.end())
            continue;  // not answered by the last read(): not ours to move
        const auto path = receive_ / name;
        // Another file under the same name has not been read: it stays.
        if (stamp_of(path) == known->second && !move_beside(path, received_))
            return io_failed(path);
        read_.erase(known);
    }
    return success();
}

}  // namespace tg::adapters
