// Exchange folders from the far side, as blocking calls for the pool: read what was sent, move it
// away, leave receipts [transport.md 4.10].
#pragma once

#include "adapters/sandbox/ledger.hpp"
#include "adapters/sandbox/sandbox.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tg::sandbox {

struct SentFile {
    std::string name;
    std::string bytes;
};

/// Makes the folders of a pair. Errc::io_failed.
Result<void> make_folders(const FolderPair& pair);

/// Up to `most` whole files, oldest first. Hidden names and *.tmp are somebody's unfinished work
/// and not seen.
std::vector<SentFile> sent_files(const FolderPair& pair, std::size_t most);

/// The file disappears from `send`.
void take_away(const FolderPair& pair, const std::string& name);

/// Writes under a hidden name and renames. The same receipt has the same name each time. False when
/// the disk refuses.
bool leave_receipt(
    const FolderPair& pair, const WaitingReceipt& receipt, std::string_view receiver
);

}  // namespace tg::sandbox
