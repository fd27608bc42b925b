// Places per host, kept connections, connecting, and one exchange of request and answer. What an
// error says about the request's arrival is decided in send() alone, from what the exchange noted.
#include "gateway/runtime/http_client.hpp"

#include "gateway/runtime/http_text.hpp"
#include "gateway/runtime/http_url.hpp"
#include "gateway/runtime/within.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <array>
#include <list>
#include <map>

namespace tg::http {
namespace {

namespace bhttp = boost::beast::http;
using Tcp = asio::ip::tcp;
using Steady = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;
using AnswerParser = bhttp::response_parser<bhttp::string_body>;

constexpr Milliseconds kept_time_max{30'000};
constexpr Milliseconds kept_time_max_unless_get{1'000};
constexpr std::uint32_t answer_header_bytes_max = 64 * 1024;
constexpr int interim_answers_max = 8;

struct Kept {
    Tcp::socket socket;
    Steady::time_point since;
};

struct Waiter {
    Waiter(const Executor& executor, Steady::time_point until) : timer(executor, until) {}
    asio::steady_timer timer;
    bool woken = false;
};

/// One host and port: places are taken by those who send, kept connections lie beside them.
struct Host {
    std::size_t taken = 0;
    std::vector<Kept> kept;
    std::list<Waiter> waiting;

    void wake_one() {
        for (auto& waiter : waiting) {
            if (waiter.woken)
                continue;  // two places may come free before the first waiter runs
            waiter.woken = true;
            waiter.timer.cancel();
            return;
        }
    }
};

/// A taken place.
class Place {
 public:
    explicit Place(Host& host) : host_(&host) { ++host.taken; }
    Place(Place&& other) noexcept : host_(std::exchange(other.host_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
        if (host_ == nullptr)
            return;
        --host_->taken;
        host_->wake_one();
    }

 private:
    Host* host_;
};

/// One request on its way, and what is known of it when it fails.
struct Exchange {
    explicit Exchange(Tcp::socket opened) : socket(std::move(opened)) {}

    Tcp::socket socket;
    std::size_t bytes_sent = 0;
    bool answer_begun = false;
    bool broke = false;  ///< the other side or the network ended it, not we
    bool reusable = false;
};

/// A look-up that can be left: the system's resolver knows no cancellation, so its end owns what it
/// refers to.
struct Lookup {
    explicit Lookup(const Executor& executor) : resolver(executor), patience(executor) {}
    Tcp::resolver resolver;
    asio::steady_timer patience;
    bool done = false;
    boost::system::error_code failure;
    Tcp::resolver::results_type found;
};

std::string_view text(boost::core::string_view view) {
    return {view.data(), view.size()};
}

Milliseconds until(Steady::time_point time) {
    const auto left = std::chrono::duration_cast<Milliseconds>(time - Steady::now());
    return std::max(left, Milliseconds{0});
}

bool is_get(const ClientRequest& request) {
    return request.method == "GET" || request.method == "HEAD";
}

Error not_sent(const Target& target, std::string detail) {
    return fail(Errc::not_sent, {}, {target.host}, std::move(detail));
}

/// Whether a kept connection is still open and silent.
bool alive(Tcp::socket& socket) {
    boost::system::error_code failure;
    socket.non_blocking(true, failure);
    if (failure)
        return false;
    std::array<char, 1> byte{};
    socket.receive(asio::buffer(byte), asio::socket_base::message_peek, failure);
    return failure == asio::error::would_block;
}

std::string head_of(const ClientRequest& request, const Target& target) {
    std::string head;
    head.reserve(256);
    head += request.method;
    head += ' ';
    head += target.path;
    head += " HTTP/1.1\r\n";
    append_header(head, "Host", target.authority);
    for (const auto& header : request.headers)
        if (!frames_message(header.name) && !same_name(header.name, "host"))
            append_header(head, header.name, header.value);
    if (!request.body.empty() || !is_get(request))
        append_header(head, "Content-Length", std::to_string(request.body.size()));
    head += "\r\n";
    return head;
}

/// A method goes into the request line as it is.
bool sound_method(std::string_view method) {
    return !method.empty() &&
           std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

ClientResponse response_of(AnswerParser& parser) {
    auto message = parser.release();
    ClientResponse response;
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message)
        response.headers.push_back(Header{
            std::string(text(field.name_string())), std::string(text(field.value()))});
    response.body = std::move(message.body());
    return response;
}

Error error_of(const char* step, const boost::system::error_code& failure) {
    const auto code = failure == asio::error::operation_aborted ? Errc::cancelled : Errc::no_answer;
    return fail(code, {}, {}, std::string(step) + ": " + failure.message());
}

Error broken(Exchange& exchange, const char* step, const boost::system::error_code& failure) {
    exchange.broke = failure != asio::error::operation_aborted;
    return error_of(step, failure);
}

Task<Result<void>> write_request(
    Exchange& exchange, const ClientRequest& request, const Target& target
) {
    const auto head = head_of(request, target);
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(request.body)};
    const auto [failure, bytes] =
        co_await asio::async_write(exchange.socket, buffers, asio::as_tuple(asio::use_awaitable));
    exchange.bytes_sent = bytes;
    if (failure)
        co_return broken(exchange, "write", failure);
    co_return success();
}

Task<Result<ClientResponse>> exchange_on(
    Exchange& exchange, const ClientRequest& request, const Target& target
) {
    // Until the write has told how far it came, everything may have left.
    exchange.bytes_sent = 1;
    const auto written = co_await write_request(exchange, request, target);
    if (!written)
        co_return written.error();
    boost::beast::flat_buffer buffer;
    for (int interim = 0; interim <= interim_answers_max; ++interim) {
        AnswerParser parser;
        parser.header_limit(answer_header_bytes_max);
        parser.body_limit(request.answer_bytes_max);
        if (request.method == "HEAD")
            parser.skip(true);
        const auto [head_failure, head_bytes] = co_await bhttp::async_read_header(
            exchange.socket, buffer, parser, asio::as_tuple(asio::use_awaitable)
        );
        exchange.answer_begun = exchange.answer_begun || parser.got_some() || buffer.size() > 0;
        if (head_failure)
            co_return broken(exchange, "read", head_failure);
        const auto status = parser.get().result_int();
        if (status >= 100 && status < 200 && status != 101)
            continue;
        const auto [failure, bytes] = co_await bhttp::async_read(
            exchange.socket, buffer, parser, asio::as_tuple(asio::use_awaitable)
        );
        if (failure)
            co_return broken(exchange, "read", failure);
        const auto coding = text(parser.get()[bhttp::field::transfer_encoding]);
        if (!coding.empty() && !same_name(coding, "chunked"))
            co_return fail(Errc::no_answer, {}, {}, "an answer in an unknown transfer encoding");
        exchange.reusable =
            parser.get().keep_alive() && !parser.get().need_eof() && buffer.size() == 0;
        co_return response_of(parser);
    }
    co_return fail(Errc::no_answer, {}, {}, "interim answers without end");
}

}  // namespace

struct Client::State {
    State(Executor running_on, std::size_t most) : executor(std::move(running_on)), places(most) {}

    Task<Result<Place>> take_place(Host& host, const Target& target, Steady::time_point deadline);
    Task<Result<Tcp::resolver::results_type>> look_up(
        const Target& target, Steady::time_point deadline
    );
    Task<Result<Tcp::socket>> connect(const Target& target, Steady::time_point deadline);
    Task<Result<ClientResponse>> attempt(
        Host& host, const Target& target, const ClientRequest& request, Exchange& exchange
    );
    std::optional<Tcp::socket> kept_for(Host& host, const ClientRequest& request) const;

    Executor executor;
    std::size_t places;
    std::map<std::string, Host> hosts;
};

Task<Result<Place>> Client::State::take_place(
    Host& host, const Target& target, Steady::time_point deadline
) {
    while (host.taken >= places) {
        const auto mine = host.waiting.emplace(host.waiting.end(), executor, deadline);
        [[maybe_unused]] const auto [cut] =
            co_await mine->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        const bool woken = mine->woken;
        host.waiting.erase(mine);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            if (woken)
                host.wake_one();  // the wake was meant for somebody who goes on
            co_return fail(Errc::cancelled);
        }
        if (!woken)
            co_return not_sent(target, "no free connection in time");
    }
    co_return Place(host);
}

Task<Result<Tcp::resolver::results_type>> Client::State::look_up(
    const Target& target, Steady::time_point deadline
) {
    boost::system::error_code no_address;
    const auto address = asio::ip::make_address(target.host, no_address);
    if (!no_address) {
        const Tcp::endpoint endpoint(address, target.port);
        co_return Tcp::resolver::results_type::create(endpoint, target.host, "");
    }
    const auto lookup = std::make_shared<Lookup>(executor);
    lookup->patience.expires_at(deadline);
    lookup->resolver.async_resolve(
        target.host,
        std::to_string(target.port),
        [lookup](const boost::system::error_code& failure, Tcp::resolver::results_type found) {
            lookup->done = true;
            lookup->failure = failure;
            lookup->found = std::move(found);
            lookup->patience.cancel();
        }
    );
    const auto [woken] = co_await lookup->patience.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!lookup->done) {
        lookup->resolver.cancel();
        if (woken)
            co_return fail(Errc::cancelled);
        co_return not_sent(target, "the name was not resolved in time");
    }
    if (lookup->failure)
        co_return not_sent(target, "resolve: " + lookup->failure.message());
    co_return std::move(lookup->found);
}

namespace {

Task<Result<Tcp::socket>> connect_any(Executor executor, Tcp::resolver::results_type endpoints) {
    Tcp::socket socket(executor);
    const auto [failure, endpoint] =
        co_await asio::async_connect(socket, endpoints, asio::as_tuple(asio::use_awaitable));
    if (failure)
        co_return error_of("connect", failure);
    boost::system::error_code ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    co_return socket;
}

}  // namespace

Task<Result<Tcp::socket>> Client::State::connect(
    const Target& target, Steady::time_point deadline
) {
    TG_CO_TRY(auto endpoints, co_await look_up(target, deadline));
    auto work = within(until(deadline), connect_any(executor, std::move(endpoints)));
    auto socket = co_await std::move(work);
    if (socket)
        co_return std::move(socket);
    if (socket.error().code == Errc::cancelled)
        co_return fail(Errc::cancelled);
    co_return not_sent(target, "connect: " + describe(socket.error()));
}

std::optional<Tcp::socket> Client::State::kept_for(Host& host, const ClientRequest& request) const {
    const auto idle_most = is_get(request) ? kept_time_max : kept_time_max_unless_get;
    const auto now = Steady::now();
    std::erase_if(host.kept, [&](const Kept& kept) { return now - kept.since > kept_time_max; });
    while (!host.kept.empty()) {
        if (now - host.kept.back().since > idle_most)
            return std::nullopt;  // the rest is older
        auto socket = std::move(host.kept.back().socket);
        host.kept.pop_back();
        if (alive(socket))
            return socket;
    }
    return std::nullopt;
}

Task<Result<ClientResponse>> Client::State::attempt(
    Host& host, const Target& target, const ClientRequest& request, Exchange& exchange
) {
    auto work = within(request.answer_time_max, exchange_on(exchange, request, target));
    auto answer = co_await std::move(work);
    if (answer) {
        if (exchange.reusable && host.kept.size() < places)
            host.kept.push_back(Kept{std::move(exchange.socket), Steady::now()});
        co_return answer;
    }
    const auto detail = describe(answer.error());
    if (exchange.bytes_sent > 0)
        co_return fail(Errc::no_answer, {}, {}, detail);
    if (answer.error().code == Errc::cancelled)
        co_return fail(Errc::cancelled);
    co_return not_sent(target, detail);
}

Client::Client(Executor executor, std::size_t connections_per_host_max)
    : state_(std::make_unique<State>(
          std::move(executor), std::max<std::size_t>(1, connections_per_host_max)
      )) {}

Client::~Client() = default;

Task<Result<ClientResponse>> Client::send(ClientRequest request) {
    auto& state = *state_;
    TG_CO_TRY(const auto target, target_of(request.url));
    if (!sound_method(request.method))
        co_return fail(Errc::bad_config, {}, {"HTTP method"});
    auto deadline = Steady::now() + request.connect_time_max;
    auto& host = state.hosts[target.authority];
    auto place = co_await state.take_place(host, target, deadline);
    if (!place)
        co_return place.error();
    if (auto socket = state.kept_for(host, request)) {
        Exchange exchange(std::move(*socket));
        auto answer = co_await state.attempt(host, target, request, exchange);
        const bool again = !answer && is_get(request) && exchange.broke && !exchange.answer_begun;
        if (!again)
            co_return answer;
        deadline = Steady::now() + request.connect_time_max;
    }
    auto socket = co_await state.connect(target, deadline);
    if (!socket)
        co_return socket.error();
    Exchange exchange(std::move(socket).value());
    auto answer = co_await state.attempt(host, target, request, exchange);
    co_return answer;
}

}  // namespace tg::http
