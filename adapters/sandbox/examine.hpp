// Everything about a received message that can be judged from its bytes alone: envelope, addresses,
// signature, format. Pure; runs on the pool for many messages at once. What depends on other
// documents is customs.hpp's.
#pragma once

#include "adapters/sandbox/envelope.hpp"
#include "adapters/sandbox/parties.hpp"
#include "adapters/sandbox/schema_check.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::sandbox {

/// What the signature of a message is worth.
enum class Seal : std::uint8_t { good, missing, altered, wrong };

struct Submitted {
    schemas::Document document;
    std::string guid;
    std::string order_no;  ///< or empty
    std::string app_type, app_time, app_status;
    std::string key, order_key, waybill_key;
    bool party_signed = false;  ///< the certificate is the one registered for the responsible party
};

struct Examined {
    Head head;
    Answered answer;  ///< what the exchange says at once
    /// Where answers go: "http/<zone>/<exchange number>", "platform/<channel>/<exchange number>" or
    /// "folder/<path>".
    std::string address;
    std::string bytes;  ///< the CEB message exactly as received
    std::string sha256;
    std::string message_type;  ///< local name of the root, or "Unknown"
    std::string root_guid;
    std::string dxp_id;          ///< of BaseTransfer
    const Kind* kind = nullptr;  ///< nothing when the message was not understood
    std::vector<SchemaFault> faults;
    Seal seal = Seal::missing;
    std::string seal_detail;  ///< which step of the verification failed
    std::vector<Submitted> documents;
};

/// A DxpMsg; answers go to `address`/<exchange number>.
Examined examine_envelope(
    std::string_view bytes, const std::string& address, const Parties& parties
);

/// A CEB message as a platform found it in a request of its own form.
struct Found {
    std::string bytes;
    std::string cop_msg_id;    ///< as the request names it; empty: the same bytes are the same
                               ///< message
    std::string message_type;  ///< as the request names it, or empty
    Signs signs = Signs::enterprise;
};
/// Answers go to `address`/<exchange number>, which the message itself names.
Examined examine_found(Found found, const std::string& address, const Parties& parties);

/// A signed CEB file, CEB311Message_<exchange number>_<id>.xml. Nothing when the name has another
/// form.
std::optional<Head> head_of_file_name(std::string_view name);
Examined examine_file(Head head, std::string bytes, std::string address, const Parties& parties);

}  // namespace tg::sandbox
