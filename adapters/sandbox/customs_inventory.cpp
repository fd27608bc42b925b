// One inventory: waiting for its partners, decided when they are there, released when what an
// export waits for has come.
#include "adapters/sandbox/compare.hpp"
#include "adapters/sandbox/customs.hpp"

#include <algorithm>

namespace tg::sandbox {

namespace {

using About = schemas::Kind;

/// Spreads neighbouring serials, so that variants are mixed within a message.
std::uint64_t luck_of(std::int64_t serial, std::uint64_t seed) {
    std::uint64_t mixed = static_cast<std::uint64_t>(serial) * 0x9E3779B97F4A7C15ULL + seed;
    mixed ^= mixed >> 29;
    return mixed * 0xBF58476D1CE4E5B9ULL >> 32;
}

bool released(const std::vector<Step>& steps) {
    return std::any_of(steps.begin(), steps.end(), [](const Step& step) {
        return step.status == 800;
    });
}

}  // namespace

void Customs::accept_inventory(
    const Subject& subject, HeldDocument row, const Held& held, Instant now
) {
    const Kind& kind = subject.kind;
    const bool changes = head_value(subject.document, "appType") == "2";
    Subject numbered = subject;
    const bool keeps = held && held->serial != 0 && changes;
    row.serial = keeps ? held->serial : ledger_.next_serial();
    // The number carries the year of the first acceptance.
    if (keeps)
        row.accepted = held->accepted;
    numbered.serial = row.serial;
    numbered.accepted = row.accepted;
    row.invt_no = inventory_number(subject.document, row.serial, row.accepted);
    const std::string guid(head_value(subject.document, "guid"));
    std::vector<Step> steps = accepted((changes ? "变更申报成功[" : "新增申报成功[") + guid + "]");
    Found found = partners_of(kind, row.order_key, row.waybill_key);
    const bool waits = !found.missing.empty();
    if (!waits) {
        for (Step& step : decide(kind, subject.document, found)) steps.push_back(std::move(step));
    }
    const bool free_goods = released(steps);
    settle(numbered, row, std::move(steps), now);
    if (waits) {
        row.standing = Standing::waiting;
        row.remind = now + 2 * rules_.step;
    }
    record(row, held);
    if (free_goods)
        bill(row, subject.document, row.said);
}

void Customs::wake_inventories(const Kind& kind, const Submitted& submitted, Instant now) {
    if (kind.about == About::inventory || is_follow_up(kind))
        return;
    const Kind* inventory = kind_about(kind.direction, About::inventory);
    const auto rows = kind.about == About::waybill
                          ? ledger_.about_waybill(submitted.key)
                          : ledger_.about_order(submitted.order_key, inventory->number);
    for (const HeldDocument& row : rows) {
        if (row.standing != Standing::waiting)
            continue;
        const auto document = schemas::Document::parse(row.document);
        if (!document)
            continue;
        Found found = partners_of(*inventory, row.order_key, row.waybill_key);
        if (!found.missing.empty())
            continue;
        HeldDocument decided = row;
        std::vector<Step> steps = decide(*inventory, document.value(), found);
        const bool free_goods = released(steps);
        settle(subject_of(row, document.value()), decided, std::move(steps), now);
        ledger_.set_state(decided);
        if (free_goods)
            bill(decided, document.value(), decided.said);
    }
}

Customs::Found Customs::partners_of(
    const Kind& kind, std::string_view order_key, std::string_view waybill_key
) {
    Found found;
    const auto missing = [&found](const char* what) {
        found.missing += found.missing.empty() ? "" : "、";
        found.missing += what;
    };
    found.order = ledger_.find(order_key);
    if (!found.order || found.order->standing != Standing::held)
        missing("订单信息不存在");
    if (kind.direction == schemas::Direction::import) {
        for (HeldDocument& row :
             ledger_.about_order(order_key, kind_about(kind.direction, About::payment)->number)) {
            if (row.standing == Standing::held)
                found.payment = std::move(row);
        }
        if (!found.payment)
            missing("支付单信息不存在");
    }
    found.waybill = ledger_.find(waybill_key);
    if (!found.waybill || found.waybill->standing != Standing::held)
        missing("运单信息不存在");
    return found;
}

std::vector<Step> Customs::decide(
    const Kind& kind, const schemas::Document& inventory, Found& found
) {
    const auto order = schemas::Document::parse(found.order->document);
    const auto waybill = schemas::Document::parse(found.waybill->document);
    Decision decision;
    decision.direction = kind.direction;
    decision.ending = ending_of(head_value(inventory, "orderNo"));
    decision.closes = rules_.closes_exports;
    decision.waits = kind.direction == schemas::Direction::outward &&
                     (rules_.export_chain || decision.ending == Ending::chain);
    decision.luck = luck_of(static_cast<std::int64_t>(random_() >> 1), rules_.seed);
    if (order && waybill) {
        Partners partners{&order.value(), nullptr, &waybill.value()};
        if (found.payment) {
            const auto payment = schemas::Document::parse(found.payment->document);
            if (payment)
                partners.payment = &payment.value();
            decision.difference = difference(inventory, partners).value_or("");
        } else {
            decision.difference = difference(inventory, partners).value_or("");
        }
    }
    return decided(decision);
}

void Customs::remind(const HeldDocument& row, Instant now) {
    ledger_.reminded(row.id);
    const Kind* kind = find_kind(row.number);
    const auto document = schemas::Document::parse(row.document);
    if (kind == nullptr || !document || row.standing != Standing::waiting)
        return;
    const Found found = partners_of(*kind, row.order_key, row.waybill_key);
    if (found.missing.empty())
        return;
    const Subject subject = subject_of(row, document.value());
    const std::string text = "清单新增申报成功，" + found.missing + "[电商平台编号：" +
                             std::string(head_value(document.value(), "ebpCode")) + "，订单编号：" +
                             std::string(head_value(document.value(), "orderNo")) + "]";
    say(subject, still_waiting(text), now);
}

void Customs::clear_if_ready(std::string_view parcel, Instant base) {
    const Kind* manifest = kind_about(schemas::Direction::outward, About::manifest);
    const Kind* arrival = kind_about(schemas::Direction::outward, About::arrival);
    if (!ledger_.marked(parcel, manifest->number))
        return;
    // An arrival without a list is that of everything under its bill.
    const std::string bill = ledger_.bill_of(parcel, manifest->number);
    if (!ledger_.marked(parcel, arrival->number) && !ledger_.marked(bill, arrival->number))
        return;
    for (HeldDocument& row : ledger_.about_waybill(parcel)) {
        if (row.standing != Standing::held || row.stage != 399)
            continue;
        const auto document = schemas::Document::parse(row.document);
        if (!document)
            continue;
        const Subject subject = subject_of(row, document.value());
        settle(subject, row, cleared(subject.ending), std::max(base, row.said));
        ledger_.set_state(row);
    }
}

}  // namespace tg::sandbox
