// The checks of an operator's code files, and the reading of their folder.
#include "schemas/code_files.hpp"

#include "gateway/core/decimal.hpp"
#include "gateway/core/text.hpp"
#include "schemas/code_rules.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

namespace tg::schemas {
namespace {

using Lists = std::function<const CodeList*(std::string_view)>;

std::string stem_of(const CodeFile& file) {
    return std::filesystem::path(file.path).stem().string();
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

bool digits(std::string_view text, std::string_view count) {
    return std::to_string(text.size()) == count &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool number(std::string_view text, const Decimal& most) {
    const auto value = Decimal::parse(text);
    return value && !value->negative() && *value <= most;
}

bool factor(std::string_view text) {
    const auto point = text.find('.');
    return text.find_first_not_of("0123456789.") == std::string_view::npos && point != 0 &&
           point != text.size() - 1 && point == text.rfind('.');
}

/// What the cell should be; empty when it is.
std::string wrong_form(const CellRule& rule, std::string_view cell) {
    const std::string what(rule.what);
    switch (rule.form) {
        case CellForm::digits:
            return digits(cell, rule.what) ? "" : "must be " + what + " digits";
        case CellForm::rate:
            return number(cell, Decimal{10}) ? "" : "must be a rate such as 0.13, from 0 to 10";
        case CellForm::number:
            return cell.empty() || number(cell, Decimal{1'000'000'000})
                       ? ""
                       : "must be a plain decimal from 0, or empty";
        case CellForm::factor:
            return cell.empty() || factor(cell) ? "" : "must be a plain decimal, or empty";
        case CellForm::day:
            return cell.empty() || parse_day(cell) ? "" : "must be a day as yyyy-mm-dd, or empty";
        case CellForm::one_of: {
            const auto words = split(rule.what, '|');
            const auto known = std::find(words.begin(), words.end(), cell) != words.end();
            return known ? "" : "must be one of " + what;
        }
        case CellForm::code_of:
        case CellForm::codes_of:
            return "";
    }
    return "";
}

/// The first code in the cell that its list does not hold.
std::optional<std::string_view> unknown_code(
    CellForm form, const CodeList& list, std::string_view cell
) {
    if (cell.empty()) {
        return std::nullopt;
    }
    for (const auto part : split(cell, form == CellForm::codes_of ? ';' : '\n')) {
        if (!list.holds(part)) {
            return part;
        }
    }
    return std::nullopt;
}

template <class Visit>
void for_each_rule(const ReadCodeFile& file, Visit visit) {
    for (const auto& rule : cell_rules) {
        const auto column = file.csv.column(rule.column);
        if ((rule.list == "*" || rule.list == file.list) && column != std::string_view::npos) {
            visit(rule, column);
        }
    }
}

void check_columns(const ReadCodeFile& file, const CodeList& built_in, CodeFaults& faults) {
    const auto& columns = file.csv.columns;
    if (columns.front() != "code") {
        faults.add(file.path, 1, "the first column must be code");
    }
    for (const auto& column : built_in.columns()) {
        const auto times = std::count(columns.begin(), columns.end(), column);
        const auto optional = column == "valid_from" || column == "valid_to";
        if (times > 1 || (times == 0 && !optional)) {
            faults.add(
                file.path, 1, "column " + column + (times == 0 ? " is missing" : " stands twice")
            );
        }
    }
}

void check_rows(const ReadCodeFile& file, CodeFaults& faults) {
    if (file.csv.rows.empty()) {
        faults.add(file.path, 1, "there are no rows");
    }
    for (const auto& row : file.csv.rows) {
        if (row.cells.front().empty()) {
            faults.add(file.path, row.line, "empty code");
        }
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const auto& cell = row.cells[i];
            if (std::any_of(cell.begin(), cell.end(), [](char c) {
                    return static_cast<unsigned char>(c) < 0x20;
                })) {
                faults.add(
                    file.path, row.line, "line break or control character in " + file.csv.columns[i]
                );
            }
        }
    }
    for_each_rule(file, [&](const CellRule& rule, std::size_t column) {
        for (const auto& row : file.csv.rows) {
            const auto reason = wrong_form(rule, row.cells[column]);
            if (!reason.empty()) {
                faults.add(file.path, row.line, std::string(rule.column) + " " + reason);
            }
        }
    });
}

/// From and to of a row as texts; days compare as their texts do.
struct Span {
    std::string_view from, to;
};

Span span_of(const ReadCodeFile& file, const CsvRow& row) {
    const auto cell = [&](std::string_view name) {
        const auto column = file.csv.column(name);
        return column == std::string_view::npos ? std::string_view{}
                                                : std::string_view(row.cells[column]);
    };
    const auto to = cell("valid_to");
    return {cell("valid_from"), to.empty() ? std::string_view("9999-12-31") : to};
}

void check_validity(const ReadCodeFile& file, CodeFaults& faults) {
    const auto unique = std::find(std::begin(unique_lists), std::end(unique_lists), file.list) !=
                        std::end(unique_lists);
    std::multimap<std::string_view, const CsvRow*> seen;
    for (const auto& row : file.csv.rows) {
        const auto own = span_of(file, row);
        if (own.to < own.from) {
            faults.add(file.path, row.line, "valid_to lies before valid_from");
        }
        if (!unique) {
            continue;
        }
        const auto same = seen.equal_range(row.cells.front());
        for (auto other = same.first; other != same.second; ++other) {
            const auto theirs = span_of(file, *other->second);
            if (own.from <= theirs.to && theirs.from <= own.to) {
                faults.add(
                    file.path,
                    row.line,
                    "code " + row.cells.front() + " stands in line " +
                        std::to_string(other->second->line) + " already, for the same days"
                );
                break;
            }
        }
        seen.emplace(row.cells.front(), &row);
    }
}

std::optional<CsvFile> read_form(const CodeFile& file, CodeFaults& faults) {
    if (file.text.size() > code_file_bytes_max) {
        faults.add_file(
            file.path, "larger than " + std::to_string(code_file_bytes_max >> 20) + " MiB"
        );
        return std::nullopt;
    }
    if (!character_count(file.text)) {
        faults.add_file(file.path, "is not UTF-8");
        return std::nullopt;
    }
    auto csv = read_csv(file.text);
    if (!csv.error.empty()) {
        faults.add_file(file.path, csv.error);
        return std::nullopt;
    }
    return csv;
}

}  // namespace

void CodeFaults::add(const std::string& path, std::size_t line, const std::string& reason) {
    if (faults_.size() == code_faults_max) {
        ++unsaid_;
        return;
    }
    const auto where = path + ":" + std::to_string(line);
    faults_.push_back(fail(Errc::bad_table, where, {where + ": " + reason}));
}

void CodeFaults::add_file(const std::string& path, const std::string& reason) {
    if (faults_.size() == code_faults_max) {
        ++unsaid_;
        return;
    }
    faults_.push_back(fail(Errc::bad_table, path, {path + ": " + reason}));
}

Error CodeFaults::error(const std::string& where) const {
    if (faults_.size() == 1 && unsaid_ == 0) {
        return faults_.front();
    }
    const auto more = unsaid_ == 0 ? "" : " (+" + std::to_string(unsaid_) + ")";
    auto all = fail(Errc::bad_table, where, {where + more});
    all.parts = faults_;
    std::stable_sort(all.parts.begin(), all.parts.end(), [](const Error& a, const Error& b) {
        const auto file = [](const Error& each) {
            return each.where.substr(0, each.where.rfind(".csv"));
        };
        return file(a) < file(b);
    });
    return all;
}

Result<std::vector<CodeFile>> read_code_folder(const std::filesystem::path& folder) {
    std::vector<CodeFile> files;
    CodeFaults faults;
    std::error_code failure;
    for (std::filesystem::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure)) {
        if (at->path().extension() != ".csv") {
            continue;
        }
        const auto path = at->path().string();
        std::error_code unknown;
        if (at->file_size(unknown) > code_file_bytes_max || unknown) {
            faults.add_file(path, "cannot be read, or larger than 64 MiB");
            continue;
        }
        std::ifstream in(at->path(), std::ios::binary);
        std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        if (!in.good() && !in.eof()) {
            faults.add_file(path, "cannot be read");
            continue;
        }
        files.push_back({path, std::move(text)});
    }
    if (failure) {
        faults.add_file(folder.string(), failure.message());
    }
    if (!faults.none()) {
        return faults.error(folder.string());
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) {
        return a.path < b.path;
    });
    return files;
}

std::optional<ReadCodeFile> read_code_file(
    const CodeFile& file, const Lists& built_in, CodeFaults& faults
) {
    const auto before = faults.count();
    const auto stem = stem_of(file);
    const auto at = stem.find('@');
    ReadCodeFile read{file.path, stem.substr(0, at), std::nullopt, {}};
    if (at != std::string::npos) {
        read.from = parse_day(stem.substr(at + 1));
        if (!read.from) {
            faults.add_file(file.path, "what follows @ must be a day as yyyy-mm-dd");
        }
    }
    const auto* known = built_in(read.list);
    if (known == nullptr) {
        // Its name is probably misspelt; nobody would ever ask for it.
        faults.add_file(file.path, "there is no such code list");
        return std::nullopt;
    }
    auto csv = read_form(file, faults);
    if (!csv) {
        return std::nullopt;
    }
    read.csv = std::move(*csv);
    check_columns(read, *known, faults);
    check_rows(read, faults);
    check_validity(read, faults);
    return faults.count() == before ? std::optional(std::move(read)) : std::nullopt;
}

std::map<std::string, CodeMeta> read_code_meta(
    const CodeFile& file, const std::vector<CodeFile>& all, CodeFaults& faults
) {
    std::map<std::string, CodeMeta> meta;
    const auto csv = read_form(file, faults);
    if (!csv) {
        return meta;
    }
    if (csv->columns != std::vector<std::string>{"file", "version", "source", "complete"}) {
        faults.add(file.path, 1, "the columns must be file,version,source,complete");
        return meta;
    }
    for (const auto& row : csv->rows) {
        const auto& name = row.cells[0];
        if (std::none_of(all.begin(), all.end(), [&name](const CodeFile& each) {
                return stem_of(each) == name;
            })) {
            faults.add(file.path, row.line, "there is no file " + name + ".csv here");
        }
        if (row.cells[3] != "Y" && row.cells[3] != "N" && !row.cells[3].empty()) {
            faults.add(file.path, row.line, "complete must be Y, N or empty");
        }
        const auto complete =
            row.cells[3].empty() ? std::nullopt : std::optional(row.cells[3] == "Y");
        if (!meta.try_emplace(name, CodeMeta{row.cells[1], row.cells[2], complete}).second) {
            faults.add(file.path, row.line, name + " stands here twice");
        }
    }
    return meta;
}

void check_references(const ReadCodeFile& file, const Lists& lists, CodeFaults& faults) {
    for_each_rule(file, [&](const CellRule& rule, std::size_t column) {
        if (rule.form != CellForm::code_of && rule.form != CellForm::codes_of) {
            return;
        }
        const auto* list = lists(rule.what);
        for (const auto& row : file.csv.rows) {
            if (const auto unknown = unknown_code(rule.form, *list, row.cells[column])) {
                faults.add(
                    file.path,
                    row.line,
                    std::string(rule.column) + ": " + std::string(*unknown) + " is not in " +
                        std::string(rule.what)
                );
            }
        }
    });
}

}  // namespace tg::schemas
