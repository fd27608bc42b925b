// Messages as small trees that tests may spoil before they are written: whole CEB messages of any
// table, with subscriptions, extension and signature, and the exchange envelope. Nothing here
// shares code with the gateway's own writer or checker.
#pragma once

#include "schemas/table.hpp"
#include "tests/support/population.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::test {

struct Tree {
    std::string name_space;
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes{};
    std::string text{};                 ///< of an element that holds a value
    std::vector<Tree> children{};       ///< of one that holds elements
    const schemas::Row* row = nullptr;  ///< what the value must keep, where a table says it
    /// Written between the start tag and the first child, or after the text.
    std::string inside{};
};

/// How the same message may be written: what no judge may mind.
struct Writing {
    bool prefixed = true;        ///< ceb:, dxp: and ds:, else default namespaces
    bool indented = false;       ///< a line per element
    bool commented = false;      ///< comments and processing instructions everywhere
    bool in_sections = false;    ///< values in CDATA sections
    bool as_references = false;  ///< every character a numeric reference
};

struct Shape {
    Fill fill = Fill::some;
    std::size_t documents = 1;
    std::size_t lines_max = 2;
};

/// A sound message of the table: all that may follow the business nodes comes and goes.
Tree message_tree(Population& population, const schemas::Table& table, const Shape& shape);
/// A sound envelope around these bytes.
Tree envelope_tree(Population& population, std::string_view type, std::string_view bytes);

std::string written(const Tree& root, const Writing& writing);

}  // namespace tg::test
