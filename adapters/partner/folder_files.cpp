// See folder_files.hpp.
#include "adapters/partner/folder_files.hpp"

#include "adapters/partner/peel.hpp"
#include "adapters/partner/servers/child.hpp"
#include "gateway/core/text.hpp"
#include "gateway/dialect/crypto.hpp"
#include "gateway/dialect/xml_seal.hpp"

#include <fstream>
#include <string_view>

namespace tg::partner {

namespace fs = std::filesystem;

std::set<fs::path> files_in(const fs::path& folder) {
    std::set<fs::path> out;
    std::error_code failure;
    for (fs::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure)) {
        const auto name = at->path().filename().string();
        if (at->is_regular_file(failure) && !name.starts_with('.') && !name.ends_with(".tmp"))
            out.insert(at->path());
    }
    return out;
}

namespace {

std::string shown(std::string message, const std::string& charset) {
    const auto end = message.find("?>");
    if (charset == "UTF-8" || !message.starts_with("<?xml") || end == std::string::npos)
        return message;
    return std::string(trimmed(std::string_view(message).substr(end + 2)));
}

}  // namespace

std::string message_in(const fs::path& file, const std::string& charset) {
    auto bytes = content_of(file);
    if (charset != "UTF-8")
        if (auto text = dialect::to_utf8("GB18030", bytes))
            bytes = std::move(text).value();
    return shown(message_within(bytes, {}).value_or(std::string{}), charset);
}

std::string message_as_left(
    const std::string& message, forward::Contents contents, const std::string& charset
) {
    const bool bare = contents == forward::Contents::bare_file;
    return shown(bare ? dialect::without_signature(message) : message, charset);
}

void leave_file(const fs::path& folder, const Waiting& receipt) {
    const auto name = receipt.id + ".xml";
    const auto beside = folder / ("." + name + ".tmp");
    std::ofstream(beside, std::ios::binary) << receipt.bytes;
    std::error_code ignored;
    fs::rename(beside, folder / name, ignored);
}

void leave_half(const fs::path& folder, const Waiting& receipt) {
    const auto half = static_cast<std::streamsize>(receipt.bytes.size() / 2);
    std::ofstream(folder / (receipt.id + ".xml"), std::ios::binary)
        .write(receipt.bytes.data(), half);
}

std::vector<Waiting> receipts_in(const fs::path& folder) {
    std::vector<Waiting> out;
    for (const auto& file : files_in(folder))
        out.push_back({file.stem().string(), content_of(file), {}});
    return out;
}

}  // namespace tg::partner
