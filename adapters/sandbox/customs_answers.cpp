// What customs says and when: decisions about inventories, the times of answers, their texts.
#include "adapters/sandbox/answers.hpp"
#include "adapters/sandbox/compare.hpp"
#include "adapters/sandbox/customs.hpp"

#include <algorithm>

namespace tg::sandbox {

namespace {

constexpr std::int64_t serial_digits = 9;
constexpr int stored = 120;

std::string padded(std::int64_t number) {
    std::string digits = std::to_string(number % 1'000'000'000);
    digits.insert(0, static_cast<std::size_t>(serial_digits) - digits.size(), '0');
    return digits;
}

/// B + yyyyMMdd + 9 digits.
std::string pre_number(std::int64_t serial, Instant accepted) {
    return "B" + china_date8(accepted) + padded(serial);
}

/// District + year + I or E + 9 digits.
std::string inventory_number(
    const schemas::Document& inventory, std::int64_t serial, Instant accepted
) {
    const bool import = inventory.table().direction == schemas::Direction::import;
    return std::string(head_value(inventory, "customsCode")) + china_date8(accepted).substr(0, 4) +
           (import ? "I" : "E") + padded(serial);
}

/// Spreads neighbouring serials, so that variants are mixed within a message.
std::uint64_t luck_of(std::int64_t serial, std::uint64_t seed) {
    std::uint64_t mixed = static_cast<std::uint64_t>(serial) * 0x9E3779B97F4A7C15ULL + seed;
    mixed ^= mixed >> 29;
    return mixed * 0xBF58476D1CE4E5B9ULL >> 32;
}

}  // namespace

std::vector<Step> Customs::decide(
    const Kind& kind, const schemas::Document& inventory, Found& found, bool& rejected
) {
    const auto order = schemas::Document::parse(found.order->document);
    const auto waybill = schemas::Document::parse(found.waybill->document);
    Decision decision;
    decision.direction = kind.direction;
    decision.ending = ending_of(head_value(inventory, "orderNo"));
    decision.closes = rules_.closes_exports;
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
    rejected = !decision.difference.empty() || decision.ending == Ending::rejected;
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
    Subject subject{
        *kind,
        document.value(),
        row.address,
        "",
        ending_of(head_value(document.value(), "orderNo"))};
    subject.serial = row.serial;
    subject.accepted = row.accepted;
    const std::string text = "清单新增申报成功，" + found.missing + "[电商平台编号：" +
                             std::string(head_value(document.value(), "ebpCode")) + "，订单编号：" +
                             std::string(head_value(document.value(), "orderNo")) + "]";
    say(subject, still_waiting(text), now);
}

void Customs::negative(const Subject& subject, int code, std::string text, Instant now) {
    ledger_.count("negative");
    std::vector<Step> steps = refused(code, std::move(text));
    // The real -621001 names neither copNo nor preNo.
    if (code == -621001)
        steps.front().keys = Keys::numbers_only;
    say(subject, steps, now);
}

void Customs::format_answer(const Examined& message, Instant now, const std::string& text) {
    ledger_.count("format");
    Planned planned;
    planned.address = message.address;
    planned.receipt = 900;
    planned.voice = Voice::eport;
    planned.due = now + rules_.step + jitter_[1];
    planned.count = 1;
    const std::string guid = own_guid();
    const std::string time = china_time17(planned.due);
    append_format_answer(
        planned.text,
        {guid, time, text, message.head.cop_msg_id, message.message_type, message.bytes}
    );
    ledger_.plan(planned);
}

void Customs::say(const Subject& subject, const std::vector<Step>& steps, Instant base) {
    if (subject.ending == Ending::silent)
        return;
    if (subject.ending == Ending::late)
        base += rules_.late;
    const auto time_of = [&](const Step& step) {
        return base + step.after * rules_.step +
               jitter_[static_cast<std::size_t>(step.after) % jitter_.size()];
    };
    for (std::size_t at = 0; at < steps.size(); ++at) {
        const std::size_t delivered =
            subject.ending == Ending::shuffled ? steps.size() - 1 - at : at;
        const Instant due = time_of(steps[delivered]);
        say_once(subject, steps[at], time_of(steps[at]), due);
        if (subject.ending == Ending::twice)
            say_once(subject, steps[at], time_of(steps[at]), due + rules_.step / 2);
    }
}

void Customs::say_once(const Subject& subject, const Step& step, Instant returned, Instant due) {
    const Kind& kind = subject.kind;
    Planned& open = open_[Bucket(subject.address, kind.receipt, step.voice, due)];
    if (open.count == 0) {
        open.address = subject.address;
        open.receipt = kind.receipt;
        open.voice = step.voice;
        open.due = due;
        open.root_guid =
            step.voice == Voice::eport ? std::string(subject.root_guid) : std::string();
    }
    const std::string own = step.voice == Voice::customs
                                ? own_guid()
                                : std::string(head_value(subject.document, "guid"));
    const std::string status = std::to_string(step.status);
    const std::string time = china_time17(returned);
    const bool numbered = subject.serial != 0 && step.status > 1;
    const std::string pre_no = numbered ? pre_number(subject.serial, subject.accepted) : "";
    const std::string invt_no =
        numbered && step.status >= stored
            ? inventory_number(subject.document, subject.serial, subject.accepted)
            : "";
    AnswerValues values{own, status, time, step.info, pre_no, invt_no};
    values.names_document = step.keys == Keys::all;
    append_answer(open.text, kind.receipt, subject.document, values);
    if (++open.count == 100) {
        ledger_.plan(open);
        open_.erase(Bucket(subject.address, kind.receipt, step.voice, due));
    }
}

void Customs::flush() {
    for (const auto& [bucket, planned] : open_) ledger_.plan(planned);
    open_.clear();
}

std::string Customs::own_guid() {
    static constexpr char digits[] = "0123456789abcdef";
    std::string guid;
    guid.reserve(36);
    std::uint64_t bits = 0;
    for (int at = 0; at < 32; ++at) {
        if (at == 8 || at == 12 || at == 16 || at == 20)
            guid += '-';
        if (at % 16 == 0)
            bits = guids_();
        guid += digits[bits & 15U];
        bits >>= 4;
    }
    return guid;
}

}  // namespace tg::sandbox
