// Makes our order JSON of one order of a marketplace, by a shape; nothing is invented, nothing
// repaired: what cannot be taken as the shape says is a fault at its place in what was sent.
#pragma once

#include "gateway/shapes/foreign.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tg::shapes {

struct Shaped {
    std::string order;  ///< for intake::read; holds what could be taken, also beside faults
    /// `where` as the sender knows it (ForeignOrder::place): unknown_code, not_minor_units,
    /// not_a_date, not_a_time, wrong_type, and the faults of the foreign order itself.
    std::vector<Error> faults;
};

/// Any thread.
Shaped convert(const Shape& shape, const ForeignOrder& foreign);

/// Where the value at a pointer of our order came from, or should have come from; empty when the
/// shape does not map it.
std::string origin(const Shape& shape, const ForeignOrder& foreign, std::string_view pointer);

}  // namespace tg::shapes
