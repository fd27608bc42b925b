// See dxp_node.hpp.
#include "tests/contract/dxp_node.hpp"

#include "adapters/transport/dxp_envelope.hpp"

#include <algorithm>

namespace tg::contract {
namespace {

/// Plain texts only, which is all that the tests put there.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "\"";
}

}  // namespace

http::Response said(int status, std::string body, std::string type) {
    http::Response out;
    out.status = status;
    out.content_type = std::move(type);
    out.body = std::move(body);
    return out;
}

DxpNode::DxpNode(Executor executor)
    : server_(
          std::move(executor),
          http::ServerLimits{},
          [this](http::Request request) { return answer(std::move(request)); },
          [](http::Refusal) { return said(400, "{}"); }
      ) {
    const auto listening = server_.listen("127.0.0.1", 0);
    if (!listening)
        throw std::runtime_error(describe(listening.error()));
}

std::string DxpNode::url() const {
    return "http://127.0.0.1:" + std::to_string(server_.port()) + "/dxp/main";
}

Task<void> DxpNode::stop() {
    return server_.stop(std::chrono::milliseconds(0));
}

Task<http::Response> DxpNode::answer(http::Request request) {
    seen += request.method + " " + request.path + "?" + request.query + "\n";
    constexpr std::string_view one = "/dxp/main/messages/";
    if (request.path == "/dxp/main/messages") {
        auto usual = take(request);
        co_return posted.value_or(usual);
    }
    if (request.path.starts_with(one)) {
        auto usual = tell(request.path.substr(one.size()));
        co_return asked.value_or(usual);
    }
    if (request.path == "/dxp/main/receipts") {
        auto usual = list(request);
        co_return listed.value_or(usual);
    }
    last_confirmation = request.body;
    if (confirmed)
        co_return *confirmed;
    co_return forget(request);
}

http::Response DxpNode::take(const http::Request& request) {
    last_envelope = request.body;
    auto envelope = adapters::dxp::read_envelope(request.body);
    if (!envelope)
        return said(400, "{}");
    adapters::dxp::Reply reply;
    reply.code = code;
    reply.info = "as told";
    reply.original = envelope.value().head;
    if (!answered_id.empty())
        reply.original.cop_msg_id = answered_id;
    if (code == "0000")
        messages.emplace_back(envelope.value().head.cop_msg_id, envelope.value().data);
    return said(200, adapters::dxp::write_reply(reply), "application/xml");
}

http::Response DxpNode::tell(const std::string& id) {
    const bool there = std::any_of(messages.begin(), messages.end(), [&id](const auto& one) {
        return one.first == id;
    });
    return said(
        there ? 200 : 404,
        "{\"copMsgId\":" + quoted(id) + ",\"state\":" + (there ? "\"taken\"}" : "\"absent\"}")
    );
}

http::Response DxpNode::list(const http::Request& request) {
    const auto receiver = request.query_value("receiver").value_or("");
    const auto max = std::stoul(request.query_value("max").value_or("0"));
    std::string body;
    std::size_t count = 0;
    while (count < std::min<std::size_t>(nameless, max))
        body += count++ == 0 ? "{\"message\":\"<a/>\"}" : ",{\"message\":\"<a/>\"}";
    for (const auto& one : offered) {
        if (one.receiver != receiver || count == max)
            continue;
        body += (count++ == 0 ? "" : ",");
        body += "{\"receiptId\":" + quoted(one.id) + ",\"message\":" + quoted(one.message) + "}";
    }
    return said(200, "{\"receipts\":[" + body + "]}");
}

http::Response DxpNode::forget(const http::Request& request) {
    std::erase_if(offered, [&request](const Offered& one) {
        return request.body.find(quoted(one.receiver)) != std::string::npos &&
               request.body.find(quoted(one.id)) != std::string::npos;
    });
    return said(204, "");
}

}  // namespace tg::contract
