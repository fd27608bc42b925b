// How a value of the sender is brought into wire form: one named function per schemas::Transform,
// in a table. Used by normalise::draft.
#pragma once

#include "gateway/core/error.hpp"
#include "gateway/core/ids.hpp"
#include "schemas/code_book.hpp"
#include "schemas/mapping.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::normalise {

struct ShapeFault {
    Errc code{};
    std::string_view list;  ///< the code list that lacks the value, or empty
};

/// Writes `text` (trimmed, not empty) in wire form to `out`. On a fault `out` holds the text as it
/// was. Numbers and amounts that are none are left as they are without a fault: the judge has the
/// last word on them.
std::optional<ShapeFault> shape(
    schemas::Transform transform,
    std::string_view text,
    const schemas::CodeBook& codes,
    std::string& out
);

/// What the gateway can make a value from when the sender gave none.
struct Moment {
    std::string_view time14;  ///< of acceptance, in Beijing
    std::string_view date8;
    DocumentId document;
    std::size_t line = 0;         ///< position in the document, from 0
    std::size_t source_line = 0;  ///< position in the section
};

/// The value that a transform makes of itself (guid, now14, today8, line_number, own_number); false
/// for all others.
bool make(schemas::Transform transform, const Moment& moment, std::string& out);

/// True for what the sender cannot give: guid, now14.
bool made_only_here(schemas::Transform transform);

}  // namespace tg::normalise
