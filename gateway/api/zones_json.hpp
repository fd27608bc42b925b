// Zone files, places and routes as JSON.
#pragma once

#include "gateway/api/json_text.hpp"
#include "gateway/api/ports.hpp"
#include "gateway/forward/zone_book.hpp"
#include "gateway/store/store.hpp"

#include <string>
#include <vector>

namespace tg::api {

/// Files, channels, warnings and history.
std::string zones_json(const forward::ZoneSet& set, const std::vector<books::Switch>& history);
std::string zones_checked_json(
    const Result<forward::ZonesChecked>& checked, const forward::ZoneSet& in_force
);
std::string zones_switched_json(const ZoneDesk::Switched& switched);

/// A place as in /v1/places, with its channel; `whole`: with every value and what says so.
std::string place_json(
    const forward::Zones& zones, const validate::Place& place, Instant now, bool whole
);

/// Where the documents of a filing went, and why. `history` may be nothing.
std::string route_json(
    const store::FilingView& view,
    const forward::Zones& zones,
    const std::vector<books::Switch>* history
);

/// One place, as an object; defined in reference.cpp.
void write_place(
    JsonText& out, const forward::Zones& zones, const validate::Place& place, Instant now
);

}  // namespace tg::api
