// The DxpMsg around a message that is handed over, as a channel wants it. Any thread.
#pragma once

#include "gateway/forward/transport_seal.hpp"
#include "gateway/forward/zone_adapter.hpp"

#include <optional>
#include <string>

namespace tg::forward {
struct Channel;
}

namespace tg::adapters::dxp {

/// Which ReceiverId a channel gives to messages of this direction.
const std::string& receiver_of(const forward::Channel& channel, schemas::Direction direction);

/// With our transport signature where the channel has one. Errc::refused_there when an address or a
/// number is longer than the envelope's schema allows, Errc::not_sent when it cannot be signed:
/// nothing has left.
Result<std::string> envelope_of(
    const forward::Handover& message,
    const std::string& receiver,
    const std::optional<forward::TransportSeal>& seal
);

}  // namespace tg::adapters::dxp
