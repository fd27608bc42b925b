// Values and small forms that the adapter of dialects needs around a request.
#pragma once

#include "gateway/dialect/speak.hpp"
#include "gateway/forward/zone_adapter.hpp"
#include "gateway/forward/zones.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::adapters {

/// Milliseconds since 1970, as dialects take times.
std::string moment(Instant time);
/// Everything that a dialect may name of a message that is handed over or asked about.
dialect::Given values_of(
    const forward::Handover& message, const forward::Channel& channel, Instant now
);
/// A path behind an address, with exactly one slash between.
std::string joined(std::string url, const std::string& path);
/// A field of a form, decoded; nothing when the form has none.
std::optional<std::string> form_field(std::string_view body, std::string_view name);

}  // namespace tg::adapters
