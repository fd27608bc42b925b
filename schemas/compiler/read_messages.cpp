// Reads ceb/messages.csv, the table of every message it lists, and the code lists; checks each row
// by itself and the shape of the whole.
#include "schemas/compiler/model.hpp"

#include <algorithm>
#include <set>

namespace tg::compiler {
namespace {

const std::string messages_file = "ceb/messages.csv";
constexpr std::string_view message_columns =
    "number,since,direction,kind,receipt_of,key,party,name_en";
constexpr std::string_view element_columns =
    "parent,element,name_zh,type,length,presence,occurs,one_of,list,blanks,note_zh,note";

/// Parents before children, the rows of a node together, no element twice in a node.
void check_tree(Model& model, const Message& message) {
    const auto& elements = message.layouts[e2022_05].elements;
    std::vector<std::string> open;
    std::set<std::string> nodes, with_children;
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& each : elements) {
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
    for (const auto& each : elements) {
        if (each.type == "node" && with_children.count(each.element) == 0) {
            model.faults.add(message.file, each.line, "node " + each.element + " has no elements");
        }
    }
}

void read_elements(Model& model, Message& message) {
    const auto file = read_file(model, message.file, element_columns);
    if (!file) {
        return;
    }
    auto& elements = message.layouts[e2022_05].elements;
    for (const auto& row : file->csv.rows) {
        const auto& c = row.cells;
        Element element{
            row.line, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11]};
        check_row(model, message.file, element);
        elements.push_back(std::move(element));
    }
    check_tree(model, message);
}

/// The key and the party are fields of the head that a document surely or possibly has.
void check_names(Model& model, const Message& message) {
    const auto& head = message.written().head;
    for (const auto* names : {&message.key, &message.party}) {
        for (const auto& name : *names) {
            if (std::none_of(head.begin(), head.end(), [&](const Element& each) {
                    return each.element == name;
                })) {
                model.faults.add(
                    messages_file,
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
    const auto answered = c[4].empty() ? std::optional(0U) : whole_number(c[4]);
    if (!number || *number < 100 || *number > 999) {
        fault("bad number '" + c[0] + "'");
        return std::nullopt;
    }
    if (model.find(*number)) {
        fault("message " + c[0] + " is listed twice");
        return std::nullopt;
    }
    if (c[1] != "2018" && c[1] != "2022-05") {
        fault("since must be 2018 or 2022-05");
    }
    if (c[2] != "import" && c[2] != "export") {
        fault("direction must be import or export");
    }
    const auto* kind = find_kind(c[3]);
    if (kind == nullptr || !answered) {
        fault(answered ? "unknown kind '" + c[3] + "'" : "receipt_of is a number");
        return std::nullopt;
    }
    Message message;
    message.line = row.line;
    message.number = *number;
    message.since = c[1];
    message.direction = c[2];
    message.kind = c[3];
    message.receipt_of = *answered;
    message.receipt = *answered != 0 || kind->section.empty();
    message.key = split(c[5], "|");
    message.party = split(c[6], "|");
    message.name_en = c[7];
    message.name = "CEB" + c[0] + "Message";
    message.file = "ceb/2022-05/" + message.name + ".csv";
    if (message.key.empty()) {
        fault("a message has a key");
    }
    if (message.receipt != message.party.empty()) {
        fault("data messages have a party, receipts have none");
    }
    if (message.name_en.empty()) {
        fault("a message has an English name");
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
                messages_file,
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
        const auto& transfer = each.written().transfer;
        if (transfer.empty()) {
            continue;
        }
        if (first == nullptr) {
            first = &transfer;
        } else if (!std::equal(
                       first->begin(), first->end(), transfer.begin(), transfer.end(), same
                   )) {
            model.faults.add(
                each.file, transfer.front().line, "BaseTransfer differs from the other messages"
            );
        }
    }
}

/// Every file of ceb/ belongs to something.
void check_strays(Model& model) {
    std::set<std::string> known{messages_file, "ceb/2018.csv", "ceb/written.csv"};
    for (const auto& each : model.messages) {
        known.insert(each.file);
    }
    const auto folder = model.root / "ceb";
    std::error_code ignored;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored)) {
        const auto name = "ceb/" + entry.path().lexically_relative(folder).generic_string();
        if (entry.path().extension() == ".csv" && known.count(name) == 0) {
            model.faults.add(name, 1, "ceb/messages.csv does not list this message");
        }
    }
}

}  // namespace

void read_messages(Model& model) {
    const auto file = read_file(model, messages_file, message_columns);
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
    make_editions(model);
    for (const auto& each : model.messages) {
        check_names(model, each);
    }
    check_answers(model);
    check_transfer(model);
    check_strays(model);
}

}  // namespace tg::compiler
