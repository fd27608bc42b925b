// One document filed: refused, held, waiting for its partners, or waking an inventory that waited
// for it.
#include "adapters/sandbox/customs.hpp"

#include <algorithm>

namespace tg::sandbox {

namespace {

using About = schemas::Kind;

Ending ending_of_document(const schemas::Document& document) {
    return ending_of(head_value(document, "orderNo"));
}

/// "新增申报成功[guid]", by appType.
std::string accepted_text(const schemas::Document& document) {
    const std::string_view app_type = head_value(document, "appType");
    const char* verb = "新增";
    if (app_type == "2")
        verb = "变更";
    if (app_type == "3")
        verb = "删除";
    return std::string(verb) + "申报成功[" + std::string(head_value(document, "guid")) + "]";
}

std::string order_names(const schemas::Document& document) {
    return "[电商企业编号：" + std::string(head_value(document, "ebcCode")) + "订单编号：" +
           std::string(head_value(document, "orderNo")) + "]";
}

const Kind* kind_about(schemas::Direction direction, schemas::Kind about) {
    for (const Kind& kind : kinds()) {
        if (kind.direction == direction && kind.about == about)
            return &kind;
    }
    return nullptr;
}

}  // namespace

std::optional<std::pair<int, std::string>> Customs::refusal(
    const Examined& message, const Submitted& submitted, Ending ending
) const {
    const NegativeCodes& codes = message.kind->codes;
    if (message.dxp_id != message.head.sender) {
        return std::pair(
            codes.check,
            "报文校验失败:传输节点的senderId和dxpId不一致" + order_names(submitted.document)
        );
    }
    if (submitted.app_status != "1" && !submitted.party_signed) {
        return std::pair(codes.identity, std::string("申报企业与签名证书的企业不一致"));
    }
    if (ending == Ending::negative && message.kind->about == About::order) {
        return std::pair(codes.check, std::string("报文校验失败:按订单编号要求处理异常"));
    }
    return std::nullopt;
}

bool Customs::inventory_declared(const Kind& kind, const Submitted& submitted) {
    const Kind* inventory = kind_about(kind.direction, About::inventory);
    const bool by_waybill = kind.about == About::waybill;
    const auto found = by_waybill ? ledger_.about_waybill(submitted.key)
                                  : ledger_.about_order(submitted.order_key, inventory->number);
    return std::any_of(found.begin(), found.end(), [](const HeldDocument& row) {
        return row.standing != Standing::free;
    });
}

std::optional<std::pair<int, std::string>> Customs::conflict(
    const Kind& kind, const Submitted& submitted, const std::optional<HeldDocument>& held
) {
    const bool occupied = held && held->standing != Standing::free;
    const bool newer = occupied && submitted.app_time > held->app_time;
    if (submitted.app_type == "1") {
        if (occupied && !newer)
            return std::pair(kind.codes.stale, std::string("报文时间不晚于已存数据，不予处理"));
        if (occupied)
            return std::pair(kind.codes.duplicate, std::string("已存在相同编号的单证"));
        if (kind.about != About::inventory)
            return std::nullopt;
        auto others = ledger_.about_order(submitted.order_key, kind.number);
        for (HeldDocument& row : ledger_.about_waybill(submitted.waybill_key))
            others.push_back(std::move(row));
        for (const HeldDocument& row : others) {
            if (row.standing == Standing::free || row.key == submitted.key)
                continue;
            return std::pair(kind.codes.duplicate, std::string("该订单或运单的清单已申报"));
        }
        return std::nullopt;
    }
    if (!occupied)
        return std::pair(kind.codes.no_target, std::string("没有可变更或删除的单证"));
    if (!newer)
        return std::pair(kind.codes.stale, std::string("报文时间不晚于已存数据，不予处理"));
    const bool fixed = kind.about == About::inventory ? held->standing == Standing::held
                                                      : inventory_declared(kind, submitted);
    if (fixed)
        return std::pair(kind.codes.state, std::string("单证状态不允许变更或删除"));
    return std::nullopt;
}

void Customs::record(const HeldDocument& row, const std::optional<HeldDocument>& held) {
    if (held) {
        ledger_.refile(row);
    } else {
        ledger_.add(row);
    }
}

void Customs::file(const Examined& message, const Submitted& submitted, Instant now) {
    const Kind& kind = *message.kind;
    const Ending ending = ending_of_document(submitted.document);
    const auto held = ledger_.find(submitted.key);
    Subject subject{kind, submitted.document, message.address, message.root_guid, ending};
    subject.accepted = now;

    HeldDocument row;
    row.id = held ? held->id : 0;
    row.key = submitted.key;
    // Only what others look for by these keys is indexed by them.
    const bool sought = kind.about == About::payment || kind.about == About::inventory;
    row.order_key = sought ? submitted.order_key : std::string();
    row.waybill_key = submitted.waybill_key;
    row.number = kind.number;
    row.address = message.address;
    row.app_time = submitted.app_time;
    row.accepted = now;
    row.document = submitted.document.serialise();

    auto refused = refusal(message, submitted, ending);
    if (!refused)
        refused = conflict(kind, submitted, held);
    if (refused) {
        if (held) {
            ledger_.count_filing(held->id);
        } else {
            ledger_.add(row);
        }
        return negative(subject, refused->first, std::move(refused->second), now);
    }
    if (submitted.app_status == "1") {
        record(row, held);
        return say(subject, {{1, Voice::eport, "电子口岸已暂存", 1}}, now);
    }
    if (submitted.app_type == "3") {
        record(row, held);
        return say(subject, simple_life(accepted_text(submitted.document)), now);
    }
    accept(subject, std::move(row), held, now);
    wake_inventories(kind, submitted, now);
}

void Customs::accept(
    const Subject& subject, HeldDocument row, const std::optional<HeldDocument>& held, Instant now
) {
    const Kind& kind = subject.kind;
    row.standing = Standing::held;
    const std::string_view app_type = head_value(subject.document, "appType");
    std::string text = accepted_text(subject.document);
    if (kind.about != About::inventory) {
        record(row, held);
        return say(subject, simple_life(text), now);
    }
    Subject numbered = subject;
    row.serial =
        held && held->serial != 0 && app_type == "2" ? held->serial : ledger_.next_serial();
    numbered.serial = row.serial;
    Found found = partners_of(kind, row.order_key, row.waybill_key);
    bool rejected = false;
    std::vector<Step> steps = accepted(text);
    if (found.missing.empty()) {
        for (Step& step : decide(kind, subject.document, found, rejected))
            steps.push_back(std::move(step));
        row.standing = rejected ? Standing::free : Standing::held;
    } else {
        row.standing = Standing::waiting;
        row.remind = now + 2 * rules_.step;
    }
    record(row, held);
    say(numbered, steps, now);
}

void Customs::wake_inventories(const Kind& kind, const Submitted& submitted, Instant now) {
    if (kind.about == About::inventory)
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
        bool rejected = false;
        const auto steps = decide(*inventory, document.value(), found, rejected);
        ledger_.set_standing(row.id, rejected ? Standing::free : Standing::held);
        Subject subject{
            *inventory, document.value(), row.address, "", ending_of_document(document.value())};
        subject.serial = row.serial;
        subject.accepted = row.accepted;
        say(subject, steps, now);
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

}  // namespace tg::sandbox
