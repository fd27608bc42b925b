// See place_demands.hpp.
#include "gateway/validate/place_demands.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>

namespace tg::validate {
namespace {

using What = FieldDemand::What;

/// Told as a point to be chosen already.
bool is_site_to_choose(const Spot& spot, const Findings& findings) {
    return spot.element() == "loctNo" && findings.known_below("/point");
}

void judge_one(
    const Spot& spot, const FieldDemand& demand, const Place& place, Findings& findings
) {
    const auto value = spot.value().value_or(std::string_view{});
    std::vector<std::string> args{spot.element(), place.id, demand.where};
    switch (demand.what) {
        case What::required:
            if (value.empty() && !is_site_to_choose(spot, findings))
                findings.add(Errc::place_wants, spot, std::move(args));
            return;
        case What::max: {
            const auto size = character_count(value).value_or(0);
            if (size <= demand.max_len)
                return;
            args.push_back(std::to_string(demand.max_len));
            args.push_back(std::to_string(size));
            findings.add(Errc::place_too_long, spot, std::move(args));
            return;
        }
        case What::value:
            if (value.empty() || value == demand.value)
                return;
            args.push_back(demand.value);
            findings.add(Errc::place_value, spot, std::move(args));
            return;
    }
}

}  // namespace

void judge_demands(
    const normalise::DraftDocument& document, const Place& place, Findings& findings
) {
    for (const FieldDemand& demand : place.demands) {
        if (demand.field.table != document.document.table().index)
            continue;
        if (demand.field.group == schemas::Group::head) {
            judge_one({document, demand.field, {}}, demand, place, findings);
            continue;
        }
        for (std::size_t line = 0; line < document.document.line_count(); ++line)
            judge_one({document, demand.field, line}, demand, place, findings);
    }
}

bool demands(const Place& place, schemas::Field field) {
    return std::ranges::any_of(place.demands, [&](const FieldDemand& demand) {
        return demand.what == What::required && demand.field == field;
    });
}

}  // namespace tg::validate
