// See strict_nodes.hpp.
#include "gateway/sign/strict_nodes.hpp"

#include "schemas/table.hpp"

#include <libxml/tree.h>

namespace tg::sign {
namespace {

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

bool is_text(const Node* node) {
    return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

std::string line_of(const Node* node) {
    return std::to_string(xmlGetLineNo(node));
}

}  // namespace

bool is_element(const Node* node, std::string_view ns, std::string_view name) {
    return node->type == XML_ELEMENT_NODE && node->ns != nullptr && view(node->ns->href) == ns &&
           view(node->name) == name;
}

bool is_filling(const Node* node) {
    return node->type == XML_COMMENT_NODE || (is_text(node) && xmlIsBlankNode(node) != 0);
}

std::string name_of(const Node* node) {
    switch (node->type) {
        case XML_ELEMENT_NODE:
            return std::string(view(node->name));
        case XML_TEXT_NODE:
        case XML_CDATA_SECTION_NODE:
            return "text";
        case XML_PI_NODE:
            return "processing instruction";
        default:
            return "node of type " + std::to_string(node->type);
    }
}

const Node* after(const Node* node, const Node* root) {
    if (node->type == XML_ELEMENT_NODE && node->children != nullptr)
        return node->children;
    while (node != root && node->next == nullptr) node = node->parent;
    return node == root ? nullptr : node->next;
}

Judgement judge_children(const Node* element) {
    bool value = false;
    const Node* note = nullptr;
    for (const Node* child = element->children; child != nullptr; child = child->next) {
        switch (child->type) {
            case XML_ELEMENT_NODE:
                break;
            case XML_TEXT_NODE:
            case XML_CDATA_SECTION_NODE:
                value = value || xmlIsBlankNode(child) == 0;
                break;
            case XML_COMMENT_NODE:
            case XML_PI_NODE:
                note = child;
                break;
            default:
                return Fault{Finding::foreign_node, {line_of(child), std::to_string(child->type)}};
        }
    }
    if (!value || note == nullptr)
        return {};
    return Fault{Finding::comment_in_value, {line_of(note), name_of(element)}};
}

Judgement take_children(
    const Node* parent, std::span<const char* const> names, std::span<const Node*> found
) {
    std::size_t taken = 0;
    for (const Node* child = parent->children; child != nullptr; child = child->next) {
        if (is_filling(child))
            continue;
        if (taken == names.size() || !is_element(child, schemas::dsig_namespace, names[taken])) {
            return Fault{Finding::unexpected_content, {name_of(parent), name_of(child)}};
        }
        found[taken++] = child;
    }
    if (taken == names.size())
        return {};
    return Fault{Finding::content_missing, {name_of(parent), names[taken]}};
}

Judgement take_attribute(const Node* element, std::string_view name, std::string& value) {
    bool seen = false;
    for (const xmlAttr* at = element->properties; at != nullptr; at = at->next) {
        if (at->ns != nullptr || view(at->name) != name) {
            return Fault{
                Finding::unexpected_attribute, {name_of(element), std::string(view(at->name))}};
        }
        seen = true;
        for (const Node* part = at->children; part != nullptr; part = part->next) {
            value += view(part->content);
        }
    }
    if (seen)
        return {};
    return Fault{Finding::attribute_missing, {name_of(element), std::string(name)}};
}

Judgement take_no_attribute(const Node* element) {
    const xmlAttr* first = element->properties;
    if (first == nullptr)
        return {};
    return Fault{Finding::unexpected_attribute, {name_of(element), std::string(view(first->name))}};
}

Judgement take_text(const Node* element, std::string& text) {
    if (auto fault = take_no_attribute(element))
        return fault;
    for (const Node* child = element->children; child != nullptr; child = child->next) {
        if (!is_text(child)) {
            return Fault{Finding::unexpected_content, {name_of(element), name_of(child)}};
        }
        text += view(child->content);
    }
    return {};
}

Judgement take_algorithm(const Node* element, std::string& identifier) {
    if (auto fault = take_attribute(element, "Algorithm", identifier))
        return fault;
    return take_children(element, {}, {});
}

}  // namespace tg::sign
