// See dxp_handover.hpp.
#include "adapters/transport/dxp_handover.hpp"

#include "adapters/transport/dxp_envelope.hpp"
#include "gateway/core/log.hpp"
#include "gateway/forward/zones.hpp"

namespace tg::adapters::dxp {

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
