// Days that follow from the release of an import inventory, counted in Beijing: returning without
// tax, and paying the tax bill. [GACC 2018 No. 194, 2020 No. 45]
#pragma once

#include "schemas/day.hpp"

namespace tg::tax {

using schemas::Day;

inline constexpr std::chrono::days return_applied_within{30};
inline constexpr std::chrono::days return_arrived_within{45};
inline constexpr std::chrono::days payment_begins_after{31};
inline constexpr std::chrono::days payment_ends_after{45};

struct TaxCalendar {
    Day return_apply_last;   ///< last day to apply for a return
    Day return_arrive_last;  ///< last day for the goods to be back
    Day pay_first, pay_last;
};
TaxCalendar calendar_from(Day released);

/// Both in time: no tax is due, the yearly amount is restored and the bill becomes void.
bool returned_in_time(Day released, Day applied, Day arrived);

}  // namespace tg::tax
