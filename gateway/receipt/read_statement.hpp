// Reads what customs states without being asked (792, 816, 818) by its message table.
#pragma once

#include "gateway/receipt/receipt.hpp"
#include "gateway/receipt/xml_document.hpp"
#include "schemas/table.hpp"

#include <string_view>
#include <vector>

namespace tg::receipt {

/// Tax bills, their status, and results of a summary: nobody's answer to a document of ours.
bool is_statement(schemas::Kind kind);

/// One business node. Lenient: elements that the table does not know are passed over, missing ones
/// are absent, and head fields may stand directly in the node.
Statement read_statement(const XmlElement& node, const schemas::Table& table);

/// Amounts that stand in the head and in the lines and do not add up: reported, never refused
/// [import rule, tax bills]. An amount that is missing or no number is not compared.
std::vector<std::string_view> differing_sums(const schemas::Document& content);

/// returnTime and its like: Beijing digits or RFC 3339.
std::optional<Instant> moment_of(std::string_view text);
/// A whole number and nothing else.
std::optional<std::int32_t> number_of(std::string_view text);
/// All text inside, without blanks at its ends.
std::string text_of(const XmlElement& element);

}  // namespace tg::receipt
