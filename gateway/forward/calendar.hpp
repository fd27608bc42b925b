// When the other side is closed for maintenance, in Beijing time. Pure: the forwarder and the
// pollers ask before they act.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/toml_fields.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace tg::forward {

class Calendar {
 public:
    /// Every week, from a minute of the day on until another; until <= from is of the next day.
    struct Weekly {
        std::uint8_t days = 0;  ///< bit 0 is Monday; the days on which it begins
        std::chrono::minutes from{}, until{};
    };
    /// Once.
    struct Once {
        Instant from, until;
    };
    std::vector<Weekly> weekly;
    std::vector<Once> once;

    /// When it opens, if it is closed now: what follows without a gap counts as one closing.
    /// Nothing when it is open.
    [[nodiscard]] std::optional<Instant> opens(Instant now) const;
    /// It never opens.
    [[nodiscard]] bool always() const;

 private:
    [[nodiscard]] std::optional<Instant> end_of_closing(Instant now) const;
};

/// `closed = [{days = ["Sat", "Sun"], from = "22:00", until = "06:00"},
/// {from = 2026-10-01T00:00:00, until = 2026-10-02T06:00:00}]`; days left out are all days.
Calendar read_calendar(TomlFields& fields, TomlFaults& faults);

}  // namespace tg::forward
