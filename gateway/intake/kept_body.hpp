// How the body of an order is kept. An order that came as it is filed is kept as it came. One that
// came in the form of a marketplace is kept twice in one piece: the bytes as they were sent,
// because they are what the sender vouches for, and the order that was made of them, because that
// is what was judged and declared. It is not made again when it is read again (late sections,
// amendments, judgements as of a day): the mapping may have been switched since, and the customs
// documents have not.
#pragma once

#include "gateway/intake/order.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::intake {

/// For an order with RawOrder::sent. No JSON text begins like this one does.
std::string framed_body(const RawOrder& raw);

/// The order in what is kept, of either kind.
std::string order_in(std::string kept);

/// What was sent, of an order that came by a mapping; without faults.
std::optional<Sent> sent_in(std::string_view kept);

}  // namespace tg::intake
