// The message inside a request, whatever it wears: a scripted partner takes layers off until a
// message of customs is there. It knows the layers by what they look like and not from the dialect,
// so that it is a second opinion on what was written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::partner {

/// Layers: form fields, JSON strings, XML texts and CDATA, base64, gzip, AES with one of the keys,
/// other character sets. Nothing when there is no message; at most 12 layers deep.
std::optional<std::string> message_within(
    std::string_view body, const std::vector<std::string>& keys
);

/// The same for the exchange's envelope, which may hold such a message: a DxpMsg as it stands.
std::optional<std::string> envelope_within(
    std::string_view body, const std::vector<std::string>& keys
);

/// Whether the text itself is a message of customs.
bool is_message(std::string_view text);

}  // namespace tg::partner
