// Writes the layouts of every message in every edition: the text of tables.inc. Rows that are alike
// (BaseTransfer everywhere, most messages in both editions) are written once.
#include "schemas/compiler/cpp_text.hpp"
#include "schemas/compiler/model.hpp"

#include <algorithm>
#include <map>
#include <sstream>

namespace tg::compiler {
namespace {

std::string presence_text(const std::string& presence) {
    return presence == "Y"   ? "Presence::required"
           : presence == "N" ? "Presence::optional"
           : presence == "C" ? "Presence::conditional"
                             : "Presence::absent";
}

std::string edition_text(Edition edition) {
    return edition == common     ? "Edition::common"
           : edition == e2022_05 ? "Edition::e2022_05"
                                 : "Edition::e2018";
}

/// 0 stands for "no bound" in the model.
std::string bound_text(std::size_t most) {
    return most == 0 ? "unbounded" : std::to_string(most);
}

std::string rows_text(const std::vector<Element>& rows) {
    std::ostringstream out;
    for (const auto& row : rows) {
        out << "    {" << literal(row.element) << ", " << literal(row.name_zh)
            << ", Type::" << row.type << ", " << row.min_len << ", " << row.max_len << ", "
            << presence_text(row.presence) << ", " << literal(row.one_of) << ", "
            << literal(row.list) << ", " << literal(row.note) << ", " << literal(row.note_zh)
            << ", " << (row.blanks.empty() ? "false" : "true") << "},\n";
    }
    return out.str();
}

std::vector<std::size_t> rows_of(const Message& message, const std::vector<std::string>& names) {
    const auto& head = message.written().head;
    std::vector<std::size_t> rows;
    for (const auto& name : names) {
        const auto found = std::find_if(head.begin(), head.end(), [&](const Element& each) {
            return each.element == name;
        });
        rows.push_back(static_cast<std::size_t>(found - head.begin()));
    }
    return rows;
}

unsigned answered_by(const Model& model, const Message& message) {
    for (const auto& each : model.messages) {
        if (each.receipt_of == message.number) {
            return each.number;
        }
    }
    return 0;
}

std::string name_of_node(const Layout& layout, const std::string& node) {
    for (const auto& each : layout.elements) {
        if (each.element == node && each.type == "node") {
            return literal(each.name_zh);
        }
    }
    return literal("");
}

class TablesText {
 public:
    explicit TablesText(const Model& model) : model_(model) {}

    std::string text() {
        for (const auto& each : model_.messages) {
            const auto prefix = "ceb" + std::to_string(each.number);
            write_numbers(rows_, prefix + "_key", rows_of(each, each.key));
            write_numbers(rows_, prefix + "_party", rows_of(each, each.party));
        }
        edition("tables", common);
        edition("tables_2022_05", e2022_05);
        edition("tables_2018", e2018);
        return std::string(banner) + rows_.str() + tables_.str();
    }

 private:
    void edition(const std::string& name, Edition edition) {
        tables_ << "constexpr Table " << name << "[] = {\n";
        for (std::size_t i = 0; i < model_.messages.size(); ++i) {
            if (model_.messages[i].exists_in(edition)) {
                table(i, edition);
            }
        }
        tables_ << "};\n";
    }

    void table(std::size_t index, Edition edition) {
        const auto& message = model_.messages[index];
        const auto& layout = message.layouts[edition];
        const auto prefix = "ceb" + std::to_string(message.number);
        const auto head = rows(prefix + "_head", layout.head);
        const auto lines = rows(prefix + "_lines", layout.lines);
        const auto transfer = rows("base_transfer", layout.transfer);
        const auto subscribe = rows("base_subscribe", layout.subscribe);
        const auto extend = rows("extend_message", layout.extend);
        tables_ << "    {" << index << ", " << message.number << ", " << literal(message.name)
                << ", " << name_of_node(layout, message.name) << ", " << literal(message.name_en)
                << ", " << edition_text(edition) << ", "
                << edition_text(message.exists_in(e2018) ? e2018 : e2022_05) << ", "
                << direction_text(message.direction) << ", Kind::" << message.kind << ", "
                << (message.receipt ? "true" : "false") << ", " << answered_by(model_, message)
                << ", " << presence_text(layout.signature) << ", " << literal(layout.business_node)
                << ", " << literal(layout.head_node) << ", " << literal(layout.line_node) << ", "
                << name_of_node(layout, layout.business_node) << ", "
                << name_of_node(layout, layout.head_node) << ", "
                << name_of_node(layout, layout.line_node) << ", "
                << bound_text(layout.documents_max) << ", " << layout.lines_min << ", "
                << (layout.lines.empty() ? "0" : bound_text(layout.lines_max)) << ", " << head
                << ", " << lines << ", " << transfer << ", " << subscribe << ", " << extend << ", "
                << span_of(prefix + "_key", message.key.empty()) << ", "
                << span_of(prefix + "_party", message.party.empty()) << "},\n";
    }

    /// The name of an array with these rows.
    std::string rows(const std::string& wanted, const std::vector<Element>& rows) {
        if (rows.empty()) {
            return "{}";
        }
        const auto text = rows_text(rows);
        const auto known = arrays_.find(text);
        if (known != arrays_.end()) {
            return known->second;
        }
        const auto again = ++names_[wanted];
        const auto name = again == 1 ? wanted : wanted + "_" + std::to_string(again);
        rows_ << "constexpr Row " << name << "[] = {\n" << text << "};\n";
        arrays_.emplace(text, name);
        return name;
    }

    const Model& model_;
    std::ostringstream rows_, tables_;
    std::map<std::string, std::string> arrays_;  ///< text -> name
    std::map<std::string, unsigned> names_;
};

}  // namespace

std::string tables_text(const Model& model) {
    return TablesText(model).text();
}

}  // namespace tg::compiler
