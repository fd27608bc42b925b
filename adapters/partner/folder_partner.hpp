// The other side of exchange folders: takes files away, leaves others.
#pragma once

#include "adapters/partner/partner.hpp"

namespace tg::partner {

/// Works in the folders that the wire names.
std::unique_ptr<Partner> make_folder_partner(forward::Channel channel);

}  // namespace tg::partner
