// Adding days.
#include "gateway/tax/calendar.hpp"

namespace tg::tax {

TaxCalendar calendar_from(Day released) {
    return {
        released + return_applied_within,
        released + return_arrived_within,
        released + payment_begins_after,
        released + payment_ends_after,
    };
}

bool returned_in_time(Day released, Day applied, Day arrived) {
    const auto calendar = calendar_from(released);
    return released <= applied && applied <= calendar.return_apply_last &&
           arrived <= calendar.return_arrive_last;
}

}  // namespace tg::tax
