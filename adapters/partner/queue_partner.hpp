// The other side of amqp: a real RabbitMQ broker with the channel's own queues, somebody who takes
// from one and puts into the other, and a relay in front of it that knows AMQP's frames, so that
// each publication, confirmation, delivery and acknowledgement can have a fate of its own.
#pragma once

#include "adapters/partner/partner.hpp"
#include "adapters/partner/servers.hpp"

namespace tg::partner {

std::unique_ptr<Partner> make_queue_partner(
    forward::Channel channel, std::chrono::milliseconds slow, Servers& servers
);

}  // namespace tg::partner
