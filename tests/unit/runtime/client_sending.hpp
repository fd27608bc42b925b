// What the tests of the client share: a peer that follows a script, requests, and sending them one
// after the other through one client.
#pragma once

#include "gateway/runtime/http_client.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/run_task.hpp"

#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tg::http {

using test::RawListener;
using test::RawSocket;
using test::run_task;

/// What the other side does, in a thread of its own that is joined at the end.
class Peer {
 public:
    template <class Script>
    explicit Peer(Script script) : thread_([this, script] { script(listener_); }) {}
    ~Peer() { thread_.join(); }

    [[nodiscard]] std::string url(const std::string& path = "/") const {
        return "http://127.0.0.1:" + std::to_string(listener_.port()) + path;
    }
    [[nodiscard]] std::string secure_url(
        const std::string& path = "/", const std::string& host = "127.0.0.1"
    ) const {
        return "https://" + host + ":" + std::to_string(listener_.port()) + path;
    }

 private:
    RawListener listener_;
    std::thread thread_;
};

inline ClientRequest get(const std::string& url) {
    ClientRequest request;
    request.url = url;
    return request;
}
inline ClientRequest post(const std::string& url, const std::string& body) {
    ClientRequest request;
    request.method = "POST";
    request.url = url;
    request.body = body;
    return request;
}

inline Task<std::vector<Result<ClientResponse>>> send_all(
    Executor executor, std::vector<ClientRequest> requests
) {
    Client client(executor);
    std::vector<Result<ClientResponse>> answers;
    for (auto& request : requests) {
        auto answer = co_await client.send(std::move(request));
        answers.push_back(std::move(answer));
    }
    co_return answers;
}

inline std::vector<Result<ClientResponse>> answers_to(std::vector<ClientRequest> requests) {
    IoLoop loop;
    return run_task(loop, send_all(loop.executor(), std::move(requests)));
}
inline Result<ClientResponse> answer_to(ClientRequest request) {
    return std::move(answers_to({std::move(request)}).front());
}
inline Errc error_of(ClientRequest request) {
    const auto answer = answer_to(std::move(request));
    return answer ? Errc::internal : answer.error().code;
}

}  // namespace tg::http
