// POSIX calls, because the promises need O_NOFOLLOW, fsync, leases and the order of all of them.
#include "gateway/drop/seller_folder.hpp"

#include "gateway/core/text.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

namespace tg::drop {
namespace {

constexpr std::size_t names_at_once_max = 20'000;
constexpr std::size_t mark_size = 12;
constexpr std::size_t block = std::size_t{256} * 1024;
constexpr mode_t answer_rights = 0640, copy_rights = 0600;

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

Stamp stamp_of(const struct stat& facts) {
    return {
        static_cast<std::uint64_t>(facts.st_dev),
        static_cast<std::uint64_t>(facts.st_ino),
        static_cast<std::int64_t>(facts.st_size),
        nanoseconds(facts.st_mtim),
        nanoseconds(facts.st_ctim)};
}

bool is_plain(const struct stat& facts) {
    return S_ISREG(facts.st_mode) && facts.st_nlink == 1;
}

bool half_done(std::string_view name) {
    constexpr std::array<std::string_view, 3> endings{".tmp", ".part", ".filepart"};
    const auto low = lower_ascii(name);
    const auto ends = [&low](std::string_view ending) { return low.ends_with(ending); };
    return name.starts_with('.') || std::ranges::any_of(endings, ends);
}

/// Whether somebody has the file open for writing, where the system tells: a lease is for the owner
/// of a file or a privileged process. Its signal is one that nobody dies of.
bool being_written(int descriptor) {
    if (::fcntl(descriptor, F_SETSIG, SIGURG) != 0)
        return false;
    const bool refused = ::fcntl(descriptor, F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN;
    static_cast<void>(::fcntl(descriptor, F_SETLEASE, F_UNLCK));
    return refused;
}

std::vector<std::string> names_in(int folder) {
    std::vector<std::string> names;
    const int own = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR* entries = own < 0 ? nullptr : ::fdopendir(own);
    if (entries == nullptr) {
        Descriptor closed(own);
        return names;
    }
    while (const dirent* entry = ::readdir(entries)) {  // NOLINT(concurrency-mt-unsafe): own stream
        if (half_done(entry->d_name))
            continue;
        names.emplace_back(entry->d_name);
        if (names.size() == names_at_once_max)
            break;
    }
    ::closedir(entries);
    return names;
}

/// The digest of a plain file in the folder; nothing when there is none of that name.
std::optional<std::string> digest_in(int folder, const std::string& name) {
    const Descriptor file(
        ::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    );
    if (!file.open())
        return std::nullopt;
    Digest digest;
    std::string bytes(block, '\0');
    for (;;) {
        const auto got = read_some(file.get(), bytes.data(), bytes.size());
        if (got < 0)
            return std::nullopt;
        if (got == 0)
            return digest.hex();
        digest.add(std::string_view(bytes).substr(0, static_cast<std::size_t>(got)));
    }
}

bool stands_in(int folder, const std::string& name) {
    struct stat facts {};
    return ::fstatat(folder, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

bool copy_bytes(int from, int to) {
    std::string bytes(block, '\0');
    for (;;) {
        const auto got = read_some(from, bytes.data(), bytes.size());
        if (got <= 0)
            return got == 0;
        if (!write_all(to, std::string_view(bytes).substr(0, static_cast<std::size_t>(got))))
            return false;
    }
}

/// Written whole and synced before it has its name.
Result<void> place(int folder, const std::string& name, int from, const std::string& half) {
    ::unlinkat(folder, half.c_str(), 0);
    Descriptor file(::openat(
        folder, half.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, answer_rights
    ));
    const bool whole =
        file.open() && copy_bytes(from, file.get()) && ::fsync(file.get()) == 0 && file.close() &&
        ::renameat(folder, half.c_str(), folder, name.c_str()) == 0 && ::fsync(folder) == 0;
    if (whole)
        return success();
    auto error = io_error(name);
    ::unlinkat(folder, half.c_str(), 0);
    return error;
}

}  // namespace

bool fit_name(std::string_view name) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    return name.size() <= name_bytes_max && std::ranges::none_of(name, control);
}

std::string answer_name(std::string_view name) {
    constexpr std::string_view ending = ".answer.ndjson";
    std::string stem = fit_name(name) ? std::string(name) : hex(sha256(name)).substr(0, 32);
    return stem.append(ending);
}

SellerFolder::SellerFolder(const FolderOptions& options) : options_(options) {}

Result<std::vector<FoundFile>> SellerFolder::look(Instant now, std::size_t most) {
    TG_TRY(const auto in, open_folder(options_.in));
    std::map<std::string, Seen> seen;
    std::map<std::string, Stamp> left;
    std::vector<FoundFile> still;
    for (auto& name : names_in(in.get())) {
        struct stat facts {};
        if (::fstatat(in.get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        const auto stamp = stamp_of(facts);
        if (const auto known = left_.find(name); known != left_.end() && known->second == stamp) {
            left.insert(*known);
            continue;
        }
        const auto before = seen_.find(name);
        const bool same =
            before != seen_.end() && before->second.stamp == stamp && before->second.since <= now;
        const auto since = same ? before->second.since : now;
        seen.emplace(name, Seen{stamp, since});
        if (now - since >= options_.rest)
            still.push_back({std::move(name), stamp, is_plain(facts)});
    }
    seen_ = std::move(seen);
    left_ = std::move(left);
    waiting_ = seen_.size();
    std::ranges::sort(still, [this](const FoundFile& a, const FoundFile& b) {
        const auto key = [this](const FoundFile& file) {
            return std::tuple(seen_.at(file.name).since, file.stamp.changed_ns, file.name);
        };
        return key(a) < key(b);
    });
    still.resize(std::min(still.size(), most));
    return still;
}

Result<Copied> SellerFolder::copy(const FoundFile& found, const std::filesystem::path& to) const {
    if (!found.plain)
        return fail(Errc::file_not_plain);
    TG_TRY(const auto in, open_folder(options_.in));
    const Descriptor file(::openat(
        in.get(), found.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    ));
    if (!file.open()) {
        if (errno == EACCES || errno == EPERM)
            return fail(Errc::file_unreadable);
        return errno == ENOENT || errno == ELOOP ? fail(Errc::state_moved) : io_error("in");
    }
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0)
        return io_error("in");
    if (stamp_of(facts) != found.stamp || being_written(file.get()))
        return fail(Errc::state_moved);
    if (found.stamp.bytes > static_cast<std::int64_t>(options_.file_bytes_max))
        return fail(Errc::file_too_large, {}, {std::to_string(options_.file_bytes_max)});
    Descriptor ours(
        ::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, copy_rights)
    );
    if (!ours.open())
        return io_error(to.filename().string());
    Copied copied;
    Digest digest;
    std::string bytes(block, '\0');
    for (;;) {
        const auto got = read_some(file.get(), bytes.data(), bytes.size());
        if (got < 0)
            return io_error("in");
        if (got == 0)
            break;
        const auto piece = std::string_view(bytes).substr(0, static_cast<std::size_t>(got));
        if (const auto zero = piece.find('\0'); zero != std::string_view::npos)
            return fail(Errc::file_not_text, {}, {std::to_string(copied.bytes + zero)});
        copied.bytes += piece.size();
        if (copied.bytes > options_.file_bytes_max)
            return fail(Errc::state_moved);  // it grew since it was looked at
        digest.add(piece);
        if (!write_all(ours.get(), piece))
            return io_error(to.filename().string());
    }
    if (!ours.close())
        return io_error(to.filename().string());
    if (::fstat(file.get(), &facts) != 0 || stamp_of(facts) != found.stamp)
        return fail(Errc::state_moved);
    if (copied.bytes == 0)
        return fail(Errc::file_empty);
    copied.sha256 = digest.hex();
    return copied;
}

Result<void> SellerFolder::answer(const FoundFile& found, const std::filesystem::path& from) const {
    TG_TRY(const auto out, open_folder(options_.out));
    const Descriptor source(::open(from.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    const auto digest = digest_in(AT_FDCWD, from.string());
    if (!source.open() || !digest)
        return io_error(from.filename().string());
    auto name = answer_name(found.name);
    const auto mark = digest->substr(0, mark_size);
    const auto half = ".answer-" + mark + ".tmp";
    if (!stands_in(out.get(), name))
        return place(out.get(), name, source.get(), half);
    if (digest_in(out.get(), name) == digest)
        return success();
    name.insert(name.size() - std::string_view(".answer.ndjson").size(), "." + mark);
    if (digest_in(out.get(), name) == digest)
        return success();
    return place(out.get(), name, source.get(), half);
}

Result<void> SellerFolder::put_away(const FoundFile& found, std::string_view mark) {
    TG_TRY(const auto in, open_folder(options_.in));
    TG_TRY(const auto done, open_folder(options_.done));
    struct stat facts {};
    if (::fstatat(in.get(), found.name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0 ||
        stamp_of(facts) != found.stamp)
        return success();
    auto name = found.name;
    if (stands_in(done.get(), name))
        name += "." + std::string(mark.substr(0, mark_size));
    if (::renameat(in.get(), found.name.c_str(), done.get(), name.c_str()) != 0) {
        left_[found.name] = found.stamp;
        return io_error("done");
    }
    // Between the look and the move somebody may have put another file there: it goes back.
    const bool same = ::fstatat(done.get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
                      facts.st_ino == found.stamp.inode && facts.st_size == found.stamp.bytes &&
                      nanoseconds(facts.st_mtim) == found.stamp.modified_ns;
    if (!same &&
        ::renameat2(done.get(), name.c_str(), in.get(), found.name.c_str(), RENAME_NOREPLACE) != 0)
        return io_error("done");
    if (::fsync(done.get()) != 0 || ::fsync(in.get()) != 0)
        return io_error("done");
    return success();
}

}  // namespace tg::drop
