// The page: introduction, index, the nodes that all messages share, one chapter per message.
#include "gateway/schema/manual.hpp"

#include "gateway/schema/manual_parts.hpp"

namespace tg::schema {
namespace {

using schemas::Direction;
using schemas::Row;
using schemas::Table;

constexpr std::string_view style = R"css(
body { margin: 0 auto; max-width: 84rem; padding: 1rem; color: #1a1a1a; background: #fff;
  font: 15px/1.55 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; }
h1, h2, h3 { line-height: 1.3; }
h2 { margin-top: 2.5rem; border-bottom: 2px solid #0b5394; }
a { color: #0b5394; }
.en { color: #3d4852; }
table { border-collapse: collapse; width: 100%; font-size: 0.85rem; margin: 0.6rem 0 1.2rem; }
th, td { border: 1px solid #c3cad1; padding: 0.2rem 0.45rem; text-align: left; vertical-align: top; }
th { background: #eef2f6; }
td.no { color: #5c6670; }
tr:target, h2:target { background: #fff3c4; }
code { font-family: "DejaVu Sans Mono", Consolas, monospace; font-size: 0.95em; }
ul.tree { line-height: 1.5; }
@media print {
  body { max-width: none; padding: 0; font-size: 9pt; }
  h2.message { page-break-before: always; }
  thead { display: table-header-group; }
  tr { page-break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
)css";

std::string anchor(const Table& table) {
    return "CEB" + std::to_string(table.number);
}

std::string table_times(std::size_t min, std::uint16_t max) {
    return times(min, max == schemas::unbounded ? no_limit : std::size_t{max});
}

Words direction_words(const Table& table) {
    if (table.kind == schemas::Kind::format)
        return {"进口、出口", "import and export"};
    if (table.direction == Direction::import)
        return {"进口", "import"};
    return {"出口", "export"};
}

/// A message in its editions; nothing where it does not exist.
struct Message {
    const Table& written;
    const Table* newer;
    const Table* older;

    explicit Message(const Table& table)
        : written(table),
          newer(&schemas::in_edition(table, Edition::e2022_05)),
          older(
              schemas::exists_in(table, Edition::e2018)
                  ? &schemas::in_edition(table, Edition::e2018)
                  : nullptr
          ) {}

    template <class Part>
    [[nodiscard]] NodeRows rows(Part part) const {
        return {
            written.*part, newer->*part, older == nullptr ? std::span<const Row>{} : older->*part};
    }
};

std::string names_of(const Table& table, std::span<const std::uint16_t> rows) {
    std::string out;
    for (const auto row : rows) {
        if (!out.empty())
            out += " + ";
        out += table.head[row].element;
    }
    return out.empty() ? "—" : out;
}

void write_fact(ManualText& page, Words name, const std::string& value) {
    page.row({}, {std::string(name.zh) + " " + std::string(name.en), value});
}

std::string said(schemas::Presence presence) {
    const Words words = presence_words(presence);
    return std::string(words.zh) + " " + std::string(words.en);
}

void write_facts(ManualText& page, const Message& message) {
    const Table& table = message.written;
    page.table_begin({"", ""});
    const Words direction = direction_words(table);
    write_fact(
        page, {"方向", "direction"}, std::string(direction.zh) + " " + std::string(direction.en)
    );
    if (table.answered_by != 0)
        write_fact(page, {"回执", "answered by"}, "CEB" + std::to_string(table.answered_by));
    write_fact(page, {"业务主键", "business key"}, names_of(table, table.key));
    if (!table.party.empty())
        write_fact(page, {"签名企业", "signed by the party of"}, names_of(table, table.party));
    write_fact(page, {"版本", "editions"}, message.older == nullptr ? "2022-05" : "2018, 2022-05");
    std::string signature = "2022-05: " + said(message.newer->signature);
    if (message.older != nullptr)
        signature += "; 2018: " + said(message.older->signature);
    signature += "; 写出 written: " + said(table.signature);
    write_fact(page, {"签名", "signature"}, signature);
    page.table_end();
}

/// The nodes without their fields.
void write_tree(ManualText& page, const Element& element, std::size_t depth) {
    if (element.content == Content::value || (depth > 0 && element.children.empty()))
        return;
    page.raw("<li><code>").text(element.name).raw("</code>");
    for (const Attribute& attribute : element.attributes)
        page.raw(" <code>@").text(attribute.name).raw("</code>");
    if (depth > 0)
        page.raw(" ").text(times(element.min, element.max));
    page.raw(" ").text(element.name_zh);
    // The signature has a chapter of its own.
    if (element.name_space == schemas::ceb_namespace && element.content == Content::elements) {
        page.raw("<ul class=\"tree\">");
        for (const Element& child : element.children) write_tree(page, child, depth + 1);
        page.raw("</ul>");
    }
    page.raw("</li>\n");
}

std::string node_title(std::string_view node, std::string_view zh, const std::string& occurs) {
    return std::string(node) + " " + std::string(zh) + " · " + occurs;
}

void write_message(ManualText& page, const Table& table) {
    const Message message(table);
    const std::string id = anchor(table);
    page.raw("<h2 class=\"message\" id=\"").text(id).raw("\">");
    page.text(table.name).raw(" ").text(table.name_zh);
    page.raw(" <span class=\"en\" lang=\"en\">").text(table.name_en).raw("</span></h2>\n");
    write_facts(page, message);
    page.heading(3, {}, "结构 Structure").raw("<ul class=\"tree\">");
    if (const Element* shape = find_root(schemas::ceb_namespace, table.name, Edition::common))
        write_tree(page, *shape, 0);
    page.raw("</ul>\n");
    const bool flat = table.head_node.empty();
    page.heading(
        3,
        {},
        flat ? node_title(
                   table.business_node, table.business_zh, table_times(1, table.documents_max)
               )
             : node_title(table.head_node, table.head_zh, "1")
    );
    write_rows(page, id, message.rows(&Table::head));
    if (table.line_node.empty())
        return;
    page.heading(
        3,
        {},
        node_title(table.line_node, table.line_zh, table_times(table.lines_min, table.lines_max))
    );
    write_rows(page, id + "-" + std::string(table.line_node), message.rows(&Table::lines));
}

void write_index(ManualText& page) {
    page.heading(2, "index", "目录 Index");
    page.table_begin(
        {"报文 message", "名称 title", "", "方向 direction", "回执 answered by", "2018"}
    );
    for (const Table& table : schemas::catalogue()) {
        const Words direction = direction_words(table);
        const std::string id = anchor(table);
        page.raw("<tr><td><a href=\"#").text(id).raw("\"><code>").text(table.name);
        page.raw("</code></a></td>");
        page.cell(table.name_zh).cell(table.name_en);
        page.cell(std::string(direction.zh) + " " + std::string(direction.en));
        page.cell(table.answered_by == 0 ? "—" : "CEB" + std::to_string(table.answered_by));
        page.cell(schemas::exists_in(table, Edition::e2018) ? "有 yes" : "无 no");
        page.raw("</tr>\n");
    }
    page.table_end();
}

/// The first data message of the build: the nodes it shares with all others are shown once.
const Table* any_data_message() {
    for (const Table& table : schemas::catalogue()) {
        if (!table.transfer.empty())
            return &table;
    }
    return nullptr;
}

void write_shared(ManualText& page) {
    page.heading(2, "shared", "各报文共有的节点 Nodes that data messages share");
    const Table* table = any_data_message();
    if (table == nullptr)
        return;
    const Message message(*table);
    page.both(
        "根元素的属性 guid（36 位）与 version（1.0）必填。业务节点之后依次为 "
        "BaseTransfer、BaseSubscribe、ExtendMessage，签名在进口报文中居末位，在出口报文中居 "
        "ExtendMessage 之前。回执只有业务节点。",
        "The root bears the attributes guid (36 characters) and version (1.0). After the business "
        "nodes come BaseTransfer, BaseSubscribe and ExtendMessage; the signature is the last node "
        "of an import message and stands before ExtendMessage in an export message. Receipts hold "
        "business nodes only."
    );
    page.heading(3, {}, "BaseTransfer 基础报文传输实体 · 1");
    write_rows(page, "BaseTransfer", message.rows(&Table::transfer));
    page.heading(3, {}, "BaseSubscribe 基础回执订阅实体 · 0..5");
    write_rows(page, "BaseSubscribe", message.rows(&Table::subscribe));
    page.heading(3, {}, "ExtendMessage 扩展自定义数据实体 · 0..1");
    write_rows(page, "ExtendMessage", message.rows(&Table::extend));
    page.both("其后的 Message 可含任何 XML。", "Its Message may hold any XML.");
}

}  // namespace

std::string_view manual_style() {
    return style;
}

std::string manual() {
    ManualText page("跨境电商统一版报文手册 Message manual", style);
    page.both(
        "由通关网关的报文表生成，与其校验、写出、XSD 同源。“2022-05”与“2018”两列为该版规则所要求；"
        "“写出”一列为本网关写出报文时所守，两版均有效。最小长度为 0 者允许空元素；"
        "选填而无值时省略整个元素最为稳妥。",
        "Made of the gateway's tables, as its checks, its writer and its XSD are. The columns "
        "2022-05 and 2018 say what that edition of the rule demands, the column written what the "
        "gateway keeps to, which is valid under both. Where the least length is 0 an empty element "
        "is allowed; leaving an optional element without value out is always safe."
    );
    write_index(page);
    write_types(page);
    write_shared(page);
    for (const Table& table : schemas::catalogue()) write_message(page, table);
    write_fixed_shapes(page);
    return page.take();
}

}  // namespace tg::schema
