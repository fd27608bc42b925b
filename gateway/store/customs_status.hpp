// What customs and the e-port say about a document, as one table: a row per returnStatus, a column
// per kind of document. Everything that depends on a status asks here: where a document stands,
// what its filing is called, which of two answers of one moment is the later step, what a person
// reads. Drawn from the message rule [import rule 7-2, export rule 7-2, 7-3]; what no row knows is
// kept and shown.
#pragma once

#include "gateway/store/lifecycle.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace tg::store {

/// Where a document stands, as far as a wish about it is concerned.
enum class Stage : std::uint8_t {
    moving,      ///< waiting, on its way, or not answered yet
    rejected,    ///< 100, 4, a negative status, or its message was refused
    received,    ///< 1, 2, 3: the e-port has it
    stored,      ///< 120: customs has it
    judged,      ///< 300, 399, 400, 600: customs is at work, or has concluded
    inspection,  ///< 500 to 599
    released,    ///< 800
    closed,      ///< 899, 700
    withdrawn    ///< cancelled or deleted, with customs' consent
};

/// Where it is written that a kind of document gets a status.
enum class Source : std::uint8_t { none, text, schema, practice };

/// One kind of document, named by the messages that answer it.
struct StatusColumn {
    std::uint16_t receipt;
    schemas::Kind kind;
    schemas::Direction direction;
};
std::span<const StatusColumn> status_columns();

struct StatusRow {
    std::int32_t status;
    std::int32_t rank;  ///< among answers of the same moment the higher one is the later step
    Stage stage;
    FilingState state;
    std::string_view zh, en;  ///< customs' words
    /// A letter per column: x rule text, s schema, p practice, '.' nowhere; a capital where it is
    /// the good end of that kind. Blanks and bars are for the reader.
    std::string_view cells;
};
std::span<const StatusRow> status_rows();

/// Nothing for a negative status and for one that no kind of document knows.
const StatusRow* find_status(std::int32_t status);
/// `receipt` is a column's; Source::none for any other number.
Source source_of(std::uint16_t receipt, std::int32_t status);
/// `receipt` 0: of either trade.
bool good_end(schemas::Kind kind, std::uint16_t receipt, std::int32_t status);
/// The receipts that answer a kind of document in a direction, 0 for none.
std::uint16_t receipt_for(schemas::Kind kind, schemas::Direction direction);

struct StatusWords {
    std::string_view zh, en;
};
/// For a person; `receipt` may be a column's, 816 or 818 (whose status is a tax bill's own), or 0.
StatusWords status_words(std::uint16_t receipt, std::int32_t status);

inline constexpr std::int32_t rank_unlisted = 5;
inline constexpr std::int32_t rank_negative = 6;

}  // namespace tg::store
