// See far_side.hpp.
#include "adapters/partner/far_side.hpp"

#include "adapters/partner/peel.hpp"
#include "adapters/transport/partner_values.hpp"
#include "gateway/core/text.hpp"
#include "gateway/dialect/times.hpp"
#include "gateway/receipt/answer_fields.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tg::partner {
namespace {

using dialect::BodyKind;
using dialect::Escape;
using dialect::Given;
using dialect::Meaning;

constexpr std::array questions{
    Question::send, Question::ask, Question::receipts, Question::confirm};

std::size_t number_of(std::string_view text, std::size_t otherwise) {
    std::size_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc{} && !text.empty() ? value : otherwise;
}

/// What customs says, in customs' words, for the platform's item.
Given values_of(const receipt::Answer& answer, const Waiting& waiting) {
    Given out;
    for (const auto& field : receipt::answer_fields())
        out[std::string(field.element)] = answer.*field.member;
    const auto time = answer.time.value_or(waiting.made);
    out["returnTime"] = std::to_string(time.time_since_epoch().count());
    return out;
}

http::Response said(std::string body, std::string type) {
    http::Response response;
    response.body = std::move(body);
    response.content_type = std::move(type);
    return response;
}

/// What a filter made of a moment is one again: "since|time:yyyy-MM-dd" under "since".
void add_moments(Given& values) {
    constexpr std::string_view filter = "|time:";
    Given moments;
    for (const auto& [name, text] : values) {
        const auto at = name.find(filter);
        if (at == std::string::npos)
            continue;
        if (const auto time = dialect::read_time(text, name.substr(at + filter.size())))
            moments.emplace(name.substr(0, at), adapters::moment(*time));
    }
    values.merge(moments);
}

/// Whether a hole's filters make a digest or a signature.
bool proves(std::string_view hole) {
    constexpr std::array filters{"|md5", "|sha", "|sm3", "|hmac-", "|rsa-", "|xmldsig-"};
    return std::ranges::any_of(filters, [hole](const char* filter) {
        return hole.find(filter) != std::string_view::npos;
    });
}

/// Whether a part of the dialect has a secret in it, also by other parts.
bool holds_secret(const dialect::Dialect& speech, std::string_view name) {
    constexpr std::string_view part = "part.";
    if (name.starts_with("secret."))
        return true;
    const auto found = name.starts_with(part) ? speech.parts.find(std::string(name.substr(5)))
                                              : speech.parts.end();
    return found != speech.parts.end() &&
           std::ranges::any_of(found->second.text.names(), [&speech](const std::string& inner) {
               return holds_secret(speech, inner);
           });
}

std::string type_of(dialect::Form form) {
    switch (form) {
        case dialect::Form::json:
            return "application/json; charset=utf-8";
        case dialect::Form::xml:
            return "text/xml; charset=utf-8";
        default:
            return "text/plain; charset=utf-8";
    }
}

}  // namespace

std::string path_of(const std::string& url) {
    const auto scheme = url.find("://");
    const auto at = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
    auto path = at == std::string::npos ? std::string{} : url.substr(at);
    while (path.ends_with('/')) path.pop_back();
    return path;
}

std::optional<std::string> path_behind(const std::string& url, const http::Request& request) {
    const auto base = path_of(url);
    auto path = request.path;
    if (!path.starts_with(base))
        return std::nullopt;
    path.erase(0, base.size());
    if (!path.empty() && !path.starts_with('/'))
        return std::nullopt;
    if (!request.query.empty())
        path += "?" + request.query;
    return path.starts_with('/') || path.starts_with('?') ? path : "/" + path;
}

FarSide::FarSide(const forward::PartnerWire& wire) : wire_(wire) {
    for (const auto& [name, secret] : wire_.secrets) keys_.push_back(secret.reveal());
}

dialect::Voice FarSide::voice() const {
    return {wire_.dialect.get(), &wire_.ids, &wire_.secrets};
}

const dialect::Exchange* FarSide::exchange_of(Question question) const {
    const auto& speech = *wire_.dialect;
    switch (question) {
        case Question::send:
            return &speech.send;
        case Question::ask:
            return speech.ask ? &*speech.ask : nullptr;
        case Question::receipts:
            return speech.poll ? &speech.poll->exchange : nullptr;
        case Question::confirm:
            break;
    }
    return speech.poll && speech.poll->confirm ? &*speech.poll->confirm : nullptr;
}

std::optional<Given> FarSide::matched(
    const dialect::RequestForm& form,
    std::string_view method,
    std::string_view path,
    std::string_view body
) const {
    if (form.method != method)
        return std::nullopt;
    auto found = form.path.match(path);
    if (!found)
        return std::nullopt;
    for (auto& [name, value] : *found) value = http::url_decoded(value);
    const auto take = [&found](const auto& captures) {
        for (const auto& [name, value] : captures) found->insert_or_assign(name, value);
    };
    if (form.kind == BodyKind::form) {
        Given fields;
        for (auto& [name, value] : adapters::form_fields(body))
            fields.insert_or_assign(std::move(name), std::move(value));
        if (fields.size() != form.fields.size())
            return std::nullopt;
        for (const auto& field : form.fields) {
            const auto given = fields.find(field.name);
            const auto inner =
                given == fields.end() ? std::nullopt : field.text.match(given->second);
            if (!inner)
                return std::nullopt;
            take(*inner);
        }
    } else if (!form.body.empty()) {
        const auto inner = form.body.match(body);
        if (!inner)
            return std::nullopt;
        take(*inner);
    }
    return found;
}

std::optional<Understood> FarSide::understand(
    std::string_view method, std::string_view path, std::string_view body
) const {
    for (const auto question : questions) {
        const auto* exchange = exchange_of(question);
        auto values =
            exchange == nullptr ? std::nullopt : matched(exchange->request, method, path, body);
        if (!values)
            continue;
        add_moments(*values);
        Understood out{question, std::move(*values), std::nullopt, std::nullopt};
        if (question != Question::send)
            return out;
        out.message = message_within(body, keys_);
        const auto level = wire_.dialect->level;
        if (level == dialect::Level::dxp || level == dialect::Level::wrapped_dxp)
            out.envelope = envelope_within(body, keys_);
        return out;
    }
    return std::nullopt;
}

bool FarSide::proven(const Understood& understood) const {
    auto given = understood.values;
    // What was shown for a part is to be proven, not to be believed.
    std::erase_if(given, [](const auto& one) { return one.first.starts_with("part."); });
    if (understood.message)
        given["message"] = *understood.message;
    return std::ranges::all_of(understood.values, [&](const auto& shown) {
        const auto& [hole, text] = shown;
        const bool part = hole.starts_with("part.") && holds_secret(*wire_.dialect, hole);
        if (!part && !proves(hole))
            return true;
        const auto wanted = dialect::Template::parse("${" + hole + "}");
        if (!wanted)
            return true;
        const auto written = dialect::write_text(voice(), wanted.value(), given, Escape::none);
        return !written || written.value() == text;
    });
}

std::optional<http::Response> FarSide::answer(
    Question question, Meaning meaning, const Given& values
) const {
    const auto* exchange = exchange_of(question);
    if (exchange == nullptr)
        return std::nullopt;
    for (const auto& row : exchange->answer.means) {
        if (row.meaning != meaning)
            continue;
        const auto text = dialect::Template::parse(row.sample);
        if (!text)
            continue;
        auto body = dialect::write_text(voice(), text.value(), values, Escape::none);
        if (!body)
            continue;
        auto response = said(std::move(body).value(), type_of(exchange->answer.form));
        response.status = row.statuses.front();
        return response;
    }
    return std::nullopt;
}

/// One item per answer of a receipt where the dialect has records, else one per receipt.
std::vector<std::string> FarSide::items(const Waiting& waiting, const Given& values) const {
    const auto& speech = *wire_.dialect;
    const auto& sample = speech.poll->item_sample;
    const auto escape = speech.poll->exchange.answer.form == dialect::Form::json  ? Escape::json
                        : speech.poll->exchange.answer.form == dialect::Form::xml ? Escape::xml
                                                                                  : Escape::none;
    receipt::KeptReceipt kept;
    kept.raw.bytes = waiting.bytes;
    const auto read = receipt::read(kept);
    const auto wanted = values.find("type");
    const auto number = read ? adapters::number_in(read.value().root) : std::string{};
    std::vector<std::string> out;
    const auto add = [&](Given item) {
        for (const auto& [name, value] : values) item.emplace(name, value);
        item["receiptId"] = waiting.id;
        item["receipt"] = waiting.bytes;
        item["messageType"] = read ? read.value().root : "";
        auto text = dialect::write_text(voice(), sample, item, escape);
        if (text)
            out.push_back(std::move(text).value());
    };
    if (!speech.record) {
        add({});
        return out;
    }
    if (!read)
        return out;
    // A record must say of itself what it is, or its question did.
    if (wanted != values.end() && speech.record) {
        const Given only{{"type", wanted->second}};
        const auto message =
            dialect::write_text(voice(), speech.record->message, only, Escape::none);
        if (!message || message.value() != number)
            return out;
    } else if (!speech.record->message.constant() || speech.record->message.text() != number) {
        return out;
    }
    const auto& answers = waiting.known.empty() ? read.value().answers : waiting.known;
    for (const auto& answer : answers) add(values_of(answer, waiting));
    return out;
}

http::Response FarSide::list(const std::vector<Waiting>& waiting, const Given& values) const {
    const auto& poll = *wire_.dialect->poll;
    std::vector<std::string> all;
    for (const auto& one : waiting)
        for (auto& item : items(one, values)) all.push_back(std::move(item));
    if (poll.page_size > 0) {
        const auto page = values.find("page");
        const auto number = page == values.end() ? 1 : number_of(page->second, 1);
        const auto begin =
            std::min(all.size(), (std::max<std::size_t>(number, 1) - 1) * poll.page_size);
        const auto end = std::min(all.size(), begin + poll.page_size);
        all = std::vector<std::string>(
            all.begin() + static_cast<std::ptrdiff_t>(begin),
            all.begin() + static_cast<std::ptrdiff_t>(end)
        );
    }
    std::string joined;
    for (const auto& item : all) joined += (joined.empty() ? "" : poll.item_join) + item;
    Given whole = values;
    whole["items"] = std::move(joined);
    auto body = dialect::write_text(voice(), poll.answer_sample, whole, Escape::none);
    const auto& reading = poll.exchange.answer;
    return said(body ? std::move(body).value() : std::string{}, type_of(reading.form));
}

std::vector<std::string> FarSide::confirmed(
    const Understood& understood, const std::vector<Waiting>& waiting
) const {
    const auto& poll = *wire_.dialect->poll;
    std::vector<std::string> out;
    if (const auto id = understood.values.find("receiptId"); id != understood.values.end())
        out.push_back(id->second);
    const auto each = understood.values.find("each");
    if (each == understood.values.end())
        return out;
    for (const auto& one : waiting) {
        const Given given{{"receiptId", one.id}};
        const auto text = dialect::write_text(voice(), poll.confirm_each, given, Escape::json);
        if (text && each->second.find(text.value()) != std::string::npos)
            out.push_back(one.id);
    }
    return out;
}

std::optional<http::Response> FarSide::call(const Waiting& receipt) const {
    if (!wire_.dialect->push)
        return std::nullopt;
    const auto& push = *wire_.dialect->push;
    const Given given{{"receipt", receipt.bytes}};
    const auto escape = push.form == dialect::Form::xml ? Escape::xml : Escape::none;
    auto body = dialect::write_text(voice(), push.sample, given, escape);
    if (!body)
        return std::nullopt;
    return said(
        std::move(body).value(),
        push.field.empty() ? type_of(push.form) : "application/x-www-form-urlencoded"
    );
}

}  // namespace tg::partner
