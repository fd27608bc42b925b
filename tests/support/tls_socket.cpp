// OpenSSL's server over a blocking socket.
#include "tests/support/tls_socket.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <csignal>
#include <stdexcept>

namespace tg::test {
namespace {

void must(bool done, const char* step) {
    if (!done)
        throw std::runtime_error(std::string("cannot serve TLS: ") + step);
}

std::shared_ptr<X509> certificate_of(const std::string& pem) {
    const std::shared_ptr<BIO> bio(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free
    );
    return {PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free};
}

std::shared_ptr<EVP_PKEY> key_of(const std::string& pem) {
    const std::shared_ptr<BIO> bio(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free
    );
    return {PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered, unsigned int, void*) {
    *chosen = offered + 1;  // the client's first
    *size = offered[0];
    return SSL_TLSEXT_ERR_OK;
}

void set_versions(SSL_CTX* context, TlsVersion only) {
    if (only == TlsVersion::any)
        return;
    const int version = only == TlsVersion::tls_1_1 ? TLS1_1_VERSION : TLS1_2_VERSION;
    if (only == TlsVersion::tls_1_1)
        SSL_CTX_set_security_level(context, 0);
    must(SSL_CTX_set_min_proto_version(context, version) == 1, "version");
    must(SSL_CTX_set_max_proto_version(context, version) == 1, "version");
}

}  // namespace

void TlsSocket::Free::operator()(ssl_ctx_st* context) const {
    SSL_CTX_free(context);
}
void TlsSocket::Free::operator()(ssl_st* session) const {
    SSL_free(session);
}

TlsSocket::TlsSocket(RawSocket plain, const TlsServing& serving)
    : plain_(std::move(plain)), context_(SSL_CTX_new(TLS_server_method())) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
    auto* context = context_.get();
    set_versions(context, serving.only);
    const auto own = certificate_of(serving.own.certificate_pem);
    const auto key = key_of(serving.own.key_pem);
    must(SSL_CTX_use_certificate(context, own.get()) == 1, "certificate");
    must(SSL_CTX_use_PrivateKey(context, key.get()) == 1, "key");
    if (const auto between = certificate_of(serving.between_pem))
        must(SSL_CTX_add1_chain_cert(context, between.get()) == 1, "chain");
    if (const auto client_ca = certificate_of(serving.client_ca_pem)) {
        must(X509_STORE_add_cert(SSL_CTX_get_cert_store(context), client_ca.get()) == 1, "CA");
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    }
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    session_.reset(SSL_new(context));
    must(SSL_set_fd(session_.get(), plain_.descriptor()) == 1, "socket");
    agreed_ = SSL_accept(session_.get()) == 1;
    if (!agreed_)
        (void)plain_.receive_until_closed();
    ERR_clear_error();
}

TlsSocket::~TlsSocket() = default;
TlsSocket::TlsSocket(TlsSocket&&) noexcept = default;

std::string TlsSocket::asked_name() const {
    const char* name = SSL_get_servername(session_.get(), TLSEXT_NAMETYPE_host_name);
    return name == nullptr ? "" : name;
}

std::string TlsSocket::protocol() const {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(session_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

std::string TlsSocket::version() const {
    return SSL_get_version(session_.get());
}

bool TlsSocket::ended_in_good_form() const {
    return (SSL_get_shutdown(session_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

bool TlsSocket::send(std::string_view text) {
    std::size_t sent = 0;
    ERR_clear_error();
    return text.empty() || SSL_write_ex(session_.get(), text.data(), text.size(), &sent) == 1;
}

std::string TlsSocket::receive() {
    std::string text(16 * 1024, '\0');
    std::size_t count = 0;
    ERR_clear_error();
    if (!agreed_ || SSL_read_ex(session_.get(), text.data(), text.size(), &count) != 1)
        count = 0;
    text.resize(count);
    return text;
}

std::string TlsSocket::receive_message() {
    for (;;) {
        const auto head = rest_.find("\r\n\r\n");
        if (head != std::string::npos) {
            const auto at = rest_.find("Content-Length: ");
            const auto body = at < head ? std::stoul(rest_.substr(at + 16, 20)) : 0;
            const auto size = head + 4 + body;
            if (rest_.size() >= size) {
                auto message = rest_.substr(0, size);
                rest_.erase(0, size);
                return message;
            }
        }
        const auto more = receive();
        if (more.empty())
            return std::exchange(rest_, {});
        rest_ += more;
    }
}

std::string TlsSocket::receive_until_closed() {
    auto all = std::exchange(rest_, {});
    for (auto more = receive(); !more.empty(); more = receive()) all += more;
    return all;
}

void TlsSocket::end() {
    ERR_clear_error();
    SSL_shutdown(session_.get());
}

void TlsSocket::send_ticket() {
    ERR_clear_error();
    must(SSL_new_session_ticket(session_.get()) == 1, "ticket");
    must(SSL_do_handshake(session_.get()) == 1, "ticket");
}

}  // namespace tg::test
