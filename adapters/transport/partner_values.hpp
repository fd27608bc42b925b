// Values and small forms that the adapter of dialects needs around a request.
#pragma once

#include "gateway/dialect/speak.hpp"
#include "gateway/forward/zone_adapter.hpp"
#include "gateway/forward/zones.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::adapters {

/// Milliseconds since 1970, as dialects take times.
std::string moment(Instant time);
/// Everything that the dialect may name of a message that is handed over or asked about; `dxp` only
/// if it does.
Result<dialect::Given> values_of(
    const forward::Handover& message,
    const forward::Channel& channel,
    const dialect::Dialect& dialect,
    Instant now
);
/// Whether a question about receipts, or their confirmation, is one exchange number's; the dialect
/// has such a question.
bool asks_by_sender(const dialect::Dialect& dialect);
/// A path behind an address, with exactly one slash between.
std::string joined(std::string url, const std::string& path);
/// The fields of a form in their order, names and values decoded; what has no '=' is none.
std::vector<std::pair<std::string, std::string>> form_fields(std::string_view body);
/// 311 of CEB311Message.
std::string number_in(std::string_view message_type);

}  // namespace tg::adapters
