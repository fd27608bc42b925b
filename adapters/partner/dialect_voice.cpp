// A platform of a dialect, as its samples speak.
#include "adapters/partner/http_partner.hpp"
#include "gateway/core/text.hpp"
#include "gateway/dialect/xml_seal.hpp"

#include <algorithm>
#include <set>

namespace tg::partner {
namespace {

using dialect::Meaning;

http::Response unknown() {
    http::Response response;
    response.status = 404;
    response.content_type = "text/plain; charset=utf-8";
    response.body = "no such request";
    return response;
}

class DialectVoice final : public HttpVoice {
 public:
    explicit DialectVoice(const forward::PartnerWire& wire) : wire_(wire), far_(wire_) {}

    std::optional<Question> question(const http::Request& request) override {
        const auto understood = understand(request);
        return understood ? std::optional(understood->question) : std::nullopt;
    }

    bool has(const http::Request& request) override {
        const auto understood = understand(request);
        return understood && understood->message && known_.contains(sha256(*understood->message));
    }

    http::Response usual(const http::Request& request) override {
        const auto understood = understand(request);
        if (!understood)
            return unknown();
        switch (understood->question) {
            case Question::send:
                return take(*understood);
            case Question::ask:
                return tell(*understood);
            case Question::receipts:
                return far_.list(waiting, understood->values);
            case Question::confirm:
                break;
        }
        const auto ids = far_.confirmed(*understood, waiting);
        std::erase_if(waiting, [&ids](const Waiting& one) {
            return std::ranges::find(ids, one.id) != ids.end();
        });
        return said(Question::confirm, Meaning::good, understood->values);
    }

    std::optional<http::Response> instead(const http::Request& request, Meaning meaning) override {
        const auto understood = understand(request);
        if (!understood)
            return std::nullopt;
        return far_.answer(understood->question, meaning, understood->values);
    }

    [[nodiscard]] bool knows(Question question, Meaning meaning) const override {
        return far_.answer(question, meaning, {}).has_value();
    }
    [[nodiscard]] bool tells() const override {
        return wire_.dialect->ask.has_value() || wire_.dialect->repeatable;
    }
    [[nodiscard]] bool confirms() const override {
        return wire_.dialect->poll && wire_.dialect->poll->confirm;
    }
    [[nodiscard]] std::string as_taken(const std::string& message) const override {
        const bool bare = wire_.dialect->level == dialect::Level::bare;
        return bare ? dialect::without_signature(message) : message;
    }
    [[nodiscard]] std::optional<forward::Call> call(const Waiting& receipt) const override {
        auto call = wire_.dialect->poll ? std::nullopt : far_.call(receipt);
        if (!call)
            return std::nullopt;
        return forward::Call{std::move(call->body), std::move(call->content_type)};
    }
    [[nodiscard]] forward::Wire wire_at(const std::string& address) const override {
        auto out = wire_;
        const auto scheme = out.url.find("://");
        const auto path = out.url.find('/', scheme + 3);
        out.url = address + (path == std::string::npos ? "" : out.url.substr(path));
        out.tls = {};
        return out;
    }

 private:
    std::optional<Understood> understand(const http::Request& request) const {
        const auto path = path_behind(wire_.url, request);
        return path ? far_.understand(request.method, *path, request.body) : std::nullopt;
    }

    http::Response take(const Understood& understood) {
        if (!understood.message)
            return said(Question::send, Meaning::refused, understood.values);
        const auto mark = sha256(*understood.message);
        const bool before = !known_.insert(mark).second;
        // Who recognises a message says so; who does not takes it again.
        if (before && far_.answer(Question::send, Meaning::there, understood.values))
            return said(Question::send, Meaning::there, understood.values);
        arrivals.push_back(*understood.message);
        orders_.insert(dialect::element_text(*understood.message, "orderNo"));
        return said(Question::send, Meaning::taken, understood.values);
    }

    /// By the number that the question bears, whatever the dialect calls it.
    http::Response tell(const Understood& understood) {
        auto values = understood.values;
        std::string number;
        for (const auto& [name, value] : values)
            if (name.starts_with("xml."))
                number = value;
        const bool there = orders_.contains(number);
        return said(Question::ask, there ? Meaning::there : Meaning::absent, values);
    }

    [[nodiscard]] http::Response said(
        Question question, Meaning meaning, const dialect::Given& values
    ) const {
        return far_.answer(question, meaning, values).value_or(unknown());
    }

    forward::PartnerWire wire_;
    FarSide far_;
    std::set<std::string> known_, orders_;
};

}  // namespace

std::unique_ptr<HttpVoice> make_dialect_voice(const forward::PartnerWire& wire) {
    return std::make_unique<DialectVoice>(wire);
}

}  // namespace tg::partner
