// What a dry run tells of limited amounts: the buyer's year and the guarantee, asked of the ledger
// as if the order were filed now.
//
// Whose facts: the ledger is kept per tenant, so other tenants' filings neither count nor show. A
// caller that sees the whole tenant gets every figure. A caller bound to enterprises gets what a
// filing would lead to: what does not fit is told with the amount used, as the refusal here and
// customs' own (-621018) tell it; of what fits no figure is told, so that nobody learns what a
// person bought elsewhere by trying orders. The figures of a guarantee are its guarantor's too.
#pragma once

#include "gateway/api/call.hpp"
#include "gateway/api/json_text.hpp"
#include "gateway/store/accounts.hpp"
#include "gateway/trial/trial.hpp"

#include <vector>

namespace tg::api {

/// Asks the store about an order that was tried, and adds what it says: the rooms, and a finding
/// for each that filing would refuse or hold. Nothing of an order without an inventory or whose tax
/// is not complete.
Task<Result<void>> add_rooms(const Call& call, trial::Trial& trial);

/// The member "accounts"; left out when nothing was asked.
void write_rooms(JsonText& out, const std::vector<trial::ToldRoom>& rooms);

}  // namespace tg::api
