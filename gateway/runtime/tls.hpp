// Whom the client trusts over https and as whom it shows itself. Verification of the other side's
// certificate and name is always on: there is no setting that turns it off.
#pragma once

#include "gateway/core/result.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tg {

/// Files are PEM and read once, by make_tls_policy.
struct TlsSettings {
    /// Whose certificates are trusted: every certificate of the file, an intermediate one too.
    /// Empty: the system's.
    std::filesystem::path ca_file;
    /// Our own certificate, then those between it and its CA. With a key, or neither.
    std::filesystem::path certificate_file;
    /// Its key, without a password; a file that others may read is refused.
    std::filesystem::path key_file;
    /// Base64 of the SHA-256 of a SubjectPublicKeyInfo. When there are any, the other side's own
    /// certificate or one between it and its root must have one of these keys. That comes on top of
    /// the verification and replaces nothing of it.
    std::vector<std::string> pins;
    /// The name that the certificate must carry and that is asked for (SNI), when it is not the
    /// address's host.
    std::string server_name;
};

/// A set of settings that was read and found good. TLS 1.2 and later, OpenSSL's security level 2.
/// Shared: connections that are kept are kept per policy.
class TlsPolicy {
 public:
    struct Parts;  // tls_session.hpp

    ~TlsPolicy();
    TlsPolicy(const TlsPolicy&) = delete;
    TlsPolicy& operator=(const TlsPolicy&) = delete;
    [[nodiscard]] const Parts& parts() const { return *parts_; }

 private:
    friend Result<std::shared_ptr<const TlsPolicy>> make_tls_policy(const TlsSettings& settings);
    explicit TlsPolicy(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

/// Errc::bad_config names the file and what is wrong with it: missing, no PEM, no certificate in
/// it, expired or not valid yet, too weak, a key that does not fit, one of the two files without
/// the other; or the pin or name that is none. Its arguments are the sentence in both languages, in
/// English and in Chinese. Any thread; reads files.
Result<std::shared_ptr<const TlsPolicy>> make_tls_policy(const TlsSettings& settings);

}  // namespace tg
