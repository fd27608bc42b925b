// See signed_xml.hpp. Parsed as strict_parse.hpp says, with libxml2's limit of 10 MB for a single
// text in force.
#include "gateway/sign/signed_xml.hpp"

#include "gateway/sign/strict_nodes.hpp"
#include "gateway/sign/strict_parse.hpp"
#include "schemas/catalogue.hpp"

#include <libxml/tree.h>

#include <array>

namespace tg::sign {

struct SignedXml::Tree {
    Document document;
    xmlNode* root = nullptr;
    xmlNode* signature = nullptr;
    std::array<const xmlNode*, 3> parts{};  // SignedInfo, SignatureValue, KeyInfo
};

SignedXml::SignedXml() : tree_(std::make_unique<Tree>()) {}
SignedXml::~SignedXml() = default;

Judgement SignedXml::parse(std::string_view bytes) {
    if (auto fault = parse_strictly(bytes, Texts::usual, tree_->document))
        return fault;
    tree_->root = xmlDocGetRootElement(tree_->document.get());
    return {};
}

std::string SignedXml::root_name() const {
    return tree_->root == nullptr ? std::string() : name_of(tree_->root);
}

Judgement SignedXml::find_signature() {
    const xmlNode* root = tree_->root;
    if (!is_element(root, schemas::ceb_namespace, root_name())) {
        return Fault{Finding::foreign_root, {root_name()}};
    }
    std::size_t count = 0;
    const xmlNode* found = nullptr;
    for (const xmlNode* node = root; node != nullptr; node = after(node, root)) {
        if (!is_element(node, schemas::dsig_namespace, "Signature"))
            continue;
        ++count;
        found = node;
    }
    if (count == 0)
        return Fault{Finding::no_signature};
    if (count > 1)
        return Fault{Finding::several_signatures, {std::to_string(count)}};
    if (found->parent != root) {
        return Fault{Finding::signature_not_below_root, {name_of(found->parent)}};
    }
    // The import schema puts Signature last, the export schema puts ExtendMessage behind it.
    const schemas::Table* table = schemas::find_table(root_name());
    bool extend_may_follow = table == nullptr || table->direction == schemas::Direction::outward;
    for (const xmlNode* next = found->next; next != nullptr; next = next->next) {
        if (is_filling(next))
            continue;  // white space here is for the digest to find
        const bool extend = is_element(next, schemas::ceb_namespace, "ExtendMessage");
        if (!extend || !extend_may_follow) {
            return Fault{Finding::signature_not_last, {name_of(next)}};
        }
        extend_may_follow = false;
    }
    tree_->signature = const_cast<xmlNode*>(found);
    return {};
}

Judgement SignedXml::read_signed_info(SignedInfoParts& parts) {
    const xmlNode* signature = tree_->signature;
    if (auto fault = take_no_attribute(signature))
        return fault;
    const std::array<const char*, 3> below{"SignedInfo", "SignatureValue", "KeyInfo"};
    if (auto fault = take_children(signature, below, tree_->parts))
        return fault;

    const xmlNode* signed_info = tree_->parts[0];
    if (auto fault = take_no_attribute(signed_info))
        return fault;
    std::array<const xmlNode*, 3> info{};
    const std::array<const char*, 3> info_names{
        "CanonicalizationMethod", "SignatureMethod", "Reference"};
    if (auto fault = take_children(signed_info, info_names, info))
        return fault;
    if (auto fault = take_algorithm(info[0], parts.canonicalization_method))
        return fault;
    if (auto fault = take_algorithm(info[1], parts.signature_method))
        return fault;

    if (auto fault = take_attribute(info[2], "URI", parts.reference_uri))
        return fault;
    std::array<const xmlNode*, 3> reference{};
    const std::array<const char*, 3> reference_names{"Transforms", "DigestMethod", "DigestValue"};
    if (auto fault = take_children(info[2], reference_names, reference))
        return fault;
    if (auto fault = take_no_attribute(reference[0]))
        return fault;
    std::array<const xmlNode*, 1> transform{};
    const std::array<const char*, 1> transform_names{"Transform"};
    if (auto fault = take_children(reference[0], transform_names, transform))
        return fault;
    if (auto fault = take_algorithm(transform[0], parts.transform))
        return fault;
    if (auto fault = take_algorithm(reference[1], parts.digest_method))
        return fault;
    return take_text(reference[2], parts.digest_value);
}

Judgement SignedXml::read_signature_value(std::string& text) {
    return take_text(tree_->parts[1], text);
}

Judgement SignedXml::read_key_info(KeyInfoParts& parts) {
    const xmlNode* key_info = tree_->parts[2];
    if (auto fault = take_no_attribute(key_info))
        return fault;
    std::array<const xmlNode*, 2> below{};
    const std::array<const char*, 2> names{"KeyName", "X509Data"};
    if (auto fault = take_children(key_info, names, below))
        return fault;
    if (auto fault = take_text(below[0], parts.key_name))
        return fault;
    if (auto fault = take_no_attribute(below[1]))
        return fault;
    std::array<const xmlNode*, 1> certificate{};
    const std::array<const char*, 1> certificate_names{"X509Certificate"};
    if (auto fault = take_children(below[1], certificate_names, certificate))
        return fault;
    return take_text(certificate[0], parts.certificate);
}

std::optional<std::string> SignedXml::canonicalise(const Sink& body) {
    xmlDoc* document = tree_->document.get();
    xmlNode* root = tree_->root;
    xmlNode* signature = tree_->signature;
    // The enveloped transform: the document as it is when the Signature is taken out. Taking it out
    // costs nothing; a filter would be asked for every node.
    xmlUnlinkNode(signature);
    const bool body_made = canonical(document, nullptr, body);
    // SignedInfo is canonicalised where it stands, below the root and its namespaces. Its
    // neighbours have no part in that, and without them the canonicaliser does not walk the whole
    // message a second time.
    while (xmlNode* child = root->children) {
        xmlUnlinkNode(child);
        xmlFreeNode(child);
    }
    xmlAddChild(root, signature);
    std::string signed_info;
    const Sink keep = [&](std::string_view bytes) { signed_info += bytes; };
    auto* only = const_cast<xmlNode*>(tree_->parts[0]);
    if (!body_made || !canonical(document, only, keep) || signed_info.empty())
        return std::nullopt;
    return signed_info;
}

}  // namespace tg::sign
