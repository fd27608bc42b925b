// What a caller wants done with something that is declared already, and which message does it in
// the state it is in. Pure: a table of rows and one look-up; the pipeline asks before it drafts,
// the store asks again inside the transaction, because answers may have come in between.
//
// Sources: [import rule 5, 8: change and deletion before the inventory is declared, cancellation
// needs customs' number], [export rule 6], [GACC 2020 No. 44 and 45: time limits of returns]. Which
// states of an inventory still allow a change is not published: each place has its list of them.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/error.hpp"
#include "gateway/store/customs_status.hpp"
#include "gateway/store/lifecycle.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tg::store {

/// In the caller's words: "change this", "withdraw this", "the goods come back".
enum class Wish : std::uint8_t { amend, withdraw, give_back };

/// Facts about one document of a filing.
struct Standpoint {
    schemas::Kind kind{};
    schemas::Direction direction{};
    Stage stage = Stage::moving;
    bool inventory_declared = false;  ///< customs or the e-port holds an inventory of the filing
    bool numbered = false;            ///< customs has given the inventory its number
    bool changeable = false;          ///< in a state in which the place allows a change
    Withdrawal withdrawal = Withdrawal::none;
    bool returned = false;  ///< a return of its goods is declared
    std::optional<Instant> released_at;
};

enum class Act : std::uint8_t {
    declare_again,  ///< the same number anew, appType 1
    change,         ///< the whole document again, appType 2
    remove,         ///< the document again, appType 3
    cancel,         ///< CEB623, CEB605
    refund,         ///< CEB625, CEB213
    refuse
};

struct Course {
    Act act = Act::refuse;
    Errc refusal = Errc::internal;  ///< of Act::refuse; its row names what is possible instead
};

/// Import: 30 days from release; export: one year.
std::chrono::days return_limit(schemas::Direction direction);

Stage stage_of(Phase phase, std::int32_t status, std::uint16_t receipt);
Course course_of(Wish wish, const Standpoint& standpoint, Instant now);

/// "1", "2", "3": what the act writes as appType; "1" for the messages of their own.
std::string_view app_type_of(Act act);
std::string_view act_name(Act act);
/// Why this message was picked.
std::string_view act_text(Act act, Language language);
std::optional<Wish> wish_from(std::string_view name);  ///< "amend", "withdraw", "return"

}  // namespace tg::store
