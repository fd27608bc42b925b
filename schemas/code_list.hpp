// A code list: its editions by the day from which they count, and the look-ups. Immutable; copies
// share their tables.
#pragma once

#include "schemas/code_table.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::schemas {

/// One file of a list.
struct CodeEdition {
    std::optional<Day> from{};  ///< nothing: counts until the first edition that has a day
    std::string version{};
    std::string source{};   ///< where its rows come from
    bool complete = false;  ///< what is missing does not exist; otherwise absence proves nothing
    bool built_in = false;
    std::shared_ptr<const CodeTable> table{};
};

/// Look-ups with a day ask the edition of that day, and in it the rows valid on that day. Look-ups
/// without one ask every edition, the newest first, and every row: good for names and for codes
/// that only ever get more, not for rates.
class CodeList {
 public:
    /// One edition without a day. `columns` and `rows` as in the file. The first column is the
    /// code; lists may repeat a code (country residuals).
    CodeList(
        std::string name,
        const std::vector<std::string>& columns,
        std::vector<std::vector<std::string>> rows
    );
    /// At least one edition; the one without a day must be there.
    CodeList(std::string name, std::vector<CodeEdition> editions);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] bool holds(std::string_view code) const;
    [[nodiscard]] bool holds(std::string_view code, Day day) const;
    /// A cell of the first row with that code; nothing when code or column is unknown.
    [[nodiscard]] std::optional<std::string_view> cell(
        std::string_view code, std::string_view column
    ) const;
    [[nodiscard]] std::optional<std::string_view> cell(
        std::string_view code, std::string_view column, Day day
    ) const;
    /// The code of the row whose `column` equals `value` (letters compared without case); nothing
    /// when none or when rows with different codes match.
    [[nodiscard]] std::optional<std::string_view> code_by(
        std::string_view column, std::string_view value
    ) const;
    [[nodiscard]] std::optional<std::string_view> code_by(
        std::string_view column, std::string_view value, Day day
    ) const;

    /// Oldest first; the first has no day.
    [[nodiscard]] const std::vector<CodeEdition>& editions() const { return editions_; }
    [[nodiscard]] const CodeEdition& edition_on(Day day) const;
    [[nodiscard]] const CodeEdition& newest() const { return editions_.back(); }
    [[nodiscard]] bool complete(Day day) const { return edition_on(day).complete; }

    [[nodiscard]] std::size_t size() const { return newest().table->size(); }
    [[nodiscard]] const std::vector<std::string>& columns() const {
        return newest().table->columns();
    }

 private:
    std::string name_;
    std::vector<CodeEdition> editions_;
};

}  // namespace tg::schemas
