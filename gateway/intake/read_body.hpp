// One body alone, read into an Order; between the reader and what puts several bodies together.
#pragma once

#include "gateway/intake/order.hpp"

namespace tg::intake {

/// Whether park, direction and procedure must be there.
enum class Members : std::uint8_t { all, some };

Result<Order> read_body(RawOrder raw, const JsonLimits& limits, Members wanted);

}  // namespace tg::intake
