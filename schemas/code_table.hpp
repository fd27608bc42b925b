// One file of a code list in packed form: a text whose rows end with a line feed and whose cells
// are separated by tabs, the first row naming the columns, the others sorted by their first cell,
// the code. The table keeps eight bytes per row and views into the text; what stands in it is never
// copied. It is read by any number of threads; rows are found, and columns indexed by value, when
// somebody first asks.
#pragma once

#include "schemas/day.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::schemas {

class CodeTable {
 public:
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
    static constexpr std::size_t text_bytes_max = std::size_t{1} << 30;

    /// Over a packed text that outlives the table (the built-in lists).
    static std::shared_ptr<const CodeTable> over(std::string_view packed);
    /// Packs rows in the order of a file; no cell may hold a tab or a line feed.
    static std::shared_ptr<const CodeTable> of(
        const std::vector<std::string>& columns, std::vector<std::vector<std::string>> rows
    );

    CodeTable(const CodeTable&) = delete;
    CodeTable& operator=(const CodeTable&) = delete;

    [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
    [[nodiscard]] std::size_t column(std::string_view name) const;  ///< or nowhere
    [[nodiscard]] std::size_t size() const { return rows().size(); }
    [[nodiscard]] std::string_view code_at(std::size_t row) const;
    [[nodiscard]] std::string_view cell_at(std::size_t row, std::size_t column) const;

    /// The first row with that code (in the order of the file) whose valid_from and valid_to, where
    /// the table has such columns, include the day; without a day the first row with that code.
    [[nodiscard]] std::size_t find(std::string_view code, std::optional<Day> day) const;
    /// The code whose `column` equals `value`, ASCII letters without case, among the rows valid on
    /// the day; nothing when none is, when rows with different codes are, or for an empty value.
    [[nodiscard]] std::optional<std::string_view> code_by(
        std::size_t column, std::string_view value, std::optional<Day> day
    ) const;
    /// Whether the validity columns of the row include the day.
    [[nodiscard]] bool valid(std::size_t row, Day day) const {
        return valid_on(row, day_text(day));
    }
    /// SHA-256 of the packed text, 64 hex digits: the same content, however it was written.
    [[nodiscard]] std::string digest() const;
    [[nodiscard]] bool same_text(const CodeTable& other) const { return text_ == other.text_; }

 private:
    struct Row {
        std::uint32_t at;
        std::uint32_t code_size;
    };
    struct Index {
        std::once_flag made;
        std::vector<std::uint32_t> rows;  ///< sorted by the folded cell, then by position
    };

    explicit CodeTable(std::string owned, std::string_view text);
    [[nodiscard]] const std::vector<Row>& rows() const;
    [[nodiscard]] const std::vector<std::uint32_t>& index_of(std::size_t column) const;
    [[nodiscard]] bool valid_on(std::size_t row, const std::string& day) const;

    std::string owned_;  ///< empty over a text of somebody else
    std::string_view text_;
    std::vector<std::string> columns_;
    std::size_t valid_from_ = nowhere;
    std::size_t valid_to_ = nowhere;
    mutable std::once_flag rows_made_;
    mutable std::vector<Row> rows_;
    mutable std::unique_ptr<Index[]> by_;
};

}  // namespace tg::schemas
