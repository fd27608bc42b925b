// The tree behind XmlElement: pugixml with a small resolver of namespaces.
#include "gateway/receipt/xml_document.hpp"

#include "gateway/receipt/xml_guard.hpp"

#include <pugixml.hpp>

#include <utility>

namespace tg::receipt {
namespace {

pugi::xml_node node_of(void* node) {
    return pugi::xml_node(static_cast<pugi::xml_node_struct*>(node));
}

XmlElement element_of(pugi::xml_node node) {
    while (node && node.type() != pugi::node_element) node = node.next_sibling();
    return XmlElement(node.internal_object());
}

struct QualifiedName {
    std::string_view prefix, local;
};

QualifiedName split(std::string_view name) {
    const auto colon = name.find(':');
    if (colon == std::string_view::npos)
        return {{}, name};
    return {name.substr(0, colon), name.substr(colon + 1)};
}

// Does an attribute's name declare this prefix: "xmlns" for the empty one, else "xmlns:prefix"?
bool declares(std::string_view attribute, std::string_view prefix) {
    constexpr std::string_view xmlns = "xmlns";
    if (prefix.empty())
        return attribute == xmlns;
    return attribute.size() == xmlns.size() + 1 + prefix.size() && attribute.starts_with(xmlns) &&
           attribute[xmlns.size()] == ':' && attribute.substr(xmlns.size() + 1) == prefix;
}

}  // namespace

std::string_view XmlElement::local_name() const {
    return split(node_of(node_).name()).local;
}

std::string_view XmlElement::name_space() const {
    const auto prefix = split(node_of(node_).name()).prefix;
    for (auto node = node_of(node_); node; node = node.parent())
        for (const auto& attribute : node.attributes())
            if (declares(attribute.name(), prefix))
                return attribute.value();
    return {};
}

bool XmlElement::is(std::string_view name_space_wanted, std::string_view local_name_wanted) const {
    // The local name decides nearly always, and costs less.
    return node_ != nullptr && local_name() == local_name_wanted &&
           name_space() == name_space_wanted;
}

XmlElement XmlElement::first_child() const {
    return element_of(node_of(node_).first_child());
}

XmlElement XmlElement::next() const {
    return element_of(node_of(node_).next_sibling());
}

XmlElement XmlElement::child(std::string_view name_space_wanted, std::string_view local_name_wanted)
    const {
    for (auto at = first_child(); at; at = at.next())
        if (at.is(name_space_wanted, local_name_wanted))
            return at;
    return {};
}

std::size_t XmlElement::offset() const {
    // The tree knows where the name stands, behind '<'.
    const auto name = node_of(node_).offset_debug();
    return name > 0 ? static_cast<std::size_t>(name) - 1 : 0;
}

std::string XmlElement::text() const {
    std::string out;
    for (const auto& child : node_of(node_).children())
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
            out += child.value();
    return out;
}

std::string_view XmlElement::attribute(std::string_view name) const {
    for (const auto& attribute : node_of(node_).attributes())
        if (attribute.name() == name)
            return attribute.value();
    return {};
}

struct XmlDocument::Tree {
    pugi::xml_document document;
};

XmlDocument::XmlDocument(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
XmlDocument::XmlDocument(XmlDocument&&) noexcept = default;
XmlDocument& XmlDocument::operator=(XmlDocument&&) noexcept = default;
XmlDocument::~XmlDocument() = default;

Result<XmlDocument> XmlDocument::parse(std::string_view bytes) {
    TG_TRY(guard(bytes));
    auto tree = std::make_unique<Tree>();
    // White-space-only text is kept out, blanks inside values stay.
    const auto outcome = tree->document.load_buffer(
        bytes.data(), bytes.size(), pugi::parse_default, pugi::encoding_utf8
    );
    if (!outcome) {
        std::string reason = outcome.description();
        return fail(Errc::unreadable_receipt, {}, {reason}, reason);
    }
    return XmlDocument(std::move(tree));
}

XmlElement XmlDocument::root() const {
    return element_of(tree_->document.document_element());
}

}  // namespace tg::receipt
