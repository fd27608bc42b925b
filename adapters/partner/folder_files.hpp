// Files as the other side of a folder sees and leaves them.
#pragma once

#include "adapters/partner/far_side.hpp"

#include <filesystem>
#include <set>
#include <string>

namespace tg::partner {

/// Visible files, in the order of their names.
std::set<std::filesystem::path> files_in(const std::filesystem::path& folder);
/// The message of customs in a file; empty when none. Of another character set than UTF-8: without
/// its declaration, which names that set.
std::string message_in(const std::filesystem::path& file, const std::string& charset);
/// What message_in() finds when this message was sent.
std::string message_as_left(
    const std::string& message, forward::Contents contents, const std::string& charset
);
/// Under a hidden name first, then by rename.
void leave_file(const std::filesystem::path& folder, const Waiting& receipt);
/// The first half of it, under its own name.
void leave_half(const std::filesystem::path& folder, const Waiting& receipt);
std::vector<Waiting> receipts_in(const std::filesystem::path& folder);

}  // namespace tg::partner
