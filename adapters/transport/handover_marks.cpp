// See handover_marks.hpp.
#include "adapters/transport/handover_marks.hpp"

#include "adapters/transport/file_names.hpp"
#include "adapters/transport/synced_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace tg::adapters {
namespace {

constexpr std::size_t name_bytes_max = 255;

}  // namespace

Result<std::optional<std::string>> HandoverMarks::find(std::string_view key) const {
    const auto mark = folder_ / key;
    const Descriptor file(mark, O_RDONLY);
    if (!file.open()) {
        if (errno == ENOENT && existence_of(folder_) == Existence::yes)
            return std::optional<std::string>{};
        return io_failed(mark);
    }
    std::string name;
    if (!read_all(file.get(), name_bytes_max, name))
        return io_failed(mark);
    return std::optional(stays_in_folder(name) ? name : std::string{});
}

bool HandoverMarks::write(std::string_view key, std::string_view name) const {
    const auto mark = folder_ / key;
    const auto hidden = folder_ / ("." + std::string(key) + ".tmp");
    return write_synced(hidden, name) && ::rename(hidden.c_str(), mark.c_str()) == 0 &&
           sync_folder(folder_);
}

}  // namespace tg::adapters
