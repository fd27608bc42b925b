// Signing: exactly the bytes of the signing rule, with SM2/SM3 or RSA/SHA-1 as the certificate
// demands, and a second look from the final bytes before anything may leave.
#pragma once

#include "gateway/compose/message.hpp"
#include "gateway/core/metrics.hpp"
#include "gateway/core/result.hpp"
#include "gateway/sign/key_store.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tg::sign {

/// Proven bytes: signed and verified. Made by Signer only.
class SignedMessage {
 public:
    MessageId id() const { return id_; }
    const std::string& guid() const { return guid_; }
    const compose::Lane& lane() const { return lane_; }
    const compose::Transfer& transfer() const { return transfer_; }
    const schemas::Table& table() const { return *table_; }
    const std::vector<DocumentId>& documents() const { return documents_; }
    /// The file as it leaves: declaration, message, Signature.
    const std::string& bytes() const { return bytes_; }
    const std::string& key_name() const { return key_name_; }

 private:
    friend class Signer;
    SignedMessage() = default;

    MessageId id_;
    std::string guid_;
    compose::Lane lane_;
    compose::Transfer transfer_;
    const schemas::Table* table_ = nullptr;
    std::vector<DocumentId> documents_;
    std::string bytes_;
    std::string key_name_;
};

class Signer {
 public:
    Signer(const KeyStore& keys, const Clock& clock, Metrics& metrics);

    /// Signs and verifies, on the calling thread (give it to the pool). Errc::no_key
    /// and Errc::certificate_lapsed (hold: renew and it goes on); Errc::signature_unproven (alarm)
    /// when the second look does not agree, which only a bug can cause.
    Result<SignedMessage> seal(compose::Message message) const;

 private:
    const KeyStore& keys_;
    const Clock& clock_;
    Metrics& metrics_;
};

/// The pure step: inserts the Signature into a canonical body (see compose::Message::body) and
/// answers the file's bytes.
Result<std::string> signed_text(std::string_view canonical_body, const Key& key);

}  // namespace tg::sign
