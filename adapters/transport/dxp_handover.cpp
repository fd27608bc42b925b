// See dxp_handover.hpp.
#include "adapters/transport/dxp_handover.hpp"

#include "adapters/transport/dxp_envelope.hpp"
#include "gateway/core/log.hpp"
#include "gateway/core/text.hpp"
#include "gateway/forward/zones.hpp"

namespace tg::adapters::dxp {
namespace {

/// In characters, as the envelope's schema has them.
constexpr std::size_t cop_msg_id_max = 255, address_max = 16, type_max = 30;

/// A node would refuse the envelope as a whole (0002), by a number that says nothing.
Result<void> check_length(std::string_view element, std::string_view value, std::size_t most) {
    if (character_count(value).value_or(most + 1) <= most)
        return success();
    const std::string name(element);
    const auto limit = std::to_string(most);
    return fail(
        Errc::refused_there,
        {},
        {name,
         "本网关未送出：信封的 " + name + " 最多 " + limit +
             " 个字符 / nothing was sent: the envelope takes at most " + limit + " characters"},
        name
    );
}

Result<void> check_lengths(const Head& head) {
    TG_TRY(check_length("CopMsgId", head.cop_msg_id, cop_msg_id_max));
    TG_TRY(check_length("SenderId", head.sender_id, address_max));
    for (const auto& receiver : head.receiver_ids) {
        TG_TRY(check_length("ReceiverId", receiver, address_max));
    }
    return check_length("MsgType", head.message_type, type_max);
}

}  // namespace

const std::string& receiver_of(const forward::Channel& channel, schemas::Direction direction) {
    return direction == schemas::Direction::import ? channel.receiver_import
                                                   : channel.receiver_outward;
}

Result<std::string> envelope_of(
    const forward::Handover& message,
    const std::string& receiver,
    const std::optional<forward::TransportSeal>& seal
) {
    Envelope envelope;
    envelope.head.cop_msg_id = message.cop_msg_id;
    envelope.head.sender_id = message.sender_dxp_id;
    envelope.head.receiver_ids.push_back(receiver);
    envelope.head.created = china_datetime(message.created);
    envelope.head.message_type = message.message_type;
    envelope.data = message.bytes;
    TG_TRY(check_lengths(envelope.head));
    auto text = write_envelope(envelope);
    if (!seal)
        return text;
    auto sealed = seal->seal(text);
    if (sealed)
        return sealed;
    // Ours to mend: the key was of use when the zone file was read.
    auto why = describe(sealed.error());
    log::error("envelope_not_signed", {{"error", why}});
    return fail(Errc::not_sent, {}, {"transport_signature"}, std::move(why));
}

}  // namespace tg::adapters::dxp
