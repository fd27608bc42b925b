// Tax bills of a filing as they stand, and what an operator tells of them: that one was paid, for
// which customs has no message. Kept as a fact of its own; what it frees is derived
// (sqlite_given_back.hpp).
#pragma once

#include "gateway/store/accounts.hpp"
#include "gateway/store/sqlite_rows.hpp"

#include <map>
#include <optional>
#include <string>

namespace tg::store {

struct BillStand {
    bool is_void = false;  ///< by what came last of it, a bill (816) or its status (818)
    std::optional<BillPaid> paid;

    /// Nothing is left to pay of it.
    [[nodiscard]] bool settled() const { return is_void || paid.has_value(); }
};
using Bills = std::map<std::string, BillStand, std::less<>>;

/// By number.
Bills bills_of(Db& db, TenantId tenant, FilingId filing);

/// See Store::tell_bill; also Errc::day_to_come.
Result<BillTold> take_bill_word(Tx& tx, const Scope& scope, const BillWord& word);

}  // namespace tg::store
