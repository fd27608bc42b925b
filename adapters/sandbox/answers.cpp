// Table-driven: whatever element a receipt shares with its document is repeated from there.
#include "adapters/sandbox/answers.hpp"

#include "adapters/sandbox/envelope.hpp"
#include "adapters/sandbox/kinds.hpp"
#include "gateway/core/text.hpp"
#include "schemas/catalogue.hpp"

namespace tg::sandbox {

namespace {

constexpr std::size_t info_characters_max = 1'000;

void append_element(std::string& out, std::string_view name, std::string_view text) {
    out += '<';
    out += name;
    out += '>';
    append_xml(out, text);
    out += "</";
    out += name;
    out += '>';
}

std::string_view shortened(std::string_view text, std::size_t characters) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size(); ++count) {
        if (count == characters)
            return text.substr(0, at);
        if (!next_character(text, at))
            break;
    }
    return text;
}

/// CDATA cannot hold its own end: cut there and go on in a second section.
void append_cdata(std::string& out, std::string_view text) {
    out += "<![CDATA[";
    for (std::size_t at = text.find("]]>"); at != std::string_view::npos; at = text.find("]]>")) {
        out += text.substr(0, at + 2);
        out += "]]><![CDATA[";
        text.remove_prefix(at + 2);
    }
    out += text;
    out += "]]>";
}

}  // namespace

void append_answer(
    std::string& out,
    std::uint16_t number,
    const schemas::Document& original,
    const AnswerValues& values
) {
    const schemas::Table* table = schemas::find_table(number);
    if (table == nullptr)
        return;
    out += '<';
    out += table->business_node;
    out += '>';
    for (const schemas::Row& row : table->head) {
        const std::string_view name = row.element;
        std::string_view value;
        if (name == "guid") {
            value = values.guid;
        } else if (name == "returnStatus") {
            value = values.status;
        } else if (name == "returnTime") {
            value = values.time;
        } else if (name == "returnInfo") {
            value = shortened(values.info, info_characters_max);
        } else if (name == "preNo") {
            value = values.pre_no;
        } else if (name == "invtNo") {
            value = values.invt_no;
        } else if (name == "rkdNo" || name == "sumNo") {
            value = values.given_no;
        } else if (values.names_document) {
            value = head_value(original, name);
        }
        if (!value.empty())
            append_element(out, name, value);
    }
    out += "</";
    out += table->business_node;
    out += '>';
}

void append_document(std::string& out, const schemas::Document& document) {
    const schemas::Table& table = document.table();
    const auto open = [&out](std::string_view name) { ((out += '<') += name) += '>'; };
    const auto close = [&out](std::string_view name) { ((out += "</") += name) += '>'; };
    open(table.business_node);
    open(table.head_node);
    for (std::size_t row = 0; row < table.head.size(); ++row) {
        if (const auto value = document.head(row))
            append_element(out, table.head[row].element, *value);
    }
    close(table.head_node);
    for (std::size_t line = 0; line < document.line_count(); ++line) {
        open(table.line_node);
        for (std::size_t row = 0; row < table.lines.size(); ++row) {
            if (const auto value = document.line(line, row))
                append_element(out, table.lines[row].element, *value);
        }
        close(table.line_node);
    }
    close(table.business_node);
}

void append_format_answer(std::string& out, const FormatAnswer& values) {
    out += "<MessageReturn>";
    append_element(out, "guid", values.guid);
    append_element(out, "returnStatus", "-1");
    append_element(out, "returnInfo", values.info);
    append_element(out, "returnTime", values.time);
    append_element(out, "oriCopMsgId", values.cop_msg_id);
    append_element(out, "oriMessageType", values.message_type.substr(0, 15));
    out += "<oriBizMessage>";
    // What XML cannot carry at all is left out; the message is in the sandbox's folder anyway.
    if (!first_unfit_for_xml(values.original))
        append_cdata(out, values.original);
    out += "</oriBizMessage></MessageReturn>";
}

std::string receipt_message(std::uint16_t number, std::string_view guid, std::string_view answers) {
    const std::string name = "CEB" + std::to_string(number) + "Message";
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><" + name + " xmlns=\"";
    out.reserve(answers.size() + 300);
    out += schemas::ceb_namespace;
    out += "\" guid=\"";
    append_xml(out, guid);
    out += "\" version=\"1.0\">";
    out += answers;
    out += "</" + name + ">";
    return out;
}

}  // namespace tg::sandbox
