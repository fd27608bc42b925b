// See kept_receipts.hpp.
#include "gateway/forward/kept_receipts.hpp"

#include "gateway/dialect/records.hpp"

#include <string_view>

namespace tg::forward {
namespace {

/// The question that a record came with: the second part of its handle, see
/// adapters/transport/partner_http.cpp.
std::string_view type_in(std::string_view handle) {
    const auto first = handle.find('/');
    const auto second = first == std::string_view::npos ? first : handle.find('/', first + 1);
    if (second == std::string_view::npos)
        return {};
    return handle.substr(first + 1, second - first - 1);
}

const dialect::RecordForm* record_form(const Zones& zones, std::string_view channel) {
    const auto found = zones.channels.find(channel);
    if (found == zones.channels.end())
        return nullptr;
    const auto* wire = std::get_if<PartnerWire>(&found->second.wire);
    const bool records = wire != nullptr && wire->dialect && wire->dialect->record;
    return records ? &*wire->dialect->record : nullptr;
}

/// What the channel says that a status of theirs means. One that only tells something is kept and
/// shown with its words, and yields to every answer that has a time.
void translate(const Zones& zones, std::string_view channel, receipt::Receipt& receipt) {
    const auto found = zones.channels.find(channel);
    if (found == zones.channels.end() || found->second.extra_states.empty())
        return;
    const auto& states = found->second.extra_states;
    for (auto& answer : receipt.answers) {
        const auto state = answer.status ? states.find(*answer.status) : states.end();
        if (state == states.end())
            continue;
        answer.status = state->second;
        if (!state->second)
            answer.time.reset();
    }
}

/// Before anything is read: what the channel's proof lets us believe.
Result<TransportProof::Believed> believed(const Zones& zones, const receipt::KeptReceipt& kept) {
    const auto found = zones.channels.find(kept.raw.place);
    if (found == zones.channels.end() || !found->second.proof)
        return TransportProof::Believed::document;
    return found->second.proof->judge(kept.raw.bytes, kept.raw.received);
}

}  // namespace

Result<receipt::Receipt> read_kept(const Zones& zones, const receipt::KeptReceipt& kept) {
    TG_TRY(const auto part, believed(zones, kept));
    const auto* form = record_form(zones, kept.raw.place);
    auto receipt = form == nullptr ? receipt::read(kept)
                                   : dialect::read_record(*form, kept, type_in(kept.raw.handle));
    if (receipt && part == TransportProof::Believed::inner_message)
        receipt.value().exchange_id.clear();
    if (receipt)
        translate(zones, kept.raw.place, receipt.value());
    return receipt;
}

}  // namespace tg::forward
