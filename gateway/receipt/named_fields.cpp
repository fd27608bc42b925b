// See named_fields.hpp. Hand-written matchers: linear in the text, which is foreign.
#include "gateway/receipt/named_fields.hpp"

#include "gateway/receipt/advice.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <charconv>

namespace tg::receipt {
namespace {

using schemas::Field;
using schemas::Group;
using schemas::Table;

constexpr std::size_t info_bytes_max = 4'096;
constexpr std::size_t name_bytes_min = 9;  // three Chinese characters: shorter names are words
constexpr std::size_t line_max = 999;

const Table* table_of(schemas::Kind kind, schemas::Direction direction) {
    for (const Table& table : schemas::catalogue()) {
        if (!table.receipt && table.kind == kind && table.direction == direction)
            return &table;
    }
    return nullptr;
}

std::optional<schemas::Kind> kind_from(std::string_view section) {
    for (std::size_t i = 0; i < schemas::kind_count; ++i) {
        const auto kind = static_cast<schemas::Kind>(i);
        if (schemas::section_name(kind) == section)
            return kind;
    }
    return std::nullopt;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::optional<std::size_t> line_at(std::string_view text) {
    while (!text.empty() && std::string_view("[ =:").find(text.front()) != std::string_view::npos)
        text.remove_prefix(1);
    std::size_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = failure == std::errc{} && (end == text.data() + text.size() || *end != '.');
    if (!whole || number == 0 || number > line_max)
        return std::nullopt;
    return number - 1;
}

/// The line that the text points at: gnum=3, [gnum:3], 第3项, 第[3]项, 序号为[3].
std::optional<std::size_t> line_in(std::string_view info) {
    for (const std::string_view mark : {"gnum", "序号为", "序号", "第"}) {
        for (auto at = info.find(mark); at != std::string_view::npos;
             at = info.find(mark, at + mark.size())) {
            const auto rest = info.substr(at + mark.size());
            const auto line = line_at(rest);
            const bool ordinal = mark == "第";
            const auto behind = rest.find_first_not_of("[]0123456789 ");
            const bool item =
                behind != std::string_view::npos &&
                (rest.substr(behind).starts_with("项") || rest.substr(behind).starts_with("行"));
            if (line && (!ordinal || item))
                return line;
        }
    }
    return std::nullopt;
}

/// A name in the text, from where to where.
struct Found {
    std::size_t from, to;
    std::string_view name;
};

/// Words of Latin letters and digits. One before = or : is a key or a label, which says which
/// document is meant, not what is wrong with it.
void find_words(std::string_view info, std::vector<Found>& found) {
    for (std::size_t at = 0; at < info.size();) {
        if (!is_letter(info[at])) {
            ++at;
            continue;
        }
        const auto from = at;
        while (at < info.size() && (is_letter(info[at]) || is_digit(info[at]))) ++at;
        const bool label = at < info.size() && (info[at] == '=' || info[at] == ':' ||
                                                info.substr(at).starts_with("："));
        if (!label)
            found.push_back({from, at, info.substr(from, at - from)});
    }
}

/// Fields of one table that the text names.
class Names {
 public:
    Names(const Table& table, std::string_view info, std::optional<std::size_t> line)
        : table_(table), line_(line) {
        find_words(info, found_);
        for (const auto rows : {table.head, table.lines}) {
            for (const auto& row : rows) find_chinese(info, row.name_zh);
        }
    }

    [[nodiscard]] std::vector<NamedField> fields() const {
        std::vector<NamedField> fields;
        for (const auto& one : found_) {
            const auto field = field_of(one.name);
            if (!field || covered(one))
                continue;
            const bool in_line = field->group == Group::line;
            const NamedField named{*field, in_line ? line_ : std::nullopt};
            if (std::ranges::find(fields, named) == fields.end())
                fields.push_back(named);
        }
        return fields;
    }

 private:
    void find_chinese(std::string_view info, std::string_view name) {
        if (name.size() < name_bytes_min)
            return;
        for (auto at = info.find(name); at != std::string_view::npos;
             at = info.find(name, at + name.size())) {
            const auto rest = info.substr(at + name.size());
            if (!rest.starts_with(':') && !rest.starts_with("："))
                found_.push_back({at, at + name.size(), name});
        }
    }

    [[nodiscard]] bool covered(const Found& one) const {
        return std::ranges::any_of(found_, [&one](const Found& other) {
            return other.from <= one.from && one.to <= other.to &&
                   other.to - other.from > one.to - one.from;
        });
    }

    /// With a line in the text a field of lines is meant rather than one of the head.
    [[nodiscard]] std::optional<Field> field_of(std::string_view name) const {
        const auto in = [&](Group group) -> std::optional<Field> {
            const auto rows = group == Group::head ? table_.head : table_.lines;
            for (std::size_t i = 0; i < rows.size(); ++i) {
                const bool meant = rows[i].element == name || rows[i].name_zh == name;
                if (meant && rows[i].element != "guid")
                    return Field{table_.index, group, static_cast<std::uint16_t>(i)};
            }
            return std::nullopt;
        };
        const auto first = in(line_ ? Group::line : Group::head);
        return first ? first : in(line_ ? Group::head : Group::line);
    }

    const Table& table_;
    std::optional<std::size_t> line_;
    std::vector<Found> found_;
};

/// "order.lines.gnum" of the table of codes; nothing where this direction has no such element.
std::optional<NamedField> field_from(
    std::string_view written, schemas::Direction direction, std::optional<std::size_t> line
) {
    constexpr std::string_view lines = "lines.";
    const auto point = written.find('.');
    if (point == std::string_view::npos)
        return std::nullopt;
    auto element = written.substr(point + 1);
    const bool in_line = element.starts_with(lines);
    if (in_line)
        element.remove_prefix(lines.size());
    const auto kind = kind_from(written.substr(0, point));
    const Table* table = kind ? table_of(*kind, direction) : nullptr;
    if (table == nullptr)
        return std::nullopt;
    const auto field = schemas::find_field(*table, in_line ? Group::line : Group::head, element);
    if (!field)
        return std::nullopt;
    return NamedField{*field, in_line ? line : std::nullopt};
}

std::vector<NamedField> tied_fields(
    std::string_view elements, schemas::Direction direction, std::optional<std::size_t> line
) {
    std::vector<NamedField> fields;
    while (!elements.empty()) {
        const auto end = std::min(elements.find(';'), elements.size());
        if (const auto field = field_from(elements.substr(0, end), direction, line))
            fields.push_back(*field);
        elements.remove_prefix(std::min(end + 1, elements.size()));
    }
    return fields;
}

}  // namespace

bool rejects(std::string_view returned_status) {
    const bool negative = returned_status.size() > 1 && returned_status.front() == '-' &&
                          std::ranges::all_of(returned_status.substr(1), is_digit);
    return negative || returned_status == "100" || returned_status == "4";
}

std::string path_of(const NamedField& named) {
    const Table& table = schemas::table_at(named.field.table);
    auto path = schemas::element_path(table, named.field, named.line);
    if (named.field.group == Group::line && !named.line)
        path += "/" + std::string(table.row(named.field).element);
    return path;
}

std::vector<NamedField> named_fields(const Rejection& rejection, const schemas::CodeBook& codes) {
    const auto info = rejection.info.substr(0, info_bytes_max);
    const auto line = line_in(info);
    const Table* own = table_of(rejection.kind, rejection.direction);
    std::vector<NamedField> fields;
    if (own != nullptr)
        fields = Names(*own, info, line).fields();
    if (fields.empty()) {
        const auto code = explaining_code(rejection.returned_status, info, codes);
        if (const auto advice = advice_on(code, codes))
            fields = tied_fields(advice->elements, rejection.direction, line);
    }
    if (fields.empty() && line && own != nullptr) {
        if (const auto gnum = schemas::find_field(*own, Group::line, "gnum"))
            fields.push_back({*gnum, line});
    }
    if (fields.size() > named_fields_max)
        fields.resize(named_fields_max);
    return fields;
}

}  // namespace tg::receipt
