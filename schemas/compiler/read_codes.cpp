// Reads the code lists that are built into the program: the text as it is, after a look at its
// form.
#include "schemas/compiler/model.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace tg::compiler {
namespace {

/// The name becomes part of a C++ name.
bool list_name(const std::string& name) {
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

void read_code_lists(Model& model) {
    std::vector<std::filesystem::path> paths;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(model.root / "codes", ignored)) {
        if (entry.path().extension() == ".csv") {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
        const auto name = path.stem().string();
        if (!list_name(name)) {
            model.faults.add("codes/" + name + ".csv", 1, "a list is named in a-z, 0-9 and _");
        }
        const auto file = read_file(model, "codes/" + name + ".csv", "");
        if (!file) {
            continue;
        }
        if (file->csv.columns.front() != "code") {
            model.faults.add(file->name, 1, "the first column must be code");
        }
        for (const auto& row : file->csv.rows) {
            if (row.cells.front().empty()) {
                model.faults.add(file->name, row.line, "empty code");
            }
        }
        std::ifstream in(path, std::ios::binary);
        model.code_lists[name].assign(
            (std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>()
        );
    }
    if (model.code_lists.empty()) {
        model.faults.add("codes", 1, "there are no code lists");
    }
}

}  // namespace tg::compiler
