// See file_names.hpp.
#include "adapters/transport/file_names.hpp"

#include "gateway/core/text.hpp"
#include "gateway/dialect/crypto.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tg::adapters {
namespace {

constexpr std::size_t name_bytes_max = 200;  // leaves room for the dot and .tmp within 255

constexpr std::array unfinished_endings{
    std::string_view{".tmp"}, std::string_view{".part"}, std::string_view{".filepart"}};

/// Not seen where it stands, or changing how the rest is seen.
bool unseen(std::uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

bool all_seen(std::string_view name) {
    for (std::size_t at = 0; at < name.size();) {
        const auto character = next_character(name, at);
        if (!character || unseen(*character))
            return false;
    }
    return !first_unfit_for_xml(name);
}

}  // namespace

bool plain_name(std::string_view name) {
    const auto plain = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_' || c == '.';
    };
    return stays_in_folder(name) && std::ranges::all_of(name, plain);
}

bool stays_in_folder(std::string_view name) {
    const auto harmless = [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != '/' && c != '\x7F';
    };
    return !name.empty() && name.size() <= name_bytes_max && name.front() != '.' &&
           std::ranges::all_of(name, harmless);
}

bool unfinished_name(std::string_view name) {
    return name.starts_with('.') ||
           std::ranges::any_of(unfinished_endings, [name](std::string_view each) {
               return name.ends_with(each);
           });
}

std::optional<std::string> shown_name(std::string_view name) {
    if (!stays_in_folder(name))
        return std::nullopt;
    if (character_count(name))
        return all_seen(name) ? std::optional(std::string(name)) : std::nullopt;
    auto read = dialect::to_utf8("GB18030", name);
    if (!read || !all_seen(read.value()))
        return std::nullopt;
    return std::move(read).value();
}

}  // namespace tg::adapters
