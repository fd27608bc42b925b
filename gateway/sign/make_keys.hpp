// Makes keys and certificates of one's own: for the demo, the tests and `tongguan keys`. They look
// like the cards' ones (algorithms, serial numbers, names) but no customs accepts them. Also makes
// API tokens.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/core/secret.hpp"
#include "gateway/sign/key_store.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tg::sign {

/// How an RSA certificate is signed by its authority; SM2 ones are always signed SM2-SM3. Cards of
/// the old generation have SHA-1.
enum class CertificateHash : std::uint8_t { sha1, sha256 };

struct CertificateRequest {
    std::string company;     ///< O and OU of the subject, up to 64 characters
    std::string holder;      ///< CN; empty = the company
    std::string serial_hex;  ///< "0300000000000001" as on SM2 cards, "01000001" as on RSA ones
    Instant valid_from{};
    Instant valid_until{};
    CertificateHash hash = CertificateHash::sha256;
};

/// A private key and its certificate as PEM.
struct KeyPair {
    Secret key_pem;
    std::string certificate_pem;
};

/// A certificate authority of one algorithm that exists in memory only; its own certificate is
/// self-signed.
class LocalAuthority {
 public:
    static Result<LocalAuthority> create(Algorithm algorithm, const CertificateRequest& request);

    /// A new key (SM2, or RSA with 2048 bits) and its certificate.
    [[nodiscard]] Result<KeyPair> issue(const CertificateRequest& request) const;
    /// A certificate for a public key that is given (PEM).
    [[nodiscard]] Result<std::string> certify(
        std::string_view public_key_pem, const CertificateRequest& request
    ) const;
    [[nodiscard]] const std::string& certificate_pem() const;

    struct Material;

 private:
    explicit LocalAuthority(std::shared_ptr<const Material> material);
    std::shared_ptr<const Material> material_;  // shared by copies of the authority; immutable
};

/// Writes a file that only the owner may read (0600), whole or not at all.
Result<void> write_private_file(const std::filesystem::path& path, std::string_view text);

/// Writes <code>.key.pem and <code>.cert.pem into the folder and fills the enterprise's paths with
/// them.
Result<void> write_key_pair(
    const std::filesystem::path& folder, const KeyPair& pair, Enterprise& enterprise
);

/// The text of a parties file (see KeyStore::load); paths are written relative to `folder`.
std::string parties_text(
    std::span<const Enterprise> enterprises, const std::filesystem::path& folder
);

/// A random API token: "tgk_" and 43 base-62 characters (256 bits).
std::string new_api_token();
/// What is stored of a token: its SHA-256 in hex.
std::string api_token_hash(std::string_view token);

}  // namespace tg::sign
