// One walk over the parsed tree, and therefore one class in one file. Namespaces are resolved by
// hand, because pugixml knows names only.
#include "adapters/sandbox/schema_check.hpp"

#include "adapters/sandbox/value_check.hpp"
#include "gateway/core/text.hpp"
#include "schemas/catalogue.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace tg::sandbox {

namespace {

using schemas::Presence;
using schemas::Row;
using schemas::Type;

constexpr std::array<Row, 4> subscribe_rows{{
    {"status", "订阅状态", Type::text, 1, 100, Presence::required, "ALL|DATA|RET", ""},
    {"dxpMode", "订阅方传输模式", Type::text, 1, 3, Presence::required, "DXP", ""},
    {"dxpAddress", "订阅方传输编号", Type::text, 1, 100, Presence::required, "", ""},
    {"note", "备注", Type::text, 0, 1000, Presence::optional, "", ""},
}};
constexpr std::size_t subscribe_max = 5;

/// Where a checked value goes: a head, a line, or nowhere.
struct Sink {
    schemas::Document* document = nullptr;
    std::optional<std::size_t> line{};

    void put(std::size_t row, std::string_view value) const {
        if (document == nullptr)
            return;
        if (line) {
            document->set_line(*line, row, value);
        } else {
            document->set_head(row, value);
        }
    }
};

std::string_view local_of(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

class Walk {
 public:
    Walk(CheckedMessage& out, Signs signs) : out_(out), signs_(signs) {}

    void message(const pugi::xml_node& root) {
        const Opened opened(*this, root);
        out_.root = std::string(local_of(root.name()));
        const schemas::Table* table = schemas::find_table(std::string_view(out_.root));
        if (table != nullptr && in_ceb(root))
            out_.kind = find_kind(table->number);
        if (out_.kind == nullptr) {
            fault(out_.root, "不是受理的报文类型", "not a message that is taken here");
            return;
        }
        root_attributes(root);
        std::vector<pugi::xml_node> rest;
        std::size_t count = 0;
        for (const pugi::xml_node& child : elements(root, out_.root)) {
            const Opened inner(*this, child);
            if (rest.empty() && is_ceb(child, table->business_node)) {
                if (++count <= table->documents_max)
                    business(child, *table, count);
            } else {
                rest.push_back(child);
            }
        }
        if (count == 0)
            missing(std::string(table->business_node));
        if (count > table->documents_max) {
            fault(std::string(table->business_node), "业务节点超过数量上限", "too many documents");
        }
        after_documents(rest, *table);
    }

 private:
    /// The namespace declarations of an element, while it is open.
    class Opened {
     public:
        Opened(Walk& walk, const pugi::xml_node& node) : walk_(walk), before_(walk.scope_.size()) {
            for (const pugi::xml_attribute& attribute : node.attributes()) {
                const std::string_view name = attribute.name();
                if (name == "xmlns")
                    walk.scope_.emplace_back("", attribute.value());
                if (name.starts_with("xmlns:"))
                    walk.scope_.emplace_back(name.substr(6), attribute.value());
            }
        }
        ~Opened() { walk_.scope_.resize(before_); }
        Opened(const Opened&) = delete;
        Opened& operator=(const Opened&) = delete;

     private:
        Walk& walk_;
        std::size_t before_;
    };

    [[nodiscard]] std::string_view name_space(std::string_view name) const {
        const std::size_t colon = name.find(':');
        const std::string_view prefix =
            colon == std::string_view::npos ? "" : name.substr(0, colon);
        for (auto entry = scope_.rbegin(); entry != scope_.rend(); ++entry) {
            if (entry->first == prefix)
                return entry->second;
        }
        return {};
    }
    [[nodiscard]] bool in_ceb(const pugi::xml_node& node) const {
        return name_space(node.name()) == schemas::ceb_namespace;
    }
    [[nodiscard]] bool is_ceb(const pugi::xml_node& node, std::string_view local) const {
        return local_of(node.name()) == local && in_ceb(node);
    }

    void fault(std::string path, std::string zh, std::string en) {
        if (out_.faults.size() >= faults_max)
            return;
        out_.faults.push_back({std::move(path), std::move(zh), std::move(en)});
    }
    void missing(std::string path) {
        fault(std::move(path), "缺少必填元素", "a required element is missing");
    }

    /// The child elements; text beside them is a fault.
    std::vector<pugi::xml_node> elements(const pugi::xml_node& node, const std::string& path) {
        std::vector<pugi::xml_node> found;
        for (const pugi::xml_node& child : node.children()) {
            if (child.type() == pugi::node_element) {
                found.push_back(child);
            } else if (!trimmed(child.value()).empty()) {
                fault(path, "元素之间不允许有文本", "text between elements");
            }
        }
        return found;
    }

    void root_attributes(const pugi::xml_node& root) {
        out_.guid = root.attribute("guid").value();
        if (character_count(out_.guid) != 36)
            fault(out_.root + "/@guid", "长度应为 36", "must have 36 characters");
        const auto version = character_count(root.attribute("version").value()).value_or(0);
        if (version == 0 || version > 10)
            fault(out_.root + "/@version", "缺失或过长", "missing or too long");
        for (const pugi::xml_attribute& attribute : root.attributes()) {
            const std::string_view name = attribute.name();
            if (name == "guid" || name == "version" || name == "xmlns")
                continue;
            if (name.starts_with("xmlns:") || name.starts_with("xsi:"))
                continue;
            fault(out_.root + "/@" + std::string(name), "未知属性", "unknown attribute");
        }
    }

    void no_attributes(const pugi::xml_node& node, const std::string& path) {
        for (const pugi::xml_attribute& attribute : node.attributes()) {
            if (!std::string_view(attribute.name()).starts_with("xmlns")) {
                fault(path, "不允许有属性", "attributes are not allowed");
            }
        }
    }

    void business(const pugi::xml_node& node, const schemas::Table& table, std::size_t number) {
        const std::string path =
            std::string(table.business_node) + "[" + std::to_string(number) + "]";
        no_attributes(node, path);
        schemas::Document& document = out_.documents.emplace_back(table);
        if (table.head_node.empty()) {
            group(node, table.head, path, {&document});
            return;
        }
        bool head_seen = false;
        std::size_t lines = 0;
        for (const pugi::xml_node& child : elements(node, path)) {
            const Opened opened(*this, child);
            if (!head_seen && is_ceb(child, table.head_node)) {
                head_seen = true;
                group(child, table.head, path + "/" + std::string(table.head_node), {&document});
            } else if (head_seen && !table.line_node.empty() && is_ceb(child, table.line_node)) {
                if (++lines > table.lines_max)
                    continue;
                const std::string name =
                    "/" + std::string(table.line_node) + "[" + std::to_string(lines) + "]";
                group(child, table.lines, path + name, {&document, document.add_line()});
            } else {
                fault(
                    path + "/" + std::string(local_of(child.name())),
                    "此处不允许该元素",
                    "not allowed here"
                );
            }
        }
        if (!head_seen)
            missing(path + "/" + std::string(table.head_node));
        // What may be left out since 2022-05 may be left out: a summary of a period has no list.
        if (lines < schemas::in_edition(table, schemas::Edition::e2022_05).lines_min)
            missing(path + "/" + std::string(table.line_node));
        if (lines > table.lines_max) {
            fault(path + "/" + std::string(table.line_node), "表体超过数量上限", "too many lines");
        }
    }

    /// A sequence of fields in the order of the rows.
    void group(
        const pugi::xml_node& node,
        std::span<const Row> rows,
        const std::string& path,
        const Sink& sink
    ) {
        no_attributes(node, path);
        std::size_t next = 0;
        for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
            if (child.type() != pugi::node_element) {
                if (!trimmed(child.value()).empty())
                    fault(path, "元素之间不允许有文本", "text between elements");
                continue;
            }
            const Opened opened(*this, child);
            const std::size_t at =
                in_ceb(child) ? row_of(rows, local_of(child.name()), next) : rows.size();
            if (at == rows.size()) {
                fault(
                    path + "/" + std::string(local_of(child.name())), "未知元素", "unknown element"
                );
            } else if (at < next) {
                fault(
                    path + "/" + std::string(rows[at].element),
                    "元素次序错误或重复",
                    "out of order or repeated"
                );
            } else {
                all_optional(rows, next, at, path);
                value(child, rows[at], path, sink, at);
                next = at + 1;
            }
        }
        all_optional(rows, next, rows.size(), path);
    }

    /// Position of an element, looked for from `next` on first: in a sound message that is where it
    /// is.
    static std::size_t row_of(
        std::span<const Row> rows, std::string_view element, std::size_t next
    ) {
        for (std::size_t at = next; at < rows.size(); ++at) {
            if (rows[at].element == element)
                return at;
        }
        for (std::size_t at = 0; at < next; ++at) {
            if (rows[at].element == element)
                return at;
        }
        return rows.size();
    }

    void all_optional(
        std::span<const Row> rows, std::size_t from, std::size_t to, const std::string& path
    ) {
        for (std::size_t at = from; at < to; ++at) {
            if (rows[at].presence == Presence::required)
                missing(path + "/" + std::string(rows[at].element));
        }
    }

    void value(
        const pugi::xml_node& node,
        const Row& row,
        const std::string& path,
        const Sink& sink,
        std::size_t at
    ) {
        std::string_view text;
        std::string joined;
        if (const pugi::xml_node first = node.first_child(); first) {
            if (!first.next_sibling() && first.type() != pugi::node_element) {
                text = first.value();
            } else {
                joined = several_nodes(node, path + "/" + std::string(row.element));
                text = joined;
            }
        }
        if (node.first_attribute())
            no_attributes(node, path + "/" + std::string(row.element));
        if (const auto broken = broken_rule(row, text)) {
            fault(path + "/" + std::string(row.element), broken->zh, broken->en);
        }
        sink.put(at, text);
    }

    std::string several_nodes(const pugi::xml_node& node, const std::string& path) {
        std::string text;
        for (const pugi::xml_node& child : node.children()) {
            if (child.type() == pugi::node_element) {
                fault(path, "不允许有子元素", "child elements are not allowed");
            } else {
                text += child.value();
            }
        }
        return text;
    }

    /// BaseTransfer, BaseSubscribe, then Signature and ExtendMessage: import ends with the
    /// Signature, export with the ExtendMessage [import-messages.md 2, export-messages.md 2].
    void after_documents(const std::vector<pugi::xml_node>& rest, const schemas::Table& table) {
        std::size_t at = 0;
        const auto here = [&](std::string_view local) {
            return at < rest.size() && is_ceb_at(rest[at], local);
        };
        if (here("BaseTransfer")) {
            transfer(rest[at++]);
        } else {
            missing("BaseTransfer");
        }
        for (std::size_t count = 0; here("BaseSubscribe"); ++count) {
            if (count == subscribe_max)
                fault("BaseSubscribe", "超过 5 个", "more than 5");
            const Opened opened(*this, rest[at]);
            group(rest[at++], subscribe_rows, "BaseSubscribe", {});
        }
        const bool import = table.direction == schemas::Direction::import;
        if (import && here("ExtendMessage"))
            ++at;
        if (at < rest.size() && is_signature(rest[at])) {
            out_.signature = true;
            ++at;
        }
        if (!import && here("ExtendMessage"))
            ++at;
        for (; at < rest.size(); ++at) {
            fault(std::string(local_of(rest[at].name())), "此处不允许该元素", "not allowed here");
        }
        if (signs_ == Signs::platform) {
            if (out_.signature)
                fault("ds:Signature", "由平台代签，不得自带", "the platform signs");
        } else if (!out_.signature && out_.kind->signature_in_schema) {
            missing("ds:Signature");
        }
    }

    [[nodiscard]] bool is_ceb_at(const pugi::xml_node& node, std::string_view local) {
        const Opened opened(*this, node);
        return is_ceb(node, local);
    }
    [[nodiscard]] bool is_signature(const pugi::xml_node& node) {
        const Opened opened(*this, node);
        return local_of(node.name()) == "Signature" &&
               name_space(node.name()) == schemas::dsig_namespace;
    }

    void transfer(const pugi::xml_node& node) {
        const Opened opened(*this, node);
        group(node, schemas::transfer_rows(), "BaseTransfer", {});
        for (const pugi::xml_node& child : node.children()) {
            if (local_of(child.name()) == "dxpId")
                out_.dxp_id = child.child_value();
        }
    }

    CheckedMessage& out_;
    Signs signs_;
    std::vector<std::pair<std::string_view, std::string_view>> scope_;
};

}  // namespace

CheckedMessage check_schema(std::string_view bytes, Signs signs) {
    CheckedMessage out;
    pugi::xml_document tree;
    const unsigned options = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                             pugi::parse_wconv_attribute | pugi::parse_ws_pcdata_single;
    const auto parsed = tree.load_buffer(bytes.data(), bytes.size(), options, pugi::encoding_utf8);
    const pugi::xml_node root = tree.document_element();
    if (!parsed || !root) {
        out.root = "Unknown";
        out.faults.push_back({"/", "报文无法解析", "the message cannot be parsed"});
        return out;
    }
    Walk(out, signs).message(root);
    return out;
}

std::string fault_text(const std::vector<SchemaFault>& faults) {
    constexpr std::size_t characters_max = 5'000;
    std::string text = "报文格式校验失败 (schema check failed): ";
    std::size_t length = *character_count(text);
    for (const SchemaFault& fault : faults) {
        const std::string next = fault.path + " " + fault.zh + " (" + fault.en + "); ";
        length += character_count(next).value_or(next.size());
        if (length > characters_max)
            break;
        text += next;
    }
    return text;
}

}  // namespace tg::sandbox
