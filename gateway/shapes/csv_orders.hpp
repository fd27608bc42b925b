// The orders of a CSV file: rows that stand together and have the same key are one order, each row
// one of its lines; what belongs to the head must say the same in every row (or be empty after the
// first).
#pragma once

#include "gateway/shapes/csv_reader.hpp"
#include "gateway/shapes/foreign.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <unordered_map>

namespace tg::shapes {

/// Names of the columns and where they stand.
struct CsvColumns {
    std::vector<std::string> names;
    std::map<std::string, std::size_t, std::less<>> places;
    std::string header;  ///< the row of the names, as it came
};

class CsvOrder final : public ForeignOrder {
 public:
    [[nodiscard]] std::size_t line_count() const override { return rows_.size(); }
    [[nodiscard]] Found find(const Path& path, std::size_t line) const override;
    [[nodiscard]] std::string place(const Path& path, std::size_t line) const override;
    [[nodiscard]] std::vector<Error> faults() const override;
    void note_unmapped(const Shape& shape, Unmapped& unmapped) const override;
    /// The names of the columns and the rows of this order, as they came: a file of its own.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::uint64_t first_row() const { return rows_.front().row; }

 private:
    friend class CsvOrders;
    [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const;
    void judge_head(std::vector<Error>& faults) const;

    // Orders are judged on other threads while the file is read on, and may outlive its reader.
    std::shared_ptr<const CsvColumns> columns_;
    const Shape* shape_ = nullptr;
    std::vector<CsvRecord> rows_;
    std::vector<Error> faults_;
};

class CsvOrders {
 public:
    static constexpr std::size_t rows_max = 5'000;  ///< of one order
    /// How many orders back the same key is remembered.
    static constexpr std::size_t keys_remembered = 65'536;

    /// Stream and shape outlive this, and the shape the orders.
    CsvOrders(std::istream& stream, Encoding encoding, const Shape& shape);

    /// As CsvReader::failure; and missing_column for each that the shape needs.
    [[nodiscard]] const std::optional<Error>& failure() const {
        return failure_ ? failure_ : reader_.failure();
    }
    /// False at the end and after a failure.
    bool next(CsvOrder& order);
    [[nodiscard]] std::uint64_t bytes() const { return reader_.bytes(); }

 private:
    void judge_columns();
    [[nodiscard]] std::string key_of(const CsvRecord& record) const;
    void remember(const std::string& key, CsvOrder& order);

    CsvReader reader_;
    const Shape& shape_;
    std::shared_ptr<const CsvColumns> columns_;  // see CsvOrder
    std::optional<Error> failure_;
    std::size_t key_ = 0;
    std::optional<CsvRecord> ahead_;
    std::unordered_map<std::string, std::uint64_t> met_;  // key -> row
    std::deque<std::string> met_in_order_;
};

}  // namespace tg::shapes
