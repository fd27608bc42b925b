// Writes the model as C++: fields.hpp for everybody, *.inc for the library. Nothing is checked here
// any more.
#include "schemas/compiler/cpp_text.hpp"
#include "schemas/compiler/model.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <tuple>

namespace tg::compiler {
namespace {

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
        const auto& layout = each.written();
        const auto space = "tg::schemas::ceb" + std::to_string(each.number);
        out << "namespace " << space << " {\ninline constexpr std::uint16_t index = " << i
            << ";  ///< in the catalogue\ninline constexpr std::uint16_t number = " << each.number
            << ";\n}\nnamespace " << space << "::" << layout.field_node() << " {\n";
        write_fields(out, i, "head", layout.head);
        out << "}\n";
        if (!layout.lines.empty()) {
            out << "namespace " << space << "::" << layout.line_node << " {\n";
            write_fields(out, i, "line", layout.lines);
            out << "}\n";
        }
        out << "\n";
    }
    return out.str();
}

std::size_t section_rank(const std::string& section) {
    return static_cast<std::size_t>(find_kind(section) - kinds.begin());
}

/// The vocabulary, in the order in which find_slot searches.
std::vector<Place> vocabulary(const Model& model) {
    std::set<Place> all;
    for (const auto& mapping : model.mappings) {
        all.insert(mapping.aside.begin(), mapping.aside.end());
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
        out << "    {" << direction_text(each.direction) << ", " << literal(each.procedure)
            << ", Kind::" << each.section << ", " << each.message << ", "
            << (each.required ? "true" : "false") << "},\n";
    }
    out << "};\n";
    return out.str();
}

/// Arrays with their size: a literal of this length is too long for the compiler to count at
/// compile time.
std::string code_lists(const Model& model) {
    std::ostringstream out;
    out << banner;
    std::size_t number = 0;
    for (const auto& [name, list] : model.code_lists) {
        out << "constexpr char text_" << number++ << "[] = R\"~tg~(" << list.text << ")~tg~\";\n";
    }
    out << "constexpr BuiltInCodes built_in_files[] = {\n";
    number = 0;
    for (const auto& [name, list] : model.code_lists) {
        const auto array = "text_" + std::to_string(number++);
        out << "    {" << literal(name) << ", " << literal(list.version) << ", "
            << literal(list.source) << ", " << (list.complete ? "true" : "false") << ", {" << array
            << ", sizeof(" << array << ") - 1}},\n";
    }
    out << "};\n";
    return out.str();
}

/// False when the file cannot be written.
bool write_changed(const std::filesystem::path& path, const std::string& text) {
    std::ifstream in(path, std::ios::binary);
    if (in) {
        std::ostringstream old;
        old << in.rdbuf();
        if (old.str() == text) {
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
           write_changed(folder / "tables.inc", tables_text(model)) &&
           write_changed(folder / "mappings.inc", mappings(model)) &&
           write_changed(folder / "codes.inc", code_lists(model));
}

}  // namespace tg::compiler
