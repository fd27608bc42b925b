// Text: characters, blanks, encodings.
#include "gateway/core/text.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace tg {
namespace {

constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

unsigned byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

/// Bytes of the character that begins with `lead`, 0 when none can begin so.
std::size_t character_bytes(unsigned lead) {
    if (lead < 0x80U)
        return 1;
    if (lead >= 0xC2U && lead <= 0xDFU)
        return 2;
    if (lead >= 0xE0U && lead <= 0xEFU)
        return 3;
    if (lead >= 0xF0U && lead <= 0xF4U)
        return 4;
    return 0;
}

/// Bytes from `at` on that are ASCII without control characters; most texts are nothing else.
std::size_t plain_run(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && text[end] >= 0x20 && text[end] < 0x7F) ++end;
    return end - at;
}

bool blank(std::uint32_t c) {
    return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x3000 || c == 0xFEFF;
}

std::array<std::int8_t, 256> base64_values() {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < base64_digits.size(); ++i) {
        values[byte_at(base64_digits, i)] = static_cast<std::int8_t>(i);
    }
    return values;
}

}  // namespace

std::optional<std::uint32_t> next_character(std::string_view text, std::size_t& at) {
    const unsigned lead = byte_at(text, at);
    const std::size_t size = character_bytes(lead);
    if (size == 0 || at + size > text.size())
        return {};
    if (size == 1) {
        ++at;
        return lead;
    }
    std::uint32_t value = lead & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        const unsigned next = byte_at(text, at + i);
        if ((next & 0xC0U) != 0x80U)
            return {};
        value = (value << 6U) | (next & 0x3FU);
    }
    const bool overlong = (size == 3 && value < 0x800U) || (size == 4 && value < 0x10000U);
    const bool surrogate = value >= 0xD800U && value <= 0xDFFFU;
    if (overlong || surrogate || value > 0x10FFFFU)
        return {};
    at += size;
    return value;
}

std::optional<std::size_t> character_count(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto plain = plain_run(text, at);
        at += plain;
        count += plain;
        if (at == text.size())
            break;
        if (!next_character(text, at))
            return {};
        ++count;
    }
    return count;
}

std::optional<std::size_t> first_unfit_for_xml(std::string_view text) {
    for (std::size_t at = plain_run(text, 0); at < text.size(); at += plain_run(text, at)) {
        const std::size_t begin = at;
        const auto c = next_character(text, at);
        if (!c)
            return begin;
        const bool control = *c < 0x20U && *c != '\t' && *c != '\n' && *c != '\r';
        if (control || *c == 0xFFFEU || *c == 0xFFFFU)
            return begin;
    }
    return {};
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty()) {
        std::size_t at = 0;
        const auto c = next_character(text, at);
        if (!c || !blank(*c))
            break;
        text.remove_prefix(at);
    }
    while (!text.empty()) {
        std::size_t begin = text.size() - 1;
        while (begin > 0 && (byte_at(text, begin) & 0xC0U) == 0x80U) --begin;
        std::size_t at = begin;
        const auto c = next_character(text, at);
        if (!c || !blank(*c))
            break;
        text.remove_suffix(text.size() - begin);
    }
    return text;
}

std::string half_width(std::string_view text) {
    if (plain_run(text, 0) == text.size())
        return std::string(text);
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const auto c = next_character(text, at);
        if (!c) {
            out += text[at++];
        } else if (*c >= 0xFF01U && *c <= 0xFF5EU) {
            out += static_cast<char>(*c - 0xFF01U + 0x21U);
        } else if (*c == 0x3000U) {
            out += ' ';
        } else {
            out.append(text.substr(begin, at - begin));
        }
    }
    return out;
}

std::string upper_ascii(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
}

std::string lower_ascii(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out;
    out.resize((bytes.size() + 2) / 3 * 4);
    std::size_t to = 0;
    std::size_t at = 0;
    for (; at + 3 <= bytes.size(); at += 3) {
        const unsigned v =
            (byte_at(bytes, at) << 16U) | (byte_at(bytes, at + 1) << 8U) | byte_at(bytes, at + 2);
        out[to++] = base64_digits[v >> 18U];
        out[to++] = base64_digits[(v >> 12U) & 63U];
        out[to++] = base64_digits[(v >> 6U) & 63U];
        out[to++] = base64_digits[v & 63U];
    }
    if (at < bytes.size()) {
        const bool two = at + 1 < bytes.size();
        const unsigned v = (byte_at(bytes, at) << 16U) | (two ? byte_at(bytes, at + 1) << 8U : 0U);
        out[to++] = base64_digits[v >> 18U];
        out[to++] = base64_digits[(v >> 12U) & 63U];
        out[to++] = two ? base64_digits[(v >> 6U) & 63U] : '=';
        out[to++] = '=';
    }
    return out;
}

std::optional<std::string> from_base64(std::string_view text, Blanks blanks) {
    static const auto values = base64_values();
    std::string out;
    out.reserve(text.size() / 4 * 3);
    // Whole groups of four digits; what is left is read with care below.
    while (text.size() >= 4) {
        const int a = values[byte_at(text, 0)], b = values[byte_at(text, 1)];
        const int c = values[byte_at(text, 2)], d = values[byte_at(text, 3)];
        if ((a | b | c | d) < 0)
            break;
        const auto whole = static_cast<unsigned>(a << 18 | b << 12 | c << 6 | d);
        const char three[] = {
            static_cast<char>(whole >> 16U & 255U),
            static_cast<char>(whole >> 8U & 255U),
            static_cast<char>(whole & 255U)};
        out.append(three, 3);
        text.remove_prefix(4);
    }
    unsigned group = 0;
    int filled = 0;
    int padding = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            if (blanks == Blanks::refused)
                return {};
            continue;
        }
        if (c == '=') {
            ++padding;
            continue;
        }
        const int value = values[static_cast<unsigned char>(c)];
        if (value < 0 || padding != 0)
            return {};
        group = (group << 6U) | static_cast<unsigned>(value);
        if (++filled == 4) {
            out += static_cast<char>((group >> 16U) & 255U);
            out += static_cast<char>((group >> 8U) & 255U);
            out += static_cast<char>(group & 255U);
            group = 0;
            filled = 0;
        }
    }
    // Exactly one spelling per content: full padding, and no bits left over.
    if (filled == 0)
        return padding == 0 ? std::optional{out} : std::nullopt;
    if (filled == 1 || padding != 4 - filled)
        return {};
    if (filled == 2) {
        if ((group & 15U) != 0)
            return {};
        out += static_cast<char>((group >> 4U) & 255U);
    } else {
        if ((group & 3U) != 0)
            return {};
        out += static_cast<char>((group >> 10U) & 255U);
        out += static_cast<char>((group >> 2U) & 255U);
    }
    return out;
}

std::string hex(std::string_view bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        out += digits[byte_at(bytes, i) >> 4U];
        out += digits[byte_at(bytes, i) & 15U];
    }
    return out;
}

std::string sha256(std::string_view bytes) {
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    std::string out(32, '\0');
    EVP_Digest(
        bytes.data(),
        bytes.size(),
        reinterpret_cast<unsigned char*>(out.data()),
        nullptr,
        algorithm,
        nullptr
    );
    return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t change = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({change, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row[b.size()];
}

std::string pointer_step(std::string_view name) {
    std::string out;
    out.reserve(name.size());
    for (const char c : name) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace tg
