// Text as customs counts it: UTF-8, lengths in characters, and the characters that XML 1.0 can
// carry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tg {

/// The character at `at` (moved past it), or nothing when the bytes are not well-formed UTF-8
/// (overlong forms, surrogates and values above U+10FFFF included).
std::optional<std::uint32_t> next_character(std::string_view text, std::size_t& at);

/// Number of characters, or nothing when the text is not UTF-8.
std::optional<std::size_t> character_count(std::string_view text);

/// Byte offset of the first character that XML 1.0 cannot carry (controls, U+FFFE, U+FFFF) or that
/// is not UTF-8.
std::optional<std::size_t> first_unfit_for_xml(std::string_view text);

/// Without blanks (ASCII, U+00A0, U+3000, U+FEFF) at either end.
std::string_view trimmed(std::string_view text);

/// Full-width ASCII (U+FF01..U+FF5E) and the ideographic blank become half-width. Everything else
/// stays.
std::string half_width(std::string_view text);

std::string upper_ascii(std::string_view text);
std::string lower_ascii(std::string_view text);

std::string base64(std::string_view bytes);
/// Strict: canonical padding, white space allowed between characters when `lenient_blanks`.
enum class Blanks : std::uint8_t { refused, skipped };
std::optional<std::string> from_base64(std::string_view text, Blanks blanks = Blanks::refused);

std::string hex(std::string_view bytes);

/// SHA-256 as 32 bytes.
std::string sha256(std::string_view bytes);

/// Equal, in a time that depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

/// Least number of edits from a to b, for "did you mean".
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Escapes `~` and `/` of one JSON pointer step.
std::string pointer_step(std::string_view name);

}  // namespace tg
