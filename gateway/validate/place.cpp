// Look-ups among the places of the pilot zones.
#include "gateway/validate/place.hpp"

#include <algorithm>
#include <utility>

namespace tg::validate {

schemas::Edition Editions::at(Instant moment) const {
    auto edition = first;
    for (const Change& change : changes) {
        if (change.from <= moment)
            edition = change.edition;
    }
    return edition;
}

bool Place::does(schemas::Direction direction, std::string_view procedure) const {
    return std::ranges::any_of(procedures, [&](const ProcedureHere& here) {
        return here.direction == direction && here.procedure == procedure;
    });
}

Places::Places(std::vector<Place> places) : places_(std::move(places)) {
    std::ranges::sort(places_, {}, &Place::id);
}

const Place* Places::find(std::string_view id) const {
    const auto at = std::ranges::lower_bound(places_, id, std::less<>{}, [](const Place& place) {
        return std::string_view(place.id);
    });
    return at != places_.end() && at->id == id ? &*at : nullptr;
}

std::vector<const Place*> Places::doing(schemas::Direction direction, std::string_view procedure)
    const {
    std::vector<const Place*> found;
    for (const Place& place : places_) {
        if (place.does(direction, procedure))
            found.push_back(&place);
    }
    return found;
}

}  // namespace tg::validate
