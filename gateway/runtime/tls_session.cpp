// Verification of one connection: OpenSSL's own, the name, the pins; and plain words for its
// failures.
#include "gateway/runtime/tls_session.hpp"

#include "gateway/core/text.hpp"
#include "gateway/runtime/tls_lend.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>

namespace tg {
namespace {

std::string key_digest(const X509& certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(&certificate), &der);
    if (size <= 0)
        return {};
    const std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return sha256(bytes);
}

/// Whether the verified chain has a pinned key below its root. A root alone says no more than the
/// CA file does; a certificate that signed itself counts when it is the other side's own.
bool pinned(const X509_STORE_CTX& verified, const std::vector<std::string>& pins) {
    const auto* chain = X509_STORE_CTX_get0_chain(&verified);
    for (int i = 0; i < sk_X509_num(chain); ++i) {
        auto* one = sk_X509_value(chain, i);
        const bool is_root = i > 0 && (X509_get_extension_flags(one) & EXFLAG_SS) != 0;
        if (!is_root && std::ranges::find(pins, key_digest(*one)) != pins.end())
            return true;
    }
    return false;
}

int verify(X509_STORE_CTX* context, void* parts) {
    const auto& pins = static_cast<const TlsPolicy::Parts*>(parts)->pins;
    if (X509_verify_cert(context) != 1) {
        // Never left without an error: OpenSSL may fail for want of memory and say nothing.
        if (X509_STORE_CTX_get_error(context) == X509_V_OK)
            X509_STORE_CTX_set_error(context, X509_V_ERR_UNSPECIFIED);
        return 0;
    }
    if (pins.empty() || pinned(*context, pins))
        return 1;
    X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
}

bool is_address(const std::string& name) {
    auto* address = a2i_IPADDRESS(name.c_str());
    ASN1_OCTET_STRING_free(address);
    ERR_clear_error();
    return address != nullptr;
}

/// The name or address that the certificate must carry.
bool expect_name(X509_VERIFY_PARAM& wanted, const std::string& name) {
    if (is_address(name))
        return X509_VERIFY_PARAM_set1_ip_asc(&wanted, name.c_str()) == 1;
    X509_VERIFY_PARAM_set_hostflags(&wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(&wanted, name.c_str(), name.size()) == 1;
}

/// Our certificate, those between it and its CA, and its key; nothing to do when there is none.
bool copy_certificate(SSL_CTX& from, SSL_CTX& to) {
    auto* own = SSL_CTX_get0_certificate(&from);
    if (own == nullptr)
        return true;
    if (SSL_CTX_use_certificate(&to, own) != 1)
        return false;
    STACK_OF(X509)* between = nullptr;
    SSL_CTX_get0_chain_certs(&from, &between);
    for (int i = 0; i < sk_X509_num(between); ++i)
        if (SSL_CTX_add1_chain_cert(&to, sk_X509_value(between, i)) != 1)
            return false;
    return SSL_CTX_use_PrivateKey(&to, SSL_CTX_get0_privatekey(&from)) == 1;
}

/// What OpenSSL's macro of that name does, without its casts.
bool ask_for_name(ssl_st& session, std::string name) {
    constexpr int kind = TLSEXT_NAMETYPE_host_name;
    return SSL_ctrl(&session, SSL_CTRL_SET_TLSEXT_HOSTNAME, kind, name.data()) == 1;
}

int note_certificate_asked(SSL*, void* notes) {
    static_cast<TlsNotes*>(notes)->certificate_asked = true;
    return 1;
}

std::string refusal(long verdict) {
    switch (verdict) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return "the certificate has expired";
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return "the certificate is not valid yet";
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return "the certificate names another host";
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_CERT_UNTRUSTED:
            return "unknown CA: the certificate was issued by nobody whom we trust";
        case X509_V_ERR_APPLICATION_VERIFICATION:
            return "pin mismatch: no certificate of the chain has a pinned key";
        default:
            return std::string("the certificate is refused: ") +
                   X509_verify_cert_error_string(verdict);
    }
}

/// Alerts by which the other side refuses what we have shown as our certificate.
bool refuses_our_certificate(int reason) {
    switch (reason) {
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
            return true;
        default:
            return false;
    }
}

std::string words(const ssl_st& session, const TlsNotes& notes, int reason) {
    switch (reason) {
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
            return "protocol version: the other side speaks neither TLS 1.2 nor 1.3";
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_HTTP_REQUEST:
        case SSL_R_PACKET_LENGTH_TOO_LONG:
            return "the other side does not speak TLS";
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
            return "client certificate required";
        default:
            break;
    }
    const bool missing = notes.certificate_asked && SSL_get_certificate(&session) == nullptr;
    if (missing && reason == 0)
        return "it had asked for a client certificate, and none is set";
    const bool refused = refuses_our_certificate(reason);
    // TLS 1.2 has no alert of its own for a certificate that was asked for and not shown.
    if (missing && (refused || reason == SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE))
        return "client certificate required";
    return refused ? "the other side refuses our client certificate" : "";
}

}  // namespace

bool lend_tls_policy(const TlsPolicy& policy, const std::string& host, ssl_ctx_st& context) {
    const auto& parts = policy.parts();
    const auto& name = parts.server_name.empty() ? host : parts.server_name;
    // OpenSSL hands the callback back as it was given; it is only read there.
    auto* noted = const_cast<TlsPolicy::Parts*>(&parts);  // NOLINT
    SSL_CTX_set1_cert_store(&context, SSL_CTX_get_cert_store(parts.context.get()));
    SSL_CTX_set_cert_verify_callback(&context, verify, noted);
    SSL_CTX_set_verify(&context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_security_level(&context, SSL_CTX_get_security_level(parts.context.get()));
    SSL_CTX_set_options(&context, SSL_CTX_get_options(parts.context.get()));
    return !name.empty() && expect_name(*SSL_CTX_get0_param(&context), name) &&
           SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) == 1 &&
           copy_certificate(*parts.context, context);
}

void TlsFree::operator()(ssl_ctx_st* context) const {
    SSL_CTX_free(context);
}
void TlsFree::operator()(ssl_st* session) const {
    SSL_free(session);
}

void verify_with_pins(TlsPolicy::Parts& parts) {
    SSL_CTX_set_cert_verify_callback(parts.context.get(), verify, &parts);
}

std::unique_ptr<ssl_st, TlsFree> open_tls_session(
    const TlsPolicy& policy, const std::string& host, TlsNotes& notes
) {
    const auto& parts = policy.parts();
    const auto& name = parts.server_name.empty() ? host : parts.server_name;
    std::unique_ptr<ssl_st, TlsFree> session(SSL_new(parts.context.get()));
    if (!session || name.empty())
        return nullptr;
    SSL_set_cert_cb(session.get(), note_certificate_asked, &notes);
    if (is_address(name))  // is never asked for by name
        return expect_name(*SSL_get0_param(session.get()), name) ? std::move(session) : nullptr;
    const bool named =
        expect_name(*SSL_get0_param(session.get()), name) && ask_for_name(*session, name);
    return named ? std::move(session) : nullptr;
}

std::string tls_failure(const ssl_st& session, const TlsNotes& notes, unsigned long code) {
    const auto verdict = SSL_get_verify_result(&session);
    if (verdict != X509_V_OK)
        return refusal(verdict);
    const bool of_tls = code != 0 && ERR_GET_LIB(code) == ERR_LIB_SSL;
    const auto said = words(session, notes, of_tls ? ERR_GET_REASON(code) : 0);
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    if (reason == nullptr)
        return said;
    return said.empty() ? std::string(reason) : said + " (" + reason + ")";
}

}  // namespace tg
