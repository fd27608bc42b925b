// Writes the model as C++: fields.hpp for everybody, *.inc for the library. Nothing is checked here
// any more.
#include "schemas/compiler/model.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <tuple>

namespace tg::compiler {
namespace {

constexpr std::string_view banner = "// Made by the table compiler from schemas/; do not edit.\n";

/// Tables hold no quotes or backslashes in what is written as a literal; escaped all the same.
std::string literal(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

std::string presence(const Element& element) {
    return element.presence == "Y"   ? "Presence::required"
           : element.presence == "N" ? "Presence::optional"
                                     : "Presence::conditional";
}

std::string direction(const std::string& word) {
    return word == "import" ? "Direction::import" : "Direction::outward";
}

/// An empty array is no C++: nothing is written, and the span stays empty.
std::string span_of(const std::string& name, bool empty) {
    return empty ? "{}" : name;
}

void write_rows(std::ostream& out, const std::string& name, const std::vector<Element>& rows) {
    if (rows.empty()) {
        return;
    }
    out << "constexpr Row " << name << "[] = {\n";
    for (const auto& row : rows) {
        out << "    {" << literal(row.element) << ", " << literal(row.name_zh)
            << ", Type::" << row.type << ", " << row.min_len << ", " << row.max_len << ", "
            << presence(row) << ", " << literal(row.one_of) << ", " << literal(row.list) << "},\n";
    }
    out << "};\n";
}

void write_numbers(
    std::ostream& out, const std::string& name, const std::vector<std::size_t>& numbers
) {
    if (numbers.empty()) {
        return;
    }
    out << "constexpr std::uint16_t " << name << "[] = {";
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        out << (i == 0 ? "" : ", ") << numbers[i];
    }
    out << "};\n";
}

std::vector<std::size_t> rows_of(const Message& message, const std::vector<std::string>& names) {
    std::vector<std::size_t> rows;
    for (const auto& name : names) {
        const auto found =
            std::find_if(message.head.begin(), message.head.end(), [&](const Element& each) {
                return each.element == name;
            });
        rows.push_back(static_cast<std::size_t>(found - message.head.begin()));
    }
    return rows;
}

unsigned answered_by(const Model& model, const Message& message) {
    for (const auto& each : model.messages) {
        if (each.receipt_of == message.number) {
            return each.number;
        }
    }
    return 0;
}

std::string tables(const Model& model) {
    std::ostringstream out;
    out << banner;
    const std::vector<Element>* transfer = nullptr;
    for (const auto& each : model.messages) {
        const auto prefix = "ceb" + std::to_string(each.number);
        write_rows(out, prefix + "_head", each.head);
        write_rows(out, prefix + "_lines", each.lines);
        write_numbers(out, prefix + "_key", rows_of(each, each.key));
        write_numbers(out, prefix + "_party", rows_of(each, each.party));
        transfer = transfer == nullptr && !each.transfer.empty() ? &each.transfer : transfer;
    }
    if (transfer != nullptr) {
        write_rows(out, "base_transfer", *transfer);
    }
    out << "constexpr Table tables[] = {\n";
    for (std::size_t i = 0; i < model.messages.size(); ++i) {
        const auto& each = model.messages[i];
        const auto prefix = "ceb" + std::to_string(each.number);
        out << "    {" << i << ", " << each.number << ", " << literal(each.name) << ", "
            << literal(each.edition) << ", " << direction(each.direction) << ", Kind::" << each.kind
            << ", " << (each.receipt ? "true" : "false") << ", " << answered_by(model, each) << ", "
            << literal(each.business_node) << ", " << literal(each.head_node) << ", "
            << literal(each.line_node) << ", " << each.documents_max << ", " << each.lines_max
            << ", " << prefix << "_head, " << span_of(prefix + "_lines", each.lines.empty()) << ", "
            << span_of(prefix + "_key", each.key.empty()) << ", "
            << span_of(prefix + "_party", each.party.empty()) << "},\n";
    }
    out << "};\n";
    return out.str();
}

void write_fields(
    std::ostream& out, std::size_t table, const std::string& group, const std::vector<Element>& rows
) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        out << "inline constexpr Field " << rows[i].element << "{" << table << ", Group::" << group
            << ", " << i << "};  ///< " << rows[i].name_zh << "\n";
    }
}

std::string fields(const Model& model) {
    std::ostringstream out;
    out << banner
        << "// A constant per element, so that a rule that names an element that does not exist "
           "does "
           "not compile.\n#pragma once\n\n#include <cstdint>\n\n#include \"schemas/table.hpp\"\n\n";
    for (std::size_t i = 0; i < model.messages.size(); ++i) {
        const auto& each = model.messages[i];
        const auto space = "tg::schemas::ceb" + std::to_string(each.number);
        out << "namespace " << space << " {\ninline constexpr std::uint16_t index = " << i
            << ";  ///< in the catalogue\ninline constexpr std::uint16_t number = " << each.number
            << ";\n}\nnamespace " << space << "::" << each.field_node() << " {\n";
        write_fields(out, i, "head", each.head);
        out << "}\n";
        if (!each.lines.empty()) {
            out << "namespace " << space << "::" << each.line_node << " {\n";
            write_fields(out, i, "line", each.lines);
            out << "}\n";
        }
        out << "\n";
    }
    return out.str();
}

std::size_t section_rank(const std::string& section) {
    return static_cast<std::size_t>(
        std::find(sections.begin(), sections.end(), section) - sections.begin()
    );
}

/// The vocabulary, in the order in which find_slot searches.
std::vector<Place> vocabulary(const Model& model) {
    std::set<Place> all;
    for (const auto& mapping : model.mappings) {
        for (const auto* rows : {&mapping.head, &mapping.lines}) {
            for (const auto& row : *rows) {
                all.insert(row.sources.begin(), row.sources.end());
            }
        }
    }
    std::vector<Place> sorted(all.begin(), all.end());
    std::sort(sorted.begin(), sorted.end(), [](const Place& a, const Place& b) {
        return std::tuple(section_rank(a.section), a.in_lines, a.name) <
               std::tuple(section_rank(b.section), b.in_lines, b.name);
    });
    return sorted;
}

void write_map_rows(
    std::ostream& out,
    const std::string& name,
    const std::vector<MapRow>& rows,
    const std::vector<Place>& words
) {
    for (const auto& row : rows) {
        std::vector<std::size_t> slots;
        for (const auto& source : row.sources) {
            slots.push_back(static_cast<std::size_t>(
                std::find(words.begin(), words.end(), source) - words.begin()
            ));
        }
        write_numbers(out, name + "_" + std::to_string(row.row), slots);
    }
    if (rows.empty()) {
        return;
    }
    out << "constexpr MapRow " << name << "[] = {\n";
    for (const auto& row : rows) {
        out << "    {" << row.row << ", "
            << span_of(name + "_" + std::to_string(row.row), row.sources.empty())
            << ", Transform::" << row.transform << ", " << literal(row.otherwise) << "},\n";
    }
    out << "};\n";
}

std::string mappings(const Model& model) {
    std::ostringstream out;
    const auto words = vocabulary(model);
    out << banner << "constexpr Slot all_slots[] = {\n";
    for (const auto& word : words) {
        out << "    {Kind::" << word.section << ", Group::" << (word.in_lines ? "line" : "head")
            << ", " << literal(word.name) << "},\n";
    }
    out << "};\n";
    for (const auto& each : model.mappings) {
        const auto prefix = "map" + std::to_string(model.messages[each.message].number);
        write_map_rows(out, prefix + "_head", each.head, words);
        write_map_rows(out, prefix + "_lines", each.lines, words);
        if (!each.lines_from.empty()) {
            out << "constexpr Kind " << prefix << "_from[] = {";
            for (const auto& section : each.lines_from) {
                out << "Kind::" << section << ", ";
            }
            out << "};\n";
        }
    }
    out << "constexpr Mapping all_mappings[] = {\n";
    for (const auto& each : model.mappings) {
        const auto prefix = "map" + std::to_string(model.messages[each.message].number);
        out << "    {" << each.message << ", " << span_of(prefix + "_head", each.head.empty())
            << ", " << span_of(prefix + "_lines", each.lines.empty()) << ", "
            << span_of(prefix + "_from", each.lines_from.empty()) << "},\n";
    }
    out << "};\nconstexpr ProcedureSection all_procedures[] = {\n";
    for (const auto& each : model.procedures) {
        out << "    {" << direction(each.direction) << ", " << literal(each.procedure)
            << ", Kind::" << each.section << ", " << each.message << "},\n";
    }
    out << "};\n";
    return out.str();
}

/// Arrays with their size: a literal of this length is too long for the compiler to count at
/// compile time.
std::string code_lists(const Model& model) {
    std::ostringstream out;
    out << banner;
    for (const auto& [name, text] : model.code_lists) {
        out << "constexpr char " << name << "_text[] = R\"~tg~(" << text << ")~tg~\";\n";
    }
    out << "constexpr BuiltIn built_in_lists[] = {\n";
    for (const auto& [name, text] : model.code_lists) {
        out << "    {" << literal(name) << ", {" << name << "_text, sizeof(" << name
            << "_text) - 1}},\n";
    }
    out << "};\n";
    return out.str();
}

/// False when the file cannot be written.
bool write_changed(const std::filesystem::path& path, const std::string& text) {
    std::ifstream in(path, std::ios::binary);
    if (in) {
        const std::string old(
            (std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>()
        );
        if (old == text) {
            return true;
        }
    }
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    return out.flush().good();
}

}  // namespace

bool write_all(const Model& model, const std::filesystem::path& folder) {
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);
    return write_changed(folder / "fields.hpp", fields(model)) &&
           write_changed(folder / "tables.inc", tables(model)) &&
           write_changed(folder / "mappings.inc", mappings(model)) &&
           write_changed(folder / "codes.inc", code_lists(model));
}

}  // namespace tg::compiler
