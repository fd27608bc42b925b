// HTTP/1.1 client with a small pool of kept connections per host. The one thing it promises beyond that: its errors say
// whether the request can have arrived.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/runtime/http_server.hpp"
#include "gateway/runtime/task.hpp"

namespace tg::http {

struct ClientRequest {
    std::string method = "GET";
    std::string url;  ///< http://host[:port]/path?query
    std::vector<Header> headers;
    std::string body;
    std::chrono::milliseconds connect_time_max{3'000};
    std::chrono::milliseconds answer_time_max{15'000};
    std::size_t answer_bytes_max = 64 * 1024 * 1024;
};

struct ClientResponse {
    int status = 0;
    std::vector<Header> headers;
    std::string body;
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

class Client {
   public:
    Client(Executor executor, std::size_t connections_per_host_max = 8);
    ~Client();

    /// Errc::not_sent (fate retry): no byte of the request left, so it cannot have arrived. Errc::no_answer (fate hold):
    /// it left wholly or partly and no complete answer came. A kept connection that turns out closed before any byte was
    /// accepted by it is replaced once, silently, only when the request is a GET; otherwise a fresh connection is used
    /// for every request that is not a GET unless the kept one was idle for less than a second.
    Task<Result<ClientResponse>> send(ClientRequest request);

   private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tg::http
