// Finds the parts of a message in its rows: business node, head, lines, what surrounds them.
#include "schemas/compiler/model.hpp"

#include <algorithm>
#include <iterator>

namespace tg::compiler {
namespace {

const std::vector<std::string> surrounding{"BaseTransfer", "BaseSubscribe", "ExtendMessage"};

std::vector<Element> children(const Layout& layout, const std::string& parent) {
    std::vector<Element> found;
    std::copy_if(
        layout.elements.begin(),
        layout.elements.end(),
        std::back_inserter(found),
        [&](const Element& each) { return each.parent == parent; }
    );
    return found;
}

std::vector<Element> fields(const Layout& layout, const std::string& node) {
    if (node.empty()) {
        return {};
    }
    auto found = children(layout, node);
    found.erase(
        std::remove_if(
            found.begin(), found.end(), [](const Element& each) { return !each.field(); }
        ),
        found.end()
    );
    return found;
}

}  // namespace

void derive_shape(Model& model, const Message& message, Layout& layout) {
    // What is wrong with the nodes is wrong in every edition and said once.
    const auto fault = [&](std::size_t line, const std::string& reason) {
        if (&layout == &message.layouts[e2022_05]) {
            model.faults.add(message.file, line, reason);
        }
    };
    if (layout.elements.front().element != message.name) {
        fault(2, "the root must be " + message.name);
        return;
    }
    for (const auto& each : children(layout, message.name)) {
        if (each.type == "signature") {
            layout.signature = each.presence;
        }
        if (each.type != "node" || contains(surrounding, each.element)) {
            continue;
        }
        if (!layout.business_node.empty()) {
            fault(each.line, "a second business node");
            continue;
        }
        layout.business_node = each.element;
        layout.documents_max = each.occurs_max;
    }
    for (const auto& each : children(layout, layout.business_node)) {
        if (each.type != "node") {
            continue;
        }
        if (layout.head_node.empty() && each.occurs_max == 1) {
            layout.head_node = each.element;
        } else if (layout.line_node.empty() && each.occurs_max != 1) {
            layout.line_node = each.element;
            layout.lines_min = each.occurs_min;
            layout.lines_max = each.occurs_max;
        } else {
            fault(
                each.line, "a business node has one head node and one repeated line node at most"
            );
        }
    }
    layout.head = fields(layout, layout.field_node());
    layout.lines = fields(layout, layout.line_node);
    layout.transfer = fields(layout, "BaseTransfer");
    layout.subscribe = fields(layout, "BaseSubscribe");
    layout.extend = fields(layout, "ExtendMessage");
    if (layout.head.empty()) {
        fault(1, "no business node with fields");
    }
    if (message.receipt != layout.transfer.empty()) {
        fault(1, "data messages have a BaseTransfer, receipts have none");
    }
}

}  // namespace tg::compiler
