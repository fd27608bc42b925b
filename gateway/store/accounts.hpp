// What the store knows of taxes and limits besides documents: our own tax of a filing, what came
// back of its goods, and the room that an order would find in limited amounts.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/decimal.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/tax/assess.hpp"
#include "gateway/tax/returned.hpp"
#include "schemas/day.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tg::store {

/// Our own assessment of the inventory that counts, as it was declared.
struct Assessed {
    struct Back {
        tax::Return goods;
        Instant accepted{};  ///< by customs, in customs' own time
    };
    tax::Assessment tax;
    tax::Pieces declared;
    std::vector<Back> returns;  ///< that customs accepted and that were in time, oldest first

    /// What customs should ask for at that moment: returns of later are not taken off yet.
    [[nodiscard]] tax::Assessment at(Instant moment) const {
        std::vector<tax::Return> came;
        for (const auto& one : returns)
            if (one.accepted <= moment)
                came.push_back(one.goods);
        return came.empty() ? tax : tax::without(tax, declared, came);
    }
};

/// That a tax bill was paid. Customs has no message that says so: an operator tells it.
struct BillPaid {
    schemas::Day on{};
    Instant told_at{};
};

/// What an operator tells of a bill.
struct BillWord {
    FilingId filing;
    std::string number;                   ///< of the bill, taxNo
    std::optional<schemas::Day> paid_on;  ///< nothing: it is not paid, whatever was told before
    std::string reason, actor;            ///< kept in the audit line
};
struct BillTold {
    std::optional<BillPaid> paid;
    bool changed = false;  ///< not what was told before
};

/// What an order that is not filed would find in a limited amount, if it were filed now.
struct Room {
    enum class Account : std::uint8_t { year, guarantee };
    enum class Outcome : std::uint8_t {
        fits,
        refused,   ///< filing it would fail
        held,      ///< filed, and the inventory waits for room
        exceeded,  ///< filed all the same: the limit is customs' to judge
    };
    Account account{};
    std::string guarantor;  ///< assureCode, of a guarantee
    Decimal asked;          ///< what the order would claim
    Decimal used, limit;
    Outcome outcome{};
};

}  // namespace tg::store
