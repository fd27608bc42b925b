// Certificates for tests of TLS: authorities and what they issue, made on the spot, trusted by
// nobody.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

struct evp_pkey_st;
struct x509_st;

namespace tg::test {

struct Identity {
    std::string certificate_pem;
    std::string key_pem;
    std::string pin;  ///< base64 of the SHA-256 of its public key, as OpenSSL's own tools would say
};

enum class Purpose { server, client };

struct CertificateWish {
    std::vector<std::string> names{"IP:127.0.0.1"};  ///< "DNS:name" or "IP:address"
    Purpose purpose = Purpose::server;
    std::chrono::hours from{-24};  ///< from now
    std::chrono::hours until{24};
    unsigned rsa_bits = 0;  ///< 0: a key on P-256
};

class CertificateAuthority {
 public:
    static CertificateAuthority root(const std::string& name);
    [[nodiscard]] CertificateAuthority below(const std::string& name) const;
    [[nodiscard]] Identity issue(const CertificateWish& wish) const;
    [[nodiscard]] const std::string& pem() const { return own_.certificate_pem; }
    [[nodiscard]] const std::string& pin() const { return own_.pin; }

 private:
    struct Maker;
    Identity own_;
    std::shared_ptr<evp_pkey_st> key_;  // shared by the copies of an authority
    std::shared_ptr<x509_st> certificate_;
};

}  // namespace tg::test
