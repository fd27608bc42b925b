// See wish_plan.hpp.
#include "gateway/wish_plan.hpp"

#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

namespace tg {
namespace {

using schemas::Kind;
using store::Act;
using store::DocumentStand;
using store::FilingStand;
using store::Wish;

/// What a caller may want changed or withdrawn.
constexpr std::array amendable{
    Kind::order, Kind::payment, Kind::waybill, Kind::inventory, Kind::receipts};

/// How far ahead of the clock a version may be dated, so that it is later than the one before.
constexpr std::chrono::seconds ahead_max{5};

/// The sections that the body of a wish may hold.
struct Use {
    Wish wish;
    Kind kind;
};
constexpr std::array uses{
    Use{Wish::amend, Kind::order},
    Use{Wish::amend, Kind::payment},
    Use{Wish::amend, Kind::waybill},
    Use{Wish::amend, Kind::inventory},
    Use{Wish::amend, Kind::receipts},
    Use{Wish::withdraw, Kind::cancellation},
    Use{Wish::give_back, Kind::refund},
};

const DocumentStand* find(const FilingStand& stand, Kind kind) {
    for (const auto& document : stand.documents)
        if (document.point.kind == kind)
            return &document;
    return nullptr;
}

bool names(const intake::WishOutline& outline, Kind kind) {
    return std::ranges::find(outline.sections, kind) != outline.sections.end();
}

/// The documents that the wish is about.
std::vector<Kind> subjects(Wish wish, const intake::WishOutline& outline) {
    if (wish != Wish::amend)
        return {
            wish == Wish::withdraw ? outline.subject.value_or(Kind::inventory) : Kind::inventory};
    std::vector<Kind> out;
    for (const auto kind : amendable)
        if (names(outline, kind))
            out.push_back(kind);
    return out;
}

/// The section that an act declares.
Kind declared_by(Act act, Kind about) {
    switch (act) {
        case Act::cancel:
            return Kind::cancellation;
        case Act::refund:
            return Kind::refund;
        default:
            return about;
    }
}

std::string names_of(std::span<const Kind> kinds) {
    std::string out;
    for (const auto kind : kinds) {
        if (!out.empty())
            out += ", ";
        out += schemas::section_name(kind);
    }
    return out;
}

/// What the body may not hold: sections that the wish has no use for, a subject where only one is
/// possible or of a kind that nobody withdraws.
std::vector<Error> judge_body(
    Wish wish, const intake::WishOutline& outline, const std::string& base
) {
    std::vector<Kind> used;
    for (const auto& row : uses)
        if (row.wish == wish)
            used.push_back(row.kind);
    auto all = names_of(used);
    if (wish == Wish::withdraw)
        all = "section, " + all;
    std::vector<Error> faults = outline.faults;
    const auto refuse = [&](const std::string& name) {
        faults.push_back(fail(Errc::not_in_this_wish, base + "/" + name, {name, all}));
    };
    for (const auto kind : outline.sections)
        if (std::ranges::find(used, kind) == used.end())
            refuse(std::string(schemas::section_name(kind)));
    if (outline.names_subject && wish != Wish::withdraw)
        refuse("section");
    if (wish == Wish::withdraw && outline.subject &&
        std::ranges::find(amendable, *outline.subject) == amendable.end())
        faults.push_back(
            fail(Errc::not_allowed_value, base + "/section", {"section", names_of(amendable)})
        );
    return faults;
}

/// A filing stays where and what it was filed as.
std::vector<Error> judge_top(
    const intake::WishOutline& outline, const FilingStand& stand, const std::string& base
) {
    std::vector<Error> faults;
    const auto refuse = [&](const std::string& name) {
        faults.push_back(fail(Errc::fixed_by_filing, base + "/" + name, {name}));
    };
    if (!outline.park.empty() && normalise::place_id(outline.park) != stand.place)
        refuse("park");
    if (!outline.procedure.empty() && normalise::place_id(outline.procedure) != stand.procedure)
        refuse("procedure");
    if (outline.direction && *outline.direction != stand.direction)
        refuse("direction");
    return faults;
}

/// What is told early, with its place: items that the inventory lacks, quantities above what is
/// left. A line without gnum means the item at its place.
std::vector<Error> judge_items(
    const intake::WishOutline& outline, const FilingStand& stand, const std::string& base
) {
    auto left = stand.left;
    std::vector<Error> faults;
    if (outline.lists_returned && outline.returned.empty())
        faults.push_back(fail(Errc::return_lines, base + "/refund/lines"));
    for (std::size_t line = 0; line < outline.returned.size(); ++line) {
        const auto& item = outline.returned[line];
        if (item.gnum.empty() && item.qty.empty()) {
            faults.push_back(
                fail(Errc::return_lines, base + "/refund/lines/" + std::to_string(line))
            );
            continue;
        }
        const auto gnum = item.gnum.empty() ? std::to_string(line + 1) : item.gnum;
        const auto where = base + "/refund/lines/" + std::to_string(line);
        if (auto fault = store::refuse_return(left, gnum, item.qty, where))
            faults.push_back(std::move(*fault));
    }
    return faults;
}

std::uint16_t message_of(schemas::Direction direction, Kind declared) {
    for (const auto& table : schemas::catalogue())
        if (table.direction == direction && table.kind == declared && !table.receipt)
            return table.number;
    return 0;
}

Error missing(const std::string& base, Kind kind) {
    const std::string name(schemas::section_name(kind));
    return fail(Errc::missing, base + "/" + name, {name});
}

/// It names what the filing holds.
Error stands_alone(const FilingStand& stand, const std::string& base) {
    const auto kind = stand.documents.front().point.kind;
    return fail(Errc::stands_alone, base, {std::string(schemas::section_name(kind))});
}

void contribute(normalise::KnownFacts& facts, Kind declared, Act act, const DocumentStand& at) {
    facts.app_type[static_cast<std::size_t>(declared)] = store::app_type_of(act);
    if (declared == at.point.kind)
        facts.app_time_before[static_cast<std::size_t>(declared)] = at.app_time;
    if (at.point.kind != Kind::inventory)
        return;
    facts.invt_cop_no = at.cop_no;
    // A document that is declared anew after a rejection has no number of customs yet.
    if (act == Act::declare_again)
        return;
    facts.pre_no = at.pre_no;
    facts.invt_no = at.invt_no;
}

bool too_far_ahead(const DocumentStand& at, Instant now) {
    const auto before = from_china_digits(at.app_time);
    return before && *before >= now + ahead_max;
}

/// A state refuses as a whole (409, 503); what is wrong with the body is told as parts (422).
Error refusal(std::vector<Error> refusals, const std::string& base) {
    constexpr int wrong_body = 422;
    if (refusals.size() == 1 && entry_of(refusals.front().code).http_status != wrong_body)
        return std::move(refusals.front());
    Error error = fail(Errc::order_refused, base, {std::to_string(refusals.size())});
    error.parts = std::move(refusals);
    return error;
}

}  // namespace

Result<WishPlan> plan_wish(
    Wish wish,
    const intake::WishOutline& outline,
    const FilingStand& stand,
    Instant now,
    const std::string& pointer_base
) {
    WishPlan plan;
    plan.pursuit.wish = wish;
    const auto alone =
        std::ranges::none_of(amendable, [&](Kind kind) { return find(stand, kind) != nullptr; });
    if (alone && !stand.documents.empty())
        return stands_alone(stand, pointer_base);
    auto refusals = judge_body(wish, outline, pointer_base);
    std::ranges::move(judge_top(outline, stand, pointer_base), std::back_inserter(refusals));
    if (!refusals.empty())
        return refusal(std::move(refusals), pointer_base);
    const auto about = subjects(wish, outline);
    if (about.empty())
        return fail(Errc::missing, pointer_base, {"order | payment | waybill | inventory"});
    for (const auto kind : about) {
        const auto* at = find(stand, kind);
        if (at == nullptr) {
            refusals.push_back(missing(pointer_base, kind));
            continue;
        }
        const auto course = store::course_of(wish, at->point, now);
        const auto where = pointer_base + "/" + std::string(schemas::section_name(kind));
        if (course.act == Act::refuse) {
            refusals.push_back(store::refusal_of(*at, course, where));
            continue;
        }
        const auto declared = declared_by(course.act, kind);
        if (declared != kind && !names(outline, declared)) {
            refusals.push_back(missing(pointer_base, declared));
            continue;
        }
        if (declared == kind && too_far_ahead(*at, now)) {
            refusals.push_back(fail(Errc::version_too_soon, where));
            continue;
        }
        if (declared == Kind::refund) {
            auto faults = judge_items(outline, stand, pointer_base);
            refusals.insert(refusals.end(), faults.begin(), faults.end());
        }
        plan.pursuit.acts.push_back({kind, course.act, message_of(stand.direction, declared)});
        plan.declared.push_back(declared);
        contribute(plan.facts, declared, course.act, *at);
    }
    if (refusals.empty())
        return plan;
    return refusal(std::move(refusals), pointer_base);
}

}  // namespace tg
