// Code lists (currency, country, unit, tariff, positive list ...): thousands of rows that change by
// decree. The lists of schemas/codes are built in; an operator's files take their place or take
// effect on a day. A book is immutable and cheap to copy; who switches to another one swaps books.
#pragma once

#include "gateway/core/result.hpp"
#include "schemas/code_files.hpp"
#include "schemas/code_list.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tg::schemas {

class CodeBook {
 public:
    /// The built-in lists.
    static CodeBook built_in();
    /// The built-in lists with the files of a folder: read_code_folder, then with().
    static Result<CodeBook> load(const std::filesystem::path& folder);
    /// This book with files in the place of its lists, checked as a whole: all of them or none.
    /// `<list>.csv` takes the place of every edition of the list, `<list>@yyyy-mm-dd.csv` counts
    /// from that day. A file must have the columns of the list it replaces (valid_from and valid_to
    /// apart). Errc::bad_table names file, line and reason, every fault at once in `parts` when
    /// there are several; `where` is said as the place of the whole.
    [[nodiscard]] Result<CodeBook> with(
        const std::vector<CodeFile>& files, const std::string& where = "codes"
    ) const;

    /// The same lists, each claiming to be complete: for proofs of what follows from absence.
    [[nodiscard]] CodeBook as_complete() const;

    [[nodiscard]] const CodeList* find(std::string_view name) const;
    /// The list; its absence is a bug.
    [[nodiscard]] const CodeList& at(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names() const;

 private:
    void take(const ReadCodeFile& file, const CodeMeta& meta, bool complete);

    std::map<std::string, CodeList, std::less<>> lists_;
};

}  // namespace tg::schemas
