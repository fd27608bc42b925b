// See answer_book.hpp.
#include "gateway/drop/answer_book.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <system_error>

namespace tg::drop {
namespace {

constexpr const char* growing = ".part";
constexpr const char* whole = ".answer";
constexpr mode_t our_rights = 0600;

/// Every line begins with its number, perhaps a pointer, and its status; a quote inside a text is
/// escaped, so the first status is the line's own.
bool is_accepted(std::string_view line) {
    constexpr std::string_view name = "\"status\":";
    const auto at = line.find(name);
    return at != std::string_view::npos && line.substr(at + name.size()).starts_with("202");
}

bool sync_folder(const std::filesystem::path& folder) {
    const auto handle = open_folder(folder);
    return handle && ::fsync(handle.value().get()) == 0;
}

}  // namespace

Result<void> AnswerBook::open() const {
    std::error_code failed;
    std::filesystem::create_directories(folder_, failed);
    if (failed)
        return fail(Errc::io_failed, folder_.string(), {folder_.string(), failed.message()});
    ::chmod(folder_.c_str(), S_IRWXU);
    return success();
}

std::optional<std::filesystem::path> AnswerBook::kept(const std::string& key) const {
    auto path = path_of(key, whole);
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed))
        return std::nullopt;
    return path;
}

Result<GrowingAnswer> AnswerBook::begin(const std::string& key) const {
    const auto path = path_of(key, growing);
    GrowingAnswer answer;
    answer.key = key;
    std::uint64_t sound = 0;
    std::ifstream before(path, std::ios::binary);
    std::string line;
    while (std::getline(before, line) && !before.eof() && !line.starts_with("{\"summary\"")) {
        sound += line.size() + 1;
        ++answer.lines;
        answer.accepted += is_accepted(line) ? 1 : 0;
    }
    answer.file =
        Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, our_rights));
    const auto end = static_cast<off_t>(sound);
    if (!answer.file.open() || ::ftruncate(answer.file.get(), end) != 0 ||
        ::lseek(answer.file.get(), end, SEEK_SET) != end)
        return io_error(path.filename().string());
    return answer;
}

Result<void> AnswerBook::append(const GrowingAnswer& answer, std::string_view text) {
    const int file = answer.file.get();
    const auto start = ::lseek(file, 0, SEEK_CUR);
    if (write_all(file, text) && ::fdatasync(file) == 0)
        return success();
    auto error = io_error(answer.key);
    // Asked for again, it must not stand there twice.
    if (start < 0 || ::ftruncate(file, start) != 0 || ::lseek(file, start, SEEK_SET) != start)
        error.detail += "; not taken back";
    return error;
}

Result<std::filesystem::path> AnswerBook::finish(GrowingAnswer answer) const {
    auto path = path_of(answer.key, whole);
    const auto from = path_of(answer.key, growing);
    const bool ended = ::fsync(answer.file.get()) == 0 && answer.file.close() &&
                       ::rename(from.c_str(), path.c_str()) == 0 && sync_folder(folder_);
    if (!ended)
        return io_error(path.filename().string());
    return path;
}

Result<std::filesystem::path> AnswerBook::passing(std::string_view text) const {
    auto path = folder_ / "refusal";
    Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, our_rights)
    );
    if (!file.open() || !write_all(file.get(), text) || !file.close())
        return io_error("refusal");
    return path;
}

void AnswerBook::sweep(Instant now) const {
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, failed)) {
        const auto ending = entry.path().extension();
        struct stat facts {};
        if ((ending != whole && ending != growing) || ::stat(entry.path().c_str(), &facts) != 0)
            continue;
        const Instant at{std::chrono::seconds{facts.st_mtim.tv_sec}};
        if (now - at > kept_for)
            ::unlink(entry.path().c_str());
    }
}

}  // namespace tg::drop
