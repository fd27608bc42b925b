// See sqlite_given_back.hpp.
#include "gateway/store/sqlite_given_back.hpp"

#include "gateway/store/sqlite_assessed.hpp"
#include "gateway/store/sqlite_bills.hpp"
#include "gateway/store/sqlite_ledger.hpp"

#include <algorithm>
#include <utility>

namespace tg::store {
namespace {

using tax::Claim;
using tax::GivenBack;

constexpr std::string_view of_guarantees = "guarantee/";
constexpr std::string_view by_bills = "bills";

/// Whether customs has stated bills, and of none anything is left to pay.
bool all_bills_settled(Db& db, TenantId tenant, FilingId filing) {
    const auto bills = bills_of(db, tenant, filing);
    return !bills.empty() &&
           std::ranges::all_of(bills, [](const auto& bill) { return bill.second.settled(); });
}

/// What each line is of a claim: of the year its dutiable value, of the guarantee its tax.
tax::Pieces worth_of(const tax::Assessment& assessment, bool guarantee) {
    tax::Pieces worth;
    for (const auto& line : assessment.lines)
        worth[line.gnum] = guarantee ? line.total : line.dutiable;
    return worth;
}

std::vector<GivenBack> parts_of_claim(
    const Claim& claim, const std::optional<Assessed>& assessed, bool bills_settled
) {
    const bool guarantee = claim.account.starts_with(of_guarantees);
    std::vector<GivenBack> parts;
    if (assessed) {
        std::vector<tax::Return> came;
        for (const auto& one : assessed->returns) came.push_back(one.goods);
        const auto worth = worth_of(assessed->tax, guarantee);
        parts = tax::parts_of(claim.amount, worth, assessed->declared, came);
    }
    if (!guarantee || !bills_settled)
        return parts;
    auto rest = claim.amount;
    for (const auto& part : parts) rest = rest.minus(part.amount).value_or(Decimal{});
    if (!rest.zero() && !rest.negative())
        parts.push_back({std::string(by_bills), rest});
    return parts;
}

/// How the parts become others, those that shrink first, so that they never pass the claim between.
std::vector<GivenBack> steps_to(const Claim& claim, const std::vector<GivenBack>& parts) {
    const auto amount_in = [](const std::vector<GivenBack>& all, const std::string& reference) {
        const auto found = std::ranges::find(all, reference, &GivenBack::reference);
        return found == all.end() ? Decimal{} : found->amount;
    };
    std::vector<GivenBack> steps;
    for (const auto& had : claim.given_back)
        if (const auto now = amount_in(parts, had.reference); now < had.amount)
            steps.push_back({had.reference, now});
    for (const auto& part : parts)
        if (amount_in(claim.given_back, part.reference) < part.amount)
            steps.push_back(part);
    return steps;
}

void give_back(
    Tx& tx, TenantId tenant, FilingId filing, const Claim& claim, const GivenBack& part
) {
    tax::ClaimEvent event;
    event.act = tax::ClaimAct::give_back;
    event.account = claim.account;
    event.reference = claim.reference;
    event.amount = part.amount;
    event.part = part.reference;
    const auto step = SqliteLedger(tx.db, tenant).apply(event);
    if (!step || step.value().outcome != tax::ClaimOutcome::changed)
        return;
    // The account of a buyer is named by its kind only.
    const auto kind = claim.account.substr(0, claim.account.find('/'));
    const auto what = kind + " " + part.amount.text() + " " + part.reference;
    tx.audit(tenant, filing.value(), "gateway", "claim_given_back", what);
}

}  // namespace

void give_back_claims(
    Tx& tx, TenantId tenant, FilingId filing, std::span<const DocumentFacts> documents
) {
    const bool returns = std::ranges::any_of(documents, [](const DocumentFacts& one) {
        return one.kind == schemas::Kind::refund;
    });
    const bool bills_settled = all_bills_settled(tx.db, tenant, filing);
    const auto claims = SqliteLedger(tx.db, tenant).claims_of(filing);
    const bool given =
        std::ranges::any_of(claims, [](const Claim& claim) { return !claim.given_back.empty(); });
    if (claims.empty() || (!returns && !bills_settled && !given))
        return;
    const auto assessed = returns ? assessed_of(tx.db, tenant, filing) : std::optional<Assessed>{};
    for (const auto& claim : claims)
        for (const auto& part : steps_to(claim, parts_of_claim(claim, assessed, bills_settled)))
            give_back(tx, tenant, filing, claim, part);
}

}  // namespace tg::store
