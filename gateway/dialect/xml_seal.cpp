// The text is never written anew: the Signature is put before the root's end tag, and libxml2 only
// says what is digested.
#include "gateway/dialect/xml_seal.hpp"

#include "gateway/core/text.hpp"
#include "gateway/dialect/escape.hpp"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace tg::dialect {
namespace {

constexpr std::string_view namespace_uri = "http://www.w3.org/2000/09/xmldsig#";

struct Methods {
    SealMethod method;
    Digest digest;
    std::string_view digest_uri, signature_uri;
};

constexpr std::array methods{
    Methods{
        SealMethod::rsa_sha1,
        Digest::sha1,
        "http://www.w3.org/2000/09/xmldsig#sha1",
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1"},
    Methods{
        SealMethod::rsa_sha256,
        Digest::sha256,
        "http://www.w3.org/2001/04/xmlenc#sha256",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"},
    Methods{
        SealMethod::sm2_sm3,
        Digest::sm3,
        "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3",
        "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3"},
};

const Methods& methods_of(SealMethod method) {
    return *std::ranges::find(methods, method, &Methods::method);
}

Result<std::string> signature_of(const Sealing& sealing, std::string_view bytes) {
    if (sealing.method == SealMethod::sm2_sm3)
        return sm2_signature(sealing.private_key, bytes);
    return rsa_signature(methods_of(sealing.method).digest, sealing.private_key, bytes);
}

struct FreeDocument {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, FreeDocument>;

Document parse(std::string_view xml) {
    // It is our own text, whose one value of base64 may exceed 10 MB.
    constexpr int options =
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE;
    Document document(
        xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr, options)
    );
    if (document && xmlGetIntSubset(document.get()) != nullptr)
        return nullptr;
    return document;
}

int within(void* root, xmlNodePtr node, xmlNodePtr parent) {
    for (auto* at = node->type == XML_NAMESPACE_DECL ? parent : node; at != nullptr;
         at = at->parent)
        if (at == root)
            return 1;
    return 0;
}

/// C14N of the whole document, or of what is within `root`.
std::optional<std::string> canonical(xmlDoc& document, xmlNode* root) {
    xmlOutputBuffer* out = xmlAllocOutputBuffer(nullptr);
    if (out == nullptr)
        return std::nullopt;
    const auto visible = root == nullptr ? nullptr : &within;
    const int done = xmlC14NExecute(&document, visible, root, XML_C14N_1_0, nullptr, 0, out);
    std::string text;
    if (done >= 0)
        text.assign(
            reinterpret_cast<const char*>(xmlOutputBufferGetContent(out)),
            xmlOutputBufferGetSize(out)
        );
    xmlOutputBufferClose(out);
    return done < 0 ? std::nullopt : std::optional(std::move(text));
}

std::string signed_info(const Methods& used, const std::string& digest_value) {
    std::string out = "<SignedInfo><CanonicalizationMethod Algorithm=\"";
    out += "http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"></CanonicalizationMethod>";
    out += "<SignatureMethod Algorithm=\"" + std::string(used.signature_uri);
    out += "\"></SignatureMethod><Reference URI=\"\"><Transforms><Transform Algorithm=\"";
    out += "http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></Transform></Transforms>";
    out += "<DigestMethod Algorithm=\"" + std::string(used.digest_uri);
    out += "\"></DigestMethod><DigestValue>" + digest_value;
    return out + "</DigestValue></Reference></SignedInfo>";
}

std::string with_signature(
    std::string_view xml, std::size_t at, const std::string& info, const std::string& behind
) {
    std::string out(xml.substr(0, at));
    out += "<Signature xmlns=\"" + std::string(namespace_uri) + "\">" + info;
    out += behind + "</Signature>";
    return out + std::string(xml.substr(at));
}

/// What stands behind SignedInfo.
std::string value_and_key(const std::string& value, std::string_view key_name) {
    auto out = "<SignatureValue>" + base64(value) + "</SignatureValue>";
    if (!key_name.empty())
        out += "<KeyInfo><KeyName>" + escaped(std::string(key_name), Escape::xml) +
               "</KeyName></KeyInfo>";
    return out;
}

xmlNode* signed_info_of(xmlDoc& document) {
    auto* signature = xmlGetLastChild(xmlDocGetRootElement(&document));
    return signature == nullptr ? nullptr : xmlFirstElementChild(signature);
}

Error no_xml(const char* why) {
    return fail(Errc::bad_config, {}, {std::string("xmldsig: ") + why}, why);
}

}  // namespace

Result<std::string> seal_xml(std::string_view xml, const Sealing& sealing) {
    const auto document = parse(xml);
    if (!document)
        return no_xml("the envelope is no XML, or has a DOCTYPE");
    // The root's end tag is the last one, whatever comments follow would be a fault of the dialect.
    const auto end = xml.rfind("</");
    if (end == std::string_view::npos || trimmed(xml.substr(xml.find('>', end) + 1)).size() > 0)
        return no_xml("the envelope's root must have an end tag, and nothing after it");
    const auto body = canonical(*document, nullptr);
    if (!body)
        return no_xml("the envelope has no canonical form");
    const auto& used = methods_of(sealing.method);
    const auto info = signed_info(used, base64(digest(used.digest, *body)));
    const auto skeleton = parse(with_signature(xml, end, info, {}));
    const auto canonical_info =
        skeleton ? canonical(*skeleton, signed_info_of(*skeleton)) : std::nullopt;
    if (!canonical_info)
        return no_xml("SignedInfo has no canonical form");
    TG_TRY(const auto signature, signature_of(sealing, *canonical_info));
    return with_signature(xml, end, info, value_and_key(signature, sealing.key_name));
}

std::string without_signature(std::string_view message) {
    constexpr std::string_view opening = "<ds:Signature";
    constexpr std::string_view closing = "</ds:Signature>";
    const auto begin = message.find(opening);
    const auto end = message.rfind(closing);
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin)
        return std::string(message);
    return std::string(message.substr(0, begin)) +
           std::string(message.substr(end + closing.size()));
}

}  // namespace tg::dialect
