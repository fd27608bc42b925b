// Reads ceb/messages.csv, the table of every message it lists, and the code lists; checks each row
// by itself and the shape of the whole.
#include "schemas/compiler/model.hpp"

#include <algorithm>
#include <set>

namespace tg::compiler {
namespace {

constexpr std::string_view message_columns =
    "number,edition,direction,kind,receipt_of,documents_max,lines_max,key,party";
constexpr std::string_view element_columns =
    "parent,element,name_zh,type,length,presence,occurs,one_of,list,note";
const std::vector<std::string> kinds{"order", "payment", "waybill", "inventory", "format"};

/// Parents before children, the rows of a node together, no element twice in a node.
void check_tree(Model& model, const Message& message) {
    std::vector<std::string> open;
    std::set<std::string> nodes, with_children;
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& each : message.elements) {
        const auto fault = [&](const std::string& reason) {
            model.faults.add(message.file, each.line, reason);
        };
        if (!seen.insert({each.parent, each.element}).second) {
            fault("double element " + each.parent + "/" + each.element);
        }
        if (each.parent.empty() != nodes.empty()) {
            fault(nodes.empty() ? "the first row must be the root" : "a second root");
        }
        if (!each.parent.empty() && nodes.count(each.parent) == 0) {
            fault("parent '" + each.parent + "' is no node above this row");
        } else if (!each.parent.empty()) {
            while (!open.empty() && open.back() != each.parent) {
                open.pop_back();
            }
            if (open.empty()) {
                fault("gap in order: the rows of " + each.parent + " do not stand together");
                open.push_back(each.parent);
            }
        }
        with_children.insert(each.parent);
        if (each.type == "node") {
            if (!nodes.insert(each.element).second) {
                fault("double node " + each.element);
            }
            open.push_back(each.element);
        }
    }
    for (const auto& each : message.elements) {
        if (each.type == "node" && with_children.count(each.element) == 0) {
            model.faults.add(message.file, each.line, "node " + each.element + " has no elements");
        }
    }
}

std::vector<Element> children(const Message& message, const std::string& parent) {
    std::vector<Element> found;
    for (const auto& each : message.elements) {
        if (each.parent == parent) {
            found.push_back(each);
        }
    }
    return found;
}

std::vector<Element> fields(const Message& message, const std::string& node) {
    auto found = children(message, node);
    found.erase(
        std::remove_if(
            found.begin(), found.end(), [](const Element& each) { return !each.field(); }
        ),
        found.end()
    );
    return found;
}

/// Finds business node, head node and line node and takes their fields.
void derive_shape(Model& model, Message& message) {
    const auto fault = [&](std::size_t line, const std::string& reason) {
        model.faults.add(message.file, line, reason);
    };
    if (message.elements.empty() || message.elements.front().element != message.name) {
        fault(2, "the root must be " + message.name);
        return;
    }
    const std::vector<std::string> fixed{"BaseTransfer", "BaseSubscribe", "ExtendMessage"};
    for (const auto& each : children(message, message.name)) {
        if (each.type != "node" || contains(fixed, each.element)) {
            continue;
        }
        if (!message.business_node.empty()) {
            fault(each.line, "a second business node");
            continue;
        }
        message.business_node = each.element;
        if (each.occurs_max != message.documents_max) {
            fault(
                each.line,
                "occurs " + each.occurs + ", but ceb/messages.csv says documents_max " +
                    std::to_string(message.documents_max)
            );
        }
    }
    std::size_t lines_max = 0;
    for (const auto& each : children(message, message.business_node)) {
        if (each.type != "node") {
            continue;
        }
        if (message.head_node.empty() && each.occurs_max == 1) {
            message.head_node = each.element;
        } else if (message.line_node.empty() && each.occurs_max != 1) {
            message.line_node = each.element;
            lines_max = each.occurs_max;
        } else {
            fault(
                each.line, "a business node has one head node and one repeated line node at most"
            );
        }
    }
    if (lines_max != message.lines_max) {
        fault(1, "lines_max differs from ceb/messages.csv");
    }
    message.head = fields(message, message.field_node());
    message.lines =
        message.line_node.empty() ? std::vector<Element>{} : fields(message, message.line_node);
    message.transfer = fields(message, "BaseTransfer");
    if (message.head.empty()) {
        fault(1, "no business node with fields");
    }
    if (message.receipt != message.transfer.empty()) {
        fault(1, "data messages have a BaseTransfer, receipts have none");
    }
}

void read_elements(Model& model, Message& message) {
    const auto file = read_file(model, message.file, element_columns);
    if (!file) {
        return;
    }
    for (const auto& row : file->csv.rows) {
        const auto& c = row.cells;
        Element element{row.line, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8]};
        check_row(model, message.file, element);
        message.elements.push_back(std::move(element));
    }
    check_tree(model, message);
    derive_shape(model, message);
    for (const auto* names : {&message.key, &message.party}) {
        for (const auto& name : *names) {
            if (std::none_of(message.head.begin(), message.head.end(), [&](const Element& each) {
                    return each.element == name;
                })) {
                model.faults.add(
                    "ceb/messages.csv",
                    message.line,
                    "key or party names " + name + ", which " + message.name + " does not have"
                );
            }
        }
    }
}

std::optional<Message> read_message(Model& model, const File& file, const schemas::CsvRow& row) {
    const auto& c = row.cells;
    const auto fault = [&](const std::string& reason) {
        model.faults.add(file.name, row.line, reason);
    };
    const auto number = whole_number(c[0]);
    const auto documents = whole_number(c[5]);
    const auto lines = whole_number(c[6]);
    const auto answered = c[4].empty() ? std::optional(0U) : whole_number(c[4]);
    if (!number || *number < 100 || *number > 999) {
        fault("bad number '" + c[0] + "'");
        return std::nullopt;
    }
    if (model.find(*number)) {
        fault("message " + c[0] + " is listed twice");
        return std::nullopt;
    }
    if (c[2] != "import" && c[2] != "export") {
        fault("direction must be import or export");
    }
    if (!contains(kinds, c[3])) {
        fault("unknown kind '" + c[3] + "'");
    }
    if (!documents || !lines || !answered) {
        fault("receipt_of, documents_max and lines_max are whole numbers");
        return std::nullopt;
    }
    Message message;
    message.line = row.line;
    message.number = *number;
    message.edition = c[1];
    message.direction = c[2];
    message.kind = c[3];
    message.receipt_of = *answered;
    message.receipt = *answered != 0 || c[3] == "format";
    message.documents_max = *documents;
    message.lines_max = *lines;
    message.key = split(c[7], "|");
    message.party = split(c[8], "|");
    message.name = "CEB" + c[0] + "Message";
    message.file = "ceb/" + c[1] + "/" + message.name + ".csv";
    if (message.key.empty()) {
        fault("a message has a key");
    }
    if (message.receipt != message.party.empty()) {
        fault("data messages have a party, receipts have none");
    }
    return message;
}

void check_answers(Model& model) {
    for (const auto& each : model.messages) {
        if (each.receipt_of == 0) {
            continue;
        }
        const auto data = model.find(each.receipt_of);
        if (!data || model.messages[*data].receipt || model.messages[*data].kind != each.kind ||
            model.messages[*data].direction != each.direction) {
            model.faults.add(
                "ceb/messages.csv",
                each.line,
                "receipt_of must be a data message of the same kind and direction"
            );
        }
    }
}

/// The writer keeps one BaseTransfer for all messages.
void check_transfer(Model& model) {
    const std::vector<Element>* first = nullptr;
    const auto same = [](const Element& a, const Element& b) {
        return a.element == b.element && a.type == b.type && a.length == b.length &&
               a.presence == b.presence && a.one_of == b.one_of;
    };
    for (const auto& each : model.messages) {
        if (each.transfer.empty()) {
            continue;
        }
        if (first == nullptr) {
            first = &each.transfer;
        } else if (!std::equal(
                       first->begin(),
                       first->end(),
                       each.transfer.begin(),
                       each.transfer.end(),
                       same
                   )) {
            model.faults.add(
                each.file,
                each.transfer.front().line,
                "BaseTransfer differs from the other messages"
            );
        }
    }
}

}  // namespace

void read_messages(Model& model) {
    const auto file = read_file(model, "ceb/messages.csv", message_columns);
    if (!file) {
        return;
    }
    for (const auto& row : file->csv.rows) {
        if (auto message = read_message(model, *file, row)) {
            read_elements(model, *message);
            model.messages.push_back(std::move(*message));
        }
    }
    std::sort(model.messages.begin(), model.messages.end(), [](const auto& a, const auto& b) {
        return a.number < b.number;
    });
    check_answers(model);
    check_transfer(model);
    const auto folder = model.root / "ceb";
    std::set<std::string> listed;
    for (const auto& each : model.messages) {
        listed.insert(each.file);
    }
    std::error_code ignored;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored)) {
        const auto name = "ceb/" + entry.path().lexically_relative(folder).generic_string();
        if (entry.path().extension() == ".csv" && name != "ceb/messages.csv" &&
            listed.count(name) == 0) {
            model.faults.add(name, 1, "ceb/messages.csv does not list this message");
        }
    }
}

}  // namespace tg::compiler
