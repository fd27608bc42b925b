// See amqp_body.hpp.
#include "adapters/transport/amqp_body.hpp"

#include "adapters/transport/dxp_handover.hpp"
#include "gateway/dialect/crypto.hpp"
#include "gateway/dialect/xml_seal.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tg::adapters::amqp {
namespace {

using forward::Contents;
using forward::Handover;
using forward::QueueWire;

constexpr std::string_view declaration = R"(<?xml version="1.0" encoding="UTF-8"?>)";

/// Of AMQP's short strings.
constexpr std::size_t short_text_max = 255;

struct CharacterSet {
    std::string_view name;
    std::uint16_t number;  ///< CCSID
};
constexpr std::array character_sets{
    CharacterSet{"UTF-8", 1208},
    CharacterSet{"GB2312", 1381},
    CharacterSet{"GBK", 1386},
    CharacterSet{"GB18030", 5488},
};

std::uint16_t number_of(std::string_view charset) {
    const auto found = std::ranges::find(character_sets, charset, &CharacterSet::name);
    return found == character_sets.end() ? std::uint16_t{0} : found->number;
}

Error unsendable(const std::string& channel, const std::string& code, std::string why) {
    return fail(Errc::refused_there, channel, {code, std::move(why)}, code);
}

/// The declaration as the wire wants it: none, or with its character set.
std::string declared(std::string envelope, const QueueWire& wire) {
    const auto after = envelope.find_first_not_of('\n', declaration.size());
    if (wire.queue_manager)
        return envelope.substr(after);
    if (wire.charset == "UTF-8")
        return envelope;
    return R"(<?xml version="1.0" encoding=")" + wire.charset + "\"?>\n" + envelope.substr(after);
}

Result<std::string> dxp_body(const forward::Channel& channel, const Handover& message) {
    const auto& wire = std::get<QueueWire>(channel.wire);
    const auto& receiver = dxp::receiver_of(channel, message.direction);
    TG_TRY(auto envelope, dxp::envelope_of(message, receiver, channel.seal));
    auto text = declared(std::move(envelope), wire);
    if (wire.charset == "UTF-8")
        return text;
    auto written = dialect::from_utf8(wire.charset, text);
    if (!written)
        return unsendable(
            channel.name,
            wire.charset,
            "本网关未送出：报文含该字符集以外的字符 / nothing was sent: it holds a character "
            "outside this character set"
        );
    return std::move(written).value();
}

Result<std::string> body_of(const forward::Channel& channel, const Handover& message) {
    switch (std::get<QueueWire>(channel.wire).contents) {
        case Contents::signed_file:
            return message.bytes;
        case Contents::bare_file:
            return dialect::without_signature(message.bytes);
        case Contents::dxp:
            break;
    }
    return dxp_body(channel, message);
}

}  // namespace

Result<Outgoing> outgoing(const forward::Channel& channel, const Handover& message) {
    const auto& wire = std::get<QueueWire>(channel.wire);
    if (std::max(message.cop_msg_id.size(), message.message_type.size()) > short_text_max)
        return unsendable(
            channel.name,
            "AMQP",
            "本网关未送出：编号超过 255 字节 / nothing was sent: its identifier is longer than "
            "255 bytes"
        );
    TG_TRY(auto body, body_of(channel, message));
    const auto created = std::chrono::floor<std::chrono::seconds>(message.created);
    Outgoing out;
    out.body = std::move(body);
    out.id = message.cop_msg_id;
    out.type = message.message_type;
    out.content_type = "application/xml; charset=" + wire.charset;
    out.sender = message.sender_dxp_id;
    out.receiver = dxp::receiver_of(channel, message.direction);
    out.created_seconds = static_cast<std::uint64_t>(created.time_since_epoch().count());
    out.character_set = wire.queue_manager ? number_of(wire.charset) : std::uint16_t{0};
    return out;
}

}  // namespace tg::adapters::amqp
