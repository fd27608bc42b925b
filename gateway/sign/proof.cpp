// See proof.hpp.
#include "gateway/sign/proof.hpp"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <vector>

namespace tg::sign {
namespace {

constexpr std::size_t sm2_signature_size = 64;

/// Looked up once; every lookup takes a lock.
const EVP_MD* message_digest(Algorithm algorithm) {
    struct Digests {
        Openssl<EVP_MD> sm3{EVP_MD_fetch(nullptr, "SM3", nullptr)};
        Openssl<EVP_MD> sha1{EVP_MD_fetch(nullptr, "SHA1", nullptr)};
    };
    static const Digests digests;
    return algorithm == Algorithm::sm2_sm3 ? digests.sm3.get() : digests.sha1.get();
}

const unsigned char* octets_of(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// r||s as the DER that OpenSSL verifies; it also refuses r and s out of range.
std::string der_of(std::string_view raw) {
    const int half = sm2_signature_size / 2;
    const Openssl<ECDSA_SIG> signature(ECDSA_SIG_new());
    BIGNUM* r = BN_bin2bn(octets_of(raw), half, nullptr);
    BIGNUM* s = BN_bin2bn(octets_of(raw) + half, half, nullptr);
    if (!signature || ECDSA_SIG_set0(signature.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return {};
    }
    std::array<unsigned char, 80> der{};
    unsigned char* at = der.data();
    const int size = i2d_ECDSA_SIG(signature.get(), &at);
    return size > 0 ? std::string(der.data(), der.data() + size) : std::string();
}

}  // namespace

RunningDigest::RunningDigest(Algorithm algorithm) : context_(EVP_MD_CTX_new()) {
    good_ = context_ && EVP_DigestInit_ex2(context_.get(), message_digest(algorithm), nullptr) == 1;
}

void RunningDigest::add(std::string_view bytes) {
    if (bytes.empty())
        return;
    good_ = good_ && EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
    fed_ = true;
}

std::optional<std::string> RunningDigest::finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    if (!good_ || !fed_)
        return std::nullopt;
    if (EVP_DigestFinal_ex(context_.get(), out.data(), &size) != 1)
        return std::nullopt;
    return std::string(out.data(), out.data() + size);
}

EnclosedCertificate::EnclosedCertificate(Openssl<x509_st> certificate)
    : certificate_(std::move(certificate)),
      serial_(certificate_serial(*certificate_)),
      validity_(certificate_validity(*certificate_)) {}

std::shared_ptr<const EnclosedCertificate> EnclosedCertificate::read(std::string_view der) {
    struct Remembered {
        std::string der;
        std::shared_ptr<const EnclosedCertificate> certificate;
    };
    // One memory per thread: no lock, and a bound that no stream of forged certificates can exceed.
    constexpr std::size_t remembered_max = 16;
    thread_local std::vector<Remembered> memory;
    const auto known = std::ranges::find(memory, der, &Remembered::der);
    if (known != memory.end())
        return known->certificate;
    auto certificate = decode(der);
    if (!certificate)
        return nullptr;
    if (memory.size() == remembered_max)
        memory.erase(memory.begin());
    memory.push_back({std::string(der), certificate});
    return certificate;
}

std::shared_ptr<const EnclosedCertificate> EnclosedCertificate::decode(std::string_view der) {
    const unsigned char* at = octets_of(der);
    Openssl<X509> certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    if (!certificate || at != octets_of(der) + der.size())
        return nullptr;
    if (X509_get0_pubkey(certificate.get()) == nullptr) {
        ERR_clear_error();
        return nullptr;
    }
    return std::shared_ptr<const EnclosedCertificate>(new EnclosedCertificate(std::move(certificate)
    ));
}

evp_pkey_st* EnclosedCertificate::key() const {
    return X509_get0_pubkey(certificate_.get());
}

std::string EnclosedCertificate::key_kind() const {
    const char* name = EVP_PKEY_get0_type_name(key());
    if (name == nullptr)
        return "?";
    std::string kind(name);
    if (kind == "RSA")
        kind += "-" + std::to_string(EVP_PKEY_get_bits(key()));
    return kind;
}

bool EnclosedCertificate::fits(Algorithm algorithm) const {
    if (algorithm == Algorithm::sm2_sm3)
        return EVP_PKEY_is_a(key(), "SM2") == 1;
    return EVP_PKEY_is_a(key(), "RSA") == 1 && EVP_PKEY_get_bits(key()) >= rsa_bits_min;
}

std::size_t EnclosedCertificate::signature_size(Algorithm algorithm) const {
    if (algorithm == Algorithm::sm2_sm3)
        return sm2_signature_size;
    return static_cast<std::size_t>(EVP_PKEY_get_size(key()));
}

bool EnclosedCertificate::proves(
    Algorithm algorithm, std::string_view signature, std::string_view octets
) const {
    if (signature.size() != signature_size(algorithm) || octets.empty())
        return false;
    const bool sm2 = algorithm == Algorithm::sm2_sm3;
    const std::string value = sm2 ? der_of(signature) : std::string(signature);
    const Openssl<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr;  // owned by context
    const EVP_MD* digest = message_digest(algorithm);
    const int id_size = static_cast<int>(sm2_user_id.size());
    const bool holds =
        !value.empty() &&
        EVP_DigestVerifyInit(context.get(), &key_context, digest, nullptr, key()) == 1 &&
        (!sm2 || EVP_PKEY_CTX_set1_id(key_context, sm2_user_id.data(), id_size) == 1) &&
        EVP_DigestVerify(
            context.get(), octets_of(value), value.size(), octets_of(octets), octets.size()
        ) == 1;
    ERR_clear_error();
    return holds;
}

}  // namespace tg::sign
