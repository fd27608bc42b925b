// The exchange envelope as the e-port's node sees it: DxpMsg in, DxpRep and DxpMsg out. Read
// strictly, apart from the gateway's own writer [transport.md 2].
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tg::sandbox {

inline constexpr std::string_view receiver_import = "DXPEDCCEB0000002";
inline constexpr std::string_view receiver_outward = "DXPEDCCEB0000003";

/// TransInfo.
struct Head {
    std::string cop_msg_id;
    std::string sender;
    std::vector<std::string> receivers;
    std::string created;
    std::string message_type;
};

/// A four-digit answer of the exchange; "0000" means taken.
struct Answered {
    std::string code = "0000";
    std::string info;
    bool known = false;  ///< the same message had been taken before
    [[nodiscard]] bool taken() const { return code == "0000"; }
};

struct Envelope {
    Head head;         ///< as far as it could be read
    std::string data;  ///< the decoded bytes
    Answered answer;   ///< 0001, 0002 when it is no sound envelope
};

Envelope read_envelope(std::string_view bytes);

/// The technical answer to a message; OriHead repeats what was read of its head.
std::string write_answer(const Head& head, const Answered& answer, Instant now);

/// A receipt, addressed to `receiver`.
struct Outgoing {
    std::string_view cop_msg_id;
    std::string_view sender;
    std::string_view receiver;
    std::string_view message_type;
    std::string_view bytes;
};
std::string write_envelope(const Outgoing& outgoing, Instant now);

/// Text as XML content.
void append_xml(std::string& out, std::string_view text);

}  // namespace tg::sandbox
