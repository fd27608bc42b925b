// Reads what customs states without being asked (792, 816, 818) by its message table.
#pragma once

#include "gateway/receipt/receipt.hpp"
#include "gateway/receipt/xml_document.hpp"
#include "schemas/table.hpp"

#include <string_view>

namespace tg::receipt {

/// Tax bills, their status, and results of a summary: nobody's answer to a document of ours.
bool is_statement(schemas::Kind kind);

/// One business node. Lenient: elements that the table does not know are passed over, missing ones
/// are absent, and head fields may stand directly in the node.
Statement read_statement(const XmlElement& node, const schemas::Table& table);

/// returnTime and its like: Beijing digits or RFC 3339.
std::optional<Instant> moment_of(std::string_view text);
/// A whole number and nothing else.
std::optional<std::int32_t> number_of(std::string_view text);
/// All text inside, without blanks at its ends.
std::string text_of(const XmlElement& element);

}  // namespace tg::receipt
