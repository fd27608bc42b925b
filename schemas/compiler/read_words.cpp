// The small words of the tables, and the reading of one file with its columns proven.
#include "schemas/compiler/model.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace tg::compiler {

std::optional<std::size_t> Model::find(unsigned number) const {
    const auto found =
        std::find_if(messages.begin(), messages.end(), [number](const Message& each) {
            return each.number == number;
        });
    return found == messages.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found - messages.begin()));
}

std::optional<File> read_file(Model& model, const std::string& name, std::string_view columns) {
    std::ifstream in(model.root / name, std::ios::binary);
    if (!in) {
        model.faults.add(name, 1, "the file is missing");
        return std::nullopt;
    }
    std::ostringstream text;
    text << in.rdbuf();
    File file{name, schemas::read_csv(text.str())};
    if (!file.csv.error.empty()) {
        const auto colon = file.csv.error.find(':');
        const auto line = whole_number(file.csv.error.substr(5, colon - 5)).value_or(1);
        model.faults.add(name, line, file.csv.error.substr(colon + 2));
        return std::nullopt;
    }
    if (!columns.empty() && file.csv.columns != split(columns, ",")) {
        model.faults.add(name, 1, "the columns must be " + std::string(columns));
        return std::nullopt;
    }
    return file;
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            break;
        }
        text.remove_prefix(end + separator.size());
        if (text.empty()) {
            parts.emplace_back();
        }
    }
    return parts;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string joined;
    for (const auto& part : parts) {
        joined += joined.empty() ? part : std::string(separator) + part;
    }
    return joined;
}

const KindName* find_kind(std::string_view word) {
    const auto* found = std::find_if(kinds.begin(), kinds.end(), [word](const KindName& each) {
        return each.word == word;
    });
    return found == kinds.end() ? nullptr : found;
}

std::optional<unsigned> whole_number(std::string_view text) {
    unsigned value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9' || value > 100000) {
            return std::nullopt;
        }
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return text.empty() ? std::nullopt : std::optional(value);
}

bool identifier(std::string_view text) {
    static const std::vector<std::string> reserved{
        "auto",     "bool",   "break",  "case",   "char",   "class",  "const", "default", "delete",
        "do",       "double", "else",   "enum",   "export", "false",  "float", "for",     "if",
        "import",   "int",    "long",   "module", "new",    "not",    "or",    "private", "public",
        "return",   "short",  "signed", "static", "struct", "switch", "this",  "true",    "union",
        "unsigned", "using",  "void",   "while",  "index",  "number"};
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return !text.empty() && letter(text.front()) && !contains(reserved, text) &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return letter(c) || (c >= '0' && c <= '9');
           });
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace tg::compiler
