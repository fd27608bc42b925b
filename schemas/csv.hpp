// Reader for the tables of this folder: RFC 4180, UTF-8 with or without byte order mark, LF or
// CRLF. No dependencies, so that the table compiler can use it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tg::schemas {

struct CsvRow {
    std::size_t line;  ///< first line of the row in the file, from 1
    std::vector<std::string> cells;
};

struct CsvFile {
    std::vector<std::string> columns;
    std::vector<CsvRow> rows;
    std::string error;  ///< "line 12: quote not closed"; empty when the text is sound

    /// Position of a column, or npos.
    [[nodiscard]] std::size_t column(std::string_view name) const;
};

/// The first row names the columns; every further row must have as many cells. Empty lines are
/// skipped.
CsvFile read_csv(std::string_view text);

}  // namespace tg::schemas
