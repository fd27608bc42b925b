// Reading requests, calling the handler, writing answers. The raw head is judged first
// (request_head.hpp), then Beast parses it and takes the body apart; answers are written by hand,
// they are two buffers and one system call.
#include "gateway/runtime/http_connection.hpp"

#include "gateway/core/log.hpp"
#include "gateway/runtime/growing_body.hpp"
#include "gateway/runtime/http_text.hpp"
#include "gateway/runtime/request_head.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>

#include <array>

namespace tg::http {
namespace {

namespace bhttp = boost::beast::http;

constexpr std::size_t body_read_bytes_max = 64 * 1024;
/// How long, and how far, a peer is listened to that goes on sending after its answer.
struct Patience {
    std::size_t bytes_max;
    std::chrono::milliseconds time_max;
};
constexpr Patience little_patience{1024 * 1024, std::chrono::milliseconds{1'000}};
/// For a body that is too large: most callers read the answer only after they have sent all of it.
constexpr Patience patience_for_a_body{128 * 1024 * 1024, std::chrono::milliseconds{10'000}};

using RequestParser = bhttp::request_parser<GrowingBody>;

std::string_view text(boost::core::string_view view) {
    return {view.data(), view.size()};
}

Refusal refusal_of(const boost::system::error_code& failure) {
    if (failure == bhttp::error::body_limit)
        return Refusal::body_too_large;
    if (failure == bhttp::error::header_limit)
        return Refusal::header_too_large;
    return Refusal::bad_request;
}

/// Takes what the handler sees out of the parsed head; false when the path cannot be decoded.
bool take_head(const RequestParser& parser, Incoming& incoming) {
    const auto& message = parser.get();
    const auto method = text(message.method_string());
    const auto target = text(message.target());
    const auto mark = target.find('?');
    auto path = decoded_path(target.substr(0, mark));
    if (!path)
        return false;
    auto& request = incoming.request;
    incoming.head_only = method == "HEAD";
    incoming.keep_alive = message.keep_alive();
    request.method = incoming.head_only ? "GET" : method;
    request.path = std::move(*path);
    if (mark != std::string_view::npos)
        request.query = target.substr(mark + 1);
    request.headers.reserve(8);
    for (const auto& field : message)
        request.headers.push_back(Header{
            std::string(text(field.name_string())), std::string(text(field.value()))});
    return true;
}

void write_head(std::string& out, const Response& response, Outgoing how) {
    const bool bodiless = response.status == 204 || response.status == 304;
    out.clear();
    out += "HTTP/1.1 ";
    out += std::to_string(response.status);
    out += ' ';
    out +=
        text(bhttp::obsolete_reason(bhttp::int_to_status(static_cast<unsigned>(response.status))));
    out += "\r\n";
    for (const auto& header : response.headers)
        if (!frames_message(header.name))
            append_header(out, header.name, header.value);
    if (!bodiless) {
        if (!response.content_type.empty() && !response.body.empty())
            append_header(out, "Content-Type", response.content_type);
        append_header(out, "Content-Length", std::to_string(response.body.size()));
    }
    append_header(out, "Connection", how.keep_alive ? "keep-alive" : "close");
    out += "\r\n";
}

/// Calls the handler; its exceptions end here.
Task<Response> answer(Serving& serving, Request request) {
    std::exception_ptr failure;
    try {
        auto work = serving.handler(std::move(request));
        auto response = co_await std::move(work);
        co_return response;
    } catch (...) {
        failure = std::current_exception();
    }
    if (!is_cancellation(failure))
        log::error("http_handler_failed", {{"detail", exception_text(failure)}});
    co_return serving.refused(Refusal::handler_failed);
}

}  // namespace

Response Serving::refused(Refusal why) const {
    Response response;
    response.status = refusal_status(why);
    if (!refusal)
        return response;
    try {
        return refusal(why);
    } catch (...) {
        const auto detail = exception_text(std::current_exception());
        log::error("http_refusal_text_failed", {{"detail", detail}});
        return response;
    }
}

Connection::Connection(Serving& serving, asio::ip::tcp::socket socket)
    : serving_(serving), socket_(std::move(socket)) {
    boost::system::error_code failure;
    socket_.set_option(asio::ip::tcp::no_delay(true), failure);
    const auto peer = socket_.remote_endpoint(failure);
    if (!failure)
        remote_ = peer.address().to_string();
    deadline_ = std::chrono::steady_clock::time_point::max();
    serving_.open.insert(this);
}

Connection::~Connection() {
    serving_.open.erase(this);
    close();
    if (serving_.one_closed)
        serving_.one_closed();
}

void Connection::close() {
    boost::system::error_code ignored;  // closed already, or closed by the peer: the same to us
    socket_.close(ignored);
}

void Connection::sweep(std::chrono::steady_clock::time_point now) {
    if (now < deadline_)
        return;
    overdue_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void Connection::close_if_idle() {
    if (!idle_)
        return;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void Connection::expect_within(std::chrono::milliseconds time) {
    deadline_ = std::chrono::steady_clock::now() + time;
    overdue_ = false;
}

Incoming Connection::refused(Refusal why) const {
    Incoming incoming;
    incoming.kind = Incoming::Kind::refused;
    incoming.why = why;
    return incoming;
}

Task<bool> Connection::fill(std::size_t room) {
    if (overdue_)
        co_return false;
    const auto space = input_.room(room);
    const asio::mutable_buffer buffer(space.data(), space.size());
    const auto [failure, count] =
        co_await socket_.async_read_some(buffer, asio::as_tuple(asio::use_awaitable));
    if (failure)
        co_return false;
    input_.received(count);
    co_return true;
}

Task<std::optional<std::size_t>> Connection::read_head(Incoming& incoming) {
    const auto header_bytes_max = serving_.limits.header_bytes_max;
    bool begun = !input_.empty();
    const auto patience =
        begun || first_ ? serving_.limits.header_time_max : serving_.limits.idle_time_max;
    expect_within(patience);
    first_ = false;
    std::size_t scanned = 0;
    for (;;) {
        // Empty lines between two requests are tolerated, as the standard asks.
        while (scanned == 0 && input_.data().starts_with("\r\n")) input_.consume(2);
        const auto scan = find_head_end(input_.data(), scanned);
        const auto bytes = scan.end == HeadEnd::found ? scan.bytes : input_.size();
        if (scan.end == HeadEnd::broken || bytes > header_bytes_max) {
            incoming = refused(
                scan.end == HeadEnd::broken ? Refusal::bad_request : Refusal::header_too_large
            );
            co_return std::nullopt;
        }
        if (scan.end == HeadEnd::found)
            co_return bytes;
        scanned = scan.bytes;
        idle_ = !begun;
        if (idle_ && serving_.stopping)
            co_return std::nullopt;
        if (idle_)
            input_.rest();
        const bool more = co_await fill(1);
        idle_ = false;
        if (!more) {
            if (overdue_ && begun)
                incoming = refused(Refusal::too_slow);
            co_return std::nullopt;
        }
        if (!begun)
            expect_within(serving_.limits.header_time_max);
        begun = true;
    }
}

template <class Parser>
Task<void> Connection::read_body(Parser& parser, Incoming& incoming) {
    expect_within(serving_.limits.body_time_max);
    const bool asks = parser.get().version() == 11 && parser.get().count(bhttp::field::expect) > 0;
    if (asks && input_.empty()) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto buffer = asio::buffer(go_on);
        const auto [failure, count] =
            co_await asio::async_write(socket_, buffer, asio::as_tuple(asio::use_awaitable));
        if (failure)
            co_return;
    }
    parser.eager(true);
    boost::system::error_code failure;
    for (;;) {
        if (!input_.empty()) {
            const auto data = input_.data();
            const auto used = parser.put(asio::buffer(data), failure);
            input_.consume(used);
        }
        if (parser.is_done())
            break;
        const bool hungry = !failure || failure == bhttp::error::need_more;
        // What stays after a whole pass is one unfinished line of a chunk; it is never long.
        if (!hungry || input_.size() > serving_.limits.header_bytes_max) {
            incoming = refused(refusal_of(failure));
            co_return;
        }
        const auto left = parser.content_length_remaining();
        const auto room = left ? std::min<std::size_t>(*left, body_read_bytes_max) : 1;
        const bool more = co_await fill(room);
        if (!more) {
            if (overdue_)
                incoming = refused(Refusal::too_slow);
            co_return;
        }
    }
    incoming.request.body = std::move(parser.get().body());
    incoming.kind = Incoming::Kind::request;
}

Task<Incoming> Connection::read() {
    Incoming incoming;
    const auto head_bytes = co_await read_head(incoming);
    if (!head_bytes)
        co_return incoming;
    const auto head = input_.data().substr(0, *head_bytes);
    if (const auto why = judge_head(head))
        co_return refused(*why);

    RequestParser parser;
    parser.header_limit(static_cast<std::uint32_t>(serving_.limits.header_bytes_max + 1));
    parser.body_limit(serving_.limits.body_bytes_max);
    boost::system::error_code failure;
    parser.put(asio::buffer(head), failure);
    if (failure)
        co_return refused(refusal_of(failure));
    if (!parser.is_header_done() || !take_head(parser, incoming))
        co_return refused(Refusal::bad_request);
    input_.consume(*head_bytes);
    incoming.request.remote = remote_;
    if (parser.is_done())
        incoming.kind = Incoming::Kind::request;
    else
        co_await read_body(parser, incoming);
    deadline_ = std::chrono::steady_clock::time_point::max();  // the handler has its own
    co_return incoming;
}

Task<bool> Connection::write(const Response& response, Outgoing how) {
    write_head(head_, response, how);
    const bool bodiless = how.head_only || response.status == 204 || response.status == 304;
    const std::array<asio::const_buffer, 2> buffers{
        asio::buffer(head_), bodiless ? asio::const_buffer() : asio::buffer(response.body)};
    expect_within(serving_.limits.write_time_max);
    const auto [failure, count] =
        co_await asio::async_write(socket_, buffers, asio::as_tuple(asio::use_awaitable));
    co_return !failure;
}

Task<void> Connection::close_gently(Left left) {
    const auto& patience = left == Left::body ? patience_for_a_body : little_patience;
    boost::system::error_code failure;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, failure);
    if (failure)
        co_return;
    expect_within(patience.time_max);
    for (std::size_t taken = 0; taken < patience.bytes_max;) {
        input_.consume(input_.size());
        const bool more =
            co_await fill(left == Left::body ? body_read_bytes_max : ReceiveBuffer::small_bytes);
        if (!more)
            break;
        taken += input_.size();
    }
}

Task<void> serve(Serving& serving, asio::ip::tcp::socket socket) {
    Connection connection(serving, std::move(socket));
    for (;;) {
        auto incoming = co_await connection.read();
        if (incoming.kind == Incoming::Kind::closed)
            break;
        Outgoing how;
        if (incoming.kind == Incoming::Kind::refused) {
            const auto response = serving.refused(incoming.why);
            const bool written = co_await connection.write(response, how);
            const auto left = incoming.why == Refusal::body_too_large ? Left::body : Left::little;
            if (written)
                co_await connection.close_gently(left);
            break;
        }
        auto work = answer(serving, std::move(incoming.request));
        const auto response = co_await std::move(work);
        if (response.status == 0)
            break;
        how.keep_alive = incoming.keep_alive && !serving.stopping;
        how.head_only = incoming.head_only;
        const bool written = co_await connection.write(response, how);
        if (!written)
            break;
        if (how.keep_alive)
            continue;
        if (connection.more_to_read())
            co_await connection.close_gently(Left::little);
        break;
    }
}

Task<void> turn_away(Serving& serving, asio::ip::tcp::socket socket) {
    Connection connection(serving, std::move(socket));
    const auto response = serving.refused(Refusal::too_many_connections);
    const Outgoing how;
    const bool written = co_await connection.write(response, how);
    if (written)
        co_await connection.close_gently(Left::little);
}

}  // namespace tg::http
