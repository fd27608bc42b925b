// What belongs to a filing that exists is completed from the bodies that were filed before.
#include "gateway/intake/read_body.hpp"
#include "gateway/intake/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tg::intake {
namespace {

using schemas::Kind;

/// Sections that what comes later is completed from and judged against. A return or a cancellation
/// says nothing about the next one.
constexpr std::array lasting{
    Kind::order, Kind::payment, Kind::waybill, Kind::inventory, Kind::receipts};

/// Members that the newer section does not have; lines as a whole.
void fill(Section& newer, Section before) {
    for (SlotValue& value : before.head) {
        if (newer.find(value.slot) == nullptr)
            newer.head.push_back(std::move(value));
    }
    if (newer.lines.empty())
        newer.lines = std::move(before.lines);
}

}  // namespace

/// The one that may change an order after it was read.
class OrderCompleter {
 public:
    /// `late` completed from what was filed before, the newest body first: an amendment says more
    /// than what it amended.
    static Result<Order> complete(
        RawOrder late, std::vector<std::string> earlier_bodies, const JsonLimits& limits
    ) {
        const Caller caller = late.caller;
        TG_TRY(auto order, read_body(std::move(late), limits, Members::some));
        std::ranges::reverse(earlier_bodies);
        for (std::string& body : earlier_bodies) {
            RawOrder before;
            before.caller = caller;
            before.body = std::move(body);
            TG_TRY(auto earlier, read_body(std::move(before), limits, Members::some));
            take(order, std::move(earlier));
        }
        return order;
    }

    /// Exactly these sections are declared; the others that last are context, the rest is dropped.
    static void declare_only(Order& order, const std::vector<Kind>& kinds) {
        for (std::size_t i = 0; i < section_count; ++i) {
            const auto kind = static_cast<Kind>(i);
            Section& section = order.sections_[i];
            section.earlier = std::ranges::find(kinds, kind) == kinds.end();
            if (section.earlier && std::ranges::find(lasting, kind) == lasting.end())
                section = Section{};
        }
    }

 private:
    static void take(Order& late, Order first) {
        if (late.park_.empty())
            late.park_ = std::move(first.park_);
        if (!late.direction_)
            late.direction_ = first.direction_;
        if (late.procedure_.empty())
            late.procedure_ = std::move(first.procedure_);
        if (late.point_.empty())
            late.point_ = std::move(first.point_);
        if (late.stock_at_.empty())
            late.stock_at_ = std::move(first.stock_at_);
        for (Override& before : first.overrides_) {
            before.earlier = true;
            late.overrides_.push_back(std::move(before));
        }
        for (const Kind kind : lasting) {
            Section& section = late.sections_[static_cast<std::size_t>(kind)];
            Section& before = first.sections_[static_cast<std::size_t>(kind)];
            if (!before.present)
                continue;
            if (section.present) {
                fill(section, std::move(before));
            } else {
                section = std::move(before);
                section.earlier = true;
            }
        }
    }
};

Result<Order> read_supplement(
    RawOrder late, std::vector<std::string> earlier_bodies, const JsonLimits& limits
) {
    return OrderCompleter::complete(std::move(late), std::move(earlier_bodies), limits);
}

Result<Order> read_wish(
    RawOrder late,
    std::vector<std::string> earlier_bodies,
    const std::vector<Kind>& declared,
    const JsonLimits& limits
) {
    TG_TRY(
        auto order, OrderCompleter::complete(std::move(late), std::move(earlier_bodies), limits)
    );
    OrderCompleter::declare_only(order, declared);
    return order;
}

namespace {

std::string text_of(
    const Section& section, Kind kind, std::optional<std::size_t> line, const char* name
) {
    const auto group = line ? schemas::Group::line : schemas::Group::head;
    const auto slot = find_member(kind, group, name);
    const Value* value = !slot ? nullptr : line ? section.find(*line, *slot) : section.find(*slot);
    return value == nullptr ? std::string() : value->text;
}

}  // namespace

Result<WishOutline> outline(const RawOrder& raw, const JsonLimits& limits) {
    TG_TRY(const auto order, read_body(raw, limits, Members::some));
    WishOutline out;
    for (std::size_t i = 0; i < section_count; ++i) {
        const auto kind = static_cast<Kind>(i);
        if (!order.section(kind).present)
            continue;
        out.sections.push_back(kind);
        if (out.order_no.empty())
            out.order_no = text_of(order.section(kind), kind, {}, "orderNo");
    }
    out.subject = filed_kind(order.subject());
    out.names_subject = !order.subject().empty();
    out.park = order.park();
    out.procedure = order.procedure();
    out.direction = order.direction();
    out.elsewhere = order.raw().elsewhere;
    out.reason = order.raw().reason;
    out.faults = order.faults();
    const Section& refund = order.section(Kind::refund);
    out.lists_returned = refund.lists_lines;
    for (std::size_t line = 0; line < refund.lines.size(); ++line)
        out.returned.push_back(
            {text_of(refund, Kind::refund, line, "gnum"),
             text_of(refund, Kind::refund, line, "qty")}
        );
    return out;
}

}  // namespace tg::intake
