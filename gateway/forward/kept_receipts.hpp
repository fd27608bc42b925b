// Reading a kept receipt as its channel gives it: a message of customs, or a record in the words of
// a platform.
#pragma once

#include "gateway/forward/zones.hpp"
#include "gateway/receipt/receipt.hpp"

namespace tg::forward {

/// By the channel that it came through. One whose channel has left the configuration is read as a
/// message of customs. Errc::unreadable_receipt as receipt::read; Errc::unproven_receipt when the
/// channel demands the other side's transport signature and this one does not prove it. Any thread.
Result<receipt::Receipt> read_kept(const Zones& zones, const receipt::KeptReceipt& kept);

}  // namespace tg::forward
