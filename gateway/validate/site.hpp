// Where the goods of a filing are. Usually at its place; but a city without a bonded area of its
// own keeps bonded stock in another [zone facts, unconfirmed]. Then the office in charge is the one
// where the stock lies: it holds the account book and lets the goods go, so customsCode, portCode
// and the supervised site come from there [1210: account book and in-zone enterprise, message
// rule]. Channel, limits and demands stay those of the place that the filing names. The in-zone
// enterprise (areaCode of an import, iacCode of an export) is a party and not a place: the sender
// names it, and agentCode likewise.
//
// A point is one of several supervised sites of that place; its code is loctNo, which customs wants
// when an office has several sites [message rule]. A point whose code nobody knows is kept with the
// filing and reaches no message.
#pragma once

#include "gateway/validate/findings.hpp"
#include "gateway/validate/place.hpp"

#include <string>

namespace tg::validate {

/// What an order says about it, each as normalise::place_id has it; the latter two may be empty.
struct SiteWish {
    std::string procedure, stock_at, point;
};

struct Site {
    const Place* where = nullptr;  ///< the place itself, or that where its bonded stock lies
    const Point* point =
        nullptr;  ///< of that place; nothing when none is named or there is a choice
};

/// What is named and sound; the only one there is when nothing is named. Any thread.
Site site_of(const Place& place, const Places& places, const SiteWish& wish);

/// Tells stock where it cannot lie, or a choice that was not made.
void judge_stock(const Place& place, const SiteWish& wish, Findings& findings);

/// The point that counts, after what the documents say themselves (loctNo): what the sender writes
/// stands, and must be that of a point that he names. Tells an unknown point, and points to choose
/// from where a document needs one.
const Point* judge_point(
    const Place& place, const Site& site, const normalise::Draft& draft, Findings& findings
);

}  // namespace tg::validate
