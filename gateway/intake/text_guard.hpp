// The first look at a body: is it text that a JSON reader may be given? Called by intake::read
// before anything else.
#pragma once

#include "gateway/core/error.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace tg::intake {

/// The first reason not to read the body as JSON, with its byte offset as first argument: bytes
/// that are not UTF-8 (json_not_utf8), a byte order mark or a NUL byte (json_broken; the reader
/// would take NUL for the end of the text).
std::optional<Error> unfit_body(std::string_view body);

/// Offset in `body` of an escape that names half of a surrogate pair (\udc00), in the JSON string
/// whose text begins at `from`; `from` itself when there is none. JSON readers let the second half
/// alone pass.
std::size_t lone_surrogate(std::string_view body, std::size_t from);

/// Offset of the first character of a value that XML cannot carry. As first_unfit_for_xml, at a
/// fraction of its cost for ordinary text; the caller knows that the text is UTF-8 but for escaped
/// surrogates.
std::optional<std::size_t> unfit_character(std::string_view text);

}  // namespace tg::intake
