// The enterprises this gateway may sign for: code, name, exchange number, private key and
// certificate. Keys stay inside; others see what they can do, not what they are.
#pragma once

#include "gateway/compose/message.hpp"
#include "gateway/core/result.hpp"
#include "gateway/sign/algorithm.hpp"
#include "gateway/validate/declaration.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tg::sign {

/// A private key with its certificate. Shared between threads; every operation makes its own
/// context.
class Key {
 public:
    /// Reads PEM files. The algorithm follows the certificate's public key; a key that does not fit
    /// the certificate, or of another kind (EC other than SM2, RSA under 1024 bits), is refused
    /// with Errc::bad_key and the file.
    static Result<Key> load(
        const std::filesystem::path& key_pem, const std::filesystem::path& certificate_pem
    );
    /// The same from texts; `where` is named in the error. A key that asks for a passphrase is
    /// refused, never prompted for.
    static Result<Key> from_pem(
        std::string_view key_pem, std::string_view certificate_pem, const std::string& where
    );

    [[nodiscard]] Algorithm algorithm() const;
    /// Serial number of the certificate in lower-case hex: what KeyName carries.
    [[nodiscard]] const std::string& key_name() const;
    [[nodiscard]] const std::string& certificate_der() const;
    /// Base64 of the DER certificate, one line.
    [[nodiscard]] const std::string& certificate_base64() const;
    [[nodiscard]] Instant valid_from() const;
    [[nodiscard]] Instant valid_until() const;

    /// Raw digest of the channel's algorithm.
    [[nodiscard]] Result<std::string> digest(std::string_view bytes) const;
    /// Signature value as it is written: r||s for SM2 (id 1234567812345678), PKCS#1 v1.5 for RSA.
    [[nodiscard]] Result<std::string> sign(std::string_view bytes) const;

    struct Material;

 private:
    explicit Key(std::shared_ptr<const Material> material) : material_(std::move(material)) {}
    std::shared_ptr<const Material> material_;  // shared by copies of the key; immutable
};

struct Enterprise {
    std::string code;
    std::string name;
    std::string dxp_id;  ///< own exchange number, or empty
    std::string
        transmits_through;  ///< code of the enterprise whose exchange number is used; empty = own
    std::filesystem::path key_file, certificate_file;  ///< empty: known, but cannot sign
};

class KeyStore final : public validate::Signatories {
 public:
    /// Reads a parties file with all its keys; relative paths are relative to the file. Every error
    /// at once, in `parts` of Errc::bad_config, each with file and line.
    ///
    ///     [[enterprise]]
    ///     code = "4600000002"                  # customs code (10) or unified social credit code
    ///     (18) name = "..." dxp_id = "DXPENT0000000001"          # own exchange number, or
    ///     transmits_through = "4600000001"     # the enterprise whose number is used
    ///     key = "keys/4600000002.key.pem"      # both or neither
    ///     certificate = "keys/4600000002.cert.pem"
    static Result<KeyStore> load(const std::filesystem::path& parties_file);
    static Result<KeyStore> from(std::vector<Enterprise> enterprises);

    [[nodiscard]] const Key* key_of(std::string_view enterprise_code) const;
    [[nodiscard]] const Enterprise* find(std::string_view enterprise_code) const;
    [[nodiscard]] std::vector<const Enterprise*> all() const;
    /// Who transmits for a signer. Errc::no_exchange_number when nobody can.
    [[nodiscard]] Result<compose::Transfer> transfer_for(std::string_view enterprise_code) const;
    /// Every exchange number that answers can come to.
    [[nodiscard]] std::vector<std::string> dxp_ids() const;

    [[nodiscard]] Standing standing(std::string_view enterprise_code, Instant now) const override;

 private:
    using Places = std::map<std::string, std::string, std::less<>>;  // code -> file and line
    /// Adds an enterprise with its key, and what is wrong with it to `faults`; `place` is where it
    /// was written.
    void admit(Enterprise enterprise, const std::string& place, std::vector<Error>& faults);
    void check_transmitters(const Places& places, std::vector<Error>& faults) const;

    std::map<std::string, Enterprise, std::less<>> enterprises_;
    std::map<std::string, Key, std::less<>> keys_;
};

}  // namespace tg::sign
