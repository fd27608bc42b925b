// See partner_values.hpp.
#include "adapters/transport/partner_values.hpp"

#include "adapters/transport/dxp_handover.hpp"
#include "gateway/core/text.hpp"
#include "gateway/runtime/http_server.hpp"

#include <algorithm>

namespace tg::adapters {

std::string number_in(std::string_view message_type) {
    std::string out;
    for (const char c : message_type)
        if (c >= '0' && c <= '9')
            out += c;
    return out;
}

std::string moment(Instant time) {
    return std::to_string(time.time_since_epoch().count());
}

std::string joined(std::string url, const std::string& path) {
    if (path.empty() || path.starts_with('?'))
        return url + path;
    while (url.ends_with('/')) url.pop_back();
    return url + (path.starts_with('/') ? path : "/" + path);
}

std::vector<std::pair<std::string, std::string>> form_fields(std::string_view body) {
    std::vector<std::pair<std::string, std::string>> out;
    while (!body.empty()) {
        const auto field = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), field.size() + 1));
        const auto equals = field.find('=');
        if (equals != std::string_view::npos)
            out.emplace_back(
                http::url_decoded(field.substr(0, equals)),
                http::url_decoded(field.substr(equals + 1))
            );
    }
    return out;
}

namespace {

bool names_sender(const dialect::Dialect& speech, const dialect::Template& text) {
    return std::ranges::any_of(text.names(), [&speech](const std::string& name) {
        if (!name.starts_with("part."))
            return name == "sender";
        const auto part = speech.parts.find(name.substr(5));
        return part != speech.parts.end() && names_sender(speech, part->second.text);
    });
}

bool names_sender(const dialect::Dialect& speech, const dialect::RequestForm& form) {
    const auto named = [&speech](const dialect::NamedTemplate& one) {
        return names_sender(speech, one.text);
    };
    return names_sender(speech, form.path) || names_sender(speech, form.body) ||
           std::ranges::any_of(form.headers, named) || std::ranges::any_of(form.fields, named);
}

}  // namespace

bool asks_by_sender(const dialect::Dialect& speech) {
    const auto& poll = *speech.poll;
    return names_sender(speech, poll.exchange.request) ||
           (poll.confirm && names_sender(speech, poll.confirm->request));
}

Result<dialect::Given> values_of(
    const forward::Handover& message,
    const forward::Channel& channel,
    const dialect::Dialect& dialect,
    Instant now
) {
    const bool import = message.direction == schemas::Direction::import;
    const auto& receiver = dxp::receiver_of(channel, message.direction);
    dialect::Given values{
        {"copMsgId", message.cop_msg_id},
        {"messageType", message.message_type},
        {"messageNumber", number_in(message.message_type)},
        {"direction", import ? "import" : "export"},
        {"sender", message.sender_dxp_id},
        {"receiver", receiver},
        {"message", message.bytes},
        {"created", moment(message.created)},
        {"now", moment(now)},
        // Differs from message to message, and is the same at every attempt.
        {"serial", hex(sha256(message.cop_msg_id)).substr(0, 32)},
    };
    if (dialect.names_dxp) {
        TG_TRY(values["dxp"], dxp::envelope_of(message, receiver, channel.seal));
    }
    return values;
}

}  // namespace tg::adapters
