// One connection of the client, plain or under TLS. Inside runtime only; the one place that tells
// the two apart.
#pragma once

#include "gateway/runtime/task.hpp"
#include "gateway/runtime/tls.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace tg::http {

/// How a read or write ended and how far it came.
struct IoEnd {
    boost::system::error_code failure;
    std::size_t bytes = 0;
};

class ClientStream {
 public:
    using Socket = asio::ip::tcp::socket;

    explicit ClientStream(Socket plain);
    ClientStream(ClientStream&&) noexcept;
    ClientStream& operator=(ClientStream&&) noexcept;
    ~ClientStream();  ///< says TLS's own end before it closes, where that needs no waiting

    /// TLS over an open connection to `host`, its certificate verified. Errc::not_sent with what is
    /// wrong; Errc::cancelled.
    static Task<Result<ClientStream>> secured(
        Socket socket, std::shared_ptr<const TlsPolicy> policy, std::string host
    );

    /// asio::error::eof only at an end that the other side has meant; under TLS a connection that
    /// just breaks off ends with another error.
    Task<IoEnd> read_some(asio::mutable_buffer into);
    /// Both texts wholly. After a failure `bytes` says how many may have left: under TLS all that
    /// was given to it.
    Task<IoEnd> write(std::string_view head, std::string_view body);
    /// Whether it is still open and silent.
    [[nodiscard]] bool alive();
    /// A failure in words, for `detail`.
    [[nodiscard]] std::string reason(const boost::system::error_code& failure) const;

 private:
    struct Tls;
    explicit ClientStream(std::unique_ptr<Tls> tls);

    std::variant<Socket, std::unique_ptr<Tls>> connection_;
};

}  // namespace tg::http
