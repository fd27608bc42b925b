// The exchange envelope: DxpMsg, which carries a message, and DxpRep, the exchange's technical
// answer. Used by the transports and by the simulated single window. Any thread.
#pragma once

#include "gateway/core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tg::adapters::dxp {

/// TransInfo: the addresses.
struct Head {
    std::string cop_msg_id;
    std::string sender_id;
    std::vector<std::string> receiver_ids;  ///< 1 to 5
    std::string created;                    ///< CreatTime, 2025-03-01T12:00:00 in Beijing time
    std::string message_type;               ///< root of the message inside
};

struct Envelope {
    Head head;
    std::string data;  ///< the bytes inside, not base64
};

std::string write_envelope(const Envelope& envelope);
/// Any prefix, inside DxpMsgSv or not. Errc::unreadable_receipt with the reason when it is no
/// DxpMsg.
Result<Envelope> read_envelope(std::string_view xml);

/// DxpRep.
struct Reply {
    std::string receiver_id;  ///< to whom it is said
    std::string node_id;      ///< eight digits: who says it
    std::string code;         ///< "0000" = taken
    std::string info;
    std::string noticed;  ///< NoticeTime, same form as Head::created
    Head original;        ///< OriHead: the addresses of the message it answers
};

std::string write_reply(const Reply& reply);
Result<Reply> read_reply(std::string_view xml);

}  // namespace tg::adapters::dxp
