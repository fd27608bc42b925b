// The signature of the transmitting party on the exchange's envelopes (DxpMsg, DxpRep, DxpMsgSv):
// optional, enveloped, and not customs' signature of a business message (verify.hpp). Judged with
// keys that the other side named beforehand: whatever key an envelope brings along is not looked
// at.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/error.hpp"
#include "gateway/core/result.hpp"
#include "gateway/sign/openssl_handles.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::sign {

/// The two pairs of the signing rule, and the one that platforms use around it.
enum class TransportMethod : std::uint8_t { sm2_sm3, rsa_sha1, rsa_sha256 };
std::string_view transport_method_name(TransportMethod method);  ///< "rsa-sha256"
std::optional<TransportMethod> transport_method_from(std::string_view name);

/// A certificate or a public key of the other side.
class ProvingKey {
 public:
    /// PEM or DER of either. Errc::bad_key with the reason in both languages as arguments: neither,
    /// or a key of no use here (not SM2, not RSA of at least 1024 bits).
    static Result<ProvingKey> read(std::string_view bytes);

    [[nodiscard]] bool fits(TransportMethod method) const;
    /// A certificate only counts within its time; a bare key has none.
    [[nodiscard]] bool valid_at(Instant at) const;
    [[nodiscard]] bool proves(
        TransportMethod method, std::string_view signature, std::string_view octets
    ) const;

 private:
    Openssl<evp_pkey_st> key_;
    std::optional<Validity> validity_;
};

/// Whom a channel believes.
struct TransportTrust {
    std::vector<ProvingKey> keys;
    std::vector<TransportMethod> methods;  ///< those agreed
};

struct TransportVerdict {
    enum class State : std::uint8_t { proven, unsigned_envelope, wrong };
    /// What the signature covers: the document, or only the DxpMsg in a DxpMsgSv of which nothing
    /// else is believed.
    enum class Covers : std::uint8_t { document, inner_message };
    State state = State::wrong;
    Covers covers = Covers::document;
    std::string zh, en;  ///< why it is not proven; never content of the envelope
};

/// Strict, since what is believed is read by another parser: known elements only, each once, one
/// Signature at its place (the last child of what it signs), one reference to the whole of it, no
/// Id twice. Of a DxpMsgSv its own Signature is judged first, then that of the DxpMsg inside.
/// Never fails; up to 64 MiB. Any thread.
TransportVerdict verify_transport(std::string_view bytes, const TransportTrust& trust, Instant at);

}  // namespace tg::sign
