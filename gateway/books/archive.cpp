// One file per content, named by its digest; history.ndjson, replaced whole.
#include "gateway/books/archive.hpp"

#include "gateway/books/history_text.hpp"
#include "gateway/core/text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

namespace tg::books {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view history_name = "history.ndjson";

Error cannot(const fs::path& path, const std::string& reason) {
    return fail(Errc::io_failed, path.string(), {path.string(), reason});
}

Error cannot(const fs::path& path) {
    return cannot(path, std::strerror(errno));
}

Result<void> sync(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cannot(path);
    const int synced = ::fsync(fd);
    const auto failure = cannot(path);
    ::close(fd);
    if (synced != 0)
        return failure;
    return success();
}

/// Written beside, synced, renamed: a reader finds the old or the new file, whole.
Result<void> replace(const fs::path& path, const std::string& text) {
    auto half = path;
    half += ".tmp";
    std::ofstream out(half, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out)
        return cannot(half, "cannot be written / 无法写入");
    TG_TRY(sync(half));
    std::error_code failure;
    fs::rename(half, path, failure);
    if (failure)
        return cannot(path, failure.message());
    return sync(path.parent_path());
}

std::string text_at(const fs::path& path, bool& read) {
    std::ifstream in(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    read = in.is_open() && !in.bad();
    return text;
}

}  // namespace

fs::path Archive::file_path(const std::string& sha256) const {
    return folder_ / "files" / sha256;
}

Result<Archive> Archive::open(const fs::path& folder) {
    Archive archive(folder);
    std::error_code ignored;
    const auto path = folder / history_name;
    if (folder.empty() || !fs::exists(path, ignored))
        return archive;
    bool read = false;
    const auto text = text_at(path, read);
    if (!read)
        return cannot(path, "cannot be read / 无法读取");
    auto history = history_from(text);
    if (!history)
        return cannot(path, "is not a history of switches / 不是切换历史");
    archive.history_ = std::move(*history);
    return archive;
}

Result<std::vector<OwnFile>> Archive::files_of(const Switch& one) const {
    std::vector<OwnFile> files;
    for (const auto& mark : one.files) {
        const auto said = std::string(kind_name(mark.kind)) + "/" + mark.name;
        if (folder_.empty()) {
            const auto kept = std::ranges::find_if(kept_, [&mark](const OwnFile& file) {
                return hex(sha256(file.text)) == mark.sha256;
            });
            if (kept == kept_.end())
                return cannot(said, "is not kept / 未保存");
            files.push_back({mark.kind, mark.name, kept->text, said});
            continue;
        }
        bool read = false;
        auto text = text_at(file_path(mark.sha256), read);
        if (!read)
            return cannot(file_path(mark.sha256), "cannot be read / 无法读取");
        if (hex(sha256(text)) != mark.sha256)
            return cannot(file_path(mark.sha256), "its bytes have changed / 内容已变");
        files.push_back({mark.kind, mark.name, std::move(text), said});
    }
    return files;
}

Result<void> Archive::record(Switch one, const std::vector<OwnFile>& files) {
    auto history = history_;
    history.push_back(std::move(one));
    if (history.size() > history_max)
        history.erase(history.begin());
    if (folder_.empty()) {
        kept_.insert(kept_.end(), files.begin(), files.end());
        history_ = std::move(history);
        return success();
    }
    std::error_code failure;
    fs::create_directories(folder_ / "files", failure);
    if (failure)
        return cannot(folder_, failure.message());
    fs::permissions(folder_, fs::perms::owner_all, failure);
    for (const auto& file : files) {
        const auto path = file_path(hex(sha256(file.text)));
        bool read = false;
        if (text_at(path, read) == file.text && read)
            continue;
        TG_TRY(replace(path, file.text));
    }
    TG_TRY(replace(folder_ / history_name, history_text(history)));
    history_ = std::move(history);
    forget_unused();
    return success();
}

/// Files that no switch of the history names. What cannot be removed stays; it is only room.
void Archive::forget_unused() const {
    std::set<std::string> used;
    for (const auto& one : history_) {
        for (const auto& mark : one.files) used.insert(mark.sha256);
    }
    std::error_code ignored;
    std::vector<fs::path> unused;
    for (fs::directory_iterator at(folder_ / "files", ignored), end; !ignored && at != end;
         at.increment(ignored)) {
        if (!used.contains(at->path().filename().string()))
            unused.push_back(at->path());
    }
    for (const auto& path : unused) fs::remove(path, ignored);
}

}  // namespace tg::books
