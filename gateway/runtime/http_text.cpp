// Header names and lines, escapes of URLs, parameters of a query.
#include "gateway/runtime/http_text.hpp"

#include "gateway/runtime/http_client.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tg::http {
namespace {

char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    const char letter = lowered(c);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/// Cuts the next parameter off the query: its raw name and value.
std::pair<std::string_view, std::string_view> next_parameter(std::string_view& query) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos)
        return {pair, {}};
    return {pair.substr(0, equals), pair.substr(equals + 1)};
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return lowered(x) == lowered(y);
    });
}

std::string_view find_header(const std::vector<Header>& headers, std::string_view name) {
    for (const auto& header : headers)
        if (same_name(header.name, name))
            return header.value;
    return {};
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    const auto append_clean = [&out](std::string_view text) {
        for (const char c : text)
            if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)
                out += c;
    };
    append_clean(name);
    out += ": ";
    append_clean(value);
    out += "\r\n";
}

bool frames_message(std::string_view name) {
    static constexpr std::array<std::string_view, 6> names{
        "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "trailer"};
    return std::any_of(names.begin(), names.end(), [name](std::string_view known) {
        return same_name(name, known);
    });
}

std::string url_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                            hex_value(text[i + 2]) >= 0;
        if (escape) {
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

std::string url_encoded(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size() + 16);
    for (const char c : text) {
        const char letter = lowered(c);
        const bool plain = (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

std::string_view Request::header(std::string_view name) const {
    return find_header(headers, name);
}

std::optional<std::string> Request::query_value(std::string_view name) const {
    std::string_view rest = query;
    while (!rest.empty()) {
        const auto [raw_name, raw_value] = next_parameter(rest);
        if (url_decoded(raw_name) == name)
            return url_decoded(raw_value);
    }
    return std::nullopt;
}

std::vector<std::string> Request::query_names() const {
    std::vector<std::string> names;
    std::string_view rest = query;
    while (!rest.empty()) {
        const auto [raw_name, raw_value] = next_parameter(rest);
        if (!raw_name.empty())
            names.push_back(url_decoded(raw_name));
    }
    return names;
}

std::string_view ClientResponse::header(std::string_view name) const {
    return find_header(headers, name);
}

int refusal_status(Refusal refusal) {
    switch (refusal) {
        case Refusal::bad_request:
            return 400;
        case Refusal::header_too_large:
            return 431;
        case Refusal::body_too_large:
            return 413;
        case Refusal::too_slow:
            return 408;
        case Refusal::encoding_not_taken:
            return 415;
        case Refusal::too_many_connections:
            return 503;
        case Refusal::handler_failed:
            return 500;
    }
    return 500;
}

}  // namespace tg::http
