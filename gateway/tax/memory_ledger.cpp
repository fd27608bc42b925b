// Maps, and the sum of each account kept beside them.
#include "gateway/tax/memory_ledger.hpp"

#include <vector>

namespace tg::tax {

Result<Balance> MemoryLedger::balance(std::string_view account, const Decimal& limit) {
    std::vector<Claim> claims;
    const auto found = accounts_.find(account);
    if (found != accounts_.end()) {
        for (const auto& [reference, claim] : found->second.claims) {
            claims.push_back(claim);
        }
    }
    return balance_of(limit, claims);
}

Result<ClaimStep> MemoryLedger::apply(const ClaimEvent& event) {
    auto& account = accounts_[event.account];
    const auto found = account.claims.find(event.reference);
    const auto known = found != account.claims.end();
    const auto before = known ? found->second.counted() : Decimal{};
    const auto others = account.counted.minus(before).value_or(account.counted);
    auto step = after(known ? std::optional(found->second) : std::nullopt, event, others);
    if (step.outcome == ClaimOutcome::changed) {
        account.claims[event.reference] = step.claim;
        account.counted = others.plus(step.claim.counted()).value_or(account.counted);
    }
    return step;
}

}  // namespace tg::tax
