// Content-Type and Idempotency-Key.
#include "gateway/api/intake_rules.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>

namespace tg::api {
namespace {

constexpr std::size_t key_bytes_max = 255;

bool is_media(std::string_view header, std::string_view media) {
    const auto semicolon = header.find(';');
    if (lower_ascii(trimmed(header.substr(0, semicolon))) != media)
        return false;
    if (semicolon == std::string_view::npos)
        return true;
    const auto parameter = lower_ascii(trimmed(header.substr(semicolon + 1)));
    return parameter.empty() || parameter == "charset=utf-8" || parameter == "charset=\"utf-8\"";
}

}  // namespace

bool sent_as(const Call& call, std::string_view media) {
    return is_media(call.request.header("Content-Type"), media);
}

Result<std::string> posted(const Call& call, std::string_view media) {
    if (!sent_as(call, media))
        return fail(Errc::unsupported_media, {}, {std::string(media) + " (UTF-8)"});
    const auto& headers = call.request.headers;
    const auto given = std::find_if(headers.begin(), headers.end(), [](const http::Header& header) {
        return lower_ascii(header.name) == "idempotency-key";
    });
    if (given == headers.end())
        return std::string();
    const auto& key = given->value;
    const bool visible =
        std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (key.empty() || key.size() > key_bytes_max || !visible)
        return fail(Errc::bad_idempotency_key);
    return key;
}

}  // namespace tg::api
