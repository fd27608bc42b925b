// What is said and when: the times of answers, their texts, the numbers that they give.
#include "adapters/sandbox/answers.hpp"
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
std::string pre_number(char letter, std::int64_t serial, Instant accepted) {
    return letter + china_date8(accepted) + padded(serial);
}

/// The number that customs gives to a warehouse entry or a summary application: nothing is
/// published about its form but the length.
std::string given_number(
    const Kind& kind, const schemas::Document& document, std::int64_t serial, Instant accepted
) {
    if (kind.about != schemas::Kind::delivery && kind.about != schemas::Kind::summary)
        return {};
    return customs_number(document, kind.letter, serial, accepted);
}

}  // namespace

std::string customs_number(
    const schemas::Document& document, char letter, std::int64_t serial, Instant accepted
) {
    return std::string(head_value(document, "customsCode")) + china_date8(accepted).substr(0, 4) +
           letter + padded(serial);
}

std::string inventory_number(
    const schemas::Document& inventory, std::int64_t serial, Instant accepted
) {
    const bool import = inventory.table().direction == schemas::Direction::import;
    return customs_number(inventory, import ? 'I' : 'E', serial, accepted);
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

Instant Customs::say(const Subject& subject, const std::vector<Step>& steps, Instant base) {
    if (subject.ending == Ending::late)
        base += rules_.late;
    const auto time_of = [&](const Step& step) {
        return base + step.after * rules_.step +
               jitter_[static_cast<std::size_t>(step.after) % jitter_.size()];
    };
    Instant last = base;
    for (const Step& step : steps) last = std::max(last, time_of(step));
    if (subject.ending == Ending::silent)
        return last;
    for (std::size_t at = 0; at < steps.size(); ++at) {
        const std::size_t delivered =
            subject.ending == Ending::shuffled ? steps.size() - 1 - at : at;
        const Instant due = time_of(steps[delivered]);
        say_once(subject, steps[at], time_of(steps[at]), due);
        if (subject.ending == Ending::twice)
            say_once(subject, steps[at], time_of(steps[at]), due + rules_.step / 2);
    }
    return last;
}

void Customs::say_once(const Subject& subject, const Step& step, Instant returned, Instant due) {
    const Kind& kind = subject.kind;
    const std::string own = step.voice == Voice::customs
                                ? own_guid()
                                : std::string(head_value(subject.document, "guid"));
    const std::string status = std::to_string(step.status);
    const std::string time = china_time17(returned);
    const bool numbered = subject.serial != 0 && kind.letter != 0 && step.status > 1;
    const std::string pre_no =
        numbered ? pre_number(kind.letter, subject.serial, subject.accepted) : "";
    const bool given = numbered && step.status >= stored;
    // A later document names the inventory that it is about, from its first answer on.
    std::string invt_no(is_follow_up(kind) ? head_value(subject.document, "invtNo") : "");
    std::string given_no;
    if (given && kind.about == schemas::Kind::inventory)
        invt_no = inventory_number(subject.document, subject.serial, subject.accepted);
    if (given)
        given_no = given_number(kind, subject.document, subject.serial, subject.accepted);
    AnswerValues values{own, status, time, step.info, pre_no, invt_no, given_no};
    values.names_document = step.keys == Keys::all;
    Planned planned;
    planned.address = subject.address;
    planned.receipt = kind.receipt;
    planned.voice = step.voice;
    planned.due = due;
    if (step.voice == Voice::eport)
        planned.root_guid = subject.root_guid;
    std::string text;
    append_answer(text, kind.receipt, subject.document, values);
    put(std::move(planned), text);
}

void Customs::write(const Subject& subject, const schemas::Document& document, Instant due) {
    if (subject.ending == Ending::silent)
        return;
    Planned planned;
    planned.address = subject.address;
    planned.receipt = document.table().number;
    planned.voice = Voice::customs;
    planned.due = due;
    std::string text;
    append_document(text, document);
    put(planned, text);
    if (subject.ending != Ending::twice)
        return;
    planned.due += rules_.step / 2;
    put(std::move(planned), text);
}

void Customs::put(Planned planned, std::string_view text) {
    const Bucket bucket(planned.address, planned.receipt, planned.voice, planned.due);
    Planned& open = open_[bucket];
    if (open.count == 0)
        open = std::move(planned);
    open.text += text;
    if (++open.count == 100) {
        ledger_.plan(open);
        open_.erase(bucket);
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
