// The moves of a claim are the rows below; the code only looks a row up and applies it.
#include "gateway/tax/claims.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace tg::tax {
namespace {

/// What a move does with the amount.
enum class Effect : std::uint8_t {
    set,      ///< takes the event's amount; the same amount in the same state is a repetition
    clear,    ///< nothing is counted any more
    part,     ///< adds what is given back
    nothing,  ///< a repetition or too late
    wrong,
};

struct Move {
    ClaimState from;
    ClaimAct act;
    ClaimState to;
    Effect effect;
};

// clang-format off
constexpr Move moves[] = {
    {ClaimState::none, ClaimAct::reserve, ClaimState::reserved, Effect::set},
    // Released by customs before this ledger knew of it.
    {ClaimState::none, ClaimAct::confirm, ClaimState::confirmed, Effect::set},
    {ClaimState::none, ClaimAct::release, ClaimState::none, Effect::wrong},
    {ClaimState::none, ClaimAct::give_back, ClaimState::none, Effect::wrong},
    // Declared again with other amounts.
    {ClaimState::reserved, ClaimAct::reserve, ClaimState::reserved, Effect::set},
    {ClaimState::reserved, ClaimAct::confirm, ClaimState::confirmed, Effect::set},
    {ClaimState::reserved, ClaimAct::release, ClaimState::released, Effect::clear},
    {ClaimState::reserved, ClaimAct::give_back, ClaimState::reserved, Effect::wrong},
    {ClaimState::confirmed, ClaimAct::reserve, ClaimState::confirmed, Effect::nothing},
    // The tax bill corrects what was drawn by our own reckoning.
    {ClaimState::confirmed, ClaimAct::confirm, ClaimState::confirmed, Effect::set},
    {ClaimState::confirmed, ClaimAct::release, ClaimState::released, Effect::clear},
    {ClaimState::confirmed, ClaimAct::give_back, ClaimState::confirmed, Effect::part},
    // Filed anew after a rejection or a cancellation.
    {ClaimState::released, ClaimAct::reserve, ClaimState::reserved, Effect::set},
    {ClaimState::released, ClaimAct::confirm, ClaimState::released, Effect::nothing},
    {ClaimState::released, ClaimAct::release, ClaimState::released, Effect::nothing},
    {ClaimState::released, ClaimAct::give_back, ClaimState::released, Effect::part},
};
// clang-format on

const Move& move_of(ClaimState from, ClaimAct act) {
    const auto* found = std::find_if(std::begin(moves), std::end(moves), [&](const Move& move) {
        return move.from == from && move.act == act;
    });
    assert(found != std::end(moves));
    return *found;
}

Decimal returned(const Claim& claim) {
    Decimal sum;
    for (const auto& each : claim.given_back) {
        sum = sum.plus(each.amount).value_or(sum);
    }
    return sum;
}

ClaimStep set(Claim claim, const Move& move, const ClaimEvent& event, const Decimal& others) {
    if (claim.state == move.to && claim.amount == event.amount) {
        return {ClaimOutcome::unchanged, std::move(claim)};
    }
    if (event.amount.negative()) {
        return {ClaimOutcome::misplaced, std::move(claim)};
    }
    const auto all = others.plus(event.amount);
    if (event.act == ClaimAct::reserve && event.limit && (!all || *all > *event.limit)) {
        return {ClaimOutcome::over_limit, std::move(claim)};
    }
    if (move.to == ClaimState::reserved) {
        claim.given_back.clear();
    }
    claim.state = move.to;
    claim.amount = event.amount;
    return {ClaimOutcome::changed, std::move(claim)};
}

ClaimStep give_back(Claim claim, const ClaimEvent& event) {
    auto& parts = claim.given_back;
    const auto known = std::ranges::find(parts, event.part, &GivenBack::reference);
    if (known != parts.end() && known->amount == event.amount) {
        return {ClaimOutcome::unchanged, std::move(claim)};
    }
    const auto before = returned(claim);
    const auto had = known == parts.end() ? Decimal{} : known->amount;
    const auto sum = before.minus(had).value_or(before).plus(event.amount);
    // Given back as a whole, which a correction may undo; not given up.
    const bool ended_by_parts = !parts.empty() && before == claim.amount;
    const bool given_up = claim.state == ClaimState::released && !ended_by_parts;
    if (given_up || event.amount.negative() || !sum || *sum > claim.amount) {
        return {ClaimOutcome::misplaced, std::move(claim)};
    }
    if (known == parts.end()) {
        parts.push_back({event.part, event.amount});
    } else if (event.amount.zero()) {
        parts.erase(known);
    } else {
        known->amount = event.amount;
    }
    const bool whole = !parts.empty() && *sum == claim.amount;
    claim.state = whole ? ClaimState::released : ClaimState::confirmed;
    return {ClaimOutcome::changed, std::move(claim)};
}

}  // namespace

Decimal Claim::counted() const {
    if (state != ClaimState::reserved && state != ClaimState::confirmed) {
        return Decimal{};
    }
    const auto left = amount.minus(returned(*this)).value_or(Decimal{});
    return left.negative() ? Decimal{} : left;
}

ClaimStep after(const std::optional<Claim>& claim, const ClaimEvent& event, const Decimal& others) {
    auto now = claim.value_or(Claim{event.account, event.reference, ClaimState::none, {}, {}});
    const auto& move = move_of(now.state, event.act);
    switch (move.effect) {
        case Effect::set:
            return set(std::move(now), move, event, others);
        case Effect::clear:
            now.state = move.to;
            return {ClaimOutcome::changed, std::move(now)};
        case Effect::part:
            return give_back(std::move(now), event);
        case Effect::nothing:
            return {ClaimOutcome::unchanged, std::move(now)};
        case Effect::wrong:
            break;
    }
    return {ClaimOutcome::misplaced, std::move(now)};
}

Balance balance_of(const Decimal& limit, std::span<const Claim> claims) {
    Balance balance{limit, {}, {}, limit};
    for (const auto& claim : claims) {
        const auto counted = claim.counted();
        auto& sum = claim.state == ClaimState::confirmed ? balance.confirmed : balance.reserved;
        sum = sum.plus(counted).value_or(sum);
        balance.available = balance.available.minus(counted).value_or(balance.available);
    }
    return balance;
}

int year_of(schemas::Day day) {
    return int{std::chrono::year_month_day{day}.year()};
}

std::string year_account(std::string_view buyer, int year) {
    return "year/" + std::to_string(year) + "/" + std::string(buyer);
}

std::string guarantee_account(std::string_view assure_code) {
    return "guarantee/" + std::string(assure_code);
}

Decimal Guarantee::limit_on(schemas::Day day) const {
    const auto early = valid_from && day < *valid_from;
    const auto late = valid_to && *valid_to < day;
    return early || late ? Decimal{} : limit;
}

}  // namespace tg::tax
