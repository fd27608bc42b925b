// HTTP/1.1 server: keep-alive, limits before buffering, deadlines for header, body and writing,
// strict framing (Host once, one Content-Length, no Transfer-Encoding but chunked; see
// request_head.hpp). Handlers see plain values.
#pragma once

#include "gateway/runtime/task.hpp"
#include "gateway/runtime/task_group.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::http {

struct Header {
    std::string name;
    std::string value;
};

struct Request {
    std::string method;  ///< upper case; HEAD arrives as GET and is answered without the body
    std::string path;    ///< decoded, without query; always begins with '/'
    std::string query;   ///< raw text after '?', see query_value(); its escapes are whole
    std::vector<Header> headers;
    std::string body;
    std::string remote;  ///< address of the caller

    /// First header of that name (letters without case), or empty.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    /// Decoded value of a query parameter; nothing when absent.
    [[nodiscard]] std::optional<std::string> query_value(std::string_view name) const;
    /// Names of all query parameters, decoded.
    [[nodiscard]] std::vector<std::string> query_names() const;
};

struct Response {
    int status = 200;  ///< 0: close the connection without an answer (the sandbox's faults)
    std::string content_type = "application/json";
    std::string body;
    std::vector<Header> headers;
};

struct ServerLimits {
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t body_bytes_max = 1024 * 1024;
    std::size_t connections_max = 10'000;
    std::chrono::milliseconds header_time_max{
        10'000};  ///< from its first byte; on a new connection from the start
    std::chrono::milliseconds body_time_max{30'000};
    std::chrono::milliseconds write_time_max{30'000};
    std::chrono::milliseconds idle_time_max{60'000};  ///< between two requests of a connection
};

/// What the server itself answers, without or after a handler: bad framing (400), header too large
/// (431), body too large (413), too slow (408), a Content-Encoding (415), more connections than
/// connections_max (503), a handler that threw (500). The texts of the answer are the owner's; the
/// connection is closed after all but the last.
enum class Refusal : std::uint8_t {
    bad_request,
    header_too_large,
    body_too_large,
    too_slow,
    encoding_not_taken,
    too_many_connections,
    handler_failed,
};

/// The status that belongs to a refusal.
int refusal_status(Refusal refusal);

/// A handler is a named coroutine; it may be called for many requests at once, all on the I/O
/// thread. The request is passed by value. An exception that leaves it is logged and answered as
/// Refusal::handler_failed.
using Handler = std::function<Task<Response>(Request)>;
/// Makes the answer to a refusal; empty, the answer has the status and no body.
using RefusalText = std::function<Response(Refusal)>;

class Server {
 public:
    Server(Executor executor, ServerLimits limits, Handler handler, RefusalText refusal);
    ~Server();

    /// Binds and listens; port 0 picks one. Errc::cannot_listen with the address.
    Result<void> listen(const std::string& address, std::uint16_t port);
    [[nodiscard]] std::uint16_t port() const;

    /// Stops accepting, closes idle connections, lets running requests finish for `grace`, then
    /// closes what is left and waits for its end. Call it before the server goes away when listen()
    /// succeeded.
    Task<void> stop(std::chrono::milliseconds grace);

    [[nodiscard]] std::size_t connections() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Text of a query: escapes and '+' (a blank) decoded; a broken escape stays as it is.
std::string url_decoded(std::string_view text);
/// Everything but letters, digits and "-._~" as %XX.
std::string url_encoded(std::string_view text);

}  // namespace tg::http
