// A node of the exchange: DxpMsg in, DxpRep out, receipts until confirmed (adapters/transport/
// dxp_http.cpp tells the calls).
#include "adapters/partner/http_partner.hpp"
#include "adapters/transport/dxp_envelope.hpp"
#include "gateway/dialect/escape.hpp"

#include <algorithm>
#include <set>

namespace tg::partner {
namespace {

using dialect::Meaning;

http::Response said(int status, std::string body, std::string type) {
    http::Response out;
    out.status = status;
    out.content_type = std::move(type);
    out.body = std::move(body);
    return out;
}

std::string json_quoted(std::string_view text) {
    return '"' + dialect::escaped(text, dialect::Escape::json) + '"';
}

class ExchangeVoice final : public HttpVoice {
 public:
    explicit ExchangeVoice(const forward::ExchangeWire& wire) : wire_(wire) {}

    std::optional<Question> question(const http::Request& request) override {
        if (request.path.ends_with("/messages"))
            return Question::send;
        if (request.path.find("/messages/") != std::string::npos)
            return Question::ask;
        if (request.path.ends_with("/receipts"))
            return Question::receipts;
        if (request.path.ends_with("/receipts/confirm"))
            return Question::confirm;
        return std::nullopt;
    }

    bool has(const http::Request& request) override {
        const auto envelope = adapters::dxp::read_envelope(request.body);
        return envelope && messages_.contains(envelope.value().head.cop_msg_id);
    }

    http::Response usual(const http::Request& request) override {
        switch (question(request).value_or(Question::confirm)) {
            case Question::send:
                return take(request);
            case Question::ask:
                return tell(request);
            case Question::receipts:
                return list(request);
            case Question::confirm:
                break;
        }
        std::erase_if(waiting, [&request](const Waiting& one) {
            return request.body.find(json_quoted(one.id)) != std::string::npos;
        });
        return said(204, {}, "application/json");
    }

    std::optional<http::Response> instead(const http::Request& request, Meaning meaning) override {
        const auto envelope = adapters::dxp::read_envelope(request.body);
        if (!envelope || !knows(Question::send, meaning))
            return std::nullopt;
        return reply(envelope.value().head, meaning == Meaning::busy ? "3001" : "0002");
    }

    [[nodiscard]] bool knows(Question question, Meaning meaning) const override {
        return question == Question::send &&
               (meaning == Meaning::refused || meaning == Meaning::busy);
    }
    [[nodiscard]] bool tells() const override { return true; }
    [[nodiscard]] bool confirms() const override { return true; }
    [[nodiscard]] std::string as_taken(const std::string& message) const override {
        return message;
    }
    [[nodiscard]] std::optional<forward::Call> call(const Waiting&) const override {
        return std::nullopt;
    }
    [[nodiscard]] forward::Wire wire_at(const std::string& address) const override {
        return forward::ExchangeWire{address + "/dxp/main", {}};
    }

 private:
    static http::Response reply(const adapters::dxp::Head& head, std::string code) {
        adapters::dxp::Reply out;
        out.code = std::move(code);
        out.original = head;
        return said(200, adapters::dxp::write_reply(out), "application/xml");
    }

    http::Response take(const http::Request& request) {
        auto envelope = adapters::dxp::read_envelope(request.body);
        if (!envelope)
            return said(400, "{}", "application/json");
        auto& [head, data] = envelope.value();
        // A node takes a CopMsgId once.
        if (messages_.insert(head.cop_msg_id).second)
            arrivals.push_back(std::move(data));
        return reply(head, "0000");
    }

    http::Response tell(const http::Request& request) {
        const auto id = request.path.substr(request.path.rfind('/') + 1);
        const bool there = messages_.contains(id);
        return said(
            there ? 200 : 404,
            "{\"copMsgId\":" + json_quoted(id) +
                ",\"state\":" + (there ? "\"taken\"}" : "\"absent\"}"),
            "application/json"
        );
    }

    http::Response list(const http::Request& request) {
        const auto max = std::stoul(request.query_value("max").value_or("0"));
        std::string body;
        std::size_t count = 0;
        for (const auto& one : waiting) {
            if (count++ == max)
                break;
            body += (body.empty() ? "" : ",");
            body += "{\"receiptId\":" + json_quoted(one.id) +
                    ",\"message\":" + json_quoted(one.bytes) + "}";
        }
        return said(200, "{\"receipts\":[" + body + "]}", "application/json");
    }

    forward::ExchangeWire wire_;
    std::set<std::string, std::less<>> messages_;
};

}  // namespace

std::unique_ptr<HttpVoice> make_exchange_voice(const forward::ExchangeWire& wire) {
    return std::make_unique<ExchangeVoice>(wire);
}

}  // namespace tg::partner
