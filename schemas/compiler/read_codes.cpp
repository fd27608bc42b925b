// Reads the code lists that are built into the program and brings them into the packed form of
// schemas/code_table.hpp: rows by code, cells separated by tabs. lists.csv says of each its
// version, source and whether it is complete.
#include "schemas/compiler/model.hpp"

#include <algorithm>

namespace tg::compiler {
namespace {

constexpr const char* meta_file = "codes/lists.csv";

/// a-z, 0-9 and _, then perhaps @ and the day from which the file counts.
bool list_name(std::string_view stem) {
    const auto at = stem.find('@');
    const auto name = stem.substr(0, at);
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (name.empty() || !std::all_of(name.begin(), name.end(), [digit](char c) {
            return (c >= 'a' && c <= 'z') || digit(c) || c == '_';
        })) {
        return false;
    }
    if (at == std::string_view::npos) {
        return true;
    }
    const auto day = stem.substr(at + 1);
    const std::string_view form = "dddd-dd-dd";
    return day.size() == form.size() &&
           std::equal(day.begin(), day.end(), form.begin(), [digit](char c, char wanted) {
               return wanted == 'd' ? digit(c) : c == wanted;
           });
}

std::string packed(const std::vector<std::string>& cells) {
    return join(cells, "\t") + "\n";
}

bool controls(const std::vector<std::string>& cells) {
    static const std::string control = [] {
        std::string all;
        for (char c = 0; c < 0x20; ++c) {
            all += c;
        }
        return all;
    }();
    return std::any_of(cells.begin(), cells.end(), [](const std::string& cell) {
        return cell.find_first_of(control) != std::string::npos;
    });
}

void read_list(Model& model, const std::string& stem) {
    auto file = read_file(model, "codes/" + stem + ".csv", "");
    if (!file) {
        return;
    }
    if (!list_name(stem)) {
        model.faults.add(file->name, 1, "a list is named in a-z, 0-9 and _ (name@yyyy-mm-dd)");
    }
    if (file->csv.columns.front() != "code") {
        model.faults.add(file->name, 1, "the first column must be code");
    }
    for (const auto& row : file->csv.rows) {
        if (row.cells.front().empty()) {
            model.faults.add(file->name, row.line, "empty code");
        }
        if (controls(row.cells)) {
            model.faults.add(file->name, row.line, "control character in a cell");
        }
    }
    auto& rows = file->csv.rows;
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return a.cells.front() < b.cells.front();
    });
    auto& text = model.code_lists[stem].text;
    text = packed(file->csv.columns);
    for (const auto& row : rows) {
        text += packed(row.cells);
    }
}

void read_meta(Model& model) {
    const auto file = read_file(model, meta_file, "file,version,source,complete");
    if (!file) {
        return;
    }
    for (const auto& row : file->csv.rows) {
        const auto found = model.code_lists.find(row.cells[0]);
        if (found == model.code_lists.end()) {
            model.faults.add(
                file->name, row.line, "there is no file codes/" + row.cells[0] + ".csv"
            );
            continue;
        }
        if (!found->second.version.empty()) {
            model.faults.add(file->name, row.line, row.cells[0] + " stands here twice");
        }
        if (row.cells[1].empty() || row.cells[2].empty()) {
            model.faults.add(file->name, row.line, "version and source must be said");
        }
        if (row.cells[3] != "Y" && row.cells[3] != "N") {
            model.faults.add(file->name, row.line, "complete must be Y or N");
        }
        found->second.version = row.cells[1];
        found->second.source = row.cells[2];
        found->second.complete = row.cells[3] == "Y";
    }
    for (const auto& [name, list] : model.code_lists) {
        if (list.version.empty()) {
            model.faults.add(file->name, 1, "the row of " + name + " is missing");
        }
    }
}

}  // namespace

void read_code_lists(Model& model) {
    std::vector<std::string> stems;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(model.root / "codes", ignored)) {
        if (entry.path().extension() == ".csv" && entry.path().filename() != "lists.csv") {
            stems.push_back(entry.path().stem().string());
        }
    }
    std::sort(stems.begin(), stems.end());
    for (const auto& stem : stems) {
        read_list(model, stem);
    }
    if (model.code_lists.empty()) {
        model.faults.add("codes", 1, "there are no code lists");
        return;
    }
    read_meta(model);
}

}  // namespace tg::compiler
