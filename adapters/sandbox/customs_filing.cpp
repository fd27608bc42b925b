// One document filed: refused, or accepted by what its kind demands.
#include "adapters/sandbox/customs.hpp"

#include <algorithm>

namespace tg::sandbox {

namespace {

using About = schemas::Kind;

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

/// The lists that may be split over several messages, and the warehouse entry.
bool is_list(const Kind& kind) {
    return kind.about == About::delivery || kind.about == About::manifest ||
           kind.about == About::arrival || kind.about == About::departure ||
           kind.about == About::summary;
}

bool may_still_change(const HeldDocument& held) {
    return held.standing == Standing::waiting || held.stage == 2 || held.stage == 120;
}
}  // namespace

Customs::Refusal Customs::refusal(
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
    if (ending == Ending::negative &&
        (message.kind->about == About::order || is_follow_up(*message.kind))) {
        return std::pair(codes.check, std::string("报文校验失败:按编号要求处理异常"));
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

/// Another live inventory for the same order or waybill.
Customs::Refusal Customs::rival(const Kind& kind, const Submitted& submitted) {
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

Customs::Refusal Customs::conflict(const Kind& kind, const Submitted& submitted, const Held& held) {
    const bool occupied = held && held->standing != Standing::free;
    const bool newer = held && submitted.app_time > held->app_time;
    if (submitted.app_type == "1") {
        if (occupied && !newer)
            return std::pair(kind.codes.stale, std::string("报文时间不晚于已存数据，不予处理"));
        if (occupied)
            return std::pair(kind.codes.duplicate, std::string("已存在相同编号的单证"));
        return rival(kind, submitted);
    }
    // A rejected inventory is corrected by a change as well as by filing it again.
    const bool corrects = !occupied && held && held->stage == 100 && submitted.app_type == "2" &&
                          kind.about == About::inventory;
    if (!occupied && !corrects)
        return std::pair(kind.codes.no_target, std::string("没有可变更或删除的单证"));
    if (!newer)
        return std::pair(kind.codes.stale, std::string("报文时间不晚于已存数据，不予处理"));
    if (corrects)
        return rival(kind, submitted);
    const bool fixed = kind.fixed == Fixed::by_judgement ? !may_still_change(*held)
                                                         : inventory_declared(kind, submitted);
    if (fixed)
        return std::pair(kind.codes.state, std::string("单证状态不允许变更或删除"));
    return std::nullopt;
}

void Customs::record(const HeldDocument& row, const Held& held) {
    if (held) {
        ledger_.refile(row);
    } else {
        ledger_.add(row);
    }
}

void Customs::file(const Examined& message, const Submitted& submitted, Instant now) {
    const Kind& kind = *message.kind;
    const Ending ending = ending_of_filed(kind, submitted.document);
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
    if (is_follow_up(kind))
        row.invt_no = head_value(submitted.document, "invtNo");
    row.number = kind.number;
    row.address = message.address;
    row.app_time = submitted.app_time;
    row.anew = submitted.app_type == "1" ? 1 : 0;
    row.accepted = now;
    row.document = submitted.document.serialise();

    auto refused = refusal(message, submitted, ending);
    if (!refused)
        refused = conflict(kind, submitted, held);
    if (!refused && submitted.app_type != "3")
        refused =
            is_list(kind) ? list_refusal(kind, submitted) : claim_refusal(kind, submitted, now);
    if (refused) {
        if (held) {
            ledger_.count_filing(row);
        } else {
            ledger_.add(row);
        }
        return negative(subject, refused->first, std::move(refused->second), now);
    }
    if (submitted.app_status == "1") {
        record(row, held);
        say(subject, {{1, Voice::eport, "电子口岸已暂存", 1}}, now);
        return;
    }
    if (submitted.app_type == "3") {
        record(row, held);
        say(subject, deleted(accepted_text(submitted.document)), now);
        return;
    }
    accept(subject, std::move(row), held, now);
    wake_inventories(kind, submitted, now);
}

void Customs::accept(const Subject& subject, HeldDocument row, const Held& held, Instant now) {
    const Kind& kind = subject.kind;
    if (kind.about == About::inventory)
        return accept_inventory(subject, std::move(row), held, now);
    Subject numbered = subject;
    if (kind.letter != 0)
        row.serial = held && held->serial != 0 ? held->serial : ledger_.next_serial();
    numbered.serial = row.serial;
    if (is_list(kind))
        return take_part(numbered, std::move(row), held, now);
    if (!row.invt_no.empty())
        return follow(numbered, std::move(row), held, now);
    settle(numbered, row, course(numbered), now);
    record(row, held);
}

void Customs::settle(
    const Subject& subject, HeldDocument& row, std::vector<Step> steps, Instant base
) {
    row.stage = last_status(steps);
    row.standing = is_refusal(row.stage) ? Standing::free : Standing::held;
    row.said = say(subject, steps, base);
}

std::vector<Step> Customs::course(const Subject& subject) {
    Course asked;
    asked.number = subject.kind.number;
    asked.ending = subject.ending;
    asked.accepted = accepted_text(subject.document);
    asked.luck = static_cast<std::uint64_t>(subject.serial);
    return course_of(asked);
}

Customs::Subject Customs::subject_of(const HeldDocument& row, const schemas::Document& document) {
    const Kind& kind = *find_kind(row.number);
    const Ending ending = is_follow_up(kind) ? ending_of(own_number(kind, document))
                                             : ending_of(head_value(document, "orderNo"));
    Subject subject{kind, document, row.address, "", ending};
    subject.serial = row.serial;
    subject.accepted = row.accepted;
    return subject;
}

}  // namespace tg::sandbox
