// What goes to a queue: the bytes of a message and the properties beside them. Pure.
#pragma once

#include "gateway/forward/zone_adapter.hpp"
#include "gateway/forward/zones.hpp"

#include <cstdint>
#include <string>

namespace tg::adapters::amqp {

/// One message as it is published, always persistent and mandatory.
struct Outgoing {
    std::string body;
    std::string id;  ///< message-id and correlation-id: CopMsgId
    std::string type;
    std::string content_type;
    std::string sender, receiver;       ///< headers SenderId and ReceiverId, for who routes by them
    std::uint64_t created_seconds = 0;  ///< timestamp
    std::uint16_t character_set = 0;    ///< header CodedCharSetId beside Format=MQSTR; 0: neither
};

/// The message as the channel's wire wants it. With queue_manager a DxpMsg has no XML declaration;
/// otherwise the declaration names the wire's character set. Errc::refused_there before anything
/// is sent when a character cannot be written in that set, or an identifier is longer than AMQP
/// can carry. Any thread.
Result<Outgoing> outgoing(const forward::Channel& channel, const forward::Handover& message);

}  // namespace tg::adapters::amqp
