// A scripted partner that is an HTTP server: the script of mischief; what is said is its voice's.
#pragma once

#include "adapters/partner/partner.hpp"

#include <functional>
#include <optional>

namespace tg::partner {

/// What a request means, and the usual answers. Stateful: knows what arrived and what waits.
class HttpVoice {
 public:
    virtual ~HttpVoice() = default;

    /// Which question it is; nothing for an unknown one.
    virtual std::optional<Question> question(const http::Request& request) = 0;
    /// Whether the message in it was taken before: who has it and knows it does not refuse it.
    virtual bool has(const http::Request& request) = 0;
    /// Does what the request asks for, and answers as usual.
    virtual http::Response usual(const http::Request& request) = 0;
    /// Answers so without doing anything; nothing where such an answer is not known.
    virtual std::optional<http::Response> instead(
        const http::Request& request, dialect::Meaning meaning
    ) = 0;
    [[nodiscard]] virtual bool knows(Question question, dialect::Meaning meaning) const = 0;
    [[nodiscard]] virtual bool tells() const = 0;
    [[nodiscard]] virtual bool confirms() const = 0;
    [[nodiscard]] virtual std::string as_taken(const std::string& message) const = 0;
    /// One receipt as a call to us; nothing where they are fetched.
    [[nodiscard]] virtual std::optional<forward::Call> call(const Waiting& receipt) const = 0;
    /// The channel's wire at this address ("http://127.0.0.1:1234").
    [[nodiscard]] virtual forward::Wire wire_at(const std::string& address) const = 0;

    std::vector<std::string> arrivals;
    std::vector<Waiting> waiting;
};

std::unique_ptr<Partner> make_http_partner(
    Executor executor,
    forward::Channel channel,
    std::unique_ptr<HttpVoice> voice,
    std::chrono::milliseconds slow
);

/// A platform of a dialect.
std::unique_ptr<HttpVoice> make_dialect_voice(const forward::PartnerWire& wire);
/// A node of the exchange.
std::unique_ptr<HttpVoice> make_exchange_voice(const forward::ExchangeWire& wire);

}  // namespace tg::partner
