// Hands messages over as the forwarder does: the same adapter, the same plan, the clock of the wall
// shortened. Used by the conformance kit.
#pragma once

#include "gateway/forward/delivery_plan.hpp"
#include "gateway/forward/zone_adapter.hpp"

#include <string>
#include <vector>

namespace tg::partner {

struct Ended {
    store::Outgoing state{};   ///< delivered, refused, or what it was when patience ended
    std::string code, text;    ///< of the last answer
    std::vector<Errc> errors;  ///< of the hand-overs, in order
    std::size_t sent = 0, asked = 0;
};

struct Patience {
    forward::DeliveryPolicy policy;
    std::size_t acts_max = 40;  ///< hand-overs and questions
    std::size_t asks_max = 12;  ///< questions
};

/// To a settled end, or until patience is at its end.
Task<Ended> deliver(
    forward::ZoneAdapter& adapter, forward::Handover message, const Clock& clock, Patience patience
);

/// An invented, signed-looking order of this number, and what customs says about it.
forward::Handover sample_message(const std::string& number, std::string sender, Instant now);
std::string sample_receipt(int message, const std::string& number, int status, Instant now);

}  // namespace tg::partner
