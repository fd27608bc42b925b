// One connection of the server, from its first byte to its close. Called by http_server.cpp only.
#pragma once

#include "gateway/runtime/http_server.hpp"
#include "gateway/runtime/receive_buffer.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <unordered_set>

namespace tg::http {

class Connection;

/// What the connections of one server share. It outlives them.
struct Serving {
    ServerLimits limits;
    Handler handler;
    RefusalText refusal;
    std::unordered_set<Connection*> open;
    std::function<void()> one_closed;
    bool stopping = false;

    /// The owner's answer to a refusal; a bare status when there is none or it throws.
    [[nodiscard]] Response refused(Refusal why) const;
};

/// What came of reading one request.
struct Incoming {
    enum class Kind : std::uint8_t { request, refused, closed };
    Kind kind = Kind::closed;
    Refusal why = Refusal::bad_request;
    Request request;
    bool keep_alive = false;
    bool head_only = false;
};

/// What is written after the handler.
struct Outgoing {
    bool keep_alive = false;
    bool head_only = false;
};

/// What the peer may still be sending when it has its answer.
enum class Left : std::uint8_t { little, body };

/// Deadlines are kept by the server's sweep, which looks at all connections now and then: a timer
/// for each read and write would cost more than the read.
class Connection {
 public:
    Connection(Serving& serving, asio::ip::tcp::socket socket);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Task<Incoming> read();
    /// False when the connection is lost.
    Task<bool> write(const Response& response, Outgoing how);
    /// Ends our side and waits, in bounds, for the peer to stop sending: a close with unread bytes
    /// would reset the connection and take the answer from the peer.
    Task<void> close_gently(Left left);

    /// Ends the wait in progress when its time is over.
    void sweep(std::chrono::steady_clock::time_point now);
    /// Ends it when no byte of a request has come.
    void close_if_idle();
    void close();
    [[nodiscard]] bool more_to_read() const { return !input_.empty(); }

 private:
    void expect_within(std::chrono::milliseconds time);
    Task<bool> fill(std::size_t room);
    /// The head's length; nothing when `incoming` says why there is none.
    Task<std::optional<std::size_t>> read_head(Incoming& incoming);
    template <class Parser>
    Task<void> read_body(Parser& parser, Incoming& incoming);
    [[nodiscard]] Incoming refused(Refusal why) const;

    Serving& serving_;
    asio::ip::tcp::socket socket_;
    std::string remote_;
    ReceiveBuffer input_;
    std::string head_;  // of the answer; kept for its memory
    std::chrono::steady_clock::time_point deadline_;
    bool overdue_ = false;
    bool idle_ = false;
    bool first_ = true;
};

/// Serves requests until either side is done. Requests that arrive together are answered one after
/// the other.
Task<void> serve(Serving& serving, asio::ip::tcp::socket socket);
/// Answers Refusal::too_many_connections and closes.
Task<void> turn_away(Serving& serving, asio::ip::tcp::socket socket);

}  // namespace tg::http
