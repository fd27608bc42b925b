// The other side of a TLS connection for tests that send and read exact bytes: a RawSocket with
// OpenSSL's server on top.
#pragma once

#include "tests/support/certificates.hpp"
#include "tests/support/raw_socket.hpp"

#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace tg::test {

enum class TlsVersion { any, tls_1_1, tls_1_2 };

struct TlsServing {
    Identity own;
    std::string between_pem{};    ///< certificates between its own and the root
    std::string client_ca_pem{};  ///< insists on a client certificate of this CA
    TlsVersion only = TlsVersion::any;
};

class TlsSocket {
 public:
    /// Does the handshake; when it fails, what still comes is read and thrown away until the client
    /// closes.
    TlsSocket(RawSocket plain, const TlsServing& serving);
    ~TlsSocket();  ///< closes without TLS's own end
    TlsSocket(TlsSocket&&) noexcept;

    [[nodiscard]] bool agreed() const { return agreed_; }
    [[nodiscard]] std::string asked_name() const;  ///< SNI
    [[nodiscard]] std::string protocol() const;    ///< ALPN
    [[nodiscard]] std::string version() const;
    [[nodiscard]] bool ended_in_good_form() const;  ///< the client has said TLS's own end

    bool send(std::string_view text);
    /// The next HTTP message, by its Content-Length; what there is when the client is gone.
    std::string receive_message();
    std::string receive_until_closed();
    /// Says TLS's own end.
    void end();
    /// Sends something of TLS's own that is no byte of the answer.
    void send_ticket();

 private:
    struct Free {
        void operator()(ssl_ctx_st* context) const;
        void operator()(ssl_st* session) const;
    };

    std::string receive();

    RawSocket plain_;
    std::unique_ptr<ssl_ctx_st, Free> context_;
    std::unique_ptr<ssl_st, Free> session_;
    std::string rest_;
    bool agreed_ = false;
};

}  // namespace tg::test
