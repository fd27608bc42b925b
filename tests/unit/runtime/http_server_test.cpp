// The server over real sockets: answers, kept and pipelined connections, limits, refusals, stop.
#include "gateway/runtime/http_server.hpp"

#include "tests/support/run_task.hpp"
#include "tests/unit/runtime/running_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace tg::http {
namespace {

using namespace std::chrono_literals;
using test::RunningServer;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Task<Response> echo(Request request) {
    if (request.path == "/throw")
        throw std::runtime_error("a bug of the handler");
    Response response;
    response.content_type = "text/plain";
    response.body = request.method + " " + request.path;
    if (!request.query.empty())
        response.body += "?" + request.query;
    for (const auto& header : request.headers)
        if (header.name.starts_with("X-"))
            response.body += "|" + header.name + "=" + header.value;
    if (!request.body.empty())
        response.body += "|" + request.body;
    if (request.path == "/empty")
        response = Response{204, "", "", {}};
    if (request.path == "/large")
        response.body.assign(64 * 1024 * 1024, 'x');
    if (request.path == "/headers")
        response.headers = {{"X-Split", "a\r\nSet-Cookie: b"}, {"Content-Length", "3"}};
    if (request.path == "/remote")
        response.body = request.remote;
    co_return response;
}

Response refusal_text(Refusal refusal) {
    Response response;
    response.status = refusal_status(refusal);
    response.body = "refused " + std::to_string(static_cast<int>(refusal));
    return response;
}

std::string get(const std::string& target, const std::string& more = "") {
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + more + "\r\n";
}
std::string post(const std::string& body, const std::string& more = "") {
    return "POST /p HTTP/1.1\r\nHost: h\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class HttpServer : public testing::Test {
 protected:
    /// Starts (once) with the limits set so far.
    RunningServer& server() {
        if (!server_)
            server_ = std::make_unique<RunningServer>(limits, echo, refusal_text);
        return *server_;
    }
    std::string until_closed(const std::string& request) {
        const auto socket = server().connect();
        socket.send(request);
        return socket.receive_until_closed();
    }

    ServerLimits limits;

 private:
    std::unique_ptr<RunningServer> server_;
};

TEST_F(HttpServer, AnswersAndKeepsTheConnection) {
    auto socket = server().connect();
    for (int i = 0; i < 3; ++i) {
        socket.send(get("/a?b=c", "X-One: 1\r\n"));
        const auto answer = socket.receive_message();
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
        EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: text/plain\r\n"));
        EXPECT_THAT(answer, EndsWith("\r\n\r\nGET /a?b=c|X-One=1"));
    }
}

TEST_F(HttpServer, AnswersPipelinedRequestsInTheirOrder) {
    auto socket = server().connect();
    std::string all;
    for (int i = 0; i < 50; ++i)
        all += get("/" + std::to_string(i)) + post("b" + std::to_string(i));
    socket.send(all);
    for (int i = 0; i < 50; ++i) {
        const auto number = std::to_string(i);
        ASSERT_THAT(socket.receive_message(), EndsWith("\r\n\r\nGET /" + number));
        ASSERT_THAT(socket.receive_message(), EndsWith("\r\n\r\nPOST /p|b" + number));
    }
}

TEST_F(HttpServer, TakesARequestByteByByte) {
    auto socket = server().connect();
    for (const char c : post("hello", "X-A: b\r\n") + get("/next")) socket.send({&c, 1});
    EXPECT_THAT(socket.receive_message(), EndsWith("POST /p|X-A=b|hello"));
    EXPECT_THAT(socket.receive_message(), EndsWith("GET /next"));
}

TEST_F(HttpServer, ClosesWhenAskedTo) {
    const auto answer = until_closed(get("/a", "Connection: close\r\n"));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, EndsWith("GET /a"));
    EXPECT_THAT(until_closed("GET /old HTTP/1.0\r\n\r\n"), EndsWith("GET /old"));
}

TEST_F(HttpServer, KeepsAnOldConnectionThatAsksForIt) {
    auto socket = server().connect();
    for (int i = 0; i < 2; ++i) {
        socket.send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        EXPECT_THAT(socket.receive_message(), HasSubstr("Connection: keep-alive\r\n"));
    }
}

TEST_F(HttpServer, AnswersHeadLikeGetWithoutTheBody) {
    const std::string head = "HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    const auto answer = until_closed(head);
    EXPECT_THAT(answer, HasSubstr("Content-Length: 6\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(HttpServer, WritesNoLengthWhereNoBodyCanBe) {
    auto socket = server().connect();
    socket.send(get("/empty"));
    EXPECT_THAT(socket.receive_until("\r\n\r\n"), Not(HasSubstr("Content-Length")));
    socket.send(get("/a"));
    EXPECT_THAT(socket.receive_message(), EndsWith("GET /a"));
}

TEST_F(HttpServer, DecodesThePathAndLeavesTheQuery) {
    auto socket = server().connect();
    socket.send(get("/a%20b/%E5%8D%95?c=%20d"));
    EXPECT_THAT(socket.receive_message(), EndsWith("GET /a b/单?c=%20d"));
}

TEST_F(HttpServer, TellsTheCallersAddress) {
    auto socket = server().connect();
    socket.send(get("/remote"));
    EXPECT_THAT(socket.receive_message(), EndsWith("\r\n\r\n127.0.0.1"));
}

TEST_F(HttpServer, ReadsChunkedBodiesAndForgetsTheirTrailers) {
    auto socket = server().connect();
    socket.send(
        "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nX-Late: 1\r\n\r\n"
    );
    EXPECT_THAT(socket.receive_message(), EndsWith("\r\n\r\nPOST /p|abcd"));
    socket.send(get("/next"));
    EXPECT_THAT(socket.receive_message(), EndsWith("GET /next"));
}

TEST_F(HttpServer, RefusesBrokenChunks) {
    const std::string head = "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string broken[] = {
        "x\r\nabc\r\n", "3\r\nabcd\r\n", "-1\r\n", "11111111111111111\r\na", "3\nabc\n"};
    for (const auto& body : broken)
        EXPECT_THAT(until_closed(head + body + "0\r\n\r\n"), StartsWith("HTTP/1.1 400 ")) << body;
}

TEST_F(HttpServer, BoundsALineOfAChunkThatNeverEnds) {
    const std::string head = "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    limits.header_bytes_max = 1'000;
    EXPECT_THAT(until_closed(head + "3;" + std::string(5'000, 'x')), StartsWith("HTTP/1.1 4"));
}

TEST_F(HttpServer, InvitesTheBodyThatWaitsForIt) {
    auto socket = server().connect();
    socket.send("POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(socket.receive(), "HTTP/1.1 100 Continue\r\n\r\n");
    socket.send("ab");
    EXPECT_THAT(socket.receive_message(), EndsWith("POST /p|ab"));
}

TEST_F(HttpServer, TakesABodyOfExactlyTheLimitAndNoByteMore) {
    limits.body_bytes_max = 100'000;
    auto socket = server().connect();
    socket.send(post(std::string(100'000, 'x')));
    EXPECT_THAT(socket.receive_message(), StartsWith("HTTP/1.1 200 "));
    const std::string head = "POST /p HTTP/1.1\r\nHost: h\r\n";
    EXPECT_THAT(until_closed(head + "Content-Length: 100001\r\n\r\n"), StartsWith("HTTP/1.1 413 "));
    const std::string expecting = head + "Expect: 100-continue\r\nContent-Length: 100001\r\n\r\n";
    EXPECT_THAT(until_closed(expecting), StartsWith("HTTP/1.1 413 "));
    const auto chunk = "186A1\r\n" + std::string(100'001, 'x') + "\r\n0\r\n\r\n";
    EXPECT_THAT(
        until_closed(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk),
        StartsWith("HTTP/1.1 413 ")
    );
    const std::string overflow = "Content-Length: 99999999999999999999999\r\n\r\n";
    EXPECT_THAT(until_closed(head + overflow), StartsWith("HTTP/1.1 4"));
}

TEST_F(HttpServer, TheRefusalArrivesAlthoughTheCallerGoesOnSending) {
    limits.body_bytes_max = 1'000;
    const auto answer = until_closed(post(std::string(300'000, 'x')));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(answer, EndsWith("refused 2"));
}

TEST_F(HttpServer, ACallerThatSendsAllOfAHugeBodyFirstReadsTheRefusal) {
    limits.body_bytes_max = 1'000;
    const auto socket = server().connect();
    EXPECT_TRUE(socket.send(post(std::string(std::size_t{30} * 1024 * 1024, 'x'))));
    EXPECT_THAT(socket.receive_until_closed(), EndsWith("refused 2"));
}

TEST_F(HttpServer, RefusesAHeadAboveTheLimit) {
    limits.header_bytes_max = 2'000;
    const auto socket = server().connect();
    socket.send(get("/a", "X-A: " + std::string(1'900, 'x') + "\r\n"));
    EXPECT_THAT(socket.receive_until("|X-A"), StartsWith("HTTP/1.1 200 "));
    for (const std::string end : {"\r\n", ""})
        EXPECT_THAT(
            until_closed(get("/a", "X-A: " + std::string(2'000, 'x') + end)),
            StartsWith("HTTP/1.1 431 ")
        );
}

TEST_F(HttpServer, AnswersTooSlowToAHeadThatDoesNotEnd) {
    limits.header_time_max = 50ms;
    EXPECT_THAT(until_closed("GET / HTTP/1.1\r\nHost:"), StartsWith("HTTP/1.1 408 "));
    EXPECT_EQ(until_closed(""), "") << "who sent nothing gets nothing";
}

TEST_F(HttpServer, TheDeadlineOfAHeadIsNotExtendedByMoreBytes) {
    limits.header_time_max = 60ms;
    const auto socket = server().connect();
    const auto begin = std::chrono::steady_clock::now();
    socket.send("GET / HTTP/1.1\r\n");
    // A byte every few milliseconds, until the server has had enough.
    const auto enough = begin + 5s;
    while (std::chrono::steady_clock::now() < enough && socket.send("X"))
        std::this_thread::sleep_for(3ms);
    EXPECT_LT(std::chrono::steady_clock::now(), enough);
    EXPECT_THAT(socket.receive_until_closed(), testing::AnyOf("", StartsWith("HTTP/1.1 408 ")));
}

TEST_F(HttpServer, AnswersTooSlowToABodyThatDoesNotEnd) {
    limits.body_time_max = 50ms;
    const std::string head = "POST /p HTTP/1.1\r\nHost: h\r\n";
    EXPECT_THAT(until_closed(head + "Content-Length: 9\r\n\r\nab"), StartsWith("HTTP/1.1 408 "));
    const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n3\r\nab";
    EXPECT_THAT(until_closed(chunked), StartsWith("HTTP/1.1 408 "));
}

TEST_F(HttpServer, ClosesAnIdleConnectionWithoutAWord) {
    limits.idle_time_max = 50ms;
    auto socket = server().connect();
    socket.send(get("/a"));
    EXPECT_THAT(socket.receive_message(), EndsWith("GET /a"));
    EXPECT_EQ(socket.receive_until_closed(), "");
}

TEST_F(HttpServer, GivesUpOnACallerThatDoesNotRead) {
    limits.write_time_max = 50ms;
    const auto socket = server().connect();
    socket.send(get("/large"));
    EXPECT_TRUE(server().await_connections(1));
    EXPECT_TRUE(server().await_connections(0));
}

TEST_F(HttpServer, TurnsAwayWhoComesAboveTheCap) {
    limits.connections_max = 2;
    auto first = server().connect();
    auto second = server().connect();
    ASSERT_TRUE(server().await_connections(2));
    EXPECT_THAT(until_closed(get("/a")), StartsWith("HTTP/1.1 503 "));
    first.close();
    ASSERT_TRUE(server().await_connections(1));
    EXPECT_THAT(until_closed(get("/a", "Connection: close\r\n")), EndsWith("GET /a"));
}

TEST_F(HttpServer, AnswersAnExceptionOfTheHandlerAndGoesOn) {
    testing::internal::CaptureStderr();
    auto socket = server().connect();
    socket.send(get("/throw"));
    EXPECT_THAT(socket.receive_message(), StartsWith("HTTP/1.1 500 "));
    socket.send(get("/a"));
    EXPECT_THAT(socket.receive_message(), EndsWith("GET /a"));
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("a bug of the handler"));
}

TEST_F(HttpServer, LetsNoHeaderValueBeginALineOrFrameTheAnswer) {
    auto socket = server().connect();
    socket.send(get("/headers"));
    const auto answer = socket.receive_message();
    EXPECT_THAT(answer, HasSubstr("\r\nX-Split: aSet-Cookie: b\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 12\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("Content-Length: 3\r\n")));
}

TEST_F(HttpServer, ToleratesEmptyLinesBetweenRequests) {
    auto socket = server().connect();
    socket.send("\r\n" + get("/a") + "\r\n\r\n" + get("/b"));
    EXPECT_THAT(socket.receive_message(), EndsWith("GET /a"));
    EXPECT_THAT(socket.receive_message(), EndsWith("GET /b"));
}

TEST_F(HttpServer, ACallerThatLeavesInTheMiddleLeavesNothingBehind) {
    for (const std::string part :
         {"GET / HT", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\na"}) {
        const auto socket = server().connect();
        socket.send(part);
        socket.end();
        EXPECT_EQ(socket.receive_until_closed(), "");
    }
    EXPECT_TRUE(server().await_connections(0));
}

// --- framing attacks over the wire: refused, closed, and what follows is not read as a request

struct Attack {
    const char* name;
    std::string lines;  ///< behind the Host line
};
void PrintTo(const Attack& attack, std::ostream* out) {
    *out << attack.name;
}

class HttpServerAttack : public HttpServer, public testing::WithParamInterface<Attack> {};

TEST_P(HttpServerAttack, IsAnswered400AndClosedBeforeTheSmuggledRequest) {
    const auto answer = until_closed(
        "POST /p HTTP/1.1\r\nHost: h\r\n" + GetParam().lines + "\r\n" + "0\r\n\r\n" +
        get("/smuggled")
    );
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(answer, EndsWith("refused 0"));
    EXPECT_THAT(answer, Not(HasSubstr("smuggled")));
}

using namespace std::string_literals;
INSTANTIATE_TEST_SUITE_P(
    Framing,
    HttpServerAttack,
    testing::Values(
        Attack{"TransferGzip", "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n"},
        Attack{"TransferIdentity", "Transfer-Encoding: identity\r\nContent-Length: 5\r\n"},
        Attack{"TransferXchunked", "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n"},
        Attack{"TransferList", "Transfer-Encoding: chunked, identity\r\n"},
        Attack{"TransferAndLength", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"},
        Attack{"LengthAndTransfer", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"},
        Attack{"LengthTwice", "Content-Length: 5\r\nContent-Length: 5\r\n"},
        Attack{"LengthsDiffer", "Content-Length: 5\r\nContent-Length: 6\r\n"},
        Attack{"LengthList", "Content-Length: 5, 5\r\n"},
        Attack{"LengthPlus", "Content-Length: +5\r\n"},
        Attack{"Folded", "Transfer-Encoding:\r\n chunked\r\n"},
        Attack{"FoldedWithTab", "X-A: b\r\n\tContent-Length: 5\r\n"},
        Attack{"HostTwice", "Host: other\r\nContent-Length: 5\r\n"},
        Attack{"BlankBeforeColon", "Content-Length : 5\r\n"},
        Attack{"BareLineFeed", "X-A: b\nContent-Length: 5\r\n"},
        Attack{"BareCarriageReturn", "X-A: b\rContent-Length: 5\r\n"},
        Attack{"Nul", "X-A: b\0c\r\nContent-Length: 5\r\n"s},
        Attack{"Expectation", "Expect: surprise\r\nContent-Length: 5\r\n"}
    ),
    [](const auto& row) { return std::string(row.param.name); }
);

TEST_F(HttpServer, RefusesOtherBrokenRequests) {
    const std::string broken[] = {
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/3.0\r\nHost: h\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /%f HTTP/1.1\r\nHost: h\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01"s,
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    };
    for (const auto& request : broken)
        EXPECT_THAT(until_closed(request), StartsWith("HTTP/1.1 400 ")) << request;
    EXPECT_THAT(
        until_closed(post("ab", "Content-Encoding: gzip\r\n")), StartsWith("HTTP/1.1 415 ")
    );
}

TEST_F(HttpServer, TellsWhyItCannotListen) {
    IoLoop loop;
    Server second(loop.executor(), {}, echo, refusal_text);
    const auto taken = second.listen("127.0.0.1", server().port());
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, Errc::cannot_listen);
    EXPECT_EQ(taken.error().args.at(0), "127.0.0.1:" + std::to_string(server().port()));
    const auto nonsense = second.listen("no address", 1);
    ASSERT_FALSE(nonsense);
    EXPECT_EQ(nonsense.error().code, Errc::cannot_listen);
}

// --- stop

/// A handler that waits until the test lets it go.
struct Gate {
    std::atomic<bool> entered = false;
    std::function<void()> open;

    Task<Response> pass(Request request) {
        auto start = [this](std::function<void()> wake) {
            open = std::move(wake);
            entered = true;
            entered.notify_all();
        };
        co_await sleep_until_woken(start);
        Response response;
        response.body = request.path + " done";
        co_return response;
    }
    Handler handler() {
        return [this](Request request) { return pass(std::move(request)); };
    }
};

TEST(HttpServerStop, LetsARunningRequestFinishAndAnswersIt) {
    Gate gate;
    RunningServer server({}, gate.handler(), refusal_text);
    const auto idle = server.connect();
    const auto busy = server.connect();
    busy.send(get("/work"));
    gate.entered.wait(false);
    server.begin_stop(10s);
    EXPECT_EQ(idle.receive_until_closed(), "") << "idle connections are closed first";
    EXPECT_THROW((void)server.connect(), std::runtime_error) << "nobody is accepted any more";
    gate.open();
    const auto answer = busy.receive_until_closed();
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, EndsWith("/work done"));
    server.stop(0ms);
}

Task<Response> wait_too_long(Request) {
    co_await wait_for(std::chrono::hours(1));
    co_return Response();
}

TEST(HttpServerStop, ClosesWhatHasNotFinishedAfterTheGrace) {
    RunningServer server({}, wait_too_long, refusal_text);
    const auto busy = server.connect();
    const auto half = server.connect();
    busy.send(get("/work"));
    half.send("GET / HTTP/1.1\r\nHo");
    ASSERT_TRUE(server.await_connections(2));
    server.stop(30ms);
    EXPECT_EQ(busy.receive_until_closed(), "");
    EXPECT_EQ(half.receive_until_closed(), "");
}

}  // namespace
}  // namespace tg::http
