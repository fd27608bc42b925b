// Judges the raw bytes of a request's head (request line and header lines) before the parser sees
// them. Beast 1.81 lets pass what smugglers live on: other transfer encodings, repeated lengths and
// hosts, folded lines. Pure functions.
#pragma once

#include "gateway/runtime/http_server.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tg::http {

enum class HeadEnd : std::uint8_t { not_yet, found, broken };

struct HeadScan {
    HeadEnd end;
    std::size_t
        bytes;  ///< found: the length of the head; not_yet: where to go on when more has come
};

/// Looks for the empty line that ends the head, from the beginning of a line on. Broken: a bare CR
/// or LF, a NUL or another control character, a folded line.
HeadScan find_head_end(std::string_view received, std::size_t from);

/// Judges a whole head: one Host (none allowed in HTTP/1.0), at most one Content-Length of digits,
/// no Transfer-Encoding but exactly `chunked` and that neither with a length nor in HTTP/1.0, no
/// Content-Encoding but identity, no expectation but 100-continue, a method of capital letters, a
/// target that begins with '/'. Nothing when all is well.
std::optional<Refusal> judge_head(std::string_view head);

/// A decoded path; nothing for a broken escape or an escaped NUL.
std::optional<std::string> decoded_path(std::string_view raw);
/// Whether every escape is whole and none is a NUL.
bool escapes_whole(std::string_view raw);

}  // namespace tg::http
