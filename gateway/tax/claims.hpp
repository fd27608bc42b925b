// Claims on a limited amount: the yearly limit of a buyer and the guarantee of an enterprise work
// alike. A filing reserves, customs' release confirms (draws), a rejection or cancellation
// releases, and what comes back in time, is paid or becomes void is given back. Pure: who keeps the
// claims asks after() inside its transaction. Events may come late and twice; a repetition changes
// nothing.
#pragma once

#include "gateway/core/decimal.hpp"
#include "schemas/day.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg::tax {

enum class ClaimState : std::uint8_t { none, reserved, confirmed, released };
enum class ClaimAct : std::uint8_t { reserve, confirm, release, give_back };

/// A part given back, under the number of what gave it back (a return, a void bill).
struct GivenBack {
    std::string reference;
    Decimal amount;
};

struct Claim {
    std::string account;    ///< year_account() or guarantee_account()
    std::string reference;  ///< of the filing
    ClaimState state = ClaimState::none;
    Decimal amount;
    std::vector<GivenBack> given_back;

    /// What it takes of the account now.
    [[nodiscard]] Decimal counted() const;
};

struct ClaimEvent {
    ClaimAct act{};
    std::string account, reference;
    Decimal amount{};  ///< of reserve, confirm and give_back
    /// Of give_back: what gave it back. The same reference with another amount replaces the part,
    /// with 0 takes it away: what customs says later corrects what it said before.
    std::string part{};
    std::optional<Decimal> limit{};  ///< reserve only when all claims together stay within it
};

enum class ClaimOutcome : std::uint8_t {
    changed,
    unchanged,   ///< a repetition, or something later has happened already
    over_limit,  ///< not reserved
    misplaced,   ///< nothing to act upon, or more given back than claimed; a person should look
};

struct ClaimStep {
    ClaimOutcome outcome{};
    Claim claim;  ///< as it is now
};

/// What becomes of a claim. `others` is what the other claims of the account count.
ClaimStep after(const std::optional<Claim>& claim, const ClaimEvent& event, const Decimal& others);

struct Balance {
    Decimal limit, reserved, confirmed;
    Decimal available;  ///< below zero when more was claimed than the limit is now
};
Balance balance_of(const Decimal& limit, std::span<const Claim> claims);

/// The year in which a filing counts: the calendar year of its day in Beijing.
int year_of(schemas::Day day);
/// `buyer` comes from BuyerKeys, never an identity number.
std::string year_account(std::string_view buyer, int year);
std::string guarantee_account(std::string_view assure_code);

/// A guarantee lodged with customs under a registration code.
struct Guarantee {
    std::string assure_code;
    Decimal limit;
    std::optional<schemas::Day> valid_from{}, valid_to{};

    /// 0 on days on which it is not valid.
    [[nodiscard]] Decimal limit_on(schemas::Day day) const;
};

}  // namespace tg::tax
