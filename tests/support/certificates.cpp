// Makes certificates with OpenSSL.
#include "tests/support/certificates.hpp"

#include "gateway/core/text.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace tg::test {
namespace {

void must(bool done, const char* step) {
    if (!done)
        throw std::runtime_error(std::string("cannot make a certificate: ") + step);
}

std::string written(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_ctrl(bio, BIO_CTRL_INFO, 0, &data);
    std::string text(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return text;
}

std::shared_ptr<EVP_PKEY> new_key(unsigned rsa_bits) {
    auto* key = rsa_bits == 0 ? EVP_EC_gen("P-256") : EVP_RSA_gen(rsa_bits);
    must(key != nullptr, "key");
    return {key, EVP_PKEY_free};
}

std::string pin_of(EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key, &der);
    must(size > 0, "pin");
    const std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return base64(sha256(bytes));
}

Identity identity_of(X509* certificate, EVP_PKEY* key) {
    Identity made;
    auto* bio = BIO_new(BIO_s_mem());
    must(PEM_write_bio_X509(bio, certificate) == 1, "certificate text");
    made.certificate_pem = written(bio);
    bio = BIO_new(BIO_s_mem());
    must(
        PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "key text"
    );
    made.key_pem = written(bio);
    made.pin = pin_of(key);
    return made;
}

void add(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    auto* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    must(extension != nullptr, value.c_str());
    must(X509_add_ext(certificate, extension, -1) == 1, value.c_str());
    X509_EXTENSION_free(extension);
}

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const auto& name : names) all += (all.empty() ? "" : ",") + name;
    return all;
}

}  // namespace

struct CertificateAuthority::Maker {
    /// A certificate with subject, key and times, not signed yet.
    static std::shared_ptr<X509> begin(
        const std::string& name, EVP_PKEY* key, std::chrono::hours from, std::chrono::hours until
    ) {
        const std::shared_ptr<X509> made(X509_new(), X509_free);
        must(X509_set_version(made.get(), 2) == 1, "version");
        std::uint64_t serial = 0;
        must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "serial");
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial >> 1U);
        const auto seconds = [](std::chrono::hours hours) {
            return static_cast<long>(std::chrono::seconds(hours).count());
        };
        X509_gmtime_adj(X509_getm_notBefore(made.get()), seconds(from));
        X509_gmtime_adj(X509_getm_notAfter(made.get()), seconds(until));
        const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
        auto* subject = X509_get_subject_name(made.get());
        must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1, "CN");
        must(X509_set_pubkey(made.get(), key) == 1, "public key");
        return made;
    }

    static void sign(X509* made, X509* issuer, EVP_PKEY* issuer_key) {
        must(X509_set_issuer_name(made, X509_get_subject_name(issuer)) == 1, "issuer");
        must(X509_sign(made, issuer_key, EVP_sha256()) > 0, "signature");
    }

    /// `above`: nothing for a root.
    static CertificateAuthority authority(
        const std::string& name, const CertificateAuthority* above
    ) {
        CertificateAuthority made;
        made.key_ = new_key(0);
        made.certificate_ =
            begin(name, made.key_.get(), std::chrono::hours{-48}, std::chrono::hours{48});
        auto* own = made.certificate_.get();
        auto* issuer = above == nullptr ? own : above->certificate_.get();
        add(own, issuer, NID_basic_constraints, "critical,CA:TRUE");
        add(own, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
        add(own, issuer, NID_subject_key_identifier, "hash");
        sign(own, issuer, above == nullptr ? made.key_.get() : above->key_.get());
        made.own_ = identity_of(own, made.key_.get());
        return made;
    }
};

CertificateAuthority CertificateAuthority::root(const std::string& name) {
    return Maker::authority(name, nullptr);
}

CertificateAuthority CertificateAuthority::below(const std::string& name) const {
    return Maker::authority(name, this);
}

Identity CertificateAuthority::issue(const CertificateWish& wish) const {
    const auto key = new_key(wish.rsa_bits);
    const auto made = Maker::begin("test", key.get(), wish.from, wish.until);
    const bool serves = wish.purpose == Purpose::server;
    add(made.get(), certificate_.get(), NID_ext_key_usage, serves ? "serverAuth" : "clientAuth");
    if (!wish.names.empty())
        add(made.get(), certificate_.get(), NID_subject_alt_name, joined(wish.names));
    Maker::sign(made.get(), certificate_.get(), key_.get());
    return identity_of(made.get(), key.get());
}

}  // namespace tg::test
