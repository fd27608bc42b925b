// Names of files as they are met in folders: which are looked at, what they are called in our
// records, and which bytes can never leave a folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tg::adapters {

/// Letters, digits, '-', '_' and '.', not beginning with '.': nothing that could leave a folder.
bool plain_name(std::string_view name);

/// One step of a path in any character set: no slash, no control, not beginning with '.', at most
/// 200 bytes.
bool stays_in_folder(std::string_view name);

/// Still being written, or hidden: a leading dot, or the ending .tmp, .part or .filepart.
bool unfinished_name(std::string_view name);

/// The name as a handle, kept as text and shown in pages: UTF-8 as it is, GB 18030 (with GBK and
/// GB2312 inside) read; nothing when it is neither or holds characters that are not seen (controls,
/// marks that turn the writing's direction).
std::optional<std::string> shown_name(std::string_view name);

}  // namespace tg::adapters
