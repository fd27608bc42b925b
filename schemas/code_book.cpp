// Code lists: parsed from the texts compiled in or from an operator's folder, sorted once, then
// only read.
#include "schemas/code_book.hpp"

#include "schemas/csv.hpp"

#include <algorithm>
#include <cassert>
#include <fstream>
#include <iterator>
#include <system_error>

namespace tg::schemas {
namespace {

struct BuiltIn {
    std::string_view name;
    std::string_view text;
};
#include "schemas/codes.inc"

constexpr auto nowhere = static_cast<std::size_t>(-1);

/// ASCII letters without case; other characters as they are.
std::string folded(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

bool code_less(const std::vector<std::string>& row, std::string_view code) {
    return row.front() < code;
}

std::vector<std::vector<std::string>> cells_of(CsvFile& file) {
    std::vector<std::vector<std::string>> rows;
    rows.reserve(file.rows.size());
    for (auto& row : file.rows) {
        rows.push_back(std::move(row.cells));
    }
    return rows;
}

/// Faults of an operator's list; `columns` are those of the built-in list, which lookups rely on.
void check_list(
    const CsvFile& file,
    const std::string& path,
    const std::vector<std::string>& columns,
    std::vector<Error>& faults
) {
    const auto fault = [&](std::size_t line, const std::string& reason) {
        const auto where = path + ":" + std::to_string(line);
        faults.push_back(fail(Errc::bad_table, where, {where + ": " + reason}));
    };
    if (!file.error.empty()) {
        faults.push_back(fail(Errc::bad_table, path, {path + ": " + file.error}));
        return;
    }
    if (file.columns.front() != "code") {
        fault(1, "the first column must be code");
    }
    for (const auto& column : columns) {
        if (file.column(column) == std::string_view::npos) {
            fault(1, "column " + column + " is missing");
        }
    }
    for (const auto& row : file.rows) {
        if (row.cells.front().empty()) {
            fault(row.line, "empty code");
        }
    }
}

}  // namespace

CodeList::CodeList(
    std::string name, std::vector<std::string> columns, std::vector<std::vector<std::string>> rows
)
    : name_(std::move(name)), columns_(std::move(columns)), rows_(std::move(rows)) {
    std::stable_sort(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) {
        return a.front() < b.front();
    });
    by_.resize(columns_.size());
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            const auto& cell = rows_[row][column];
            if (cell.empty()) {
                continue;
            }
            const auto [found, fresh] = by_[column].try_emplace(folded(cell), row);
            if (!fresh && found->second != nowhere &&
                rows_[found->second].front() != rows_[row].front()) {
                found->second = nowhere;
            }
        }
    }
}

bool CodeList::holds(std::string_view code) const {
    const auto found = std::lower_bound(rows_.begin(), rows_.end(), code, code_less);
    return found != rows_.end() && found->front() == code;
}

std::optional<std::string_view> CodeList::cell(std::string_view code, std::string_view column)
    const {
    const auto at = std::find(columns_.begin(), columns_.end(), column);
    const auto found = std::lower_bound(rows_.begin(), rows_.end(), code, code_less);
    if (at == columns_.end() || found == rows_.end() || found->front() != code) {
        return std::nullopt;
    }
    return (*found)[static_cast<std::size_t>(at - columns_.begin())];
}

std::optional<std::string_view> CodeList::code_by(std::string_view column, std::string_view value)
    const {
    const auto at = std::find(columns_.begin(), columns_.end(), column);
    if (at == columns_.end()) {
        return std::nullopt;
    }
    const auto& index = by_[static_cast<std::size_t>(at - columns_.begin())];
    const auto found = index.find(folded(value));
    if (found == index.end() || found->second == nowhere) {
        return std::nullopt;
    }
    return rows_[found->second].front();
}

CodeBook CodeBook::built_in() {
    CodeBook book;
    for (const auto& list : built_in_lists) {
        auto file = read_csv(list.text);
        assert(file.error.empty());
        const std::string name(list.name);
        auto columns = file.columns;
        book.lists_.emplace(name, CodeList(name, std::move(columns), cells_of(file)));
    }
    return book;
}

Result<CodeBook> CodeBook::load(const std::filesystem::path& folder) {
    auto book = built_in();
    std::vector<Error> faults;
    std::error_code failure;
    for (std::filesystem::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure)) {
        if (at->path().extension() != ".csv") {
            continue;
        }
        const auto path = at->path().string();
        const auto known = book.lists_.find(at->path().stem().string());
        if (known == book.lists_.end()) {
            faults.push_back(fail(Errc::bad_table, path, {path + ": there is no such code list"}));
            continue;
        }
        std::ifstream in(at->path(), std::ios::binary);
        const std::string text(
            (std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>()
        );
        if (!in.good() && !in.eof()) {
            faults.push_back(fail(Errc::bad_table, path, {path + ": cannot be read"}));
            continue;
        }
        auto file = read_csv(text);
        const auto before = faults.size();
        check_list(file, path, known->second.columns(), faults);
        if (faults.size() == before) {
            auto columns = file.columns;
            known->second = CodeList(known->first, std::move(columns), cells_of(file));
        }
    }
    if (failure) {
        const auto reason = folder.string() + ": " + failure.message();
        return fail(Errc::bad_table, folder.string(), {reason});
    }
    if (!faults.empty()) {
        auto all = faults.front();
        if (faults.size() > 1) {
            std::sort(faults.begin(), faults.end(), [](const Error& a, const Error& b) {
                return a.where < b.where;
            });
            all = fail(Errc::bad_table, folder.string(), {folder.string()});
            all.parts = std::move(faults);
        }
        return all;
    }
    return book;
}

const CodeList* CodeBook::find(std::string_view name) const {
    const auto found = lists_.find(name);
    return found == lists_.end() ? nullptr : &found->second;
}

const CodeList& CodeBook::at(std::string_view name) const {
    const auto* found = find(name);
    assert(found != nullptr);
    return *found;
}

std::vector<std::string> CodeBook::names() const {
    std::vector<std::string> all;
    for (const auto& [name, list] : lists_) {
        all.push_back(name);
    }
    return all;
}

}  // namespace tg::schemas
