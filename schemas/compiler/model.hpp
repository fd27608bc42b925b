// What the table compiler knows after reading: messages in every edition, mappings, procedures,
// code lists, and the faults it found on the way. Plain data; read_*.cpp fill it, write*.cpp turn
// it into source text.
#pragma once

#include "schemas/csv.hpp"

#include <array>
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
    std::string parent, element, name_zh, type, length, presence, occurs, one_of, list, blanks;
    std::string note_zh, note;
    std::size_t min_len = 0, max_len = 0;        ///< max_len 0 = unbounded
    std::size_t occurs_min = 0, occurs_max = 0;  ///< occurs_max 0 = unbounded
    [[nodiscard]] bool field() const {
        return type != "node" && type != "attribute" && type != "any" && type != "signature";
    }
    [[nodiscard]] std::string path() const { return parent + "/" + element; }
};

/// A message as one edition has it. The rows are the same in every edition, what they say differs.
struct Layout {
    std::vector<Element> elements;
    std::string business_node, head_node, line_node;
    std::size_t documents_max = 0, lines_min = 0, lines_max = 0;  ///< a maximum of 0 = unbounded
    std::string signature = "-";                                  ///< presence of ds:Signature
    std::vector<Element> head, lines, transfer, subscribe, extend;

    /// Node that holds the head's fields.
    [[nodiscard]] const std::string& field_node() const {
        return head_node.empty() ? business_node : head_node;
    }
};

/// Positions in Message::layouts.
enum Edition : std::size_t { common, e2022_05, e2018 };
inline constexpr std::size_t edition_count = 3;

struct Message {
    std::size_t line = 0;  ///< in ceb/messages.csv
    std::string file;      ///< ceb/2022-05/CEB311Message.csv
    unsigned number = 0, receipt_of = 0;
    std::string name, name_en, since, direction, kind;
    std::vector<std::string> key, party;
    bool receipt = false;  ///< written by the other side only
    std::array<Layout, edition_count> layouts;

    /// What the gateway writes.
    [[nodiscard]] const Layout& written() const { return layouts[common]; }
    [[nodiscard]] bool exists_in(Edition edition) const {
        return edition != e2018 || since == "2018";
    }
};

/// `/order/lines/*/qty`
struct Place {
    std::string section;  ///< as Kind calls it: waybill_status
    bool in_lines = false;
    std::string name;
    auto operator<=>(const Place&) const = default;
};

struct MapRow {
    std::size_t row = 0;  ///< in Layout::head or Layout::lines
    std::vector<Place> sources;
    std::string transform, otherwise;
};

struct Mapping {
    std::size_t message = 0;  ///< position in Model::messages
    std::vector<MapRow> head, lines;
    std::vector<std::string> lines_from;
    std::vector<Place> aside;  ///< members that no element takes as they are
};

struct Procedure {
    std::string direction, procedure, section;
    std::size_t message = 0;
    bool required = false;
};

/// A file of codes/ in packed form, and what lists.csv says of it.
struct CodeFile {
    std::string text, version, source;
    bool complete = false;
};

struct Model {
    std::filesystem::path root;
    std::vector<Message> messages;  ///< ordered by number
    std::vector<Mapping> mappings;
    std::vector<Procedure> procedures;
    std::map<std::string, CodeFile> code_lists;  ///< by name, with the day: tariff@2026-03-01
    Faults faults;

    [[nodiscard]] std::optional<std::size_t> find(unsigned number) const;
};

/// A kind of message in the order of schemas::Kind, and the section of a filing that feeds it
/// (empty: customs alone sends it).
struct KindName {
    std::string_view word, section;
};
inline constexpr std::array<KindName, 18> kinds{{
    {"order", "order"},
    {"payment", "payment"},
    {"waybill", "waybill"},
    {"inventory", "inventory"},
    {"format", ""},
    {"receipts", "receipts"},
    {"waybill_status", "waybillStatus"},
    {"cancellation", "cancellation"},
    {"refund", "refund"},
    {"tally", "tally"},
    {"delivery", "delivery"},
    {"arrival", "arrival"},
    {"departure", "departure"},
    {"manifest", "manifest"},
    {"summary", "summary"},
    {"summary_result", ""},
    {"tax", ""},
    {"tax_status", ""},
}};
const KindName* find_kind(std::string_view word);

// reading; each adds what is wrong to model.faults
std::optional<File> read_file(Model& model, const std::string& name, std::string_view columns);
void read_code_lists(Model& model);
void read_messages(Model& model);
/// Fills the lengths and occurrences of a row from their text.
void check_row(Model& model, const std::string& file, Element& element);
/// Makes the 2018 layouts from those of 2022-05 by ceb/2018.csv, and the common ones from both,
/// narrowed by ceb/written.csv.
void make_editions(Model& model);
/// Finds the nodes of a layout and takes their fields.
void derive_shape(Model& model, const Message& message, Layout& layout);
void read_mappings(Model& model);
void read_procedures(Model& model);

// small words of the tables
std::vector<std::string> split(std::string_view text, std::string_view separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::optional<unsigned> whole_number(std::string_view text);
bool identifier(std::string_view text);  ///< letters and digits, and no word of C++
std::size_t characters(std::string_view utf8);
bool contains(const std::vector<std::string>& words, std::string_view word);

/// Writes fields.hpp, tables.inc, mappings.inc and codes.inc; leaves a file alone whose text is the
/// same.
bool write_all(const Model& model, const std::filesystem::path& folder);
std::string tables_text(const Model& model);  ///< of tables.inc

}  // namespace tg::compiler
