// The orders of a file one after another: JSON, NDJSON, or CSV by a shape. Holds one order at a
// time, however long the file.
#pragma once

#include "gateway/app/judge_order.hpp"
#include "gateway/shapes/json_values.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

namespace tg::app {

class JudgeSource {
 public:
    /// "-" is the standard input. The shape says whether the file is CSV; without one it is JSON,
    /// and one order per line when its name ends in .ndjson or .jsonl. Errc::io_failed. The shape
    /// outlives the source and its items.
    static Result<std::unique_ptr<JudgeSource>> open(
        const std::filesystem::path& file, const shapes::Shape* shape, shapes::Encoding encoding
    );

    /// False at the end and after a failure.
    bool next(JudgeItem& item);
    /// Why the rest cannot be read.
    [[nodiscard]] const std::optional<Error>& failure() const;
    [[nodiscard]] std::uint64_t bytes() const;
    [[nodiscard]] std::uint64_t size() const { return size_; }  ///< 0 when unknown

 private:
    JudgeSource() = default;

    std::ifstream file_;
    std::uint64_t size_ = 0, number_ = 0;
    std::optional<shapes::JsonValues> values_;
    std::optional<shapes::CsvOrders> rows_;
};

}  // namespace tg::app
