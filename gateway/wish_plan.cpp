// See wish_plan.hpp.
#include "gateway/wish_plan.hpp"

#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <array>

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

/// What is told early, with its place: items that the inventory lacks, quantities above what is
/// left. A line without gnum means the item at its place.
std::vector<Error> judge_items(
    const intake::WishOutline& outline, const FilingStand& stand, const std::string& base
) {
    auto left = stand.left;
    std::vector<Error> faults;
    for (std::size_t line = 0; line < outline.returned.size(); ++line) {
        const auto& item = outline.returned[line];
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

void contribute(normalise::KnownFacts& facts, Kind declared, Act act, const DocumentStand& at) {
    facts.app_type[static_cast<std::size_t>(declared)] = store::app_type_of(act);
    if (at.point.kind != Kind::inventory)
        return;
    facts.invt_cop_no = at.cop_no;
    // A document that is declared anew after a rejection has no number of customs yet.
    if (act == Act::declare_again)
        return;
    facts.pre_no = at.pre_no;
    facts.invt_no = at.invt_no;
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
    const auto about = subjects(wish, outline);
    if (about.empty())
        return fail(Errc::missing, pointer_base, {"order | payment | waybill | inventory"});
    std::vector<Error> refusals;
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
    // A state refuses as a whole (409); what is wrong with the body is told as parts (422).
    constexpr int conflict = 409;
    if (refusals.size() == 1 && entry_of(refusals.front().code).http_status == conflict)
        return std::move(refusals.front());
    Error error = fail(Errc::order_refused, pointer_base, {std::to_string(refusals.size())});
    error.parts = std::move(refusals);
    return error;
}

}  // namespace tg
