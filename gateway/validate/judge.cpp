// See judge.hpp.
#include "gateway/validate/judge.hpp"

#include "gateway/validate/site.hpp"

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
    normalise::Surroundings around{"0000", {}, std::move(sitting.facts)};
    if (place != nullptr) {
        const auto site = site_of(
            *place,
            rules.places,
            {normalise::place_id(order.procedure()),
             normalise::place_id(order.stock_at()),
             normalise::place_id(order.point())}
        );
        around.customs_code = site.where->customs_code;
        around.loct_no = site.point == nullptr ? std::string() : site.point->supervision_code;
    }
    auto draft = normalise::draft(std::move(order), rules.codes, around, sitting.now, sitting.ids);
    if (look)
        look(draft);
    return check(std::move(draft), rules, sitting.filing, sitting.now);
}

}  // namespace tg::validate
