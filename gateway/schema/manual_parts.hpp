// Parts of the manual that several of its chapters use.
#pragma once

#include "gateway/schema/manual_text.hpp"
#include "gateway/schema/shape.hpp"

#include <span>
#include <string>

namespace tg::schema {

/// "1", "0..5", "1..n"
std::string times(std::size_t min, std::size_t max);
Words presence_words(schemas::Presence presence);

/// The fields of one node in each edition; empty where the edition lacks the message.
struct NodeRows {
    std::span<const schemas::Row> written, newer, older;
};
/// A table with a row per field; `prefix` heads the anchors.
void write_rows(ManualText& page, const std::string& prefix, const NodeRows& rows);

/// The chapters on types, and on signature and envelope.
void write_types(ManualText& page);
void write_fixed_shapes(ManualText& page);

}  // namespace tg::schema
