// Statements of customs into documents, row by row of their tables.
#include "gateway/receipt/read_statement.hpp"

#include "gateway/core/decimal.hpp"
#include "gateway/core/text.hpp"
#include "schemas/catalogue.hpp"

#include <array>
#include <charconv>

namespace tg::receipt {
namespace {

using schemas::Group;

/// Names that texts of customs give to an element of the schema.
struct Alias {
    std::string_view written, element;
};
constexpr std::array aliases{
    Alias{"logisticNo", "logisticsNo"},
    Alias{"declagAgentCode", "declAgentCode"},
};

std::string_view element_of(std::string_view written) {
    for (const auto& alias : aliases)
        if (alias.written == written)
            return alias.element;
    return written;
}

/// The first value of an element counts, and an empty one says nothing.
void take_head(schemas::Document& content, const XmlElement& field) {
    const auto row =
        schemas::find_field(content.table(), Group::head, element_of(field.local_name()));
    if (!row || row->group != Group::head || content.get(*row))
        return;
    if (const auto text = text_of(field); !text.empty())
        content.set(*row, text);
}

void take_line(schemas::Document& content, const XmlElement& node) {
    const auto line = content.add_line();
    for (auto field = node.first_child(); field; field = field.next()) {
        if (field.name_space() != schemas::ceb_namespace)
            continue;
        const auto row =
            schemas::find_field(content.table(), Group::line, element_of(field.local_name()));
        if (!row || row->group != Group::line || content.get(line, *row))
            continue;
        if (const auto text = text_of(field); !text.empty())
            content.set(line, *row, text);
    }
}

std::string head_text(const schemas::Document& content, std::string_view element) {
    const auto field = schemas::find_field(content.table(), Group::head, element);
    return field ? std::string(content.get(*field).value_or(std::string_view{})) : std::string();
}

/// The number of a statement stands last in its key. A result in several messages is several
/// statements, each with its own lines.
std::string number_in(const schemas::Document& content) {
    const auto& table = content.table();
    std::string number;
    if (!table.key.empty())
        number = content.head(table.key.back()).value_or(std::string_view{});
    if (number.empty())
        number = head_text(content, "invtNo");
    const auto parts = number_of(head_text(content, "msgCount"));
    const auto part = head_text(content, "msgSeqNo");
    if (parts && *parts > 1 && !part.empty())
        number += "/" + part;
    return number;
}

std::string time_in(const schemas::Document& content) {
    for (const auto* element : {"returnTime", "opDate"})
        if (auto text = head_text(content, element); !text.empty())
            return text;
    return {};
}

}  // namespace

bool is_statement(schemas::Kind kind) {
    return kind == schemas::Kind::tax || kind == schemas::Kind::tax_status ||
           kind == schemas::Kind::summary_result;
}

std::vector<std::string_view> differing_sums(const schemas::Document& content) {
    std::vector<std::string_view> out;
    const auto& table = content.table();
    for (std::size_t at = 0; at < table.lines.size() && content.line_count() > 0; ++at) {
        const auto& row = table.lines[at];
        const auto field = schemas::find_field(table, Group::head, row.element);
        if (row.type != schemas::Type::amount || !field || field->group != Group::head)
            continue;
        const auto total = Decimal::parse(content.get(*field).value_or(std::string_view{}));
        std::optional<Decimal> sum = Decimal{};
        for (std::size_t line = 0; line < content.line_count() && sum; ++line) {
            const auto part = Decimal::parse(content.line(line, at).value_or(std::string_view{}));
            sum = part ? sum->plus(*part) : std::nullopt;
        }
        if (total && sum && *total != *sum)
            out.push_back(row.element);
    }
    return out;
}

std::string text_of(const XmlElement& element) {
    const auto text = element.text();
    return std::string(trimmed(text));
}

std::optional<std::int32_t> number_of(std::string_view text) {
    std::int32_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || failure != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<Instant> moment_of(std::string_view text) {
    if (auto time = from_china_digits(text))
        return time;
    return from_rfc3339(text);
}

Statement read_statement(const XmlElement& node, const schemas::Table& table) {
    Statement out(table);
    for (auto child = node.first_child(); child; child = child.next()) {
        if (child.name_space() != schemas::ceb_namespace)
            continue;
        const auto name = child.local_name();
        if (!table.line_node.empty() && name == table.line_node) {
            take_line(out.content, child);
        } else if (!table.head_node.empty() && name == table.head_node) {
            for (auto field = child.first_child(); field; field = field.next())
                if (field.name_space() == schemas::ceb_namespace)
                    take_head(out.content, field);
        } else {
            take_head(out.content, child);
        }
    }
    out.number = number_in(out.content);
    out.status = number_of(head_text(out.content, "status")).value_or(0);
    out.return_time = time_in(out.content);
    out.time = moment_of(out.return_time);
    out.invt_no = head_text(out.content, "invtNo");
    out.order_no = head_text(out.content, "orderNo");
    out.logistics_no = head_text(out.content, "logisticsNo");
    out.sum_no = head_text(out.content, "sumNo");
    return out;
}

}  // namespace tg::receipt
