// The text of a message apart from its identifiers: what compose::write calls once it has made a
// guid, and what tests call to write a message whose guid is given.
#pragma once

#include "gateway/compose/message.hpp"

#include <span>
#include <string>
#include <string_view>

namespace tg::compose {

struct BodyParts {
    const schemas::Table& table;
    std::string_view guid;
    std::span<const PackedDocument> documents;  ///< all of `table`
    const Transfer& transfer;
};

/// From the root's start tag to its end tag: one line, canonical (C14N 1.0), absent values left
/// out. Linear. Any thread.
std::string body_text(const BodyParts& parts);

}  // namespace tg::compose
