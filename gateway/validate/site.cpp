// See site.hpp.
#include "gateway/validate/site.hpp"

#include "gateway/validate/place_demands.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <optional>

namespace tg::validate {
namespace {

using schemas::Field;
using schemas::Group;

constexpr std::string_view site_element = "loctNo";

bool bonded(std::string_view procedure) {
    return procedure == "1210" || procedure == "1239";
}

std::string listed(const std::vector<std::string>& ids) {
    std::string out;
    for (const auto& id : ids) out += (out.empty() ? "" : ", ") + id;
    return out.empty() ? "-" : out;
}

std::string listed(const std::vector<Point>& points) {
    std::vector<std::string> ids;
    for (const Point& point : points) ids.push_back(point.id);
    return listed(ids);
}

const Point* find_point(const Place& place, std::string_view id) {
    const auto found = std::ranges::find(place.points, id, &Point::id);
    return found == place.points.end() ? nullptr : &*found;
}

const Point* with_code(const Place& place, std::string_view code) {
    const auto found = std::ranges::find(place.points, code, &Point::supervision_code);
    return found == place.points.end() ? nullptr : &*found;
}

/// loctNo of a document that has the element.
std::optional<Field> site_field(const normalise::DraftDocument& document) {
    return schemas::find_field(document.document.table(), Group::head, site_element);
}

/// Whether some document has to say which site it is: the office has several, or the zone files
/// ask.
bool needs_point(const Place& place, const Place& where, const normalise::Draft& draft) {
    const auto sites = std::ranges::count_if(where.points, [](const Point& point) {
        return !point.supervision_code.empty();
    });
    return std::ranges::any_of(draft.documents(), [&](const auto& document) {
        const auto field = site_field(document);
        return !document.earlier && field && (sites > 1 || demands(place, *field));
    });
}

}  // namespace

Site site_of(const Place& place, const Places& places, const SiteWish& wish) {
    Site site{&place, nullptr};
    if (bonded(wish.procedure)) {
        const auto& stock = place.stock_at;
        const bool named = std::ranges::find(stock, wish.stock_at) != stock.end();
        const bool only = wish.stock_at.empty() && stock.size() == 1;
        const auto* there =
            named || only ? places.find(named ? wish.stock_at : stock.front()) : nullptr;
        if (there != nullptr)
            site.where = there;
    }
    if (!wish.point.empty())
        site.point = find_point(*site.where, wish.point);
    else if (site.where->points.size() == 1)
        site.point = &site.where->points.front();
    return site;
}

void judge_stock(const Place& place, const SiteWish& wish, Findings& findings) {
    const auto& stock = place.stock_at;
    if (!bonded(wish.procedure)) {
        if (!wish.stock_at.empty() && !wish.procedure.empty())
            findings.add_below(
                Errc::must_be_absent, "/stock_at", {"stock_at", "procedure = " + wish.procedure}
            );
        return;
    }
    const bool own_room = stock.empty() && (wish.stock_at.empty() || wish.stock_at == place.id);
    const bool sound = wish.stock_at.empty()
                           ? stock.size() <= 1
                           : std::ranges::find(stock, wish.stock_at) != stock.end();
    if (own_room || sound)
        return;
    findings.add_below(
        Errc::stock_place,
        "/stock_at",
        {wish.stock_at.empty() ? "-" : wish.stock_at,
         place.id,
         stock.empty() ? place.id : listed(stock)}
    );
}

const Point* judge_point(
    const Place& place, const Site& site, const normalise::Draft& draft, Findings& findings
) {
    const auto& where = *site.where;
    const auto* point = site.point;
    const bool named = !draft.point().empty();
    if (named && point == nullptr) {
        findings.add_below(
            Errc::unknown_point,
            "/point",
            {std::string(draft.point()), where.id, listed(where.points)}
        );
        return nullptr;
    }
    bool written = false;  // by the sender, in some document
    for (const auto& document : draft.documents()) {
        const auto field = site_field(document);
        const bool own = field && document.head_slots[field->row] != normalise::from_nowhere;
        const auto code = own ? document.document.get(*field).value_or("") : std::string_view{};
        if (code.empty())
            continue;
        written = true;
        if (!named) {
            point = with_code(where, code);
        } else if (!point->supervision_code.empty() && code != point->supervision_code) {
            findings.add(
                Errc::documents_differ,
                Spot{document, *field, {}},
                {std::string(site_element), "point " + point->id}
            );
        }
    }
    if (point == nullptr && !written && !where.points.empty() && needs_point(place, where, draft))
        findings.add_below(Errc::not_allowed_value, "/point", {"point", listed(where.points)});
    return point;
}

}  // namespace tg::validate
