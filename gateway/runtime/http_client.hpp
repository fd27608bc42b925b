// HTTP/1.1 client, plain and over TLS, with a small pool of kept connections per host. The one
// thing it promises beyond that: its errors say whether the request can have arrived.
#pragma once

#include "gateway/runtime/http_server.hpp"
#include "gateway/runtime/task.hpp"
#include "gateway/runtime/tls.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tg::http {

struct ClientRequest {
    std::string method = "GET";
    std::string url;  ///< http[s]://host[:port]/path?query; no user information
    std::vector<Header> headers;
    std::string body;
    std::chrono::milliseconds connect_time_max{
        3'000};  ///< free connection, name, connecting and TLS together
    std::chrono::milliseconds answer_time_max{15'000};  ///< writing and the whole answer
    std::size_t answer_bytes_max = 64 * 1024 * 1024;
    /// Whom https trusts; without one the system's CAs, which the first such request of a client
    /// reads on the I/O thread (a tenth of a second). Over http it has no meaning. Shared with the
    /// connections that are opened under it.
    std::shared_ptr<const TlsPolicy> tls;
    /// Whom it is for, when several are behind one host (a proxy, a platform of several parks):
    /// each has connections of its own, so that one who does not answer costs the others none.
    std::string partner;
};

struct ClientResponse {
    int status = 0;
    std::vector<Header> headers;
    std::string body;
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// I/O thread only. It outlives the tasks that send through it.
class Client {
 public:
    /// At most so many connections per host, port, TLS policy and partner; who comes later waits
    /// within its own connect_time_max.
    explicit Client(Executor executor, std::size_t connections_per_host_max = 8);
    ~Client();

    /// Errc::not_sent (fate retry, argument: the host): no byte of the request left, so it cannot
    /// have arrived; resolving, connecting, waiting for a free connection and the TLS handshake end
    /// so. The detail names what is wrong with a certificate (expired, other host, unknown CA,
    /// pin). Errc::no_answer (fate hold): it left wholly or partly and no complete answer came.
    /// Under TLS 1.3 a server says only after its handshake, to the request, that it refuses our
    /// certificate; that is no_answer too. So is an answer without a length that ends without TLS's
    /// own end. Errc::bad_config: the address is none that this client speaks. A kept connection
    /// serves any GET, and another request only when it was idle for less than a second; a look
    /// before tells whether the other side has closed it. When it breaks without a byte of an
    /// answer, a GET is sent once more over a fresh connection; nothing else is ever sent twice. An
    /// answer of any status is an answer; redirects are not followed. Cancelled before a byte left
    /// it ends with Errc::cancelled, later with Errc::no_answer.
    Task<Result<ClientResponse>> send(ClientRequest request);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tg::http
