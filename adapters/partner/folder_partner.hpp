// The other side of exchange folders: takes files away, leaves others.
#pragma once

#include "adapters/partner/partner.hpp"
#include "adapters/partner/servers.hpp"

namespace tg::partner {

/// Works in folders of its own: those that the wire names may be in use.
std::unique_ptr<Partner> make_folder_partner(forward::Channel channel, Servers& servers);

}  // namespace tg::partner
