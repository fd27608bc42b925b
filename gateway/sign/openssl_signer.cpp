// A key in memory: reads it, judges whether it can sign for customs, digests and signs with
// OpenSSL.
#include "gateway/core/text.hpp"
#include "gateway/sign/key_store.hpp"
#include "gateway/sign/openssl_handles.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <fstream>
#include <iterator>

namespace tg::sign {

struct Key::Material {
    Algorithm algorithm;
    Openssl<EVP_PKEY> private_key;
    std::string key_name;
    std::string certificate_der;
    std::string certificate_base64;
    Validity validity;
};

namespace {

constexpr std::size_t sm2_number_size = 32;

Error bad_key(const std::string& where, std::string reason, std::string detail = {}) {
    return fail(Errc::bad_key, where, {where, std::move(reason)}, std::move(detail));
}

/// Never asks a terminal: a gateway that waits for a passphrase looks like one that hangs.
int no_passphrase(char*, int, int, void*) {
    return -1;
}

/// Digests are looked up once; fetching takes a lock that all signing threads would share.
const EVP_MD* digest_of(Algorithm algorithm) {
    static const Openssl<EVP_MD> sm3(EVP_MD_fetch(nullptr, "SM3", nullptr));
    static const Openssl<EVP_MD> sha1(EVP_MD_fetch(nullptr, "SHA1", nullptr));
    return algorithm == Algorithm::sm2_sm3 ? sm3.get() : sha1.get();
}

Result<Algorithm> algorithm_of(const EVP_PKEY& key, const std::string& where) {
    if (EVP_PKEY_is_a(&key, "SM2") == 1)
        return Algorithm::sm2_sm3;
    if (EVP_PKEY_is_a(&key, "RSA") != 1) {
        return bad_key(where, "既不是 SM2 也不是 RSA 密钥 (neither an SM2 nor an RSA key)");
    }
    const int bits = EVP_PKEY_get_bits(&key);
    if (bits >= rsa_bits_min)
        return Algorithm::rsa_sha1;
    const std::string found = std::to_string(bits);
    return bad_key(where, "RSA 密钥只有 " + found + " 位 (RSA key of only " + found + " bits)");
}

Result<std::string> file_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return bad_key(path.string(), "无法打开文件 (cannot open the file)");
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// r and s as 32 bytes each, from the DER form that OpenSSL makes.
Result<std::string> raw_signature(std::string_view der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const Openssl<ECDSA_SIG> signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    if (!signature)
        return fail(Errc::internal, {}, {}, openssl_failure());
    std::array<unsigned char, 2 * sm2_number_size> raw{};
    const BIGNUM* r = ECDSA_SIG_get0_r(signature.get());
    const BIGNUM* s = ECDSA_SIG_get0_s(signature.get());
    if (BN_bn2binpad(r, raw.data(), sm2_number_size) < 0 ||
        BN_bn2binpad(s, raw.data() + sm2_number_size, sm2_number_size) < 0) {
        return fail(Errc::internal, {}, {}, openssl_failure());
    }
    return std::string(raw.begin(), raw.end());
}

}  // namespace

Result<Key> Key::load(
    const std::filesystem::path& key_pem, const std::filesystem::path& certificate_pem
) {
    TG_TRY(auto key_text, file_text(key_pem));
    TG_TRY(auto certificate_text, file_text(certificate_pem));
    return from_pem(key_text, certificate_text, key_pem.string() + ", " + certificate_pem.string());
}

Result<Key> Key::from_pem(
    std::string_view key_pem, std::string_view certificate_pem, const std::string& where
) {
    const Openssl<BIO> key_bio = bio_over(key_pem);
    Openssl<EVP_PKEY> key(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, no_passphrase, nullptr));
    if (!key) {
        return bad_key(where, "不是可读的私钥 (no readable private key)", openssl_failure());
    }
    const Openssl<BIO> certificate_bio = bio_over(certificate_pem);
    const Openssl<X509> certificate(
        PEM_read_bio_X509(certificate_bio.get(), nullptr, no_passphrase, nullptr)
    );
    if (!certificate) {
        return bad_key(where, "不是可读的证书 (no readable certificate)", openssl_failure());
    }
    EVP_PKEY* public_key = X509_get0_pubkey(certificate.get());
    if (public_key == nullptr) {
        return bad_key(
            where,
            "证书的公钥无法读取 (public key of the certificate unreadable)",
            openssl_failure()
        );
    }
    TG_TRY(const Algorithm algorithm, algorithm_of(*public_key, where));
    if (EVP_PKEY_eq(key.get(), public_key) != 1) {
        return bad_key(
            where, "私钥与证书不符 (the key does not belong to the certificate)", openssl_failure()
        );
    }
    const auto validity = certificate_validity(*certificate);
    if (!validity)
        return bad_key(where, "证书有效期无法读取 (validity unreadable)");

    auto material = std::make_shared<Material>();
    material->algorithm = algorithm;
    material->private_key = std::move(key);
    material->key_name = certificate_serial(*certificate);
    material->certificate_der = sign::certificate_der(*certificate);
    material->certificate_base64 = base64(material->certificate_der);
    material->validity = *validity;
    return Key(std::move(material));
}

Algorithm Key::algorithm() const {
    return material_->algorithm;
}
const std::string& Key::key_name() const {
    return material_->key_name;
}
const std::string& Key::certificate_der() const {
    return material_->certificate_der;
}
const std::string& Key::certificate_base64() const {
    return material_->certificate_base64;
}
Instant Key::valid_from() const {
    return material_->validity.from;
}
Instant Key::valid_until() const {
    return material_->validity.until;
}

Result<std::string> Key::digest(std::string_view bytes) const {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    const EVP_MD* digest = digest_of(material_->algorithm);
    if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, digest, nullptr) != 1) {
        return fail(Errc::internal, {}, {}, openssl_failure());
    }
    return std::string(out.data(), out.data() + size);
}

Result<std::string> Key::sign(std::string_view bytes) const {
    const Openssl<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr;  // owned by context
    EVP_PKEY* key = material_->private_key.get();
    const EVP_MD* digest = digest_of(material_->algorithm);
    const bool sm2 = material_->algorithm == Algorithm::sm2_sm3;
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
    std::size_t size = signature.size();
    const bool signed_ =
        EVP_DigestSignInit(context.get(), &key_context, digest, nullptr, key) == 1 &&
        (!sm2 || EVP_PKEY_CTX_set1_id(
                     key_context, sm2_user_id.data(), static_cast<int>(sm2_user_id.size())
                 ) == 1) &&
        EVP_DigestSign(
            context.get(),
            reinterpret_cast<unsigned char*>(signature.data()),
            &size,
            reinterpret_cast<const unsigned char*>(bytes.data()),
            bytes.size()
        ) == 1;
    if (!signed_)
        return fail(Errc::internal, {}, {}, openssl_failure());
    signature.resize(size);
    if (sm2)
        return raw_signature(signature);
    return signature;
}

}  // namespace tg::sign
