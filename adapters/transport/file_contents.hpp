// What stands in a file: a message as the other side's folder wants it, and a receipt as it was
// found there. Pure; any thread.
#pragma once

#include "gateway/forward/file_names.hpp"
#include "gateway/forward/zones.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::adapters {

struct OutgoingFile {
    std::string name;   ///< in the wire's character set; stays_in_folder()
    std::string bytes;  ///< likewise, its declaration naming that set
};

/// How files of one channel are written.
struct FileForm {
    forward::FileNames names;
    forward::Contents contents{};
    std::string charset;
    std::string receiver_import, receiver_outward;
    std::optional<forward::TransportSeal> seal{};  ///< of a DxpMsg

    /// Errc::refused_there, before anything is sent, when name or content holds a character outside
    /// the character set, or the values make no safe name.
    [[nodiscard]] Result<OutgoingFile> file_of(const forward::Handover& message) const;
    /// A receipt for our reader, which takes UTF-8 only: where the wire has another character set,
    /// bytes of that family (GB 18030 holds the others) are read and the declaration says so. What
    /// is UTF-8 and declares no other set, or cannot be read, stays as it came.
    [[nodiscard]] std::string read(std::string bytes) const;

 private:
    [[nodiscard]] Result<std::string> content_of(
        const forward::Handover& message, const std::string& receiver
    ) const;
};

/// Errc::bad_config when the pattern is of no use.
Result<FileForm> file_form(
    const forward::Channel& channel,
    const std::string& name_pattern,
    forward::Contents contents,
    const std::string& charset
);

/// Whether the root element is closed at the end: what is not may be half a file, whose writer
/// pauses. What is no XML never looks whole.
bool looks_whole(std::string_view bytes);

/// Key of a message in our own marks.
std::string key_of(const forward::Handover& message);

}  // namespace tg::adapters
