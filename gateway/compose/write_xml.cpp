// Writes the text of a message straight in its canonical form. Canonical means here: namespaces on
// the root in the order of their prefixes, then the attributes in the order of their names, no
// self-closing tags, no white space between elements, and in values only & < > and the carriage
// return replaced [C14N 1.0, 2.3]. The golden tests hold this text against two strangers'
// canonicalisers.
#include "gateway/compose/write_parts.hpp"

#include <array>
#include <cstring>

namespace tg::compose {
namespace {

/// Replacement of a byte in element text; empty for bytes that stay.
constexpr auto replacements = [] {
    std::array<std::string_view, 256> table{};
    table['&'] = "&amp;";
    table['<'] = "&lt;";
    table['>'] = "&gt;";
    table['\r'] = "&#xD;";
    return table;
}();

void append_element(std::string& out, std::string_view name, std::string_view value) {
    out.append("<ceb:").append(name).push_back('>');
    append_escaped(out, value);
    out.append("</ceb:").append(name).push_back('>');
}

void append_start(std::string& out, std::string_view name) {
    out.append("<ceb:").append(name).push_back('>');
}

void append_end(std::string& out, std::string_view name) {
    out.append("</ceb:").append(name).push_back('>');
}

void append_root_start(std::string& out, std::string_view name, std::string_view guid) {
    out.append("<ceb:").append(name);
    out.append(" xmlns:ceb=\"").append(schemas::ceb_namespace);
    out.append("\" xmlns:ds=\"").append(schemas::dsig_namespace);
    out.append("\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" guid=\"").append(guid);
    out.append("\" version=\"1.0\">");
}

void append_document(std::string& out, const schemas::Document& document) {
    const schemas::Table& table = document.table();
    append_start(out, table.business_node);
    // A flat node (export Logistics) holds its fields directly.
    if (!table.head_node.empty())
        append_start(out, table.head_node);
    for (std::size_t row = 0; row < table.head.size(); ++row) {
        if (const auto value = document.head(row)) {
            append_element(out, table.head[row].element, *value);
        }
    }
    if (!table.head_node.empty())
        append_end(out, table.head_node);
    for (std::size_t line = 0; line < document.line_count(); ++line) {
        append_start(out, table.line_node);
        for (std::size_t row = 0; row < table.lines.size(); ++row) {
            if (const auto value = document.line(line, row)) {
                append_element(out, table.lines[row].element, *value);
            }
        }
        append_end(out, table.line_node);
    }
    append_end(out, table.business_node);
}

void append_transfer(std::string& out, const Transfer& transfer) {
    append_start(out, "BaseTransfer");
    append_element(out, "copCode", transfer.cop_code);
    append_element(out, "copName", transfer.cop_name);
    append_element(out, "dxpMode", "DXP");
    append_element(out, "dxpId", transfer.dxp_id);
    append_end(out, "BaseTransfer");
}

/// What would make a pack no message. Only a bug upstream can: the store packs by kind and up to
/// the limit, and the checks count the lines.
Result<void> check(const Pack& pack) {
    const auto unfit = [&](std::string why) {
        return fail(Errc::unfit_pack, std::to_string(pack.lane().message), {std::move(why)});
    };
    if (pack.documents().empty())
        return unfit("empty");
    const schemas::Table& table = pack.documents().front().document.table();
    if (pack.documents().size() > table.documents_max) {
        return unfit(std::to_string(pack.documents().size()) + " documents");
    }
    for (const PackedDocument& packed : pack.documents()) {
        if (&packed.document.table() != &table) {
            return unfit("mixed with " + std::string(packed.document.table().name));
        }
        const std::size_t lines = packed.document.line_count();
        if (lines > table.lines_max)
            return unfit(std::to_string(lines) + " lines");
    }
    return success();
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
    std::size_t written = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view replacement = replacements[static_cast<unsigned char>(text[at])];
        if (replacement.empty())
            continue;
        out.append(text, written, at - written).append(replacement);
        written = at + 1;
    }
    out.append(text, written);
}

std::string body_text(const BodyParts& parts) {
    std::string out;
    // An order with one line takes about 2.8 KB; a wrong guess costs one copy.
    out.reserve(1024 + parts.documents.size() * 3072);
    append_root_start(out, parts.table.name, parts.guid);
    for (const PackedDocument& packed : parts.documents) append_document(out, packed.document);
    append_transfer(out, parts.transfer);
    append_end(out, parts.table.name);
    return out;
}

/// The one maker of messages.
class MessageWriter {
 public:
    static Message write(const Pack& pack, const Transfer& transfer, IdSource& ids) {
        Message message;
        message.id_ = MessageId(ids.next());
        message.guid_ = guid_for(message.id_.value());
        message.lane_ = pack.lane();
        message.transfer_ = transfer;
        message.table_ = &pack.documents().front().document.table();
        message.documents_.reserve(pack.documents().size());
        for (const PackedDocument& packed : pack.documents()) {
            message.documents_.push_back(packed.id);
        }
        const BodyParts parts{*message.table_, message.guid_, pack.documents(), transfer};
        message.body_ = body_text(parts);
        return message;
    }
};

Result<Message> write(Pack pack, const Transfer& transfer, IdSource& ids) {
    TG_TRY(check(pack));
    return MessageWriter::write(pack, transfer, ids);
}

}  // namespace tg::compose
