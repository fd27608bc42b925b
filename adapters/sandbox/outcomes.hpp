// Endings that an order number may ask for, one row each. The same rows are shown on the status
// page and in the manual.
#pragma once

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
    format
};

struct Outcome {
    std::string_view suffix;  ///< of the order number; letters compared without case
    Ending ending;
    std::string_view zh;
    std::string_view en;
};

std::span<const Outcome> outcomes();

/// What the end of the order number asks for; smooth when nothing.
Ending ending_of(std::string_view order_no);

}  // namespace tg::sandbox
