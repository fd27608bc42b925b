// http: a platform that speaks HTTP in its own way, as a dialect describes it (gateway/dialect).
// This file knows when to ask and what an answer allows us to believe; what is written and how it
// is judged is the dialect's.
#include "adapters/transport/http_trust.hpp"
#include "adapters/transport/partner_values.hpp"
#include "adapters/transport/poll_memory.hpp"
#include "adapters/transport/transports.hpp"
#include "gateway/core/log.hpp"
#include "gateway/core/text.hpp"
#include "gateway/dialect/speak.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace tg::adapters {
namespace {

using dialect::Given;
using dialect::Meaning;
using dialect::ReadAnswer;
using dialect::Verdict;
using forward::Handover;
using forward::PartnerWire;
using forward::Presence;
using forward::Taken;
using receipt::RawReceipt;

constexpr std::size_t pages_max = 1'000;

/// The first field of that name; nothing when the form has none.
std::optional<std::string> field_of(std::string_view body, std::string_view name) {
    for (auto& [each, value] : form_fields(body))
        if (each == name)
            return std::move(value);
    return std::nullopt;
}

Error unclear(const Verdict& verdict) {
    return fail(Errc::unclear_answer, {}, {}, verdict.why);
}

/// One receipt as an answer holds it.
struct Found {
    std::string id, bytes;
};

class PartnerHttp final : public forward::ZoneAdapter {
 public:
    PartnerHttp(
        const forward::Channel& channel,
        std::shared_ptr<const TlsPolicy> trust,
        const Surroundings& around
    )
        : channel_(channel),
          trust_(std::move(trust)),
          wire_(std::get<PartnerWire>(channel.wire)),
          client_(around.client),
          pool_(around.pool),
          clock_(around.clock),
          dxp_ids_(around.dxp_ids),
          memory_(around.memory_folder / (channel.name + ".since"), around.clock) {}

    Task<Result<Taken>> hand_over(Handover message) override;
    Task<Result<Presence>> ask(Handover message) override;
    Task<Result<std::vector<RawReceipt>>> fetch(std::size_t limit) override;
    Task<Result<void>> confirm(std::vector<std::string> handles) override;
    Result<forward::CallTaken> called(const forward::Call& call) override;
    [[nodiscard]] std::string_view transport() const override { return "http"; }

 private:
    struct Question {
        std::string sender, type;
        [[nodiscard]] std::string key() const { return sender + "/" + type; }
    };
    struct Answered {
        int status = 0;
        ReadAnswer answer;
        Verdict verdict;
    };

    [[nodiscard]] const dialect::Dialect& speech() const { return *wire_.dialect; }
    [[nodiscard]] dialect::Voice voice() const {
        return {wire_.dialect.get(), &wire_.ids, &wire_.secrets};
    }
    [[nodiscard]] Result<Given> values(const Handover& message) const {
        return values_of(message, channel_, speech(), clock_.now());
    }
    Task<Result<Answered>> exchange(const dialect::Exchange* how, Given given);
    /// An envelope may have to be made: on the pool too.
    Task<Result<Answered>> exchange_about(const dialect::Exchange* how, Handover message);
    Task<Result<std::vector<Found>>> question(Question question, std::size_t limit);
    Task<Result<std::vector<Found>>> page(Given given);
    [[nodiscard]] Result<std::vector<Found>> taken_apart(
        const Answered& answered, const Given& given
    ) const;
    Task<Result<void>> confirm_for(std::string sender, std::vector<std::string> ids);
    [[nodiscard]] std::vector<Question> questions() const;

    forward::Channel channel_;
    std::shared_ptr<const TlsPolicy> trust_;
    PartnerWire wire_;
    http::Client& client_;
    Pool& pool_;
    const Clock& clock_;
    std::vector<std::string> dxp_ids_;
    PollMemory memory_;
    std::size_t first_ = 0;  // which question is put first; moves on, so that none starves
};

/// Writing may sign and compress, reading may parse a lot: both on the pool.
Task<Result<PartnerHttp::Answered>> PartnerHttp::exchange(
    const dialect::Exchange* how, Given given
) {
    const auto voice = this->voice();
    auto write = [&voice, how, &given] {
        return dialect::write_request(voice, how->request, given);
    };
    auto wrote = co_await offload(pool_, write);
    if (!wrote) {
        // Ours to mend: a secret of no use, a character that the wire does not have. Nothing left.
        auto why = describe(wrote.error());
        log::error("request_not_written", {{"channel", channel_.name}, {"error", why}});
        co_return fail(Errc::not_sent, {}, {channel_.name}, std::move(why));
    }
    auto written = std::move(wrote).value();
    http::ClientRequest request;
    request.method = std::move(written.method);
    request.url = joined(wire_.url, written.path);
    request.tls = trust_;
    request.partner = channel_.name;
    request.body = std::move(written.body);
    request.answer_time_max = channel_.answer_time_max;
    for (auto& [name, value] : written.headers)
        request.headers.push_back(http::Header{std::move(name), std::move(value)});
    auto response = co_await client_.send(std::move(request));
    if (!response)
        co_return std::move(response).error();
    auto& said = response.value();
    auto read = [&said, &voice, how, &given] {
        Answered out;
        out.status = said.status;
        out.answer = dialect::read_answer(how->answer, std::move(said.body));
        out.verdict = dialect::judge(voice, how->answer, given, out.status, out.answer);
        return out;
    };
    co_return co_await offload(pool_, read);
}

Task<Result<PartnerHttp::Answered>> PartnerHttp::exchange_about(
    const dialect::Exchange* how, Handover message
) {
    auto name = [this, &message] { return values(message); };
    auto given = co_await offload(pool_, name);
    if (!given)
        co_return std::move(given).error();
    co_return co_await exchange(how, std::move(given).value());
}

Task<Result<Taken>> PartnerHttp::hand_over(Handover message) {
    auto answered = co_await exchange_about(&speech().send, std::move(message));
    if (!answered)
        co_return std::move(answered).error();
    auto& verdict = answered.value().verdict;
    switch (verdict.meaning) {
        case Meaning::taken:
            co_return Taken{verdict.code.empty() ? "taken" : verdict.code, verdict.text};
        case Meaning::there:
            // It has arrived, now or before: what became of it, the receipts tell.
            co_return Taken{verdict.code.empty() ? "there" : verdict.code, verdict.text};
        case Meaning::refused:
            co_return fail(
                Errc::refused_there,
                channel_.name,
                {verdict.code.empty() ? "refused" : verdict.code, verdict.text},
                verdict.code
            );
        case Meaning::busy:
            co_return fail(
                Errc::busy_there,
                channel_.name,
                {channel_.name,
                 verdict.code.empty() ? std::to_string(answered.value().status) : verdict.code}
            );
        default:
            co_return unclear(verdict);
    }
}

Task<Result<Presence>> PartnerHttp::ask(Handover message) {
    if (!speech().ask)
        co_return speech().repeatable ? Presence::repeatable : Presence::cannot_tell;
    auto answered = co_await exchange_about(&*speech().ask, std::move(message));
    if (!answered)
        co_return std::move(answered).error();
    const auto& verdict = answered.value().verdict;
    switch (verdict.meaning) {
        case Meaning::there:
            co_return Presence::there;
        case Meaning::absent:
            co_return Presence::absent;
        case Meaning::busy:
            co_return fail(Errc::busy_there, channel_.name, {channel_.name, verdict.code});
        default:
            co_return Presence::cannot_tell;
    }
}

// --- receipts

std::vector<PartnerHttp::Question> PartnerHttp::questions() const {
    std::vector<Question> out;
    const auto& types = speech().poll->types;
    // A question that names no exchange number is answered for all of them.
    const auto senders = asks_by_sender(speech()) || dxp_ids_.empty()
                             ? dxp_ids_
                             : std::vector<std::string>{dxp_ids_.front()};
    for (const auto& sender : senders) {
        if (types.empty())
            out.push_back({sender, {}});
        for (const auto& type : types) out.push_back({sender, type});
    }
    return out;
}

Result<std::vector<Found>> PartnerHttp::taken_apart(const Answered& answered, const Given& given)
    const {
    const auto& poll = *speech().poll;
    std::vector<Found> out;
    for (const auto* item : dialect::find_all(answered.answer.tree->root(), poll.each)) {
        Found found;
        found.bytes = std::string(item->raw);
        if (!poll.receipt.empty()) {
            auto bytes = dialect::write_item(voice(), poll.receipt, given, *item);
            // Kept as it came: it becomes unreadable there, with its bytes, rather than stopping
            // all others.
            if (bytes)
                found.bytes = std::move(bytes).value();
        }
        if (!poll.id.empty()) {
            TG_TRY(found.id, dialect::write_item(voice(), poll.id, given, *item));
        }
        if (found.id.empty())
            found.id = hex(sha256(found.bytes));
        out.push_back(std::move(found));
    }
    return out;
}

Task<Result<std::vector<Found>>> PartnerHttp::page(Given given) {
    auto answered = co_await exchange(&speech().poll->exchange, given);
    if (!answered)
        co_return std::move(answered).error();
    const auto& verdict = answered.value().verdict;
    if (verdict.meaning == Meaning::none)
        co_return std::vector<Found>{};
    if (verdict.meaning == Meaning::busy)
        co_return fail(Errc::busy_there, channel_.name, {channel_.name, verdict.code});
    if (verdict.meaning != Meaning::good)
        co_return unclear(verdict);
    auto job = [this, &answered, &given] { return taken_apart(answered.value(), given); };
    co_return co_await offload(pool_, job);
}

/// Receipts of one question that were not confirmed yet.
Task<Result<std::vector<Found>>> PartnerHttp::question(Question question, std::size_t limit) {
    const auto& poll = *speech().poll;
    const auto asked_at = clock_.now();
    const auto key = question.key();
    Given given{{"sender", question.sender}, {"now", moment(asked_at)}, {"type", question.type}};
    if (poll.since)
        given["since"] = moment(memory_.since(key, poll.look_back, poll.overlap));
    std::vector<Found> all;
    for (std::size_t number = 1; number <= pages_max; ++number) {
        given["page"] = std::to_string(number);
        TG_CO_TRY(auto found, co_await page(given));
        const bool full = poll.page_size > 0 && found.size() >= poll.page_size;
        std::move(found.begin(), found.end(), std::back_inserter(all));
        if (!full)
            break;
    }
    // What such a question answers, it answers again; what is confirmed is told apart here.
    if (poll.since) {
        std::set<std::string> ids;
        for (const auto& one : all) ids.insert(one.id);
        std::erase_if(all, [&](const Found& one) { return memory_.confirmed(key, one.id); });
        std::set<std::string> open;
        for (const auto& one : all) open.insert(one.id);
        memory_.answered(key, asked_at, ids, std::move(open));
    }
    if (all.size() > limit)
        all.resize(limit);
    co_return all;
}

// A handle is "<exchange number>/<type>/<id>".
Task<Result<std::vector<RawReceipt>>> PartnerHttp::fetch(std::size_t limit) {
    std::vector<RawReceipt> receipts;
    if (!speech().poll)
        co_return receipts;
    const auto all = questions();
    const auto start = all.empty() ? 0 : first_++ % all.size();
    for (std::size_t i = 0; i < all.size() && receipts.size() < limit; ++i) {
        const Question one = all[(start + i) % all.size()];
        auto found = co_await question(one, limit - receipts.size());
        if (!found) {
            // What came before the failure is worth storing; it comes again if it is still there.
            if (receipts.empty())
                co_return std::move(found).error();
            break;
        }
        for (auto& each : found.value()) {
            RawReceipt raw;
            raw.place = channel_.name;
            raw.channel = transport();
            raw.handle = one.key() + "/" + each.id;
            raw.bytes = std::move(each.bytes);
            raw.received = clock_.now();
            receipts.push_back(std::move(raw));
        }
    }
    co_return receipts;
}

Task<Result<void>> PartnerHttp::confirm_for(std::string sender, std::vector<std::string> ids) {
    const auto& poll = *speech().poll;
    const auto voice = this->voice();
    std::string each;
    for (const auto& id : ids) {
        const Given given{{"receiptId", id}};
        TG_CO_TRY(
            const auto one,
            dialect::write_text(voice, poll.confirm_each, given, dialect::Escape::json)
        );
        each += (each.empty() ? "" : poll.confirm_join) + one;
    }
    Given given{{"sender", sender}, {"now", moment(clock_.now())}, {"each", each}};
    given["receiptId"] = ids.size() == 1 ? ids.front() : "";
    auto answered = co_await exchange(&*poll.confirm, std::move(given));
    if (!answered)
        co_return std::move(answered).error();
    const auto& verdict = answered.value().verdict;
    if (verdict.meaning == Meaning::busy)
        co_return fail(Errc::busy_there, channel_.name, {channel_.name, verdict.code});
    if (verdict.meaning != Meaning::good)
        co_return unclear(verdict);
    co_return success();
}

Task<Result<void>> PartnerHttp::confirm(std::vector<std::string> handles) {
    if (!speech().poll)
        co_return success();
    std::map<std::string, std::vector<std::string>> by_sender;
    for (const auto& handle : handles) {
        const auto first = handle.find('/');
        const auto second = first == std::string::npos ? first : handle.find('/', first + 1);
        if (second == std::string::npos)
            continue;  // not one of ours: nothing to confirm
        memory_.confirm(handle.substr(0, second), handle.substr(second + 1));
        by_sender[handle.substr(0, first)].push_back(handle.substr(second + 1));
    }
    if (speech().poll->since) {
        TG_CO_TRY(memory_.keep());
    }
    if (!speech().poll->confirm)
        co_return success();
    // One at a time where the dialect names a single receipt.
    const bool together = !speech().poll->confirm_each.empty();
    for (auto& [sender, ids] : by_sender) {
        if (together) {
            TG_CO_TRY(co_await confirm_for(sender, std::move(ids)));
            continue;
        }
        for (auto& id : ids) {
            std::vector<std::string> single;
            single.push_back(std::move(id));
            TG_CO_TRY(co_await confirm_for(sender, std::move(single)));
        }
    }
    co_return success();
}

// --- calls

Result<forward::CallTaken> PartnerHttp::called(const forward::Call& call) {
    if (!speech().push)
        return fail(Errc::not_found);
    const auto& push = *speech().push;
    auto body = push.field.empty() ? std::optional(call.body) : field_of(call.body, push.field);
    if (!body)
        return fail(Errc::unclear_answer, {}, {}, "no field " + push.field);
    RawReceipt raw;
    raw.place = channel_.name;
    raw.channel = transport();
    raw.received = clock_.now();
    raw.bytes = *body;
    if (!push.receipt.empty()) {
        TG_TRY(const auto tree, dialect::Tree::read(push.form, std::move(*body)));
        TG_TRY(raw.bytes, dialect::write_item(voice(), push.receipt, {}, tree.root()));
    }
    if (trimmed(raw.bytes).empty())
        return fail(Errc::unclear_answer, {}, {}, "no receipt in the call");
    raw.handle = hex(sha256(raw.bytes));
    forward::CallTaken taken;
    taken.receipts.push_back(std::move(raw));
    taken.answer = push.answer;
    taken.content_type = push.content_type;
    return taken;
}

}  // namespace

Result<std::unique_ptr<forward::ZoneAdapter>> make_partner_http(
    const forward::Channel& channel, const Surroundings& surroundings
) {
    const auto& wire = std::get<PartnerWire>(channel.wire);
    TG_TRY(auto trust, trust_of(wire.url, wire.tls));
    std::unique_ptr<forward::ZoneAdapter> adapter =
        std::make_unique<PartnerHttp>(channel, std::move(trust), surroundings);
    return adapter;
}

}  // namespace tg::adapters
