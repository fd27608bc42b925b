// Checks the encoding of a body in one pass, eight ASCII characters at a time.
#include "gateway/intake/text_guard.hpp"

#include "gateway/core/result.hpp"
#include "gateway/core/text.hpp"

#include <cstdint>
#include <cstring>

namespace tg::intake {
namespace {

constexpr std::uint64_t ones = 0x0101010101010101ULL;
constexpr std::uint64_t high_bits = 0x8080808080808080ULL;

/// Eight bytes that are all ASCII and none of them NUL.
bool plain_ascii(const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return ((word | (word - ones)) & high_bits) == 0;
}

/// Eight bytes that are all printable ASCII (or DEL, which XML carries).
bool plain_value(const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return ((word | (word - ones * 0x20)) & high_bits) == 0;
}

bool continues(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The common case of Chinese text: three bytes, lead E1..EC or EE..EF, where no further condition
/// holds.
bool plain_three(std::string_view text, std::size_t at) {
    if (at + 3 > text.size())
        return false;
    const auto lead = static_cast<unsigned char>(text[at]);
    return lead >= 0xE1 && lead <= 0xEF && lead != 0xED && continues(text[at + 1]) &&
           continues(text[at + 2]);
}

Error broken(std::size_t at, std::string expected) {
    return fail(Errc::json_broken, {}, {std::to_string(at), std::move(expected)});
}

unsigned hex_value(std::string_view digits) {
    unsigned value = 0;
    for (const char digit : digits) {
        value <<= 4U;
        if (digit >= '0' && digit <= '9')
            value |= static_cast<unsigned>(digit - '0');
        if (digit >= 'a' && digit <= 'f')
            value |= static_cast<unsigned>(digit - 'a' + 10);
        if (digit >= 'A' && digit <= 'F')
            value |= static_cast<unsigned>(digit - 'A' + 10);
    }
    return value;
}

}  // namespace

std::optional<Error> unfit_body(std::string_view body) {
    if (body.starts_with("\xEF\xBB\xBF"))
        return broken(0, "{");
    std::size_t at = 0;
    while (at < body.size()) {
        if (at + 8 <= body.size() && plain_ascii(body.data() + at)) {
            at += 8;
        } else if (plain_three(body, at)) {
            at += 3;
        } else if (body[at] == '\0') {
            return broken(at, "U+0020..");
        } else if (static_cast<unsigned char>(body[at]) < 0x80) {
            ++at;
        } else {
            const std::size_t start = at;
            if (!next_character(body, at)) {
                return fail(Errc::json_not_utf8, {}, {std::to_string(start)});
            }
        }
    }
    return std::nullopt;
}

std::size_t lone_surrogate(std::string_view body, std::size_t from) {
    bool after_high = false;
    for (std::size_t at = from; at + 1 < body.size() && body[at] != '"';) {
        if (body[at] != '\\') {
            after_high = false;
            ++at;
        } else if (body[at + 1] != 'u') {
            after_high = false;
            at += 2;
        } else {
            const unsigned unit = hex_value(body.substr(at + 2, 4));
            const bool low = unit >= 0xDC00 && unit <= 0xDFFF;
            if (low && !after_high)
                return at;
            after_high = unit >= 0xD800 && unit <= 0xDBFF;
            at += 6;
        }
    }
    return from;
}

std::optional<std::size_t> unfit_character(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (at + 8 <= text.size() && plain_value(text.data() + at)) {
            at += 8;
            continue;
        }
        // Controls, and the leads of surrogates (ED) and of U+FFFE, U+FFFF (EF), want the exact
        // look.
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x20 || byte == 0xED || byte == 0xEF)
            return first_unfit_for_xml(text);
        ++at;
    }
    return std::nullopt;
}

}  // namespace tg::intake
