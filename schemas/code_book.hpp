// Code lists (currency, country, unit, customs district ...): thousands of rows that change by
// decree, loaded at start from CSV, sorted, with their source. The lists of schemas/codes are built
// in; an operator's folder overrides them.
#pragma once

#include "gateway/core/result.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::schemas {

class CodeList {
 public:
    /// `columns` and `rows` as in the file. The first column is the code; lists may repeat a code
    /// (country residuals).
    CodeList(
        std::string name,
        std::vector<std::string> columns,
        std::vector<std::vector<std::string>> rows
    );

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] bool holds(std::string_view code) const;
    /// A cell of the first row with that code; nothing when code or column is unknown.
    [[nodiscard]] std::optional<std::string_view> cell(
        std::string_view code, std::string_view column
    ) const;
    /// The code of the row whose `column` equals `value` (letters compared without case); nothing
    /// when none or when rows with different codes match.
    [[nodiscard]] std::optional<std::string_view> code_by(
        std::string_view column, std::string_view value
    ) const;
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }

 private:
    std::string name_;
    std::vector<std::string> columns_;
    std::vector<std::vector<std::string>> rows_;  // sorted by code
    std::vector<std::map<std::string, std::size_t, std::less<>>>
        by_;  // per column: folded value -> row; npos = ambiguous
};

class CodeBook {
 public:
    /// The built-in lists.
    static CodeBook built_in();
    /// The built-in lists, each replaced by `<folder>/<name>.csv` where that exists; it must have
    /// the columns of the list it replaces. Errc::bad_table names file and line, every fault at
    /// once in `parts` when there are several; a file that replaces nothing is a fault too, because
    /// its name is probably misspelt.
    static Result<CodeBook> load(const std::filesystem::path& folder);

    [[nodiscard]] const CodeList* find(std::string_view name) const;
    /// The list; its absence is a bug.
    [[nodiscard]] const CodeList& at(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names() const;

 private:
    std::map<std::string, CodeList, std::less<>> lists_;
};

}  // namespace tg::schemas
