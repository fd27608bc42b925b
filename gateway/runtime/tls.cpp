// Reads certificates, key and pins of a TLS policy and judges them before anything is sent.
#include "gateway/runtime/tls.hpp"

#include "gateway/core/secret_source.hpp"
#include "gateway/core/text.hpp"
#include "gateway/runtime/tls_session.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <optional>

namespace tg {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t pin_bytes = 32;
constexpr std::size_t name_bytes_max = 253;
constexpr int security_level = 2;
constexpr unsigned char http_1_1[] = "\x08http/1.1";

struct Free {
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Certificate = std::unique_ptr<X509, Free>;

/// What is wrong, in both languages.
struct Words {
    std::string en, zh;
};

Error wrong(const std::string& place, const Words& what) {
    const auto where = place + ": ";
    return fail(
        Errc::bad_config,
        place,
        {where + what.en + " / " + what.zh, where + what.en, where + what.zh},
        what.en
    );
}

/// With OpenSSL's own reason for its last refusal, which it takes off its queue.
Error refused(const std::string& place, const Words& what) {
    const auto code = ERR_peek_last_error();
    const char* reason = ERR_reason_error_string(code);
    ERR_clear_error();
    const std::string why = reason == nullptr ? "" : std::string(" (") + reason + ")";
    return wrong(place, {what.en + why, what.zh + why});
}

Result<std::string> text_of(const fs::path& file) {
    const auto place = file.string();
    std::error_code failure;
    if (fs::status(file, failure).type() != fs::file_type::regular)
        return wrong(place, {"no such file", "文件不存在"});
    std::ifstream in(file, std::ios::binary);
    std::string text(file_bytes_max + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.empty())
        return wrong(place, {"empty or not readable", "为空或不可读"});
    if (text.size() > file_bytes_max)
        return wrong(place, {"more than 4 MiB", "超过 4 MiB"});
    return text;
}

/// All certificates of a PEM file, in its order; one at least.
Result<std::vector<Certificate>> certificates_of(const fs::path& file) {
    TG_TRY(const auto text, text_of(file));
    const auto place = file.string();
    const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))
    );
    std::vector<Certificate> found;
    ERR_clear_error();
    while (auto* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
        found.emplace_back(next);
    const auto end = ERR_peek_last_error();
    const bool read_to_its_end = ERR_GET_REASON(end) == PEM_R_NO_START_LINE;
    if (found.empty() && read_to_its_end)
        return ERR_clear_error(),
               wrong(place, {"no certificate in PEM in it", "没有 PEM 格式的证书"});
    if (!read_to_its_end)
        return refused(place, {"a certificate in it is damaged", "其中有损坏的证书"});
    ERR_clear_error();
    return found;
}

Result<void> trust(SSL_CTX& context, const fs::path& ca_file) {
    if (ca_file.empty()) {
        if (SSL_CTX_set_default_verify_paths(&context) != 1)
            return refused("TLS", {"the system's CAs cannot be read", "无法读取系统的根证书"});
        return success();
    }
    TG_TRY(const auto certificates, certificates_of(ca_file));
    auto* store = SSL_CTX_get_cert_store(&context);
    for (const auto& one : certificates)
        if (X509_STORE_add_cert(store, one.get()) != 1)
            return refused(ca_file.string(), {"a certificate is not taken", "其中有证书不被接受"});
    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    return success();
}

/// A key with a password is refused instead of asking a terminal for it.
int no_password(char*, int, int, void*) {
    return 0;
}

Result<std::unique_ptr<EVP_PKEY, Free>> key_of(const fs::path& file) {
    const auto place = file.string();
    TG_TRY(const auto text, read_secret("file:" + place, {}));
    const auto& pem = text.reveal();
    const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    ERR_clear_error();
    std::unique_ptr<EVP_PKEY, Free> key(
        PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr)
    );
    if (!key)
        return refused(
            place, {"no key in PEM without a password", "没有 PEM 格式且不带口令的私钥"}
        );
    return key;
}

Result<void> judge_times(const X509& certificate, const std::string& place) {
    if (X509_cmp_current_time(X509_get0_notAfter(&certificate)) < 0)
        return wrong(place, {"the certificate has expired", "证书已过期"});
    if (X509_cmp_current_time(X509_get0_notBefore(&certificate)) > 0)
        return wrong(place, {"the certificate is not valid yet", "证书尚未生效"});
    return success();
}

Result<void> show_certificate(SSL_CTX& context, const TlsSettings& settings) {
    const auto place = settings.certificate_file.string();
    if (settings.certificate_file.empty() && settings.key_file.empty())
        return success();
    if (settings.key_file.empty())
        return wrong(place, {"a client certificate needs its key file", "客户端证书缺少私钥文件"});
    if (settings.certificate_file.empty())
        return wrong(
            settings.key_file.string(), {"a key needs its certificate file", "私钥缺少证书文件"}
        );
    TG_TRY(const auto chain, certificates_of(settings.certificate_file));
    TG_TRY(const auto key, key_of(settings.key_file));
    TG_TRY(judge_times(*chain.front(), place));
    if (X509_check_private_key(chain.front().get(), key.get()) != 1) {
        ERR_clear_error();
        const auto file = settings.key_file.string();
        return wrong(
            file, {"the key does not fit the certificate " + place, "私钥与证书不匹配 " + place}
        );
    }
    if (SSL_CTX_use_certificate(&context, chain.front().get()) != 1)
        return refused(place, {"the certificate is not taken", "证书不被接受"});
    if (SSL_CTX_use_PrivateKey(&context, key.get()) != 1)
        return refused(settings.key_file.string(), {"the key is not taken", "私钥不被接受"});
    for (auto one = chain.begin() + 1; one != chain.end(); ++one)
        if (SSL_CTX_add1_chain_cert(&context, one->get()) != 1)
            return refused(place, {"a certificate is not taken", "其中有证书不被接受"});
    return success();
}

Result<std::vector<std::string>> pins_of(const std::vector<std::string>& texts) {
    std::vector<std::string> pins;
    for (const auto& text : texts) {
        auto pin = from_base64(text);
        if (!pin || pin->size() != pin_bytes)
            return wrong(
                "pin " + text,
                {"is not the base64 of a SHA-256 (44 characters)",
                 "不是 SHA-256 的 base64（44 个字符）"}
            );
        pins.push_back(std::move(*pin));
    }
    return pins;
}

/// A name or an address as it stands in a certificate: no blank, no wild card, no port.
bool sound_name(std::string_view name) {
    return name.size() <= name_bytes_max && std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '.' || c == '_' || c == ':';
           });
}

std::unique_ptr<SSL_CTX, TlsFree> make_context() {
    std::unique_ptr<SSL_CTX, TlsFree> context(SSL_CTX_new(TLS_client_method()));
    if (!context)
        return nullptr;
    SSL_CTX_set_security_level(context.get(), security_level);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    const bool made = SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1 &&
                      SSL_CTX_set_alpn_protos(context.get(), http_1_1, sizeof http_1_1 - 1) == 0;
    return made ? std::move(context) : nullptr;
}

std::atomic<std::uint64_t> policies_made = 0;

}  // namespace

TlsPolicy::TlsPolicy(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

TlsPolicy::~TlsPolicy() = default;

Result<std::shared_ptr<const TlsPolicy>> make_tls_policy(const TlsSettings& settings) {
    auto parts = std::make_unique<TlsPolicy::Parts>();
    TG_TRY(parts->pins, pins_of(settings.pins));
    if (!sound_name(settings.server_name))
        return wrong("server_name", {"is no host name", "不是主机名"});
    parts->server_name = settings.server_name;
    parts->context = make_context();
    if (!parts->context)
        return fail(Errc::internal, {}, {}, "no TLS context");
    TG_TRY(trust(*parts->context, settings.ca_file));
    TG_TRY(show_certificate(*parts->context, settings));
    verify_with_pins(*parts);
    parts->number = ++policies_made;
    // Shared by the requests that name it and the connections that were opened under it.
    return std::shared_ptr<const TlsPolicy>(new TlsPolicy(std::move(parts)));
}

}  // namespace tg
