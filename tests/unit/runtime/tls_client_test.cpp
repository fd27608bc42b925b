// The client over https against a real TLS server: what its errors say of the request's arrival,
// how it reads the end of an answer, what it keeps.
#include "gateway/runtime/task_group.hpp"
#include "tests/unit/runtime/tls_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <future>

namespace tg::http {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST(TlsClient, SpeaksHttpsToWhomItTrusts) {
    std::string seen, version, protocol;
    {
        const Peer peer([&](const RawListener& listener) {
            TlsSocket socket(listener.accept(), world().serving());
            seen = socket.receive_message();
            version = socket.version();
            protocol = socket.protocol();
            EXPECT_EQ(socket.asked_name(), "") << "an address is no name to ask for";
            socket.send("HTTP/1.1 201 Created\r\nX-A: b\r\nContent-Length: 4\r\n\r\ndone");
        });
        auto request = post(peer.secure_url("/in?a=b"), "body");
        const auto answer = answer_to(under(std::move(request), world().trusting()));
        ASSERT_TRUE(answer) << describe(answer.error());
        EXPECT_EQ(answer.value().status, 201);
        EXPECT_EQ(answer.value().header("x-a"), "b");
        EXPECT_EQ(answer.value().body, "done");
    }
    EXPECT_THAT(seen, StartsWith("POST /in?a=b HTTP/1.1\r\nHost: 127.0.0.1:"));
    EXPECT_THAT(seen, EndsWith("\r\n\r\nbody"));
    EXPECT_EQ(version, "TLSv1.3");
    EXPECT_EQ(protocol, "http/1.1");
}

TEST(TlsClient, SaysNotSentWhenTheOtherSideSpeaksNoTls) {
    const Peer peer([](const RawListener& listener) {
        auto socket = listener.accept();
        EXPECT_NE(socket.receive(), "");
        socket.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        (void)socket.receive_until_closed();
    });
    const auto answer = answer_to(under(post(peer.secure_url(), "x"), world().trusting()));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::not_sent);
    EXPECT_THAT(answer.error().detail, HasSubstr("does not speak TLS"));
}

TEST(TlsClient, SaysNotSentWhenTheHandshakeIsCut) {
    const std::string beginnings[] = {"", std::string("\x16\x03\x03\x00\x7a\x02\x00", 7)};
    for (const auto& beginning : beginnings) {
        const Peer peer([&beginning](const RawListener& listener) {
            auto socket = listener.accept();
            EXPECT_NE(socket.receive(), "");
            socket.send(beginning);
        });
        const auto answer = answer_to(under(post(peer.secure_url(), "x"), world().trusting()));
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, Errc::not_sent);
        EXPECT_THAT(answer.error().detail, HasSubstr("TLS"));
    }
}

TEST(TlsClient, CountsTheHandshakeAgainstTheTimeOfConnecting) {
    const Peer peer([](const RawListener& listener) {
        auto socket = listener.accept();
        EXPECT_NE(socket.receive_until_closed(), "") << "the client lets go at its deadline";
    });
    auto request = under(post(peer.secure_url(), "x"), world().trusting());
    request.connect_time_max = 60ms;
    const auto answer = answer_to(std::move(request));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::not_sent);
    EXPECT_THAT(answer.error().detail, HasSubstr("TLS: deadline"));
}

Task<void> note_error(Client& client, ClientRequest request, Errc& error) {
    const auto answer = co_await client.send(std::move(request));
    if (!answer)
        error = answer.error().code;
}

Task<Errc> cancel_when(Executor executor, ClientRequest request, std::future<void> arrived) {
    Client client(executor);
    TaskGroup group(executor);
    auto error = Errc::internal;
    group.spawn("send", note_error(client, std::move(request), error));
    while (arrived.wait_for(0s) != std::future_status::ready) co_await wait_for(1ms);
    group.cancel();
    co_await group.join();
    co_return error;
}

TEST(TlsClient, ASendThatIsCancelledInTheHandshakeHasNotArrived) {
    std::promise<void> arrived;
    auto future = arrived.get_future();
    const Peer peer([&arrived](const RawListener& listener) {
        auto socket = listener.accept();
        EXPECT_NE(socket.receive(), "");
        arrived.set_value();
        EXPECT_EQ(socket.receive_until_closed(), "");
    });
    IoLoop loop;
    auto request = under(post(peer.secure_url(), "x"), world().trusting());
    auto work = cancel_when(loop.executor(), std::move(request), std::move(future));
    EXPECT_EQ(run_task(loop, std::move(work)), Errc::cancelled);
}

enum class Ending { in_good_form, cut };

struct AnswerEnd {
    const char* name;
    const char* text;
    Ending ending;
    Errc error;  ///< internal: it is an answer
};

const AnswerEnd answer_ends[] = {
    {"WholeLengthThenCut", ok, Ending::cut, Errc::internal},
    {"HalfTheLengthThenCut",
     "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
     Ending::cut,
     Errc::no_answer},
    {"HalfTheLengthThenItsEnd",
     "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
     Ending::in_good_form,
     Errc::no_answer},
    {"UntilTheEndAndItsEnd", "HTTP/1.1 200 OK\r\n\r\nhi", Ending::in_good_form, Errc::internal},
    {"UntilTheEndButCut", "HTTP/1.1 200 OK\r\n\r\nhi", Ending::cut, Errc::no_answer},
    {"HalfAChunkThenItsEnd",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
     Ending::in_good_form,
     Errc::no_answer},
    {"HalfAHead", "HTTP/1.1 200 OK\r\nConte", Ending::cut, Errc::no_answer},
    {"Nothing", "", Ending::in_good_form, Errc::no_answer},
    {"NothingCut", "", Ending::cut, Errc::no_answer},
};

class TlsAnswerEnd : public testing::TestWithParam<AnswerEnd> {};

TEST_P(TlsAnswerEnd, IsToldFromATruncation) {
    const auto& end = GetParam();
    const Peer peer([&end](const RawListener& listener) {
        TlsSocket socket(listener.accept(), world().serving());
        answer_one(socket, end.text);
        if (end.ending == Ending::in_good_form)
            socket.end();
    });
    const auto answer = answer_to(under(post(peer.secure_url(), "x"), world().trusting()));
    if (end.error != Errc::internal) {
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, end.error);
    } else {
        ASSERT_TRUE(answer) << describe(answer.error());
        EXPECT_EQ(answer.value().body, "hi");
    }
}

INSTANTIATE_TEST_SUITE_P(Ends, TlsAnswerEnd, testing::ValuesIn(answer_ends), [](const auto& row) {
    return std::string(row.param.name);
});

TEST(TlsClient, SaysNoAnswerWhenTheOtherSideClosesAfterTheHandshake) {
    const Peer peer([](const RawListener& listener) {
        const TlsSocket socket(listener.accept(), world().serving());
        EXPECT_TRUE(socket.agreed());
    });
    auto request = post(peer.secure_url(), std::string(5'000'000, 'x'));
    EXPECT_EQ(error_of(under(std::move(request), world().trusting())), Errc::no_answer);
}

TEST(TlsClient, BoundsTheAnswer) {
    const Peer peer([](const RawListener& listener) {
        TlsSocket socket(listener.accept(), world().serving());
        answer_one(socket, "HTTP/1.1 200 OK\r\n\r\n" + std::string(2'000, 'x'));
    });
    auto request = under(get(peer.secure_url()), world().trusting());
    request.answer_bytes_max = 1'000;
    EXPECT_EQ(error_of(std::move(request)), Errc::answer_too_large);
}

TEST(TlsClient, CarriesLargeBodiesBothWays) {
    std::string body;
    for (int i = 0; body.size() < 5'000'000; ++i) body += std::to_string(i) + ',';
    const Peer peer([](const RawListener& listener) {
        TlsSocket socket(listener.accept(), world().serving());
        const auto message = socket.receive_message();
        const auto echo = message.substr(message.find("\r\n\r\n") + 4);
        const auto length = std::to_string(echo.size());
        socket.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
        socket.send(echo);
    });
    const auto answer = answer_to(under(post(peer.secure_url(), body), world().trusting()));
    ASSERT_TRUE(answer) << describe(answer.error());
    EXPECT_TRUE(answer.value().body == body);
}

TEST(TlsClient, UsesAConnectionAgainAndEndsItInGoodForm) {
    bool well_ended = false;
    {
        const Peer peer([&well_ended](const RawListener& listener) {
            TlsSocket socket(listener.accept(), world().serving());
            for (int i = 0; i < 3; ++i) answer_one(socket);
            EXPECT_EQ(socket.receive_until_closed(), "");
            well_ended = socket.ended_in_good_form();
        });
        const auto policy = policy_of(world().trusting());
        std::vector<ClientRequest> requests{
            get(peer.secure_url()), post(peer.secure_url(), "x"), get(peer.secure_url())};
        for (auto& request : requests) request.tls = policy;
        for (const auto& answer : answers_to(std::move(requests)))
            EXPECT_TRUE(answer) << describe(answer.error());
    }
    EXPECT_TRUE(well_ended);
}

TEST(TlsClient, ChecksTheNameAnewUnderAnotherPolicy) {
    const Peer peer([](const RawListener& listener) {
        {
            TlsSocket first(listener.accept(), world().serving());
            answer_one(first);
            const TlsSocket second(listener.accept(), world().serving());
            EXPECT_FALSE(second.agreed());
        }
    });
    auto other = world().trusting();
    other.pins = {world().stranger.pin()};
    const auto answers = answers_to(
        {under(get(peer.secure_url()), world().trusting()), under(get(peer.secure_url()), other)}
    );
    EXPECT_TRUE(answers.at(0));
    ASSERT_FALSE(answers.at(1));
    EXPECT_THAT(answers.at(1).error().detail, HasSubstr("pin mismatch"));
}

/// Sends two POSTs under one policy and does something in between.
Task<std::vector<Result<ClientResponse>>> post_twice(
    Executor executor, ClientRequest request, std::function<void()> between
) {
    Client client(executor);
    std::vector<Result<ClientResponse>> answers;
    for (int i = 0; i < 2; ++i) {
        auto answer = co_await client.send(request);
        answers.push_back(std::move(answer));
        if (i == 0)
            between();
    }
    co_return answers;
}

/// The first connection answers and then does something of its own before the second request goes.
void expect_two_answers(
    const std::function<void(TlsSocket&)>& after_answer, const std::function<void(TlsSocket)>& then
) {
    std::promise<void> done;
    const Peer peer([&](const RawListener& listener) {
        TlsSocket first(listener.accept(), world().serving());
        answer_one(first);
        after_answer(first);
        done.set_value();
        if (!then)
            return answer_one(first);
        then(TlsSocket(listener.accept(), world().serving()));
    });
    IoLoop loop;
    auto wait = [&done] { done.get_future().wait(); };
    auto request = under(post(peer.secure_url(), "x"), world().trusting());
    auto work = post_twice(loop.executor(), std::move(request), wait);
    for (const auto& answer : run_task(loop, std::move(work)))
        EXPECT_TRUE(answer) << describe(answer.error());
}

void answer_anew(TlsSocket socket) {
    answer_one(socket);
}

TEST(TlsClient, KeepsAConnectionOnWhichTlsSpokeForItself) {
    expect_two_answers([](TlsSocket& socket) { socket.send_ticket(); }, nullptr);
}

TEST(TlsClient, ReplacesAKeptConnectionThatWasEndedOrSaysMoreThanItsAnswer) {
    expect_two_answers([](TlsSocket& socket) { socket.end(); }, answer_anew);
    expect_two_answers([](TlsSocket& socket) { socket.send("more"); }, answer_anew);
    expect_two_answers([](TlsSocket& socket) { const auto gone = std::move(socket); }, answer_anew);
}

}  // namespace
}  // namespace tg::http
