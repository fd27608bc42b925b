// Rows of the table `bill_paid`, beside those of `statement`.
#include "gateway/store/sqlite_bills.hpp"

#include "gateway/store/sqlite_filing_row.hpp"

#include <algorithm>
#include <utility>

namespace tg::store {
namespace {

constexpr std::int32_t void_bill = 3;

void add_payments(Db& db, TenantId tenant, FilingId filing, Bills& bills) {
    auto query = db.query(
        "SELECT number, paid_on, told_at FROM bill_paid WHERE tenant_id = ? AND filing_id = ?"
    );
    query.bind(tenant).bind(filing);
    while (query.row()) {
        const auto bill = bills.find(query.text(0));
        const auto day = schemas::parse_day(query.text(1));
        if (bill != bills.end() && day)
            bill->second.paid = BillPaid{*day, instant(query.integer(2))};
    }
}

void put_payment(Tx& tx, TenantId tenant, const BillWord& word) {
    const auto day = schemas::day_text(*word.paid_on);
    tx.db
        .query(
            "INSERT INTO bill_paid (tenant_id, filing_id, number, paid_on, told_at)"
            " VALUES (?, ?, ?, ?, ?)"
        )
        .bind(tenant)
        .bind(word.filing)
        .bind(std::string_view(word.number))
        .bind(std::string_view(day))
        .bind(milliseconds(tx.now))
        .run();
}

void forget_payment(Tx& tx, TenantId tenant, const BillWord& word) {
    tx.db.query("DELETE FROM bill_paid WHERE tenant_id = ? AND filing_id = ? AND number = ?")
        .bind(tenant)
        .bind(word.filing)
        .bind(std::string_view(word.number))
        .run();
}

/// Why a payment cannot be told.
std::optional<Error> refusal_of(const Tx& tx, const BillStand& bill, const BillWord& word) {
    const auto today = schemas::china_day(tx.now);
    if (*word.paid_on > today)
        return fail(Errc::day_to_come, "/paidOn", {"paidOn", schemas::day_text(today)});
    if (bill.paid)
        return fail(Errc::paid_already, {}, {word.number, schemas::day_text(bill.paid->on)});
    if (bill.is_void)
        return fail(Errc::bill_void, {}, {word.number});
    return std::nullopt;
}

}  // namespace

Bills bills_of(Db& db, TenantId tenant, FilingId filing) {
    std::map<std::string, std::pair<std::int64_t, std::int32_t>> said_last;
    auto query = db.query(
        "SELECT number, return_time, status FROM statement WHERE tenant_id = ?"
        " AND filing_id = ? AND message_number IN (816, 818)"
    );
    query.bind(tenant).bind(filing);
    while (query.row()) {
        const std::pair said{query.integer(1), static_cast<std::int32_t>(query.integer(2))};
        auto& last = said_last[std::string(query.text(0))];
        last = std::max(last, said);
    }
    Bills bills;
    for (const auto& [number, said] : said_last) bills[number].is_void = said.second == void_bill;
    if (!bills.empty())
        add_payments(db, tenant, filing, bills);
    return bills;
}

Result<BillTold> take_bill_word(Tx& tx, const Scope& scope, const BillWord& word) {
    if (!look(tx.db, scope, word.filing))
        return tx.db.failed() ? tx.db.error() : fail(Errc::not_found);
    const auto bills = bills_of(tx.db, scope.tenant, word.filing);
    const auto found = bills.find(word.number);
    if (found == bills.end())
        return fail(Errc::not_found);
    const auto& bill = found->second;
    const auto day = bill.paid ? std::optional(bill.paid->on) : std::nullopt;
    if (day == word.paid_on)
        return BillTold{bill.paid, false};
    auto detail = word.number;
    if (word.paid_on) {
        if (auto refusal = refusal_of(tx, bill, word))
            return std::move(*refusal);
        put_payment(tx, scope.tenant, word);
        detail += " " + schemas::day_text(*word.paid_on);
    } else {
        forget_payment(tx, scope.tenant, word);
    }
    tx.db.query("UPDATE filing SET updated_at = max(updated_at, ?) WHERE tenant_id = ? AND id = ?")
        .bind(milliseconds(tx.now))
        .bind(scope.tenant)
        .bind(word.filing)
        .run();
    // What the filing claims of its guarantee follows, in this transaction.
    tx.moved.emplace(scope.tenant, word.filing);
    const auto* const event = word.paid_on ? "bill_paid" : "bill_unpaid";
    tx.audit(scope.tenant, word.filing.value(), word.actor, event, detail + ": " + word.reason);
    BillTold told;
    told.changed = true;
    if (word.paid_on)
        told.paid = BillPaid{*word.paid_on, tx.now};
    return told;
}

}  // namespace tg::store
