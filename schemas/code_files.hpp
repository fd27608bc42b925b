// Code lists as files of an operator: `<list>.csv` takes the place of a built-in list,
// `<list>@yyyy-mm-dd.csv` takes effect on that day (Beijing), `lists.csv` says version, source and
// completeness of each. Reading a folder is the only I/O; everything is checked before anything
// counts, and every fault is said at once with file, line and reason.
#pragma once

#include "gateway/core/result.hpp"
#include "schemas/code_list.hpp"
#include "schemas/csv.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::schemas {

struct CodeFile {
    std::string path;  ///< said in faults; its last part is the name of the file
    std::string text;
};

inline constexpr std::size_t code_file_bytes_max = std::size_t{64} << 20;
inline constexpr std::size_t code_faults_max = 200;  ///< said; the rest is counted

/// The *.csv files of a folder, by name. Errc::bad_table when it cannot be read.
Result<std::vector<CodeFile>> read_code_folder(const std::filesystem::path& folder);

/// Faults of one or many files: `file:line: reason`.
class CodeFaults {
 public:
    void add(const std::string& path, std::size_t line, const std::string& reason);
    void add_file(const std::string& path, const std::string& reason);
    [[nodiscard]] bool none() const { return faults_.empty(); }
    [[nodiscard]] std::size_t count() const { return faults_.size() + unsaid_; }
    /// One error with all of them in `parts`, ordered by place; a single fault stands for itself.
    [[nodiscard]] Error error(const std::string& where) const;

 private:
    std::vector<Error> faults_;
    std::size_t unsaid_ = 0;
};

/// A file that is sound by itself.
struct ReadCodeFile {
    std::string path, list;
    std::optional<Day> from;
    CsvFile csv;
};

/// What lists.csv says of a file.
struct CodeMeta {
    std::string version, source;
    std::optional<bool> complete;
};

/// Looks at name, form, columns (those of `built_in` must be there), codes, cells and validity.
/// Nothing when a fault was found.
std::optional<ReadCodeFile> read_code_file(
    const CodeFile& file,
    const std::function<const CodeList*(std::string_view)>& built_in,
    CodeFaults& faults
);
/// By the name of the file without `.csv`.
std::map<std::string, CodeMeta> read_code_meta(
    const CodeFile& file, const std::vector<CodeFile>& all, CodeFaults& faults
);
/// Whether the codes that the cells of `file` name are in the lists that they name.
void check_references(
    const ReadCodeFile& file,
    const std::function<const CodeList*(std::string_view)>& lists,
    CodeFaults& faults
);

}  // namespace tg::schemas
