// See platform_records.hpp.
#include "adapters/sandbox/platform_records.hpp"

#include "adapters/sandbox/kinds.hpp"
#include "gateway/receipt/answer_fields.hpp"
#include "schemas/document.hpp"

#include <algorithm>
#include <charconv>

namespace tg::sandbox {

namespace {

/// The numbers of e-port and customs end with the serial number of the document.
constexpr std::size_t serial_digits = 9;

std::int64_t serial_in(std::string_view number) {
    if (number.size() < serial_digits)
        return 0;
    number.remove_prefix(number.size() - serial_digits);
    std::int64_t serial = 0;
    const auto [end, failure] =
        std::from_chars(number.data(), number.data() + number.size(), serial);
    return failure == std::errc() && end == number.data() + number.size() ? serial : 0;
}

/// The inventory that an answer is about; nothing for other kinds and for what was never held.
std::optional<HeldDocument> subject_of(
    const receipt::Answer& answer, const Kind& kind, Ledger& ledger
) {
    auto serial = serial_in(answer.invt_no);
    if (serial == 0)
        serial = serial_in(answer.pre_no);
    if (serial != 0)
        return ledger.numbered(serial, kind.number);
    if (answer.agent_code.empty() || answer.cop_no.empty())
        return std::nullopt;
    return ledger.find(key_of(kind, answer.agent_code, answer.cop_no));
}

void complete(receipt::Answer& answer, const schemas::Document& document) {
    for (const auto& field : receipt::answer_fields()) {
        auto& value = answer.*field.member;
        if (value.empty() && field.element != "guid")
            value = head_value(document, field.element);
    }
}

}  // namespace

std::vector<receipt::Answer> known_answers(const WaitingReceipt& receipt, Ledger& ledger) {
    const auto answered = std::ranges::find(kinds(), receipt.receipt, &Kind::receipt);
    const bool inventory = answered != kinds().end() && answered->about == schemas::Kind::inventory;
    receipt::KeptReceipt kept;
    kept.raw.bytes = receipt.bytes;
    auto read = receipt::read(kept);
    if (!read)
        return {};
    auto answers = std::move(read.value().answers);
    if (!inventory)
        return answers;
    for (receipt::Answer& answer : answers) {
        const auto held = subject_of(answer, *answered, ledger);
        if (!held)
            continue;
        if (const auto document = schemas::Document::parse(held->document))
            complete(answer, document.value());
    }
    return answers;
}

}  // namespace tg::sandbox
