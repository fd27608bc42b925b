// What an inventory claims of limited amounts, and whether there is room for it: asked when it is
// filed, and by a dry run, which gets the answer that filing it would get.
//
// Whose facts: accounts are kept per tenant, so what other tenants filed neither counts nor shows.
#pragma once

#include "gateway/store/accounts.hpp"
#include "gateway/store/holding.hpp"
#include "gateway/store/sqlite_db.hpp"
#include "gateway/store/sqlite_rows.hpp"
#include "gateway/tax/buyer_key.hpp"
#include "gateway/tax/claims.hpp"
#include "schemas/document.hpp"

#include <optional>
#include <vector>

namespace tg::store {

/// By what claims are made and judged.
struct ClaimTerms {
    const HoldRules& holding;
    const tax::BuyerKeys* buyers;  ///< nothing: no yearly ledger
    const Decimal* year_limit;     ///< to refuse above; nothing: kept, not judged
    schemas::Day day;
};
ClaimTerms terms_of(const Tx& tx);

struct Wanted {
    std::string account;
    Decimal amount;
};
/// A deletion needs nothing; of a guarantee that nobody keeps watch on no ledger is kept.
std::vector<Wanted> wanted_by(
    const ClaimTerms& terms, const schemas::Document& inventory, const tax::Assessment& assessment
);

/// Errc::above_yearly_limit when the buyer's year has no room, what `filing` claims left out.
Result<void> judge_year(Tx& tx, FilingId filing, const validate::Declaration& declaration);

/// Of each account that the inventory would claim of.
Result<std::vector<Room>> room_for(
    Db& db,
    TenantId tenant,
    const ClaimTerms& terms,
    const schemas::Document& inventory,
    const tax::Assessment& assessment
);

}  // namespace tg::store
