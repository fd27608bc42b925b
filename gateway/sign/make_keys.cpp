// See make_keys.hpp.
#include "gateway/sign/make_keys.hpp"

#include "gateway/core/text.hpp"
#include "gateway/sign/openssl_handles.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace tg::sign {

struct LocalAuthority::Material {
    Algorithm algorithm;
    Openssl<EVP_PKEY> key;
    Openssl<X509> certificate;
    std::string certificate_pem;
};

namespace {

constexpr int rsa_bits = 2048;

Error cannot(std::string what) {
    std::string detail = openssl_failure();
    return fail(Errc::bad_key, {}, {std::move(what), detail}, detail);
}

Result<Openssl<EVP_PKEY>> new_key(Algorithm algorithm) {
    const char* name = algorithm == Algorithm::sm2_sm3 ? "SM2" : "RSA";
    const Openssl<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, name, nullptr));
    EVP_PKEY* key = nullptr;
    const bool made = context && EVP_PKEY_keygen_init(context.get()) == 1 &&
                      (algorithm == Algorithm::sm2_sm3 ||
                       EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), rsa_bits) == 1) &&
                      EVP_PKEY_generate(context.get(), &key) == 1;
    if (!made)
        return cannot("keygen");
    return Openssl<EVP_PKEY>(key);
}

bool set_subject(X509_NAME* name, const CertificateRequest& request) {
    const auto add = [&](const char* field, const std::string& value) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(value.data());
        const int size = static_cast<int>(value.size());
        return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, bytes, size, -1, 0) == 1;
    };
    return add("C", "CN") && add("O", request.company) && add("OU", request.company) &&
           add("CN", request.holder.empty() ? request.company : request.holder);
}

bool set_serial(X509* certificate, const std::string& serial_hex) {
    BIGNUM* parsed = nullptr;
    const int digits = BN_hex2bn(&parsed, serial_hex.c_str());
    const Openssl<BIGNUM> number(parsed);
    if (digits <= 0 || static_cast<std::size_t>(digits) != serial_hex.size())
        return false;
    return BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_validity(X509* certificate, const CertificateRequest& request) {
    const auto seconds = [](Instant time) {
        return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    };
    return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(request.valid_from)) !=
               nullptr &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(request.valid_until)) != nullptr;
}

bool add_extension(X509* certificate, int kind, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    const bool added = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

/// Signs the certificate with the authority's key; SM2 with the user id that verifiers use.
bool seal(X509* certificate, EVP_PKEY* key, const EVP_MD* digest) {
    const Openssl<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr;  // owned by context
    if (EVP_DigestSignInit(context.get(), &key_context, digest, nullptr, key) != 1)
        return false;
    const int id_size = static_cast<int>(sm2_user_id.size());
    if (EVP_PKEY_is_a(key, "SM2") == 1 &&
        EVP_PKEY_CTX_set1_id(key_context, sm2_user_id.data(), id_size) != 1) {
        return false;
    }
    return X509_sign_ctx(certificate, context.get()) > 0;
}

struct Issuer {
    X509* certificate;  // null for a self-signed one
    EVP_PKEY* key;
};

Result<Openssl<X509>> new_certificate(
    EVP_PKEY* subject_key, const CertificateRequest& request, Issuer issuer
) {
    constexpr long version_3 = 2;
    Openssl<X509> certificate(X509_new());
    X509* raw = certificate.get();
    const bool authority = issuer.certificate == nullptr;
    const EVP_MD* digest = EVP_sm3();
    if (EVP_PKEY_is_a(issuer.key, "SM2") != 1) {
        digest = request.hash == CertificateHash::sha1 ? EVP_sha1() : EVP_sha256();
    }
    const bool made =
        raw != nullptr && X509_set_version(raw, version_3) == 1 &&
        set_serial(raw, request.serial_hex) && set_validity(raw, request) &&
        set_subject(X509_get_subject_name(raw), request) &&
        X509_set_issuer_name(raw, X509_get_subject_name(authority ? raw : issuer.certificate)) ==
            1 &&
        X509_set_pubkey(raw, subject_key) == 1 &&
        add_extension(
            raw, NID_basic_constraints, authority ? "critical,CA:TRUE" : "critical,CA:FALSE"
        ) &&
        add_extension(
            raw,
            NID_key_usage,
            authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature,nonRepudiation"
        ) &&
        seal(raw, issuer.key, digest);
    if (!made)
        return cannot("certificate of " + request.serial_hex);
    return certificate;
}

std::string pem_of(X509* certificate) {
    const Openssl<BIO> bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate);
    return bio_text(*bio);
}

std::string pem_of(const EVP_PKEY* key) {
    const Openssl<BIO> bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return bio_text(*bio);
}

Error io_failure(const std::filesystem::path& path) {
    const int code = errno;
    return fail(Errc::io_failed, path.string(), {path.string(), std::strerror(code)});
}

/// A TOML basic string.
std::string toml_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out.push_back('\\');
        out.push_back(c);
    }
    return out + "\"";
}

}  // namespace

LocalAuthority::LocalAuthority(std::shared_ptr<const Material> material)
    : material_(std::move(material)) {}

Result<LocalAuthority> LocalAuthority::create(
    Algorithm algorithm, const CertificateRequest& request
) {
    auto material = std::make_shared<Material>();
    material->algorithm = algorithm;
    TG_TRY(material->key, new_key(algorithm));
    EVP_PKEY* key = material->key.get();
    TG_TRY(material->certificate, new_certificate(key, request, Issuer{nullptr, key}));
    material->certificate_pem = pem_of(material->certificate.get());
    return LocalAuthority(std::move(material));
}

Result<KeyPair> LocalAuthority::issue(const CertificateRequest& request) const {
    TG_TRY(const auto key, new_key(material_->algorithm));
    const Issuer issuer{material_->certificate.get(), material_->key.get()};
    TG_TRY(const auto certificate, new_certificate(key.get(), request, issuer));
    return KeyPair{Secret(pem_of(key.get())), pem_of(certificate.get())};
}

Result<std::string> LocalAuthority::certify(
    std::string_view public_key_pem, const CertificateRequest& request
) const {
    const Openssl<BIO> bio = bio_over(public_key_pem);
    const Openssl<EVP_PKEY> key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
    if (!key)
        return cannot("public key");
    const Issuer issuer{material_->certificate.get(), material_->key.get()};
    TG_TRY(const auto certificate, new_certificate(key.get(), request, issuer));
    return pem_of(certificate.get());
}

const std::string& LocalAuthority::certificate_pem() const {
    return material_->certificate_pem;
}

Result<void> write_private_file(const std::filesystem::path& path, std::string_view text) {
    // Written beside and renamed, so that a reader never meets half a key.
    std::filesystem::path part = path;
    part += ".part";
    const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return io_failure(part);
    bool written = ::fchmod(file, 0600) == 0;
    while (written && !text.empty()) {
        const ssize_t size = ::write(file, text.data(), text.size());
        written = size > 0;
        if (written)
            text.remove_prefix(static_cast<std::size_t>(size));
    }
    written = written && ::fsync(file) == 0;
    if (::close(file) != 0 || !written)
        return io_failure(part);
    if (::rename(part.c_str(), path.c_str()) != 0)
        return io_failure(path);
    return success();
}

Result<void> write_key_pair(
    const std::filesystem::path& folder, const KeyPair& pair, Enterprise& enterprise
) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure)
        return fail(Errc::io_failed, folder, {folder.string(), failure.message()});
    enterprise.key_file = folder / (enterprise.code + ".key.pem");
    enterprise.certificate_file = folder / (enterprise.code + ".cert.pem");
    TG_TRY(write_private_file(enterprise.key_file, pair.key_pem.reveal()));
    return write_private_file(enterprise.certificate_file, pair.certificate_pem);
}

std::string parties_text(
    std::span<const Enterprise> enterprises, const std::filesystem::path& folder
) {
    std::string out =
        "# 本网关可为其签名的企业。Enterprises that this gateway may sign for.\n"
        "# code, name, dxp_id or transmits_through, key and certificate (relative to this file).\n";
    const auto line = [&](std::string_view name, const std::string& value) {
        if (!value.empty())
            out.append(name).append(" = ").append(toml_string(value)).push_back('\n');
    };
    const auto relative = [&](const std::filesystem::path& path) {
        return path.empty() ? std::string() : path.lexically_proximate(folder).string();
    };
    for (const Enterprise& enterprise : enterprises) {
        out += "\n[[enterprise]]\n";
        line("code", enterprise.code);
        line("name", enterprise.name);
        line("dxp_id", enterprise.dxp_id);
        line("transmits_through", enterprise.transmits_through);
        line("key", relative(enterprise.key_file));
        line("certificate", relative(enterprise.certificate_file));
    }
    return out;
}

std::string new_api_token() {
    constexpr std::string_view digits =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    constexpr std::size_t length = 43;
    constexpr unsigned even =
        248;  // the largest multiple of 62 in a byte: above it digits would not be equally likely
    std::string token = "tgk_";
    while (token.size() < 4 + length) {
        std::array<unsigned char, 64> random{};
        // Without randomness there is no token; a weaker source would be worse than none.
        if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
            std::abort();
        for (const unsigned char byte : random) {
            if (byte < even && token.size() < 4 + length)
                token.push_back(digits[byte % 62]);
        }
    }
    return token;
}

std::string api_token_hash(std::string_view token) {
    return hex(sha256(token));
}

}  // namespace tg::sign
