// ProvingKey: the other side's certificate or public key. See transport_verify.hpp.
#include "gateway/sign/algorithm.hpp"
#include "gateway/sign/transport_verify.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>

namespace tg::sign {
namespace {

struct MethodRow {
    TransportMethod method;
    std::string_view name;
};
constexpr std::array method_rows{
    MethodRow{TransportMethod::sm2_sm3, "sm2-sm3"},
    MethodRow{TransportMethod::rsa_sha1, "rsa-sha1"},
    MethodRow{TransportMethod::rsa_sha256, "rsa-sha256"},
};

constexpr std::size_t sm2_half = 32;

const unsigned char* octets_of(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// Anything else than exactly one certificate is none.
Openssl<X509> certificate_in(std::string_view bytes) {
    const auto bio = bio_over(bytes);
    if (Openssl<X509> pem{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)})
        return pem;
    const auto* at = octets_of(bytes);
    return Openssl<X509>(d2i_X509(nullptr, &at, static_cast<long>(bytes.size())));
}

Openssl<EVP_PKEY> key_in(std::string_view bytes) {
    const auto bio = bio_over(bytes);
    if (Openssl<EVP_PKEY> pem{PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr)})
        return pem;
    const auto* at = octets_of(bytes);
    return Openssl<EVP_PKEY>(d2i_PUBKEY(nullptr, &at, static_cast<long>(bytes.size())));
}

Error no_key(const char* en, const char* zh) {
    ERR_clear_error();
    return fail(Errc::bad_key, {}, {en, zh}, en);
}

/// r||s as the DER that OpenSSL verifies.
std::string der_of(std::string_view raw) {
    const Openssl<ECDSA_SIG> signature(ECDSA_SIG_new());
    BIGNUM* r = BN_bin2bn(octets_of(raw), sm2_half, nullptr);
    BIGNUM* s = BN_bin2bn(octets_of(raw) + sm2_half, sm2_half, nullptr);
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

const EVP_MD* digest_of(TransportMethod method) {
    switch (method) {
        case TransportMethod::sm2_sm3:
            return EVP_sm3();
        case TransportMethod::rsa_sha1:
            return EVP_sha1();
        case TransportMethod::rsa_sha256:
            break;
    }
    return EVP_sha256();
}

}  // namespace

std::string_view transport_method_name(TransportMethod method) {
    return std::ranges::find(method_rows, method, &MethodRow::method)->name;
}

std::optional<TransportMethod> transport_method_from(std::string_view name) {
    const auto row = std::ranges::find(method_rows, name, &MethodRow::name);
    return row == method_rows.end() ? std::nullopt : std::optional(row->method);
}

Result<ProvingKey> ProvingKey::read(std::string_view bytes) {
    ProvingKey out;
    if (const auto certificate = certificate_in(bytes)) {
        out.validity_ = certificate_validity(*certificate);
        if (!out.validity_)
            return no_key("its time of validity cannot be read", "证书有效期无法读取");
        out.key_.reset(X509_get_pubkey(certificate.get()));
    } else {
        out.key_ = key_in(bytes);
    }
    if (!out.key_)
        return no_key(
            "neither a certificate nor a public key, PEM or DER", "不是 PEM 或 DER 的证书或公钥"
        );
    ERR_clear_error();
    if (!out.fits(TransportMethod::sm2_sm3) && !out.fits(TransportMethod::rsa_sha256))
        return no_key(
            "neither SM2 nor RSA of at least 1024 bits", "既不是 SM2 也不是 1024 位以上的 RSA"
        );
    return out;
}

bool ProvingKey::fits(TransportMethod method) const {
    if (method == TransportMethod::sm2_sm3)
        return EVP_PKEY_is_a(key_.get(), "SM2") == 1;
    return EVP_PKEY_is_a(key_.get(), "RSA") == 1 && EVP_PKEY_get_bits(key_.get()) >= rsa_bits_min;
}

bool ProvingKey::valid_at(Instant at) const {
    return !validity_ || (at >= validity_->from && at < validity_->until);
}

bool ProvingKey::proves(TransportMethod method, std::string_view signature, std::string_view octets)
    const {
    const bool sm2 = method == TransportMethod::sm2_sm3;
    const auto size = sm2 ? 2 * sm2_half : static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
    if (!fits(method) || signature.size() != size || octets.empty())
        return false;
    const std::string value = sm2 ? der_of(signature) : std::string(signature);
    const Openssl<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr;  // owned by context
    const int id_size = static_cast<int>(sm2_user_id.size());
    const bool holds =
        !value.empty() &&
        EVP_DigestVerifyInit(context.get(), &key_context, digest_of(method), nullptr, key_.get()) ==
            1 &&
        (!sm2 || EVP_PKEY_CTX_set1_id(key_context, sm2_user_id.data(), id_size) == 1) &&
        EVP_DigestVerify(
            context.get(), octets_of(value), value.size(), octets_of(octets), octets.size()
        ) == 1;
    ERR_clear_error();
    return holds;
}

}  // namespace tg::sign
