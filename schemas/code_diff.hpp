// What changes when one book takes the place of another: for showing before somebody decides. Pure.
#pragma once

#include "schemas/code_book.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tg::schemas {

struct CellChange {
    std::string code, column;
    std::string before, after;
};

/// What differs in one list from one day on, until its next change.
struct ListChange {
    std::string list;
    std::optional<Day> from{};  ///< nothing: until the first day on which either list changes
    std::string version_before, version_after;
    bool complete_before = false, complete_after = false;
    std::vector<std::string> columns_added, columns_removed;
    std::vector<std::string> added, removed;  ///< codes; one that has several rows may be repeated
    std::vector<CellChange> changed;
};

/// Lists by name, days in order; a list that is the same has no entry.
std::vector<ListChange> diff(const CodeBook& before, const CodeBook& after);

}  // namespace tg::schemas
