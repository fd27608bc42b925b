// See transport_verify.hpp. What is judged is always a whole document: the DxpMsg of a DxpMsgSv is
// taken out first, since its sender signed it before a node put it into another envelope.
#include "gateway/sign/transport_verify.hpp"

#include "gateway/core/text.hpp"
#include "gateway/sign/strict_nodes.hpp"
#include "gateway/sign/strict_parse.hpp"
#include "schemas/table.hpp"

#include <libxml/tree.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

namespace tg::sign {
namespace {

using schemas::dsig_namespace;
using schemas::dxp_namespace;

constexpr std::string_view canonical_xml = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
constexpr std::string_view enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

struct AllowedPair {
    std::string_view signature_method, digest_method;
    TransportMethod method;
};
constexpr std::array<AllowedPair, 3> allowed_pairs{{
    {"http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3",
     "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3",
     TransportMethod::sm2_sm3},
    {"http://www.w3.org/2000/09/xmldsig#rsa-sha1",
     "http://www.w3.org/2000/09/xmldsig#sha1",
     TransportMethod::rsa_sha1},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
     "http://www.w3.org/2001/04/xmlenc#sha256",
     TransportMethod::rsa_sha256},
}};

struct Shape {
    std::string_view root;
    std::array<std::string_view, 6> children;  ///< Signature comes after them
};
constexpr std::array shapes{
    Shape{"DxpMsg", {"TransInfo", "Data", "AddInfo"}},
    Shape{"DxpRep", {"RecevierId", "AdNodeId", "Response", "NoticeTime", "Note", "OriHead"}},
    Shape{"DxpMsgSv", {"SvNo", "DxpMsg"}},
};

/// Read by their name wherever a reader meets them: nowhere a second time.
constexpr std::array<std::string_view, 6> singular{
    "DxpMsg", "TransInfo", "Data", "Response", "OriHead", "SvNo"};

const Shape* shape_of(const xmlNode* node) {
    const auto row = std::ranges::find_if(shapes, [node](const Shape& shape) {
        return is_element(node, dxp_namespace, shape.root);
    });
    return row == shapes.end() ? nullptr : &*row;
}

bool is_signature(const xmlNode* node) {
    return is_element(node, dsig_namespace, "Signature");
}

/// Known elements, each once, nothing but blanks between them, the Signature behind all of them.
Judgement judge_shape(const xmlNode* envelope, const Shape& shape) {
    std::set<std::string> seen;
    bool sealed = false;
    for (const xmlNode* child = envelope->children; child != nullptr; child = child->next) {
        if (is_filling(child))
            continue;
        const auto name = name_of(child);
        const bool signature = is_signature(child);
        const bool known =
            signature || (std::ranges::find(shape.children, name) != shape.children.end() &&
                          is_element(child, dxp_namespace, name));
        if (!known)
            return Fault{Finding::unexpected_content, {name_of(envelope), name}};
        if (sealed && !signature)
            return Fault{Finding::signature_not_last, {name}};
        if (!seen.insert(name).second)
            return Fault{Finding::element_twice, {name}};
        sealed = sealed || signature;
    }
    return {};
}

/// Over the whole document: what stands only once, and Signatures only where they sign.
Judgement judge_everywhere(const xmlNode* root) {
    std::set<std::string> seen, ids;
    for (const xmlNode* node = root; node != nullptr; node = after(node, root)) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        const auto name = name_of(node);
        if (is_signature(node) && (node->parent == nullptr || shape_of(node->parent) == nullptr))
            return Fault{Finding::signature_not_below_root, {name_of(node->parent)}};
        const bool once = std::ranges::find(singular, name) != singular.end();
        if (once && is_element(node, dxp_namespace, name) && !seen.insert(name).second)
            return Fault{Finding::element_twice, {name}};
        for (const xmlAttr* at = node->properties; at != nullptr; at = at->next) {
            const auto* text = reinterpret_cast<const char*>(at->name);
            if (lower_ascii(text) != "id")
                continue;
            std::string value;
            for (const xmlNode* part = at->children; part != nullptr; part = part->next)
                value += reinterpret_cast<const char*>(part->content);
            if (!ids.insert(value).second)
                return Fault{Finding::id_twice, {value}};
        }
    }
    return {};
}

/// The envelope that a document holds, or that stands in the one it holds.
const xmlNode* inner_message(const xmlNode* root) {
    if (!is_element(root, dxp_namespace, "DxpMsgSv"))
        return nullptr;
    for (const xmlNode* child = root->children; child != nullptr; child = child->next)
        if (is_element(child, dxp_namespace, "DxpMsg"))
            return child;
    return nullptr;
}

const xmlNode* signature_of(const xmlNode* envelope) {
    for (const xmlNode* child = envelope->children; child != nullptr; child = child->next)
        if (is_signature(child))
            return child;
    return nullptr;
}

std::string own_id(const xmlNode* envelope) {
    for (const xmlAttr* at = envelope->properties; at != nullptr; at = at->next)
        if (at->ns == nullptr && std::string_view(reinterpret_cast<const char*>(at->name)) == "Id")
            return at->children == nullptr ? std::string()
                                           : reinterpret_cast<const char*>(at->children->content);
    return {};
}

const EVP_MD* digest_method(TransportMethod method) {
    if (method == TransportMethod::sm2_sm3)
        return EVP_sm3();
    return method == TransportMethod::rsa_sha1 ? EVP_sha1() : EVP_sha256();
}

std::string without_line_breaks(std::string text) {
    std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
    return text;
}

std::size_t elements_below(const xmlNode* parent) {
    std::size_t count = 0;
    for (const xmlNode* child = parent->children; child != nullptr; child = child->next)
        count += child->type == XML_ELEMENT_NODE ? 1U : 0U;
    return count;
}

/// One signature over the root of a document of its own.
class Seal {
 public:
    Seal(xmlDoc& document, const TransportTrust& trust, Instant at)
        : document_(document), root_(xmlDocGetRootElement(&document)), trust_(trust), at_(at) {}

    Judgement judge() {
        signature_ = const_cast<xmlNode*>(signature_of(root_));
        if (auto fault = read_signed_info())
            return fault;
        const auto pair =
            std::ranges::find(allowed_pairs, signature_method_, &AllowedPair::signature_method);
        if (pair == allowed_pairs.end())
            return Fault{Finding::signature_method_unknown, {signature_method_}};
        if (pair->digest_method != digest_method_)
            return Fault{Finding::digest_method_unfit, {digest_method_, signature_method_}};
        if (std::ranges::find(trust_.methods, pair->method) == trust_.methods.end())
            return Fault{
                Finding::method_not_agreed, {std::string(transport_method_name(pair->method))}};
        return judge_values(pair->method);
    }

 private:
    Judgement read_signed_info() {
        if (auto fault = take_no_attribute(signature_))
            return fault;
        // KeyInfo names a key or brings one; the keys we believe are named beforehand.
        static constexpr std::array below{"SignedInfo", "SignatureValue", "KeyInfo"};
        const std::span<const char* const> names(below);
        const auto count = elements_below(signature_) == 2 ? std::size_t{2} : std::size_t{3};
        std::array<const Node*, 3> parts{};
        if (auto fault = take_children(signature_, names.first(count), parts))
            return fault;
        signed_info_ = const_cast<xmlNode*>(parts[0]);
        if (auto fault = take_text(parts[1], value_))
            return fault;
        if (auto fault = take_no_attribute(signed_info_))
            return fault;
        static constexpr std::array info{"CanonicalizationMethod", "SignatureMethod", "Reference"};
        std::array<const Node*, 3> found{};
        if (auto fault = take_children(signed_info_, info, found))
            return fault;
        std::string canonicalization;
        if (auto fault = take_algorithm(found[0], canonicalization))
            return fault;
        if (canonicalization != canonical_xml)
            return Fault{Finding::canonicalization_unknown, {canonicalization}};
        if (auto fault = take_algorithm(found[1], signature_method_))
            return fault;
        return read_reference(found[2]);
    }

    Judgement read_reference(const xmlNode* reference) {
        std::string uri;
        if (auto fault = take_attribute(reference, "URI", uri))
            return fault;
        const auto id = own_id(root_);
        by_id_ = !uri.empty();
        if (by_id_ && (id.empty() || uri != "#" + id))
            return Fault{Finding::reference_elsewhere, {uri}};
        static constexpr std::array below{"Transforms", "DigestMethod", "DigestValue"};
        std::array<const Node*, 3> parts{};
        if (auto fault = take_children(reference, below, parts))
            return fault;
        if (auto fault = read_transforms(parts[0]))
            return fault;
        if (auto fault = take_algorithm(parts[1], digest_method_))
            return fault;
        return take_text(parts[2], digest_value_);
    }

    /// The enveloped transform, and perhaps the canonical form said once more.
    static Judgement read_transforms(const xmlNode* transforms) {
        if (auto fault = take_no_attribute(transforms))
            return fault;
        static constexpr std::array below{"Transform", "Transform"};
        const std::span<const char* const> names(below);
        const auto count = elements_below(transforms) == 2 ? std::size_t{2} : std::size_t{1};
        std::array<const Node*, 2> found{};
        if (auto fault = take_children(transforms, names.first(count), found))
            return fault;
        constexpr std::array wanted{enveloped, canonical_xml};
        for (std::size_t i = 0; i < count; ++i) {
            std::string said;
            if (auto fault = take_algorithm(found[i], said))
                return fault;
            if (said != wanted[i])
                return Fault{Finding::transform_unknown, {said}};
        }
        return {};
    }

    Judgement judge_values(TransportMethod method) {
        const auto said = from_base64(without_line_breaks(digest_value_));
        if (!said)
            return Fault{Finding::digest_not_base64};
        const auto value = from_base64(without_line_breaks(value_));
        if (!value)
            return Fault{Finding::signature_not_base64};
        xmlUnlinkNode(signature_);
        const auto digest = digest_of_body(method);
        const auto info = canonical_info();
        if (!digest || !info)
            return Fault{Finding::not_canonicalised};
        if (*said != *digest)
            return Fault{Finding::digest_differs, {base64(*said), base64(*digest)}};
        for (const auto& key : trust_.keys)
            if (key.valid_at(at_) && key.proves(method, *value, *info))
                return {};
        return Fault{Finding::signed_by_nobody_known};
    }

    std::optional<std::string> digest_of_body(TransportMethod method) {
        const Openssl<EVP_MD_CTX> context(EVP_MD_CTX_new());
        bool good = EVP_DigestInit_ex(context.get(), digest_method(method), nullptr) == 1;
        const Sink feed = [&](std::string_view part) {
            good = good && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
        };
        const bool made = canonical(&document_, by_id_ ? root_ : nullptr, feed);
        std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
        unsigned size = 0;
        if (!made || !good || EVP_DigestFinal_ex(context.get(), out.data(), &size) != 1)
            return std::nullopt;
        return std::string(out.data(), out.data() + size);
    }

    /// SignedInfo where it stands, below the root's namespaces; its neighbours have no part in it.
    std::optional<std::string> canonical_info() {
        while (xmlNode* child = root_->children) {
            xmlUnlinkNode(child);
            xmlFreeNode(child);
        }
        xmlAddChild(root_, signature_);
        std::string text;
        const Sink keep = [&text](std::string_view part) { text += part; };
        if (!canonical(&document_, signed_info_, keep) || text.empty())
            return std::nullopt;
        return text;
    }

    xmlDoc& document_;
    xmlNode* root_;
    const TransportTrust& trust_;
    Instant at_;
    xmlNode* signature_ = nullptr;
    xmlNode* signed_info_ = nullptr;
    bool by_id_ = false;
    std::string signature_method_, digest_method_, digest_value_, value_;
};

Document document_of(const xmlNode* node) {
    Document document(xmlNewDoc(reinterpret_cast<const xmlChar*>("1.0")));
    if (!document)
        return nullptr;
    auto* copy = xmlDocCopyNode(const_cast<xmlNode*>(node), document.get(), 1);
    if (copy == nullptr)
        return nullptr;
    xmlDocSetRootElement(document.get(), copy);
    return document;
}

TransportVerdict told(TransportVerdict::State state, const Fault& fault) {
    StepOutcome outcome;
    outcome.finding = fault.finding;
    outcome.args = fault.args;
    TransportVerdict verdict;
    verdict.state = state;
    verdict.zh = finding_text(outcome, Language::zh);
    verdict.en = finding_text(outcome, Language::en);
    return verdict;
}

TransportVerdict wrong(const Fault& fault) {
    return told(TransportVerdict::State::wrong, fault);
}

TransportVerdict proven(TransportVerdict::Covers covers) {
    TransportVerdict verdict;
    verdict.state = TransportVerdict::State::proven;
    verdict.covers = covers;
    return verdict;
}

}  // namespace

TransportVerdict verify_transport(std::string_view bytes, const TransportTrust& trust, Instant at) {
    Document document;
    if (const auto fault = parse_strictly(bytes, Texts::large, document))
        return wrong(*fault);
    const auto* root = xmlDocGetRootElement(document.get());
    const auto* shape = shape_of(root);
    if (shape == nullptr)
        return told(
            TransportVerdict::State::unsigned_envelope, {Finding::no_envelope, {name_of(root)}}
        );
    if (const auto fault = judge_shape(root, *shape))
        return wrong(*fault);
    const auto* inner = inner_message(root);
    if (inner != nullptr)
        if (const auto fault = judge_shape(inner, *shape_of(inner)))
            return wrong(*fault);
    if (const auto fault = judge_everywhere(root))
        return wrong(*fault);
    const bool inner_signed = inner != nullptr && signature_of(inner) != nullptr;
    auto inside = inner_signed ? document_of(inner) : nullptr;
    Judgement outer_fault, inner_fault;
    if (signature_of(root) != nullptr) {
        outer_fault = Seal(*document, trust, at).judge();
        if (!outer_fault)
            return proven(TransportVerdict::Covers::document);
    }
    if (inside) {
        inner_fault = Seal(*inside, trust, at).judge();
        if (!inner_fault)
            return proven(TransportVerdict::Covers::inner_message);
    }
    if (outer_fault || inner_fault)
        return wrong(outer_fault ? *outer_fault : *inner_fault);
    return told(TransportVerdict::State::unsigned_envelope, {Finding::transport_unsigned, {}});
}

}  // namespace tg::sign
