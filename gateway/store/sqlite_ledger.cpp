// Rows of the tables `claim` and `account`.
#include "gateway/store/sqlite_ledger.hpp"

#include <algorithm>

namespace tg::store {
namespace {

using tax::Claim;
using tax::ClaimEvent;
using tax::ClaimOutcome;
using tax::ClaimState;

constexpr char between_fields = '\x1f', between_parts = '\x1e';

// What stands in a row was written by put(): a text that is no amount counts nothing.
Decimal amount_in(std::string_view text) {
    return Decimal::parse(text).value_or(Decimal{});
}

std::string parts_text(const std::vector<tax::GivenBack>& parts) {
    std::string text;
    for (const auto& part : parts) {
        if (!text.empty())
            text += between_parts;
        text += part.reference + between_fields + part.amount.text();
    }
    return text;
}

std::vector<tax::GivenBack> parts_in(std::string_view text) {
    std::vector<tax::GivenBack> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(between_parts), text.size());
        const auto row = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto divider = std::min(row.find(between_fields), row.size());
        const auto amount = row.substr(std::min(divider + 1, row.size()));
        parts.push_back({std::string(row.substr(0, divider)), amount_in(amount)});
    }
    return parts;
}

/// Columns: account, filing_id, state, amount, given_back.
Claim claim_of(const Query& row) {
    Claim claim;
    claim.account = row.text(0);
    claim.reference = claim_reference(row.id<FilingId>(1));
    claim.state = static_cast<ClaimState>(row.integer(2));
    claim.amount = amount_in(row.text(3));
    claim.given_back = parts_in(row.text(4));
    return claim;
}

std::optional<FilingId> filing_of(std::string_view reference) {
    const auto id = id_from_text(reference);
    return id ? std::optional(FilingId{*id}) : std::nullopt;
}

Decimal sum_without(const Decimal& sum, const Decimal& part) {
    return sum.minus(part).value_or(sum);
}

Decimal sum_with(const Decimal& sum, const Decimal& part) {
    return sum.plus(part).value_or(sum);
}

}  // namespace

std::string claim_reference(FilingId filing) {
    return id_text(filing);
}

SqliteLedger::Sums SqliteLedger::sums(std::string_view account) const {
    auto query =
        db_.query("SELECT reserved, confirmed FROM account WHERE tenant_id = ? AND account = ?");
    if (!query.bind(tenant_).bind(account).row())
        return {};
    return {amount_in(query.text(0)), amount_in(query.text(1))};
}

void SqliteLedger::put(std::string_view account, const Sums& sums) {
    const auto reserved = sums.reserved.text(), confirmed = sums.confirmed.text();
    db_.query(
           "INSERT INTO account (tenant_id, account, reserved, confirmed) VALUES (?, ?, ?, ?)"
           " ON CONFLICT DO UPDATE SET reserved = excluded.reserved,"
           " confirmed = excluded.confirmed"
    )
        .bind(tenant_)
        .bind(account)
        .bind(std::string_view(reserved))
        .bind(std::string_view(confirmed))
        .run();
}

void SqliteLedger::put(const Claim& claim) {
    const auto filing = filing_of(claim.reference).value_or(FilingId{});
    const auto amount = claim.amount.text(), parts = parts_text(claim.given_back);
    db_.query(
           "INSERT INTO claim (tenant_id, account, filing_id, state, amount, given_back)"
           " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state,"
           " amount = excluded.amount, given_back = excluded.given_back"
    )
        .bind(tenant_)
        .bind(std::string_view(claim.account))
        .bind(filing)
        .bind(static_cast<int>(claim.state))
        .bind(std::string_view(amount))
        .bind(std::string_view(parts))
        .run();
}

Result<tax::Balance> SqliteLedger::balance(std::string_view account, const Decimal& limit) {
    const auto sums = this->sums(account);
    if (db_.failed())
        return db_.error();
    const auto left = sum_without(sum_without(limit, sums.reserved), sums.confirmed);
    return tax::Balance{limit, sums.reserved, sums.confirmed, left};
}

Result<tax::ClaimStep> SqliteLedger::apply(const ClaimEvent& event) {
    const auto filing = filing_of(event.reference);
    if (!filing)
        return fail(Errc::internal, {}, {}, "claim of no filing");
    std::optional<Claim> known;
    {
        auto query = db_.query(
            "SELECT account, filing_id, state, amount, given_back FROM claim"
            " WHERE tenant_id = ? AND account = ? AND filing_id = ?"
        );
        if (query.bind(tenant_).bind(std::string_view(event.account)).bind(*filing).row())
            known = claim_of(query);
    }
    auto sums = this->sums(event.account);
    const auto before = known ? known->counted() : Decimal{};
    const bool was_confirmed = known && known->state == ClaimState::confirmed;
    auto& had = was_confirmed ? sums.confirmed : sums.reserved;
    had = sum_without(had, before);
    auto step = tax::after(known, event, sum_with(sums.reserved, sums.confirmed));
    if (step.outcome == ClaimOutcome::over_limit && step.claim.state == ClaimState::none) {
        auto wanted = step.claim;
        wanted.amount = event.amount;
        put(wanted);
    }
    if (step.outcome == ClaimOutcome::changed) {
        auto& has = step.claim.state == ClaimState::confirmed ? sums.confirmed : sums.reserved;
        has = sum_with(has, step.claim.counted());
        put(step.claim);
        put(event.account, sums);
    }
    if (db_.failed())
        return db_.error();
    return step;
}

std::vector<Claim> SqliteLedger::claims_of(FilingId filing) const {
    std::vector<Claim> out;
    auto query = db_.query(
        "SELECT account, filing_id, state, amount, given_back FROM claim INDEXED BY claim_filing"
        " WHERE tenant_id = ? AND filing_id = ?"
    );
    query.bind(tenant_).bind(filing);
    while (query.row()) out.push_back(claim_of(query));
    return out;
}

std::vector<Claim> SqliteLedger::wanted(std::string_view account, std::size_t max) const {
    std::vector<Claim> out;
    auto query = db_.query(
        "SELECT account, filing_id, state, amount, given_back FROM claim INDEXED BY claim_short"
        " WHERE state = 0 AND tenant_id = ? AND account = ? ORDER BY filing_id LIMIT ?"
    );
    query.bind(tenant_).bind(account).bind(max);
    while (query.row()) out.push_back(claim_of(query));
    return out;
}

}  // namespace tg::store
