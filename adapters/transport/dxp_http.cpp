// dxp-http, level D over HTTP:
//
//   POST {url}/messages  DxpMsg
//        -> 200 with a DxpRep that names our CopMsgId in OriHead
//   GET  {url}/messages/{CopMsgId}?sender=
//        -> 200 {"copMsgId","state":"taken"} | 404 {"copMsgId","state":"absent"}
//   GET  {url}/receipts?receiver=&max=
//        -> 200 {"receipts":[{"receiptId","message"}]}, the same ones until confirmed
//   POST {url}/receipts/confirm  {"receiver","receiptIds"}
//        -> 204
//
// What is answered in any other way proves nothing, and is said so.
#include "adapters/transport/dxp_envelope.hpp"
#include "adapters/transport/dxp_handover.hpp"
#include "adapters/transport/dxp_json.hpp"
#include "adapters/transport/http_trust.hpp"
#include "adapters/transport/transports.hpp"
#include "gateway/core/log.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace tg::adapters {
namespace {

using forward::Handover;
using forward::Presence;
using forward::Taken;
using receipt::RawReceipt;

/// Encoding and parsing above this size go to the pool; below it the hop costs more than the work.
constexpr std::size_t heavy_bytes = 64 * 1024;

/// Nameless receipts that are asked past; more of them than this need people, not patience.
constexpr std::size_t nameless_max = 10'000;

enum class Verdict : std::uint8_t { taken, refused, busy, unclear };

/// Four-digit codes of the exchange by their beginning; the first row that fits counts.
struct CodeRow {
    std::string_view prefix;
    Verdict verdict;
};

constexpr std::array code_rows{
    CodeRow{"0000", Verdict::taken},
    CodeRow{"0", Verdict::refused},  // format, schema
    CodeRow{"1", Verdict::refused},  // security
    CodeRow{"2", Verdict::refused},  // addresses
    CodeRow{"3001", Verdict::busy},  // system
    CodeRow{"3002", Verdict::busy},  // connection
    // 3003 is a time-out between nodes and 3999 anything else: a node behind may have taken it.
};

Verdict verdict_of(std::string_view code) {
    const bool four_digits = code.size() == 4 && std::all_of(code.begin(), code.end(), [](char c) {
                                 return c >= '0' && c <= '9';
                             });
    if (!four_digits)
        return Verdict::unclear;
    for (const auto& row : code_rows)
        if (code.starts_with(row.prefix))
            return row.verdict;
    return Verdict::unclear;
}

Error unclear(std::string why) {
    return fail(Errc::unclear_answer, {}, {}, std::move(why));
}

Error unproven(const std::string& channel, const Error& why) {
    log::error("answer_unproven", {{"channel", channel}, {"error", describe(why)}});
    return unclear("answer without the proof that the channel demands: " + why.detail);
}

Error busy(const std::string& channel, std::string code) {
    return fail(Errc::busy_there, channel, {channel, std::move(code)});
}

/// Enough for a question, which may be put again; to a POSTed message it proves nothing by itself.
bool says_busy(int status) {
    return status == 429 || status == 503;
}

/// What an answer to a POSTed message says. A bare 503 or 429 may come from a proxy that has passed
/// the message on already: only a DxpRep about our message with a code of its own says "not taken".
Result<Taken> read_taken(
    const http::ClientResponse& response, const std::string& channel, std::string_view cop_msg_id
) {
    const bool refuses_for_now = says_busy(response.status);
    if (response.status != 200 && !refuses_for_now)
        return unclear("status " + std::to_string(response.status));
    auto reply = dxp::read_reply(response.body);
    if (!reply)
        return unclear("no DxpRep: " + reply.error().detail);
    auto& said = reply.value();
    if (said.original.cop_msg_id != cop_msg_id)
        return unclear("DxpRep for another CopMsgId");
    const auto verdict = verdict_of(said.code);
    if (refuses_for_now && verdict != Verdict::busy)
        return unclear("status " + std::to_string(response.status) + " with code " + said.code);
    switch (verdict) {
        case Verdict::taken:
            return Taken{said.code, said.info};
        case Verdict::refused:
            return fail(Errc::refused_there, channel, {said.code, said.info}, said.code);
        case Verdict::busy:
            return busy(channel, said.code);
        case Verdict::unclear:
            break;
    }
    return unclear("DxpRep with an unknown ResponseCode");
}

class DxpHttp final : public forward::ZoneAdapter {
 public:
    DxpHttp(
        const forward::Channel& channel,
        std::shared_ptr<const TlsPolicy> trust,
        const Surroundings& surroundings
    )
        : channel_(channel),
          trust_(std::move(trust)),
          url_(std::get<forward::ExchangeWire>(channel.wire).url),
          client_(surroundings.client),
          pool_(surroundings.pool),
          clock_(surroundings.clock),
          dxp_ids_(surroundings.dxp_ids) {
        while (url_.ends_with('/')) url_.pop_back();
    }

    Task<Result<Taken>> hand_over(Handover message) override;
    Task<Result<Presence>> ask(Handover message) override;
    Task<Result<std::vector<RawReceipt>>> fetch(std::size_t limit) override;
    Task<Result<void>> confirm(std::vector<std::string> handles) override;
    std::size_t take_refused() override { return std::exchange(refused_, 0); }
    [[nodiscard]] std::string_view transport() const override { return "http"; }

 private:
    [[nodiscard]] http::ClientRequest request(std::string method, const std::string& path) const;
    Task<Result<dxp::ReceiptList>> list_for(std::string receiver, std::size_t max);
    Task<Result<dxp::ReceiptList>> fetch_for(std::string receiver, std::size_t max);
    Task<Result<void>> confirm_for(std::string receiver, std::vector<std::string> ids);

    forward::Channel channel_;
    std::shared_ptr<const TlsPolicy> trust_;
    std::string url_;  // without a slash at its end
    http::Client& client_;
    Pool& pool_;
    const Clock& clock_;
    std::vector<std::string> dxp_ids_;
    std::map<std::string, std::size_t, std::less<>> nameless_;  // by exchange number, last time
    std::size_t refused_ = 0;  // lists that cannot be taken since the last question
    std::size_t first_ = 0;  // which exchange number is asked first; moves on, so that none starves
};

http::ClientRequest DxpHttp::request(std::string method, const std::string& path) const {
    http::ClientRequest out;
    out.method = std::move(method);
    out.url = url_ + path;
    out.tls = trust_;
    out.partner = channel_.name;
    out.answer_time_max = channel_.answer_time_max;
    return out;
}

Task<Result<Taken>> DxpHttp::hand_over(Handover message) {
    const auto cop_msg_id = message.cop_msg_id;
    auto post = request("POST", "/messages");
    http::Header type;
    type.name = "Content-Type";
    type.value = "application/xml";
    post.headers.push_back(std::move(type));
    const bool heavy = channel_.seal || message.bytes.size() >= heavy_bytes;
    auto job = [this, held = std::move(message)] {
        const auto& receiver = dxp::receiver_of(channel_, held.direction);
        return dxp::envelope_of(held, receiver, channel_.seal);
    };
    Result<std::string> body = std::string();
    if (heavy)
        body = co_await offload(pool_, std::move(job));
    else
        body = job();
    if (!body)
        co_return std::move(body).error();
    post.body = std::move(body).value();
    auto response = co_await client_.send(std::move(post));
    if (!response)
        co_return std::move(response).error();
    if (channel_.proof) {
        auto judge = [this, &response] {
            return channel_.proof->judge(response.value().body, clock_.now());
        };
        const auto believed = co_await offload(pool_, judge);
        // Whoever answered, it proves nothing about the message.
        if (!believed)
            co_return unproven(channel_.name, believed.error());
    }
    co_return read_taken(response.value(), channel_.name, cop_msg_id);
}

Task<Result<Presence>> DxpHttp::ask(Handover message) {
    const auto cop_msg_id = std::move(message.cop_msg_id);
    const auto sender_dxp_id = std::move(message.sender_dxp_id);
    auto get = request(
        "GET",
        "/messages/" + http::url_encoded(cop_msg_id) + "?sender=" + http::url_encoded(sender_dxp_id)
    );
    auto response = co_await client_.send(std::move(get));
    if (!response)
        co_return std::move(response).error();
    const auto& answer = response.value();
    if (says_busy(answer.status))
        co_return busy(channel_.name, std::to_string(answer.status));
    // A bare 404 may come from a proxy: only an answer that names our message counts.
    const auto state = dxp::read_state(answer.body);
    if (!state || state.value().cop_msg_id != cop_msg_id)
        co_return Presence::cannot_tell;
    if (answer.status == 200 && state.value().state == "taken")
        co_return Presence::there;
    if (answer.status == 404 && state.value().state == "absent")
        co_return Presence::absent;
    co_return Presence::cannot_tell;
}

Task<Result<dxp::ReceiptList>> DxpHttp::list_for(std::string receiver, std::size_t max) {
    auto get = request(
        "GET", "/receipts?receiver=" + http::url_encoded(receiver) + "&max=" + std::to_string(max)
    );
    auto response = co_await client_.send(std::move(get));
    if (!response)
        co_return std::move(response).error();
    auto& answer = response.value();
    if (says_busy(answer.status))
        co_return busy(channel_.name, std::to_string(answer.status));
    if (answer.status != 200)
        co_return unclear("status " + std::to_string(answer.status));
    if (answer.body.size() < heavy_bytes)
        co_return dxp::read_receipts(answer.body);
    auto job = [held = std::move(answer.body)] { return dxp::read_receipts(held); };
    co_return co_await offload(pool_, std::move(job));
}

// Elements that no confirmation can name stay at the head of the list: as many more are asked for
// as stood there the last time, so that what comes behind them is reached.
Task<Result<dxp::ReceiptList>> DxpHttp::fetch_for(std::string receiver, std::size_t max) {
    const auto known = nameless_.find(receiver);
    const auto before = known == nameless_.end() ? std::size_t{0} : known->second;
    auto wanted = max + std::min(before, nameless_max);
    auto listed = co_await list_for(receiver, wanted);
    // Fewer at a time fit; one that does not fit alone is the other side's to cut.
    while (!listed && listed.error().code == Errc::answer_too_large && wanted > 1) {
        wanted /= 2;
        listed = co_await list_for(receiver, wanted);
    }
    if (!listed && listed.error().code == Errc::answer_too_large) {
        ++refused_;
        log::error("receipt_too_large", {{"channel", channel_.name}, {"receiver", receiver}});
    }
    if (!listed)
        co_return std::move(listed).error();
    const auto now = listed.value().nameless;
    if (now != before) {
        nameless_[receiver] = now;
        // Once for each change: somebody has to speak with the other side.
        log::error(
            "receipts_without_id",
            {{"channel", channel_.name}, {"receiver", receiver}, {"count", std::to_string(now)}}
        );
    }
    co_return listed;
}

// A handle is "<exchange number>/<receipt id>": confirming needs both, and the number has no slash.
Task<Result<std::vector<RawReceipt>>> DxpHttp::fetch(std::size_t limit) {
    std::vector<RawReceipt> receipts;
    std::optional<Error> failure;
    const auto count = dxp_ids_.size();
    const auto start = count == 0 ? 0 : first_++ % count;
    for (std::size_t i = 0; i < count && receipts.size() < limit; ++i) {
        const std::string receiver = dxp_ids_[(start + i) % count];
        auto listed = co_await fetch_for(receiver, limit - receipts.size());
        if (!listed) {
            const bool others_may_go_on = listed.error().code == Errc::answer_too_large;
            failure = std::move(listed).error();
            if (others_may_go_on)
                continue;
            break;
        }
        for (auto& one : listed.value().receipts) {
            if (receipts.size() == limit)
                break;
            RawReceipt raw;
            raw.place = channel_.name;
            raw.channel = transport();
            raw.handle = receiver + "/" + one.id;
            raw.bytes = std::move(one.message);
            raw.received = clock_.now();
            receipts.push_back(std::move(raw));
        }
    }
    // What came before the failure is worth storing; the failure comes again if it is still there.
    if (failure && receipts.empty())
        co_return std::move(*failure);
    co_return receipts;
}

Task<Result<void>> DxpHttp::confirm_for(std::string receiver, std::vector<std::string> ids) {
    auto post = request("POST", "/receipts/confirm");
    http::Header type;
    type.name = "Content-Type";
    type.value = "application/json";
    post.headers.push_back(std::move(type));
    post.body = dxp::write_confirmation(receiver, ids);
    auto response = co_await client_.send(std::move(post));
    if (!response)
        co_return std::move(response).error();
    if (response.value().status != 204 && response.value().status != 200)
        co_return unclear("confirmation answered " + std::to_string(response.value().status));
    co_return success();
}

Task<Result<void>> DxpHttp::confirm(std::vector<std::string> handles) {
    std::map<std::string, std::vector<std::string>> by_receiver;
    for (const auto& handle : handles) {
        const auto slash = handle.find('/');
        if (slash == std::string::npos)
            continue;  // not one of ours: nothing to confirm
        by_receiver[handle.substr(0, slash)].push_back(handle.substr(slash + 1));
    }
    for (auto& [receiver, ids] : by_receiver) {
        auto done = co_await confirm_for(receiver, std::move(ids));
        if (!done)
            co_return std::move(done).error();
    }
    co_return success();
}

}  // namespace

Result<std::unique_ptr<forward::ZoneAdapter>> make_dxp_http(
    const forward::Channel& channel, const Surroundings& surroundings
) {
    const auto& wire = std::get<forward::ExchangeWire>(channel.wire);
    TG_TRY(auto trust, trust_of(wire.url, wire.tls));
    std::unique_ptr<forward::ZoneAdapter> adapter =
        std::make_unique<DxpHttp>(channel, std::move(trust), surroundings);
    return adapter;
}

}  // namespace tg::adapters
