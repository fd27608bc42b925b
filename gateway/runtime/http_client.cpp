// One exchange of request and answer over a connection of the pool. What an error says about the
// request's arrival is decided in attempt() alone, from what the exchange noted.
#include "gateway/runtime/http_client.hpp"

#include "gateway/runtime/client_stream.hpp"
#include "gateway/runtime/connection_pool.hpp"
#include "gateway/runtime/http_text.hpp"
#include "gateway/runtime/http_url.hpp"
#include "gateway/runtime/within.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/read_size.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace tg::http {
namespace {

namespace bhttp = boost::beast::http;
using Milliseconds = std::chrono::milliseconds;
using AnswerParser = bhttp::response_parser<bhttp::string_body>;

constexpr Milliseconds idle_most_for_get{30'000};
constexpr Milliseconds idle_most_for_others{1'000};
constexpr std::uint32_t answer_header_bytes_max = 64 * 1024;
constexpr int interim_answers_max = 8;
constexpr std::size_t read_bytes_max = 64 * 1024;

/// One request on its way, and what is known of it when it fails.
struct Exchange {
    explicit Exchange(ClientStream opened) : stream(std::move(opened)) {}

    ClientStream stream;
    std::size_t bytes_sent = 0;
    bool answer_begun = false;
    bool broke = false;  ///< the other side or the network ended it, not we
    bool reusable = false;
};

std::string_view text(boost::core::string_view view) {
    return {view.data(), view.size()};
}

bool is_get(const ClientRequest& request) {
    return request.method == "GET" || request.method == "HEAD";
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

Error broken(Exchange& exchange, const char* step, const boost::system::error_code& failure) {
    exchange.broke = failure != asio::error::operation_aborted;
    const auto code = exchange.broke ? Errc::no_answer : Errc::cancelled;
    return fail(code, {}, {}, std::string(step) + ": " + exchange.stream.reason(failure));
}

/// An answer above the limit ends the exchange by our own choice, and would come again alike.
Error not_read(
    Exchange& exchange, const ClientRequest& request, const boost::system::error_code& failure
) {
    if (failure == bhttp::error::body_limit)
        return fail(Errc::answer_too_large, {}, {std::to_string(request.answer_bytes_max)});
    return broken(exchange, "read", failure);
}

Task<Result<void>> write_request(
    Exchange& exchange, const ClientRequest& request, const Target& target
) {
    const auto head = head_of(request, target);
    const auto end = co_await exchange.stream.write(head, request.body);
    exchange.bytes_sent = end.bytes;
    if (end.failure)
        co_return broken(exchange, "write", end.failure);
    co_return success();
}

enum class Part : std::uint8_t { head, whole };

/// Reads until the parser has that part of the answer.
Task<boost::system::error_code> read_answer(
    Exchange& exchange, boost::beast::flat_buffer& buffer, AnswerParser& parser, Part part
) {
    parser.eager(part == Part::whole);
    boost::system::error_code failure;
    while (!(part == Part::head ? parser.is_header_done() : parser.is_done())) {
        if (buffer.size() > 0) {
            buffer.consume(parser.put(buffer.data(), failure));
            if (!failure)
                continue;
            if (failure != bhttp::error::need_more)
                co_return failure;
            failure.clear();
        }
        const auto room = buffer.prepare(boost::beast::read_size(buffer, read_bytes_max));
        const auto end = co_await exchange.stream.read_some(room);
        buffer.commit(end.bytes);
        exchange.answer_begun = exchange.answer_begun || end.bytes > 0;
        if (end.failure == asio::error::eof && parser.got_some())
            parser.put_eof(failure);
        else
            failure = end.failure;
        if (failure)
            co_return failure;
    }
    co_return failure;
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
        const auto no_head = co_await read_answer(exchange, buffer, parser, Part::head);
        if (no_head)
            co_return not_read(exchange, request, no_head);
        const auto status = parser.get().result_int();
        if (status >= 100 && status < 200 && status != 101)
            continue;
        const auto failure = co_await read_answer(exchange, buffer, parser, Part::whole);
        if (failure)
            co_return not_read(exchange, request, failure);
        const auto coding = text(parser.get()[bhttp::field::transfer_encoding]);
        if (!coding.empty() && !same_name(coding, "chunked"))
            co_return fail(Errc::no_answer, {}, {}, "an answer in an unknown transfer encoding");
        exchange.reusable =
            parser.get().keep_alive() && !parser.get().need_eof() && buffer.size() == 0;
        co_return response_of(parser);
    }
    co_return fail(Errc::no_answer, {}, {}, "interim answers without end");
}

Task<Result<ClientResponse>> attempt(
    Exchange& exchange, const ClientRequest& request, const Target& target
) {
    auto work = within(request.answer_time_max, exchange_on(exchange, request, target));
    auto answer = co_await std::move(work);
    if (answer)
        co_return answer;
    if (answer.error().code == Errc::answer_too_large)
        co_return answer;
    const auto detail = describe(answer.error());
    if (exchange.bytes_sent > 0)
        co_return fail(Errc::no_answer, {}, {}, detail);
    if (answer.error().code == Errc::cancelled)
        co_return fail(Errc::cancelled);
    co_return not_sent(target, detail);
}

}  // namespace

struct Client::State {
    ConnectionPool pool;
    std::shared_ptr<const TlsPolicy> system_trust;  // made by the first request that needs it

    Result<std::shared_ptr<const TlsPolicy>> policy_of(const ClientRequest& request) {
        if (request.tls)
            return request.tls;
        if (!system_trust) {
            TG_TRY(system_trust, make_tls_policy(TlsSettings{}));
        }
        return system_trust;
    }
};

Client::Client(Executor executor, std::size_t connections_per_host_max)
    : state_(new State{ConnectionPool(std::move(executor), connections_per_host_max), nullptr}) {}

Client::~Client() = default;

Task<Result<ClientResponse>> Client::send(ClientRequest request) {
    auto& pool = state_->pool;
    TG_CO_TRY(auto target, target_of(request.url));
    if (!sound_method(request.method))
        co_return fail(Errc::bad_config, {}, {"HTTP method"});
    if (target.scheme == Scheme::https) {
        TG_CO_TRY(target.tls, state_->policy_of(request));
    }
    target.partner = request.partner;
    auto deadline = Steady::now() + request.connect_time_max;
    TG_CO_TRY(auto place, co_await pool.take_place(target, deadline));
    const auto idle_most = is_get(request) ? idle_most_for_get : idle_most_for_others;
    if (auto stream = pool.take_kept(place, idle_most)) {
        Exchange exchange(std::move(*stream));
        auto answer = co_await attempt(exchange, request, target);
        if (answer && exchange.reusable)
            pool.keep(std::move(place), std::move(exchange.stream));
        const bool again = !answer && is_get(request) && exchange.broke && !exchange.answer_begun;
        if (!again)
            co_return answer;
        deadline = Steady::now() + request.connect_time_max;
    }
    TG_CO_TRY(auto stream, co_await pool.connect(place, target, deadline));
    Exchange exchange(std::move(stream));
    auto answer = co_await attempt(exchange, request, target);
    if (answer && exchange.reusable)
        pool.keep(std::move(place), std::move(exchange.stream));
    co_return answer;
}

}  // namespace tg::http
