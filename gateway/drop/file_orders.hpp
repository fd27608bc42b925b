// The orders of a file one after another: an order or a list in JSON, NDJSON, or a sheet. Holds one
// order at a time, however long the file. The file is ours (a copy), so that nobody changes it.
#pragma once

#include "gateway/api/shaping.hpp"
#include "gateway/shapes/csv_orders.hpp"
#include "gateway/shapes/json_values.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <vector>

namespace tg::drop {

enum class FileKind : std::uint8_t { json, lines, sheet };

/// By the ending of the name, in any case; nothing for any other.
std::optional<FileKind> kind_of(std::string_view name);
std::string_view kind_name(FileKind kind);  ///< "json", "ndjson", "csv"

class FileOrders {
 public:
    /// The shape outlives this and the orders; a sheet needs one.
    FileOrders(
        const std::filesystem::path& file,
        FileKind kind,
        const shapes::Shape* shape,
        shapes::Encoding encoding
    );

    /// False at the end and after a failure.
    bool next(api::SentOrder& order);
    /// Why the rest cannot be read.
    [[nodiscard]] std::optional<Error> failure() const;

 private:
    std::ifstream file_;
    FileKind kind_;
    bool array_ = false;
    std::size_t read_ = 0;
    std::optional<shapes::JsonValues> values_;
    std::optional<shapes::CsvOrders> rows_;
};

/// How many orders a file holds, found without filing any: a file that cannot be read to its end is
/// refused whole. Errors as FileOrders::failure; Errc::file_empty.
Result<std::size_t> count_orders(FileOrders& orders);

}  // namespace tg::drop
