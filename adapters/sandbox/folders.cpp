// Plain file calls. Every second receipt is a bare CEB message, the others wear a DxpMsg: both are
// met.
#include "adapters/sandbox/folders.hpp"

#include "adapters/sandbox/envelope.hpp"
#include "adapters/sandbox/kinds.hpp"
#include "adapters/sandbox/parties.hpp"
#include "gateway/core/log.hpp"

#include <algorithm>
#include <fstream>

namespace tg::sandbox {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t file_bytes_max = 64 * 1024 * 1024;

struct Candidate {
    fs::file_time_type changed;
    std::string name;
    auto operator<=>(const Candidate&) const = default;
};

std::vector<Candidate> candidates(const fs::path& folder) {
    std::vector<Candidate> found;
    std::error_code failure;
    for (fs::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure)) {
        const std::string name = at->path().filename().string();
        if (name.starts_with('.') || name.ends_with(".tmp"))
            continue;
        std::error_code gone;
        if (at->is_symlink(gone) || !at->is_regular_file(gone))
            continue;
        const auto changed = at->last_write_time(gone);
        if (!gone)
            found.push_back({changed, name});
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string padded(std::int64_t id) {
    std::string digits = std::to_string(id);
    if (digits.size() < 12)
        digits.insert(0, 12 - digits.size(), '0');
    return digits;
}

}  // namespace

Result<void> make_folders(const FolderPair& pair) {
    for (const fs::path* folder : {&pair.send, &pair.receive, &pair.taken}) {
        std::error_code failure;
        fs::create_directories(*folder, failure);
        if (failure)
            return fail(Errc::io_failed, folder->string(), {folder->string(), failure.message()});
    }
    return success();
}

std::vector<SentFile> sent_files(const FolderPair& pair, std::size_t most) {
    std::vector<SentFile> found;
    for (const Candidate& candidate : candidates(pair.send)) {
        if (found.size() == most)
            break;
        const fs::path path = pair.send / candidate.name;
        std::error_code failure;
        const auto size = fs::file_size(path, failure);
        if (failure || size > file_bytes_max)
            continue;
        auto bytes = read_file(path);
        if (bytes)
            found.push_back({candidate.name, std::move(bytes).value()});
    }
    return found;
}

void take_away(const FolderPair& pair, const std::string& name) {
    std::error_code failure;
    fs::rename(pair.send / name, pair.taken / name, failure);
    if (failure)
        log::error("sandbox.folder_failed", {{"reason", failure.message()}});
}

bool leave_receipt(
    const FolderPair& pair, const WaitingReceipt& receipt, std::string_view receiver
) {
    const std::string type = "CEB" + std::to_string(receipt.receipt) + "Message";
    const std::string name = type + "_" + padded(receipt.id) + ".xml";
    const fs::path hidden = pair.receive / ("." + name + ".tmp");
    {
        std::ofstream out(hidden, std::ios::binary | std::ios::trunc);
        if (receipt.id % 2 == 0) {
            const Outgoing outgoing{receipt.guid, receiver_import, receiver, type, receipt.bytes};
            out << write_envelope(outgoing, receipt.made);
        } else {
            out << receipt.bytes;
        }
        out.flush();
        if (!out)
            return false;
    }
    std::error_code failure;
    fs::rename(hidden, pair.receive / name, failure);
    return !failure;
}

}  // namespace tg::sandbox
