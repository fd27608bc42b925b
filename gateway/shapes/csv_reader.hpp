// Reads a CSV file row by row (RFC 4180: quotes, doubled quotes, line ends inside quotes; LF or
// CRLF), from a stream, with the exact place of whatever is wrong. UTF-8 with or without a byte
// order mark; GB18030 is recognised and refused, or converted when the caller says so.
#pragma once

#include "gateway/core/result.hpp"

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tg::shapes {

enum class Encoding : std::uint8_t { utf8, gb18030 };

struct CsvRecord {
    std::uint64_t row = 0;   ///< as a spreadsheet counts: the names of the columns stand in row 1
    std::uint64_t line = 0;  ///< of the file, where the row begins
    std::vector<std::string> cells;
    std::string text{};  ///< the bytes of the row as they came (of GB18030: converted)
    /// What is wrong with this row alone, `where` is "row:column": csv_cells, csv_not_utf8,
    /// unsafe_cell. The rows after it are read on.
    std::vector<Error> faults;
};

class CsvReader {
 public:
    static constexpr std::size_t row_bytes_max = std::size_t{1} << 20U;

    /// The stream outlives the reader. Reads the names of the columns at once.
    CsvReader(std::istream& stream, Encoding encoding);
    ~CsvReader();
    CsvReader(const CsvReader&) = delete;
    CsvReader& operator=(const CsvReader&) = delete;

    /// Why the file cannot be read (on): csv_broken, csv_gb18030, csv_not_utf8 and unsafe_cell in
    /// the names of the columns, duplicate_column, batch_line_too_long. Several in `parts`.
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
    /// The row of their names, as it came.
    [[nodiscard]] const std::string& header() const { return header_; }
    /// Position of a column; nothing when there is none.
    [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
    /// The next row that is not empty; false at the end and after a failure.
    bool next(CsvRecord& record);
    /// Bytes of the file taken so far.
    [[nodiscard]] std::uint64_t bytes() const;

 private:
    class Bytes;
    bool read_row(CsvRecord& record);
    bool read_cell(CsvRecord& record, std::string& cell);
    bool read_quoted(std::string& cell);
    int look();
    int take();
    void take_line_end();
    bool broken(const char* expected);
    void judge_cells(CsvRecord& record);
    void judge_columns(const CsvRecord& record);
    void fail_with(Error error);

    std::unique_ptr<Bytes> bytes_;
    Encoding encoding_;
    std::vector<std::string> columns_;
    std::optional<Error> failure_;
    std::uint64_t row_ = 0;
    std::uint64_t line_ = 1, character_ = 1;
    std::size_t row_bytes_ = 0;
    std::string row_text_, header_;
};

/// "7:12"
std::string cell_place(std::uint64_t row, std::size_t column);

}  // namespace tg::shapes
