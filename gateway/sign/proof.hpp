// The verifier's cryptography: certificate, digest, signature value, straight from OpenSSL. Used by
// verify.cpp only and on purpose without a line in common with openssl_signer.cpp.
#pragma once

#include "gateway/sign/algorithm.hpp"
#include "gateway/sign/openssl_handles.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tg::sign {

/// A running digest of one of the two algorithms.
class RunningDigest {
 public:
    explicit RunningDigest(Algorithm algorithm);
    void add(std::string_view bytes);
    /// Nothing when any step failed or not one byte was added: an empty canonical form proves
    /// nothing.
    std::optional<std::string> finish();

 private:
    Openssl<evp_md_ctx_st> context_;
    bool good_ = false;
    bool fed_ = false;
};

/// A certificate as enclosed in a message.
class EnclosedCertificate {
 public:
    /// Nothing unless the bytes are one certificate and nothing else, with a readable key. The last
    /// few are remembered by their bytes: decoding a key costs OpenSSL 3 ten times what checking an
    /// RSA signature does.
    static std::shared_ptr<const EnclosedCertificate> read(std::string_view der);

    [[nodiscard]] const std::string& serial() const { return serial_; }
    [[nodiscard]] const std::optional<Validity>& validity() const { return validity_; }
    /// "SM2", "RSA-2048", "EC" ..., for help.
    [[nodiscard]] std::string key_kind() const;
    [[nodiscard]] bool fits(Algorithm algorithm) const;
    /// Bytes of a signature value of this key.
    [[nodiscard]] std::size_t signature_size(Algorithm algorithm) const;
    /// Whether the raw signature value (r||s or PKCS#1 v1.5) is this key's over the octets.
    [[nodiscard]] bool proves(
        Algorithm algorithm, std::string_view signature, std::string_view octets
    ) const;

 private:
    explicit EnclosedCertificate(Openssl<x509_st> certificate);
    static std::shared_ptr<const EnclosedCertificate> decode(std::string_view der);
    [[nodiscard]] evp_pkey_st* key() const;

    Openssl<x509_st> certificate_;
    std::string serial_;
    std::optional<Validity> validity_;
};

}  // namespace tg::sign
