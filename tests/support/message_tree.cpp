// See message_tree.hpp.
#include "tests/support/message_tree.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>

namespace tg::test {
namespace {

using schemas::ceb_namespace;
using schemas::dsig_namespace;
using schemas::dxp_namespace;
using schemas::Presence;
using schemas::Row;
using schemas::Table;

Tree node(std::string_view name_space, std::string_view name) {
    return Tree{std::string(name_space), std::string(name)};
}

Tree leaf(std::string_view name_space, std::string_view name, std::string text) {
    Tree made = node(name_space, name);
    made.text = std::move(text);
    return made;
}

Tree field(const Row& row, std::string_view value) {
    Tree made = leaf(ceb_namespace, row.element, std::string(value));
    made.row = &row;
    return made;
}

/// The fields of a node that no document holds.
void add_fields(Population& population, Tree& to, std::span<const Row> rows, Fill fill) {
    for (const Row& row : rows) {
        const bool wanted = row.presence == Presence::required ||
                            (row.presence != Presence::absent && fill != Fill::least &&
                             (fill == Fill::most || population.once_in(2)));
        if (wanted)
            to.children.push_back(field(row, population.value(row, fill)));
    }
}

Tree business(const schemas::Document& document) {
    const Table& table = document.table();
    Tree made = node(ceb_namespace, table.business_node);
    Tree head = node(ceb_namespace, table.head_node);
    Tree& fields = table.head_node.empty() ? made : head;
    for (std::size_t row = 0; row < table.head.size(); ++row) {
        if (const auto value = document.head(row))
            fields.children.push_back(field(table.head[row], *value));
    }
    if (!table.head_node.empty())
        made.children.push_back(std::move(head));
    for (std::size_t line = 0; line < document.line_count(); ++line) {
        Tree each = node(ceb_namespace, table.line_node);
        for (std::size_t row = 0; row < table.lines.size(); ++row) {
            if (const auto value = document.line(line, row))
                each.children.push_back(field(table.lines[row], *value));
        }
        made.children.push_back(std::move(each));
    }
    return made;
}

Tree algorithm(std::string_view name, std::string identifier) {
    Tree made = node(dsig_namespace, name);
    made.attributes.emplace_back("Algorithm", std::move(identifier));
    return made;
}

std::string random_bytes(Population& population, std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(population.up_to(255));
    return bytes;
}

enum class Certificate : std::uint8_t { enclosed, left_out };

/// In the form of the rule; it proves nothing.
Tree signature(Population& population, Certificate certificate) {
    const bool sm2 = population.once_in(2);
    const std::string base = "http://www.w3.org/2000/09/xmldsig#";
    const std::string own = "http://www.chinaport.gov.cn/2022/04/xmldsig#";
    Tree transforms = node(dsig_namespace, "Transforms");
    transforms.children = {algorithm("Transform", base + "enveloped-signature")};
    Tree reference = node(dsig_namespace, "Reference");
    reference.attributes.emplace_back("URI", "");
    reference.children = {
        std::move(transforms),
        algorithm("DigestMethod", sm2 ? own + "sm3" : base + "sha1"),
        leaf(dsig_namespace, "DigestValue", base64(random_bytes(population, sm2 ? 32 : 20)))};
    Tree info = node(dsig_namespace, "SignedInfo");
    info.children = {
        algorithm("CanonicalizationMethod", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
        algorithm("SignatureMethod", sm2 ? own + "sm2-sm3" : base + "rsa-sha1"),
        std::move(reference)};
    Tree key = node(dsig_namespace, "KeyInfo");
    key.children = {leaf(dsig_namespace, "KeyName", sm2 ? "0300000000000001" : "01000001")};
    if (certificate == Certificate::enclosed) {
        Tree data = node(dsig_namespace, "X509Data");
        data.children = {
            leaf(dsig_namespace, "X509Certificate", base64(random_bytes(population, 90)))};
        key.children.push_back(std::move(data));
    }
    Tree made = node(dsig_namespace, "Signature");
    made.children = {
        std::move(info),
        leaf(dsig_namespace, "SignatureValue", base64(random_bytes(population, sm2 ? 64 : 128))),
        std::move(key)};
    return made;
}

Tree extension(Population& population, const Table& table, Fill fill) {
    Tree made = node(ceb_namespace, "ExtendMessage");
    add_fields(population, made, table.extend, fill);
    Tree any = node(ceb_namespace, "Message");
    any.inside = "text<any xmlns=\"urn:any\" of=\"it\"><deep>er</deep></any>";
    made.children.push_back(std::move(any));
    return made;
}

/// What follows the business nodes of a data message.
void add_rest(Population& population, Tree& root, const Table& table, Fill fill) {
    root.children.push_back(node(ceb_namespace, "BaseTransfer"));
    add_fields(population, root.children.back(), table.transfer, fill);
    const bool more = fill != Fill::least;
    const std::size_t subscribers = fill == Fill::most ? 5 : population.up_to(2);
    for (std::size_t i = 0; more && i < subscribers; ++i) {
        root.children.push_back(node(ceb_namespace, "BaseSubscribe"));
        add_fields(population, root.children.back(), table.subscribe, fill);
    }
    const bool outward = table.direction == schemas::Direction::outward;
    const bool extended = more && population.once_in(3);
    if (extended && !outward)
        root.children.push_back(extension(population, table, fill));
    const bool may_be_signed = table.signature != Presence::absent && more;
    if (table.signature == Presence::required || (may_be_signed && population.once_in(2)))
        root.children.push_back(signature(population, Certificate::enclosed));
    if (extended && outward)
        root.children.push_back(extension(population, table, fill));
}

void append_character(std::string& out, std::string_view text, std::size_t& at) {
    const auto begin = at;
    const auto c = next_character(text, at);
    out += c ? "&#" + std::to_string(*c) + ";" : std::string(text.substr(begin, 1));
}

std::string escaped(std::string_view text, const Writing& writing) {
    std::string out;
    // A section ends at its mark, and no section keeps a carriage return.
    if (writing.in_sections && text.find("]]>") == std::string_view::npos &&
        text.find('\r') == std::string_view::npos)
        return "<![CDATA[" + std::string(text) + "]]>";
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (writing.as_references || c == '&' || c == '<' || c == '>' || c == '"' || c == '\r' ||
            c == '\n' || c == '\t') {
            append_character(out, text, at);
        } else {
            out += c;
            ++at;
        }
    }
    return out;
}

class Writer {
 public:
    explicit Writer(const Writing& writing) : writing_(writing) {}

    void write(const Tree& tree, std::string_view default_space, std::size_t depth) {
        break_line(depth);
        const std::string prefix = prefix_of(tree.name_space);
        const std::string name = prefix.empty() ? tree.name : prefix + ":" + tree.name;
        out_ += "<" + name;
        if (depth == 0)
            declare_prefixes();
        if (prefix.empty() && tree.name_space != default_space) {
            out_ += " xmlns=\"" + tree.name_space + "\"";
            default_space = tree.name_space;
        }
        for (const auto& [attribute, value] : tree.attributes)
            out_ += " " + attribute + "=\"" + escaped(value, Writing{}) + "\"";
        out_ += ">";
        out_ += tree.inside;
        if (!tree.text.empty())
            write_text(tree.text);
        for (const Tree& child : tree.children) write(child, default_space, depth + 1);
        if (!tree.children.empty())
            break_line(depth);
        out_ += "</" + name + ">";
    }
    std::string take() { return std::move(out_); }

 private:
    [[nodiscard]] std::string prefix_of(std::string_view name_space) const {
        if (!writing_.prefixed || name_space.empty())
            return {};
        if (name_space == ceb_namespace)
            return "ceb";
        if (name_space == dxp_namespace)
            return "dxp";
        return name_space == dsig_namespace ? "ds" : "other";
    }
    void declare_prefixes() {
        out_ += " xmlns:other=\"urn:other\"";
        if (!writing_.prefixed)
            return;
        for (const auto space : {ceb_namespace, dxp_namespace, dsig_namespace})
            out_ += " xmlns:" + prefix_of(space) + "=\"" + std::string(space) + "\"";
    }
    void break_line(std::size_t depth) {
        if (writing_.commented && depth > 0)
            out_ += "<!-- x --><?y z?>";
        if (writing_.indented)
            out_ += "\n" + std::string(depth, ' ');
    }
    void write_text(std::string_view text) {
        if (writing_.commented)
            out_ += "<!-- & -->";
        out_ += escaped(text, writing_);
        if (writing_.commented)
            out_ += "<?y?>";
    }

    Writing writing_;
    std::string out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
};

}  // namespace

Tree message_tree(Population& population, const Table& table, const Shape& shape) {
    Tree root = node(ceb_namespace, table.name);
    root.attributes = {{"guid", population.guid()}, {"version", "1.0"}};
    const std::size_t count = std::min<std::size_t>(shape.documents, table.documents_max);
    for (const auto& packed :
         population.documents(table, count, shape.fill, std::max<std::size_t>(shape.lines_max, 1)))
        root.children.push_back(business(packed.document));
    if (!table.transfer.empty())
        add_rest(population, root, table, shape.fill);
    return root;
}

Tree envelope_tree(Population& population, std::string_view type, std::string_view bytes) {
    Tree receivers = node(dxp_namespace, "ReceiverIds");
    for (std::size_t count = population.between(1, 5); count > 0; --count)
        receivers.children.push_back(leaf(dxp_namespace, "ReceiverId", "DXPEDCCEB0000002"));
    Tree head = node(dxp_namespace, "TransInfo");
    head.children = {
        leaf(dxp_namespace, "CopMsgId", population.guid()),
        leaf(dxp_namespace, "SenderId", "DXPENT0000000001"),
        std::move(receivers),
        leaf(
            dxp_namespace,
            "CreatTime",
            population.once_in(2) ? "2025-03-01T12:00:00" : "2024-02-29T23:59:59.5+08:00"
        ),
        leaf(dxp_namespace, "MsgType", std::string(type))};
    Tree root = node(dxp_namespace, "DxpMsg");
    root.attributes = {{"ver", "1.0"}};
    if (population.once_in(3))
        root.attributes.emplace_back("Id", "M-1.x");
    root.children = {std::move(head), leaf(dxp_namespace, "Data", base64(bytes))};
    if (population.once_in(2)) {
        Tree key = leaf(dxp_namespace, "Key", "1");
        key.attributes = {{"name", "DealFlag"}};
        Tree keys = node(dxp_namespace, "BizKey");
        keys.children = {std::move(key)};
        Tree more = node(dxp_namespace, "AddInfo");
        more.children = {leaf(dxp_namespace, "FileName", "a.xml"), std::move(keys)};
        root.children.push_back(std::move(more));
    }
    if (population.once_in(2)) {
        const bool enclosed = population.once_in(2);
        root.children.push_back(
            signature(population, enclosed ? Certificate::enclosed : Certificate::left_out)
        );
    }
    return root;
}

std::string written(const Tree& root, const Writing& writing) {
    Writer writer(writing);
    writer.write(root, {}, 0);
    return writer.take();
}

}  // namespace tg::test
