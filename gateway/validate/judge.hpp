// From an order to its verdict: brought into form for its place, then checked. What filing, a dry
// run and `tongguan judge` do alike.
#pragma once

#include "gateway/validate/declaration.hpp"

#include <functional>

namespace tg::validate {

/// What an order is judged with and as of when; `rules` outlives the judging.
struct Sitting {
    const Rulebook& rules;
    IdSource& ids;
    Instant now{};
    Filing filing = Filing::first;
    normalise::KnownFacts facts{};
};

/// The place that an order names; nothing when it names none that exists.
const Place* place_of(const intake::Order& order, const Places& places);

/// normalise::draft and check() in a row. `look` sees the draft in between: afterwards it belongs
/// to the declaration, or is gone. Fails like check(). Any thread.
Result<Declaration> judge(
    intake::Order order,
    Sitting sitting,
    const std::function<void(const normalise::Draft&)>& look = {}
);

}  // namespace tg::validate
