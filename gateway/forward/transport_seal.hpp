// The transport signature of one channel: how we sign the exchange's envelopes, and whose signature
// on those received is believed. Keys `transport_signature` and `transport_proof` of a channel.
#pragma once

#include "gateway/core/secret.hpp"
#include "gateway/core/toml_fields.hpp"
#include "gateway/dialect/xml_seal.hpp"
#include "gateway/forward/wires.hpp"
#include "gateway/sign/transport_verify.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::forward {

/// `transport_signature = {key = "file:keys/transport.pem", algorithm = "sm2-sm3", key_name =
/// ".."}`
struct TransportSeal {
    dialect::SealMethod method{};
    Secret key;
    std::string key_name;

    /// With the Signature as last child of the root. Errc::bad_config when the key is of no use,
    /// which reading the zone file has tried.
    [[nodiscard]] Result<std::string> seal(std::string_view envelope) const;
};

/// `transport_proof = {keys = ["keys/exchange.crt"], unsigned = "refused"}`
struct TransportProof {
    std::vector<std::filesystem::path> files;
    std::shared_ptr<const sign::TransportTrust> trust;  ///< shared by copies of the channel
    bool demanded = true;                               ///< what is not signed is not believed

    enum class Believed : std::uint8_t {
        document,       ///< all of it
        inner_message,  ///< the DxpMsg in a DxpMsgSv, and nothing around it
    };
    /// Errc::unproven_receipt with the reason. Any thread.
    [[nodiscard]] Result<Believed> judge(std::string_view bytes, Instant at) const;
};

std::optional<TransportSeal> read_transport_seal(TomlFields& channel, const WireContext& context);
std::optional<TransportProof> read_transport_proof(TomlFields& channel, const WireContext& context);

}  // namespace tg::forward
