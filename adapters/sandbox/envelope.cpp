// Reading by namespace and local name, in the order of the schema; writing as one line.
#include "adapters/sandbox/envelope.hpp"

#include "gateway/core/text.hpp"
#include "gateway/receipt/xml_document.hpp"
#include "schemas/table.hpp"

#include <array>

namespace tg::sandbox {

namespace {

using receipt::XmlElement;

constexpr std::string_view format_error = "0001";
constexpr std::string_view schema_error = "0002";

/// Walks the children of an element in order and remembers the first thing that is wrong.
class Reader {
 public:
    Reader(Envelope& out, std::string_view lifted) : out_(out), lifted_(lifted) {}

    void message(const XmlElement& root) {
        if (!root.is(schemas::dxp_namespace, "DxpMsg"))
            return refuse("根元素不是 DxpMsg (root is not DxpMsg)");
        if (root.attribute("ver").empty())
            return refuse("缺少 ver (ver is missing)");
        const XmlElement info = root.first_child();
        if (!info.is(schemas::dxp_namespace, "TransInfo"))
            return refuse("缺少 TransInfo (TransInfo is missing)");
        transport(info);
        const XmlElement data = info.next();
        if (!data.is(schemas::dxp_namespace, "Data"))
            return refuse("缺少 Data (Data is missing)");
        if (data.first_child())
            return refuse("Data 不允许有子元素 (Data holds text only)");
        const std::string inside = data.text();
        const bool taken_out = inside.empty() && !lifted_.empty();
        auto decoded = from_base64(taken_out ? lifted_ : inside, Blanks::skipped);
        if (!decoded || decoded->empty()) {
            out_.answer = {std::string(format_error), "Data 不是 base64 (Data is not base64)"};
            return;
        }
        out_.data = std::move(*decoded);
        after(data.next());
    }

 private:
    void refuse(std::string why) {
        if (out_.answer.taken())
            out_.answer = {std::string(schema_error), std::move(why)};
    }

    void after(XmlElement element) {
        for (const std::string_view name : {"AddInfo", "Signature"}) {
            if (element && element.local_name() == name)
                element = element.next();
        }
        if (element)
            refuse("多余的元素 " + std::string(element.local_name()) + " (unexpected element)");
    }

    /// The text of `element` when it is the one expected and within its length; moves on to the
    /// next.
    std::string field(
        XmlElement& element, std::string_view name, std::size_t least, std::size_t most
    ) {
        if (!element || !element.is(schemas::dxp_namespace, name)) {
            refuse("缺少 " + std::string(name) + " (" + std::string(name) + " is missing)");
            return {};
        }
        std::string text(trimmed(element.text()));
        const std::size_t length = character_count(text).value_or(0);
        if (length < least || length > most)
            refuse(std::string(name) + " 长度不符 (wrong length)");
        element = element.next();
        return text;
    }

    void transport(const XmlElement& info) {
        Head& head = out_.head;
        XmlElement at = info.first_child();
        head.cop_msg_id = field(at, "CopMsgId", 1, 255);
        head.sender = field(at, "SenderId", 1, 16);
        if (at && at.is(schemas::dxp_namespace, "ReceiverIds")) {
            XmlElement receiver = at.first_child();
            while (receiver) head.receivers.push_back(field(receiver, "ReceiverId", 1, 16));
            at = at.next();
        }
        if (head.receivers.empty() || head.receivers.size() > 5) {
            refuse("ReceiverId 应为 1 至 5 个 (1 to 5 receivers)");
        }
        head.created = field(at, "CreatTime", 19, 40);
        if (!from_rfc3339(head.created))
            refuse("CreatTime 不是时间 (CreatTime is no time)");
        head.message_type = field(at, "MsgType", 0, 30);
        if (at)
            refuse("TransInfo 有多余的元素 (unexpected element in TransInfo)");
    }

    Envelope& out_;
    std::string_view lifted_;  // text of Data, when it was taken out before parsing
};

constexpr std::size_t worth_lifting_bytes = 4'096;

struct Lifted {
    std::string_view data;
    std::string rest;
};

/// Nearly all of an envelope is the base64 of Data, and reading that as XML costs more than
/// everything else that is done with it. It is text that any element may hold, so it is taken out
/// before the XML is judged, and what remains is exactly as well-formed as before. Nothing is taken
/// out of a text with comments, CDATA or a DTD.
Lifted lift_data(std::string_view bytes) {
    static constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n";
    static const std::array<bool, 256> in_base64 = [] {
        std::array<bool, 256> table{};
        for (const char c : allowed) table[static_cast<unsigned char>(c)] = true;
        return table;
    }();
    const std::size_t close = bytes.rfind("Data>");
    if (close == std::string_view::npos)
        return {};
    const std::size_t end = bytes.rfind('<', close);
    const std::size_t tag = end == std::string_view::npos ? end : bytes.rfind('>', end);
    if (tag == std::string_view::npos || end - tag < worth_lifting_bytes)
        return {};
    const std::string_view data = bytes.substr(tag + 1, end - tag - 1);
    for (const char c : data) {
        if (!in_base64[static_cast<unsigned char>(c)])
            return {};
    }
    Lifted lifted{data, std::string(bytes.substr(0, tag + 1))};
    lifted.rest += bytes.substr(end);
    // The text stood in Data itself: its start tag closes right before it.
    const std::size_t open = lifted.rest.rfind('<', tag);
    const bool of_data = open != std::string::npos &&
                         lifted.rest.substr(open, tag - open).find("Data") != std::string::npos;
    if (!of_data || lifted.rest.find("<!") != std::string::npos)
        return {};
    return lifted;
}

void append_element(std::string& out, std::string_view name, std::string_view text) {
    out += '<';
    out += name;
    out += '>';
    append_xml(out, text);
    out += "</";
    out += name;
    out += '>';
}

void append_receivers(std::string& out, const std::vector<std::string>& receivers) {
    out += "<ReceiverIds>";
    for (const std::string& receiver : receivers) append_element(out, "ReceiverId", receiver);
    out += "</ReceiverIds>";
}

}  // namespace

void append_xml(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '\r':
                out += "&#xD;";
                break;
            default:
                out += c;
        }
    }
}

Envelope read_envelope(std::string_view bytes) {
    Envelope out;
    const Lifted lifted = lift_data(bytes);
    const auto document = receipt::XmlDocument::parse(lifted.data.empty() ? bytes : lifted.rest);
    if (!document) {
        out.answer = {std::string(format_error), "不是可读的 XML (not readable as XML)"};
        return out;
    }
    Reader(out, lifted.data).message(document.value().root());
    return out;
}

std::string write_answer(const Head& head, const Answered& answer, Instant now) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DxpRep ver=\"1.0\" xmlns=\"";
    out += schemas::dxp_namespace;
    out += "\">";
    append_element(out, "RecevierId", head.sender);
    append_element(out, "AdNodeId", "SANDBOX1");
    out += "<Response>";
    append_element(out, "NodeId", "SANDBOX1");
    append_element(out, "ResponseCode", answer.code);
    append_element(out, "ResponseInfo", answer.info);
    out += "</Response>";
    append_element(out, "NoticeTime", china_datetime(now));
    if (!head.cop_msg_id.empty()) {
        out += "<OriHead>";
        append_element(out, "CopMsgId", head.cop_msg_id);
        append_element(out, "SenderId", head.sender);
        append_receivers(out, head.receivers);
        append_element(out, "CreatTime", head.created);
        append_element(out, "MsgType", head.message_type);
        out += "</OriHead>";
    }
    out += "</DxpRep>";
    return out;
}

std::string write_envelope(const Outgoing& outgoing, Instant now) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DxpMsg ver=\"1.0\" xmlns=\"";
    out.reserve(outgoing.bytes.size() * 4 / 3 + 700);
    out += schemas::dxp_namespace;
    out += "\"><TransInfo>";
    append_element(out, "CopMsgId", outgoing.cop_msg_id);
    append_element(out, "SenderId", outgoing.sender);
    out += "<ReceiverIds>";
    append_element(out, "ReceiverId", outgoing.receiver);
    out += "</ReceiverIds>";
    append_element(out, "CreatTime", china_datetime(now));
    append_element(out, "MsgType", outgoing.message_type);
    out += "</TransInfo><Data>";
    out += base64(outgoing.bytes);
    out += "</Data></DxpMsg>";
    return out;
}

}  // namespace tg::sandbox
