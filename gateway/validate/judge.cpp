// See judge.hpp.
#include "gateway/validate/judge.hpp"

#include <utility>

namespace tg::validate {

const Place* place_of(const intake::Order& order, const Places& places) {
    return places.find(normalise::place_id(order.park()));
}

Result<Declaration> judge(
    intake::Order order, Sitting sitting, const std::function<void(const normalise::Draft&)>& look
) {
    const auto& rules = sitting.rules;
    const auto* place = place_of(order, rules.places);
    // An unknown place is told as that; it is not also a missing customs code.
    const normalise::Surroundings around{
        place == nullptr ? "0000" : place->customs_code, std::move(sitting.facts)};
    auto draft = normalise::draft(std::move(order), rules.codes, around, sitting.now, sitting.ids);
    if (look)
        look(draft);
    return check(std::move(draft), rules, sitting.filing, sitting.now);
}

}  // namespace tg::validate
