// See sqlite_room.hpp.
#include "gateway/store/sqlite_room.hpp"

#include "gateway/store/sqlite_keys.hpp"
#include "gateway/store/sqlite_ledger.hpp"

#include <algorithm>

namespace tg::store {
namespace {

constexpr std::string_view of_years = "year/";

bool of_year(std::string_view account) {
    return account.starts_with(of_years);
}

Decimal with(const Decimal& sum, const Decimal& part) {
    return sum.plus(part).value_or(sum);
}

/// What the other claims of an account take.
Result<Decimal> used_by_others(
    Db& db, TenantId tenant, const std::string& account, FilingId filing
) {
    SqliteLedger ledger(db, tenant);
    TG_TRY(const auto balance, ledger.balance(account, Decimal{}));
    auto used = with(balance.reserved, balance.confirmed);
    if (filing.value() != 0)
        for (const auto& own : ledger.claims_of(filing))
            if (own.account == account)
                used = used.minus(own.counted()).value_or(used);
    return used;
}

}  // namespace

ClaimTerms terms_of(const Tx& tx) {
    return {tx.holding, tx.buyers, tx.year_limit, schemas::china_day(tx.now)};
}

std::vector<Wanted> wanted_by(
    const ClaimTerms& terms, const schemas::Document& inventory, const tax::Assessment& assessment
) {
    std::vector<Wanted> out;
    if (inventory.table().kind != schemas::Kind::inventory || !assessment.complete ||
        head_text(inventory, "appType") == "3")
        return out;
    const auto number = head_text(inventory, "buyerIdNumber");
    if (terms.buyers != nullptr && !number.empty()) {
        const auto buyer = terms.buyers->name_of(head_text(inventory, "buyerIdType"), number);
        out.push_back({tax::year_account(buyer, tax::year_of(terms.day)), assessment.dutiable});
    }
    auto guarantee = tax::guarantee_account(head_text(inventory, "assureCode"));
    if (terms.holding.limit_of(guarantee) != nullptr)
        out.push_back({std::move(guarantee), assessment.total});
    return out;
}

Result<void> judge_year(Tx& tx, FilingId filing, const validate::Declaration& declaration) {
    if (tx.year_limit == nullptr || !declaration.tax())
        return success();
    const auto& raw = declaration.raw();
    for (const auto& declared : declaration.documents())
        for (const auto& one : wanted_by(terms_of(tx), declared.document, *declaration.tax())) {
            if (!of_year(one.account))
                continue;
            TG_TRY(const auto used, used_by_others(tx.db, raw.caller.tenant, one.account, filing));
            if (with(used, one.amount) > *tx.year_limit)
                return fail(
                    Errc::above_yearly_limit,
                    raw.pointer_base + "/inventory/lines",
                    {one.amount.text(), used.text(), tx.year_limit->text()}
                );
        }
    return success();
}

Result<std::vector<Room>> room_for(
    Db& db,
    TenantId tenant,
    const ClaimTerms& terms,
    const schemas::Document& inventory,
    const tax::Assessment& assessment
) {
    std::vector<Room> out;
    for (auto& one : wanted_by(terms, inventory, assessment)) {
        Room room;
        const bool year = of_year(one.account);
        room.account = year ? Room::Account::year : Room::Account::guarantee;
        room.asked = one.amount;
        if (year) {
            room.limit = terms.year_limit == nullptr ? tax::Limits{}.yearly : *terms.year_limit;
        } else {
            room.guarantor = head_text(inventory, "assureCode");
            room.limit = *terms.holding.limit_of(one.account);
        }
        TG_TRY(room.used, used_by_others(db, tenant, one.account, FilingId{}));
        const bool fits = with(room.used, room.asked) <= room.limit;
        const auto short_year =
            terms.year_limit == nullptr ? Room::Outcome::exceeded : Room::Outcome::refused;
        room.outcome = fits ? Room::Outcome::fits : year ? short_year : Room::Outcome::held;
        out.push_back(std::move(room));
    }
    return out;
}

}  // namespace tg::store
