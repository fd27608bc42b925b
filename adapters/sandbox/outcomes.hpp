// Endings that a number may ask for, one row each: the order number for order, payment, waybill and
// inventory, for every later document its own number (copNo, coElNo, logisticsNo). The same rows
// are shown on the status page and in the manual.
#pragma once

#include "schemas/table.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace tg::sandbox {

enum class Ending : std::uint8_t {
    smooth,
    rejected,
    inspection,
    inspected,
    review,
    silent,
    late,
    twice,
    shuffled,
    negative,
    format,
    unsent,
    stored,
    chain,
    taxed,
    no_cancel,
    no_return
};

struct Outcome {
    std::string_view suffix;  ///< of the number; letters compared without case
    Ending ending;
    std::string_view zh;
    std::string_view en;
};

std::span<const Outcome> outcomes();

/// What the end of a number asks for; smooth when nothing.
Ending ending_of(std::string_view number);

/// What is asked of a document that follows an inventory or lists several: by its own number, else
/// by the number of the order that it is about, as far as that reaches so far.
Ending ending_of_follow_up(
    schemas::Kind about, std::string_view own_number, std::string_view order_no
);

}  // namespace tg::sandbox
