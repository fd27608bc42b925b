// What the table compiler knows after reading: messages, mappings, procedures, code lists, and the
// faults it found on the way. Plain data; read_*.cpp fill it, write.cpp turns it into source text.
#pragma once

#include "schemas/csv.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::compiler {

/// Every fault at once, as `file:line: reason`.
class Faults {
 public:
    void add(const std::string& file, std::size_t line, const std::string& reason) {
        lines_.push_back(file + ":" + std::to_string(line) + ": " + reason);
    }
    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

 private:
    std::vector<std::string> lines_;
};

/// A table file with its columns proven; `name` is its path below the schemas folder.
struct File {
    std::string name;
    schemas::CsvFile csv;
};

struct Element {
    std::size_t line = 0;
    std::string parent, element, name_zh, type, length, presence, occurs, one_of, list;
    std::size_t min_len = 0, max_len = 0;
    std::size_t occurs_max = 0;  ///< 0 = unbounded
    [[nodiscard]] bool field() const {
        return type != "node" && type != "attribute" && type != "any" && type != "signature";
    }
};

struct Message {
    std::size_t line = 0;  ///< in ceb/messages.csv
    std::string file;      ///< ceb/2022-05/CEB311Message.csv
    unsigned number = 0, receipt_of = 0, documents_max = 0, lines_max = 0;
    std::string name, edition, direction, kind;
    std::vector<std::string> key, party;
    bool receipt = false;
    std::vector<Element> elements;
    std::string business_node, head_node, line_node;
    std::vector<Element> head, lines, transfer;

    /// Node that holds the head's fields.
    [[nodiscard]] const std::string& field_node() const {
        return head_node.empty() ? business_node : head_node;
    }
};

/// `/order/lines/*/qty`
struct Place {
    std::string section;
    bool in_lines = false;
    std::string name;
    auto operator<=>(const Place&) const = default;
};

struct MapRow {
    std::size_t row = 0;  ///< in Message::head or Message::lines
    std::vector<Place> sources;
    std::string transform, otherwise;
};

struct Mapping {
    std::size_t message = 0;  ///< position in Model::messages
    std::vector<MapRow> head, lines;
    std::vector<std::string> lines_from;
};

struct Procedure {
    std::string direction, procedure, section;
    std::size_t message = 0;
};

struct Model {
    std::filesystem::path root;
    std::vector<Message> messages;  ///< ordered by number
    std::vector<Mapping> mappings;
    std::vector<Procedure> procedures;
    std::map<std::string, std::string> code_lists;  ///< name -> text of the file
    Faults faults;

    [[nodiscard]] std::optional<std::size_t> find(unsigned number) const;
};

inline const std::vector<std::string> sections{"order", "payment", "waybill", "inventory"};

// reading; each adds what is wrong to model.faults
std::optional<File> read_file(Model& model, const std::string& name, std::string_view columns);
void read_code_lists(Model& model);
void read_messages(Model& model);
/// Fills the lengths and occurrences of a row from their text.
void check_row(Model& model, const std::string& file, Element& element);
void read_mappings(Model& model);
void read_procedures(Model& model);

// small words of the tables
std::vector<std::string> split(std::string_view text, std::string_view separator);
std::optional<unsigned> whole_number(std::string_view text);
bool identifier(std::string_view text);  ///< letters and digits, and no word of C++
std::size_t characters(std::string_view utf8);
bool contains(const std::vector<std::string>& words, std::string_view word);

/// Writes fields.hpp, tables.inc, mappings.inc and codes.inc; leaves a file alone whose text is the
/// same.
bool write_all(const Model& model, const std::filesystem::path& folder);

}  // namespace tg::compiler
