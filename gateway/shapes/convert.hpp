// Makes our order JSON of one order of a marketplace, by a shape; nothing is invented, nothing
// repaired: what cannot be taken as the shape says is a fault at its place in what was sent, and
// what does not stand as it was sent is told as a change.
#pragma once

#include "gateway/shapes/foreign.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tg::shapes {

/// What a shape does with a value.
enum class Step : std::uint8_t {
    trimmed,      ///< blanks at either end are gone
    joined,       ///< made of several values
    translated,   ///< by a table of the shape
    minor_units,  ///< fen to yuan
    date_form,    ///< a day in another form
    time_form,    ///< a moment in another form
    constant,     ///< the shape says so
    otherwise     ///< nothing was sent: the shape's value stands
};
struct StepText {
    Step step;
    std::string_view name;  ///< "shape_minor_units"
    std::string_view zh, en;
};
const StepText& text_of(Step step);

/// One value, one step; in the order of the steps.
struct Change {
    std::string pointer;  ///< in our order
    std::string place;    ///< in what was sent (ForeignOrder::place); empty when nothing was sent
    std::string from, to;
    Step step{};
};

struct Shaped {
    std::string order;  ///< for intake::read; holds what could be taken, also beside faults
    /// `where` as the sender knows it (ForeignOrder::place), `ours` the member that lacks it:
    /// unknown_code, not_minor_units, not_a_date, not_a_time, wrong_type; and the faults of the
    /// foreign order itself.
    std::vector<Error> faults;
    std::vector<Change> changes;
};

/// Any thread.
Shaped convert(const Shape& shape, const ForeignOrder& foreign);

/// Where the value at a pointer of our order came from, or should have come from; empty when the
/// shape does not map it.
std::string origin(const Shape& shape, const ForeignOrder& foreign, std::string_view pointer);

/// "/park", "/order/freight", "/order/lines/2/qty"; with "*" in the place of the line without one.
std::string pointer_of(const Setting& setting, std::optional<std::size_t> line);

}  // namespace tg::shapes
