// Writing is plain text in the order of the schema; reading goes through the guarded tree.
#include "adapters/transport/dxp_envelope.hpp"

#include "gateway/core/text.hpp"
#include "gateway/receipt/xml_document.hpp"
#include "schemas/table.hpp"

namespace tg::adapters::dxp {
namespace {

using receipt::XmlDocument;
using receipt::XmlElement;
using schemas::dxp_namespace;

void append_text(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
}

void element(std::string& out, std::string_view name, std::string_view text) {
    out.append("<").append(name).append(">");
    append_text(out, text);
    out.append("</").append(name).append(">");
}

void open_root(std::string& out, std::string_view name, std::string_view version) {
    out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<";
    out.append(name).append(" ver=\"").append(version).append("\" xmlns=\"");
    out.append(dxp_namespace).append("\">");
}

void write_head(std::string& out, std::string_view node, const Head& head) {
    out.append("<").append(node).append(">");
    element(out, "CopMsgId", head.cop_msg_id);
    element(out, "SenderId", head.sender_id);
    out += "<ReceiverIds>";
    for (const auto& id : head.receiver_ids) element(out, "ReceiverId", id);
    out += "</ReceiverIds>";
    element(out, "CreatTime", head.created);
    element(out, "MsgType", head.message_type);
    out.append("</").append(node).append(">");
}

std::string text_of(const XmlElement& parent, std::string_view name) {
    const auto child = parent.child(dxp_namespace, name);
    if (!child)
        return {};
    const auto text = child.text();
    return std::string(trimmed(text));
}

Head read_head(const XmlElement& node) {
    Head head;
    head.cop_msg_id = text_of(node, "CopMsgId");
    head.sender_id = text_of(node, "SenderId");
    const auto receivers = node.child(dxp_namespace, "ReceiverIds");
    if (receivers)
        for (auto at = receivers.first_child(); at; at = at.next()) {
            const auto text = at.text();
            if (at.is(dxp_namespace, "ReceiverId"))
                head.receiver_ids.emplace_back(trimmed(text));
        }
    head.created = text_of(node, "CreatTime");
    head.message_type = text_of(node, "MsgType");
    return head;
}

Error unreadable(std::string reason) {
    auto detail = reason;
    return fail(Errc::unreadable_receipt, {}, {std::move(reason)}, std::move(detail));
}

}  // namespace

std::string write_envelope(const Envelope& envelope) {
    const auto data = base64(envelope.data);
    std::string out;
    out.reserve(data.size() + 1024);
    open_root(out, "DxpMsg", "1.0");
    write_head(out, "TransInfo", envelope.head);
    out.append("<Data>").append(data).append("</Data></DxpMsg>");
    return out;
}

Result<Envelope> read_envelope(std::string_view xml) {
    TG_TRY(auto document, XmlDocument::parse(xml));
    auto root = document.root();
    if (root.is(dxp_namespace, "DxpMsgSv"))
        root = root.child(dxp_namespace, "DxpMsg");
    if (!root.is(dxp_namespace, "DxpMsg"))
        return unreadable("the root is no DxpMsg");
    const auto head = root.child(dxp_namespace, "TransInfo");
    const auto data = root.child(dxp_namespace, "Data");
    if (!head || !data)
        return unreadable("DxpMsg without TransInfo or Data");
    auto bytes = from_base64(data.text(), Blanks::skipped);
    if (!bytes)
        return unreadable("Data of DxpMsg is not base64");
    return Envelope{read_head(head), std::move(*bytes)};
}

std::string write_reply(const Reply& reply) {
    std::string out;
    open_root(out, "DxpRep", "1.0");
    element(out, "RecevierId", reply.receiver_id);  // spelled so in the schema
    element(out, "AdNodeId", reply.node_id);
    out += "<Response>";
    element(out, "NodeId", reply.node_id);
    element(out, "ResponseCode", reply.code);
    element(out, "ResponseInfo", reply.info);
    out += "</Response>";
    element(out, "NoticeTime", reply.noticed);
    write_head(out, "OriHead", reply.original);
    out += "</DxpRep>";
    return out;
}

Result<Reply> read_reply(std::string_view xml) {
    TG_TRY(auto document, XmlDocument::parse(xml));
    const auto root = document.root();
    if (!root.is(dxp_namespace, "DxpRep"))
        return unreadable("the root is no DxpRep");
    const auto response = root.child(dxp_namespace, "Response");
    const auto head = root.child(dxp_namespace, "OriHead");
    if (!response || !head)
        return unreadable("DxpRep without Response or OriHead");
    Reply reply;
    reply.receiver_id = text_of(root, "RecevierId");
    reply.node_id = text_of(response, "NodeId");
    reply.code = text_of(response, "ResponseCode");
    reply.info = text_of(response, "ResponseInfo");
    reply.noticed = text_of(root, "NoticeTime");
    reply.original = read_head(head);
    return reply;
}

}  // namespace tg::adapters::dxp
