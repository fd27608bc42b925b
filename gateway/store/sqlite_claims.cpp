// See sqlite_claims.hpp.
#include "gateway/store/sqlite_claims.hpp"

#include "gateway/store/sqlite_assessed.hpp"
#include "gateway/store/sqlite_given_back.hpp"
#include "gateway/store/sqlite_ledger.hpp"
#include "gateway/store/sqlite_room.hpp"

#include <set>
#include <string>

namespace tg::store {
namespace {

using tax::ClaimAct;
using tax::ClaimEvent;
using tax::ClaimOutcome;
using tax::ClaimState;

constexpr std::size_t retried_at_once = 200;

ClaimEvent event_of(ClaimAct act, const tax::Claim& claim) {
    ClaimEvent event;
    event.act = act;
    event.account = claim.account;
    event.reference = claim.reference;
    event.amount = claim.amount;
    return event;
}

void audit_claim(
    Tx& tx, TenantId tenant, FilingId filing, std::string_view what, const tax::Claim& claim
) {
    // The account of a buyer is named by its kind only.
    const auto kind = claim.account.substr(0, claim.account.find('/'));
    tx.audit(tenant, filing.value(), "gateway", what, kind + " " + claim.amount.text());
}

void forget_wanted(Tx& tx, TenantId tenant, FilingId filing, const tax::Claim& claim) {
    tx.db.query("DELETE FROM claim WHERE tenant_id = ? AND account = ? AND filing_id = ?")
        .bind(tenant)
        .bind(std::string_view(claim.account))
        .bind(filing)
        .run();
}

/// Given back as a whole: nothing to draw again.
bool given_back(const tax::Claim& claim) {
    auto rest = claim.amount;
    for (const auto& part : claim.given_back) rest = rest.minus(part.amount).value_or(rest);
    return !claim.given_back.empty() && rest.zero();
}

void follow(Tx& tx, TenantId tenant, FilingId filing, const tax::Claim& claim, ClaimAct act) {
    SqliteLedger ledger(tx.db, tenant);
    if (claim.state == ClaimState::none && act == ClaimAct::release)
        return forget_wanted(tx, tenant, filing, claim);
    if (act == ClaimAct::confirm && (claim.state == ClaimState::confirmed || given_back(claim)))
        return;
    // An order that was refused gives its claim up; its inventory may be released all the same.
    if (claim.state == ClaimState::released && act == ClaimAct::confirm)
        (void)ledger.apply(event_of(ClaimAct::reserve, claim));
    const auto step = ledger.apply(event_of(act, claim));
    if (step && step.value().outcome == ClaimOutcome::changed)
        audit_claim(
            tx,
            tenant,
            filing,
            act == ClaimAct::confirm ? "claim_confirmed" : "claim_released",
            step.value().claim
        );
}

std::vector<std::string> short_accounts(Db& db, TenantId tenant) {
    std::vector<std::string> out;
    auto query = db.query(
        "SELECT DISTINCT account FROM claim INDEXED BY claim_short WHERE state = 0 AND tenant_id "
        "= ? LIMIT 1000"
    );
    query.bind(tenant);
    while (query.row()) out.emplace_back(query.text(0));
    return out;
}

/// Whether the oldest claim that an account was short for fits now.
bool oldest_fits(Db& db, TenantId tenant, const std::string& account, const HoldRules& rules) {
    SqliteLedger ledger(db, tenant);
    const auto* limit = rules.limit_of(account);
    if (limit == nullptr)
        return true;  // not limited any more
    const auto balance = ledger.balance(account, *limit);
    const auto wanted = ledger.wanted(account, 1);
    return balance && !wanted.empty() && wanted.front().amount <= balance.value().available;
}

std::vector<ClaimEvent> claims_by(
    const Tx& tx, FilingId filing, const validate::Declaration& declaration
) {
    std::vector<ClaimEvent> out;
    for (const auto& declared : declaration.documents())
        for (auto& one : wanted_by(terms_of(tx), declared.document, *declaration.tax())) {
            ClaimEvent event;
            event.act = ClaimAct::reserve;
            event.account = std::move(one.account);
            event.reference = claim_reference(filing);
            event.amount = one.amount;
            out.push_back(std::move(event));
        }
    return out;
}

}  // namespace

void reserve_claims(Tx& tx, FilingId filing, const validate::Declaration& declaration) {
    if (!declaration.tax())
        return;
    keep_assessed(tx, filing, declaration);
    const auto tenant = declaration.raw().caller.tenant;
    SqliteLedger ledger(tx.db, tenant);
    bool is_short = false;
    for (auto event : claims_by(tx, filing, declaration)) {
        const auto* limit = tx.holding.limit_of(event.account);
        if (limit != nullptr)
            event.limit = *limit;
        const auto step = ledger.apply(event);
        if (!step || step.value().outcome != ClaimOutcome::over_limit)
            continue;
        is_short = true;
        auto wanted = step.value().claim;
        wanted.amount = event.amount;
        audit_claim(tx, tenant, filing, "guarantee_short", wanted);
    }
    if (is_short)
        hold_for_guarantee(tx, tenant, filing);
}

void follow_with_claims(
    Tx& tx,
    TenantId tenant,
    FilingId filing,
    FilingState state,
    std::span<const DocumentFacts> documents
) {
    const bool drawn = state == FilingState::released || state == FilingState::closed;
    const bool dead = state == FilingState::rejected || state == FilingState::withdrawn;
    if (!drawn && !dead)
        return;
    const auto act = drawn ? ClaimAct::confirm : ClaimAct::release;
    for (const auto& claim : SqliteLedger(tx.db, tenant).claims_of(filing))
        follow(tx, tenant, filing, claim, act);
    if (drawn)
        give_back_claims(tx, tenant, filing, documents);
}

bool room_for_some(Db& db, std::span<const TenantId> tenants, const HoldRules& rules) {
    for (const auto tenant : tenants)
        for (const auto& account : short_accounts(db, tenant))
            if (oldest_fits(db, tenant, account, rules))
                return true;
    return false;
}

void retry_short_claims(Tx& tx, FreedLanes& freed) {
    for (const auto tenant : tx.lanes.tenants()) {
        SqliteLedger ledger(tx.db, tenant);
        for (const auto& account : short_accounts(tx.db, tenant)) {
            const auto* limit = tx.holding.limit_of(account);
            for (const auto& claim : ledger.wanted(account, retried_at_once)) {
                auto event = event_of(ClaimAct::reserve, claim);
                if (limit != nullptr)
                    event.limit = *limit;
                const auto step = ledger.apply(event);
                // The oldest goes first, or large ones would wait for ever.
                if (!step || step.value().outcome != ClaimOutcome::changed)
                    break;
                const FilingId filing{id_from_text(claim.reference).value_or(0)};
                audit_claim(tx, tenant, filing, "guarantee_found", claim);
                free_for_guarantee(tx, tenant, filing, freed);
            }
        }
    }
}

}  // namespace tg::store
