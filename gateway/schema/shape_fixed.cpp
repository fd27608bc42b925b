// The shapes that no table of a message holds: the signature [signing rule, node Signature] and the
// exchange envelope [exchange rule, DxpMsg, DxpRep, DxpMsgSv].
#include "gateway/schema/shape.hpp"

#include <utility>

namespace tg::schema {
namespace {

constexpr auto dsig = schemas::dsig_namespace;
constexpr auto dxp = schemas::dxp_namespace;

constexpr std::size_t receivers_max = 5;
constexpr std::size_t business_keys_max = 5;

ValueRule text(std::size_t min, std::size_t max = no_limit) {
    return {ValueKind::text, min, max};
}

ValueRule words(std::string_view joined) {
    return {ValueKind::text, 1, no_limit, Blanks::kept, joined};
}

ValueRule base64(std::size_t min, std::size_t max = no_limit) {
    return {ValueKind::base64, min, max, Blanks::collapsed};
}

/// Elements of one namespace.
struct Maker {
    std::string_view name_space;

    [[nodiscard]] Element value(std::string_view name, ValueRule rule) const {
        Element made;
        made.name_space = name_space;
        made.name = name;
        made.content = Content::value;
        made.value = rule;
        return made;
    }
    [[nodiscard]] Element node(std::string_view name, std::vector<Element> children) const {
        Element made;
        made.name_space = name_space;
        made.name = name;
        made.children = std::move(children);
        return made;
    }
    /// An element that says all in its Algorithm.
    [[nodiscard]] Element algorithm(std::string_view name, std::string_view allowed) const {
        Element made = node(name, {});
        made.attributes.push_back({"Algorithm", Demand::required, words(allowed)});
        return made;
    }
};

Element times(std::size_t min, std::size_t max, Element element) {
    element.min = min;
    element.max = max;
    return element;
}

Element optional(Element element) {
    return times(0, 1, std::move(element));
}

Element named(std::string_view name_zh, Element element) {
    element.name_zh = name_zh;
    return element;
}

Element with(Attribute attribute, Element element) {
    element.attributes.push_back(attribute);
    return element;
}

constexpr Maker dsig_maker{dsig};
constexpr Maker dxp_maker{dxp};

Element signed_info() {
    const Maker& m = dsig_maker;
    Element transforms = m.node(
        "Transforms",
        {m.algorithm("Transform", "http://www.w3.org/2000/09/xmldsig#enveloped-signature")}
    );
    Element reference = m.node(
        "Reference",
        {std::move(transforms),
         m.algorithm(
             "DigestMethod",
             "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3|"
             "http://www.w3.org/2000/09/xmldsig#sha1"
         ),
         m.value("DigestValue", base64(20, 32))}
    );
    // The whole document, and nothing else, is what is signed.
    reference.attributes.push_back({"URI", Demand::required, text(0, 0)});
    return m.node(
        "SignedInfo",
        {m.algorithm("CanonicalizationMethod", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
         m.algorithm(
             "SignatureMethod",
             "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3|"
             "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
         ),
         std::move(reference)}
    );
}

Element signature(Demand certificate) {
    const Maker& m = dsig_maker;
    Element enclosed = m.node("X509Data", {m.value("X509Certificate", base64(1))});
    if (certificate == Demand::optional)
        enclosed = optional(std::move(enclosed));
    // 64 bytes of SM2, 128 of the old RSA cards, 512 of RSA with 4096 bits.
    return named(
        "签名节点",
        m.node(
            "Signature",
            {signed_info(),
             m.value("SignatureValue", base64(64, 512)),
             m.node("KeyInfo", {m.value("KeyName", text(1)), std::move(enclosed)})}
        )
    );
}

Element head(std::string_view name) {
    const Maker& m = dxp_maker;
    return m.node(
        name,
        {m.value("CopMsgId", text(1, 255)),
         m.value("SenderId", text(1, 16)),
         m.node("ReceiverIds", {times(1, receivers_max, m.value("ReceiverId", text(1, 16)))}),
         m.value("CreatTime", {ValueKind::date_time, 0, no_limit, Blanks::collapsed}),
         m.value("MsgType", text(0, 30))}
    );
}

Element additions() {
    const Maker& m = dxp_maker;
    Element key = with({"name", Demand::required, text(0, 32)}, m.value("Key", text(0, 64)));
    Element is_text = with({"Encode", Demand::optional, text(0)}, m.value("IsText", text(0)));
    return m.node(
        "AddInfo",
        {optional(m.value("FileName", text(1, 255))),
         optional(m.value("IcCard", text(1, 13))),
         optional(m.node("BizKey", {times(1, business_keys_max, std::move(key))})),
         optional(std::move(is_text)),
         optional(m.value("RecMapId", text(0)))}
    );
}

Attribute version(std::string_view name) {
    return {name, Demand::required, text(1, 3)};
}

Element message() {
    const Maker& m = dxp_maker;
    Element made = m.node(
        "DxpMsg",
        {head("TransInfo"),
         m.value("Data", base64(1)),
         optional(additions()),
         optional(transport_signature())}
    );
    made.attributes.push_back(version("ver"));
    made.attributes.push_back({"Id", Demand::optional, {ValueKind::name, 1, 6}});
    return named("终端节点报文", std::move(made));
}

Element reply() {
    const Maker& m = dxp_maker;
    Element result = m.node(
        "Result",
        {m.value("RecId", text(0)),
         m.value("Code", text(0)),
         optional(m.value("Info", text(0))),
         optional(m.value("Note", text(0)))}
    );
    Element response = m.node(
        "Response",
        {m.value("NodeId", text(0)),
         m.value("ResponseCode", text(0, 9)),
         m.value("ResponseInfo", text(0, 300)),
         optional(m.node("Results", {times(0, no_limit, std::move(result))}))}
    );
    Element made = m.node(
        "DxpRep",
        {m.value("RecevierId", text(0)),  // spelled so by the rule
         m.value("AdNodeId", text(0)),
         std::move(response),
         m.value("NoticeTime", text(1)),  // a date; its form is not published
         optional(m.value("Note", text(0, 500))),
         head("OriHead"),
         optional(transport_signature())}
    );
    made.attributes.push_back(version("ver"));
    return named("交换平台应答", std::move(made));
}

Element between_nodes() {
    const Maker& m = dxp_maker;
    Element number = m.node(
        "SvNo",
        {m.value("MsgId", text(32, 32)),
         m.value("SubMsgId", text(1, 1)),
         m.value("SendTime", {ValueKind::date_time, 0, no_limit, Blanks::collapsed}),
         m.value("EndNode", text(8, 8)),
         m.value("StaNode", text(8, 8))}
    );
    number.attributes.push_back({"Ver", Demand::optional, text(1, 3)});
    return named(
        "传输节点报文",
        m.node("DxpMsgSv", {std::move(number), message(), optional(transport_signature())})
    );
}

}  // namespace

const Element& business_signature() {
    static const Element shape = signature(Demand::required);
    return shape;
}

const Element& transport_signature() {
    static const Element shape = signature(Demand::optional);
    return shape;
}

std::span<const Element> envelopes() {
    static const std::vector<Element> shapes{message(), reply(), between_nodes()};
    return shapes;
}

}  // namespace tg::schema
