// Merging closed export inventories into declarations: CEB792 for a summary application
// [export-messages.md 6]. Pure.
#pragma once

#include "schemas/document.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg::sandbox {

struct Summarised {
    const schemas::Document* inventory = nullptr;
    std::string invt_no;
};

struct SummaryNames {
    std::string sum_no;
    std::string first_time, second_time;  ///< of the first result and of the one that follows it
    std::function<std::string()> guid;
    /// A number of 18 characters that begins with the letter, the same for the same letter and
    /// place.
    std::function<std::string(char letter, std::size_t declaration)> number;
};

struct SummaryResults {
    std::vector<schemas::Document> first;   ///< the merged lines, in parts of at most 100
    std::vector<schemas::Document> second;  ///< the declarations' numbers, without lines
};

/// One declaration for each group of inventories that agree in the merge keys of the head, one of
/// its items for each group of lines that agree in those of the line.
SummaryResults summarise(
    const schemas::Document& application,
    std::span<const Summarised> inventories,
    const SummaryNames& names
);

}  // namespace tg::sandbox
