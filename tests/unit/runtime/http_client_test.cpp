// The client against peers that behave and peers that do not: what its errors say about the
// request's arrival.
#include "gateway/runtime/http_client.hpp"

#include "gateway/runtime/task_group.hpp"
#include "tests/unit/runtime/client_sending.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace tg::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

constexpr auto ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

TEST(HttpClient, SendsARequestAndReadsTheAnswer) {
    std::string seen;
    {
        const Peer peer([&seen](const RawListener& listener) {
            auto socket = listener.accept();
            seen = socket.receive_message();
            socket.send("HTTP/1.1 201 Created\r\nX-A: b\r\nContent-Length: 4\r\n\r\ndone");
        });
        auto request = post(peer.url("/in?a=%20b"), "body");
        request.headers = {{"X-Key", "k\r\nX-Evil: 1"}, {"Content-Length", "99"}};
        const auto answer = answer_to(std::move(request));
        ASSERT_TRUE(answer) << describe(answer.error());
        EXPECT_EQ(answer.value().status, 201);
        EXPECT_EQ(answer.value().header("x-a"), "b");
        EXPECT_EQ(answer.value().body, "done");
    }
    EXPECT_THAT(seen, StartsWith("POST /in?a=%20b HTTP/1.1\r\nHost: 127.0.0.1:"));
    EXPECT_THAT(seen, HasSubstr("\r\nX-Key: kX-Evil: 1\r\n"));
    EXPECT_THAT(seen, HasSubstr("\r\nContent-Length: 4\r\n"));
    EXPECT_THAT(seen, testing::EndsWith("\r\n\r\nbody"));
}

TEST(HttpClient, ReadsEveryFormOfAnAnswer) {
    const std::string forms[] = {
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc",
    };
    for (const auto& form : forms) {
        const Peer peer([&form](const RawListener& listener) {
            auto socket = listener.accept();
            (void)socket.receive_message();
            socket.send(form);
        });
        const auto answer = answer_to(get(peer.url()));
        ASSERT_TRUE(answer) << form << describe(answer.error());
        EXPECT_EQ(answer.value().body, "abc") << form;
    }
}

TEST(HttpClient, ReadsAnAnswerThatComesByteByByte) {
    const std::string answer_text =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n"
        "\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n";
    const Peer peer([&answer_text](const RawListener& listener) {
        auto socket = listener.accept();
        (void)socket.receive_message();
        for (const char byte : answer_text) {
            socket.send({&byte, 1});
            std::this_thread::sleep_for(1ms);
        }
    });
    const auto answer = answer_to(get(peer.url()));
    ASSERT_TRUE(answer) << describe(answer.error());
    EXPECT_EQ(answer.value().header("X-A"), "b");
    EXPECT_EQ(answer.value().body, "abc");
}

TEST(HttpClient, ExpectsNoBodyBehindTheHeadThatItAskedFor) {
    const Peer peer([](const RawListener& listener) {
        auto socket = listener.accept();
        for (int i = 0; i < 2; ++i) {
            EXPECT_THAT(socket.receive_message(), StartsWith("HEAD "));
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        }
    });
    auto request = get(peer.url());
    request.method = "HEAD";
    for (const auto& answer : answers_to({request, request})) {
        ASSERT_TRUE(answer) << describe(answer.error());
        EXPECT_EQ(answer.value().body, "");
        EXPECT_EQ(answer.value().header("Content-Length"), "5");
    }
}

TEST(HttpClient, BoundsTheHeadOfAnAnswer) {
    const Peer peer([](const RawListener& listener) {
        auto socket = listener.accept();
        (void)socket.receive_message();
        socket.send("HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x'));
        (void)socket.receive_until_closed();
    });
    EXPECT_EQ(error_of(get(peer.url())), Errc::no_answer);
}

TEST(HttpClient, SaysNotSentWhenNobodyListens) {
    const auto url = "http://127.0.0.1:" + std::to_string(test::closed_port()) + "/";
    const auto answer = answer_to(post(url, "x"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::not_sent);
    EXPECT_EQ(answer.error().fate(), Fate::retry);
    EXPECT_EQ(answer.error().args, std::vector<std::string>{"127.0.0.1"});
}

TEST(HttpClient, SaysNotSentWhenTheNameDoesNotResolve) {
    EXPECT_EQ(error_of(post("http://no-such-host.invalid/", "x")), Errc::not_sent);
}

TEST(HttpClient, SaysNoAnswerWhenTheOtherSideClosesAfterReading) {
    const Peer peer([](const RawListener& listener) {
        auto socket = listener.accept();
        (void)socket.receive_message();
    });
    const auto answer = answer_to(post(peer.url(), "x"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::no_answer);
    EXPECT_EQ(answer.error().fate(), Fate::hold);
}

TEST(HttpClient, SaysNoAnswerWhenTheOtherSideClosesWithoutReading) {
    const Peer peer([](const RawListener& listener) { listener.accept().close(); });
    EXPECT_EQ(error_of(post(peer.url(), std::string(100, 'x'))), Errc::no_answer);
}

TEST(HttpClient, SaysNoAnswerToHalfAnAnswerOrNoHttp) {
    const std::string halves[] = {
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nab",
        "SSH-2.0-OpenSSH_9\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
    };
    for (const auto& half : halves) {
        const Peer peer([&half](const RawListener& listener) {
            auto socket = listener.accept();
            (void)socket.receive_message();
            socket.send(half);
        });
        EXPECT_EQ(error_of(post(peer.url(), "x")), Errc::no_answer) << half;
    }
}

TEST(HttpClient, SaysNoAnswerWhenNoneComesInTime) {
    const Peer peer([](const RawListener& listener) {
        auto socket = listener.accept();
        (void)socket.receive_message();
        EXPECT_EQ(socket.receive_until_closed(), "") << "the client lets go at its deadline";
    });
    auto request = post(peer.url(), "x");
    request.answer_time_max = 40ms;
    EXPECT_EQ(error_of(std::move(request)), Errc::no_answer);
}

TEST(HttpClient, CountsADripOfBytesAgainstTheSameDeadline) {
    const Peer peer([](const RawListener& listener) {
        auto socket = listener.accept();
        (void)socket.receive_message();
        socket.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        while (socket.send("x")) std::this_thread::sleep_for(3ms);
    });
    auto request = get(peer.url());
    request.answer_time_max = 50ms;
    EXPECT_EQ(error_of(std::move(request)), Errc::no_answer);
}

TEST(HttpClient, BoundsTheAnswer) {
    for (const std::string framing : {"Content-Length: 2000\r\n", ""}) {
        const Peer peer([&framing](const RawListener& listener) {
            auto socket = listener.accept();
            (void)socket.receive_message();
            socket.send("HTTP/1.1 200 OK\r\n" + framing + "\r\n" + std::string(2'000, 'x'));
        });
        auto request = get(peer.url());
        request.answer_bytes_max = 1'000;
        EXPECT_EQ(error_of(std::move(request)), Errc::answer_too_large);
    }
}

TEST(HttpClient, UsesAConnectionAgain) {
    const Peer peer([](const RawListener& listener) {
        auto socket = listener.accept();
        for (int i = 0; i < 3; ++i) {
            EXPECT_NE(socket.receive_message(), "");
            socket.send(ok);
        }
    });
    const auto url = peer.url();
    for (const auto& answer : answers_to({get(url), post(url, "x"), get(url)}))
        EXPECT_TRUE(answer) << describe(answer.error());
}

TEST(HttpClient, UsesNoConnectionAgainThatTheAnswerClosed) {
    const Peer peer([](const RawListener& listener) {
        for (int i = 0; i < 2; ++i) {
            auto socket = listener.accept();
            (void)socket.receive_message();
            socket.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            EXPECT_EQ(socket.receive_until_closed(), "");
        }
    });
    const auto url = peer.url();
    for (const auto& answer : answers_to({post(url, "x"), post(url, "y")})) EXPECT_TRUE(answer);
}

Task<std::vector<Result<ClientResponse>>> send_after(
    Executor executor, std::vector<ClientRequest> requests, std::function<void()> between
) {
    Client client(executor);
    std::vector<Result<ClientResponse>> answers;
    for (auto& request : requests) {
        auto answer = co_await client.send(std::move(request));
        answers.push_back(std::move(answer));
        between();
    }
    co_return answers;
}

TEST(HttpClient, ReplacesAKeptConnectionThatTheOtherSideHasClosed) {
    std::promise<void> closed;
    auto wait_once = [&closed, waited = false]() mutable {
        if (!waited)
            closed.get_future().wait();
        waited = true;
    };
    const Peer peer([&closed](const RawListener& listener) {
        {
            auto first = listener.accept();
            (void)first.receive_message();
            first.send(ok);
        }
        closed.set_value();
        auto second = listener.accept();
        EXPECT_THAT(second.receive_message(), StartsWith("POST"));
        second.send(ok);
    });
    IoLoop loop;
    std::vector<ClientRequest> requests{get(peer.url()), post(peer.url(), "x")};
    auto work = send_after(loop.executor(), std::move(requests), wait_once);
    for (const auto& answer : run_task(loop, std::move(work)))
        EXPECT_TRUE(answer) << describe(answer.error());
}

/// Answers once, reads the second request of the kept connection and closes; serves a third on a
/// new connection.
void close_on_the_second(const RawListener& listener, bool comes_again) {
    {
        auto first = listener.accept();
        (void)first.receive_message();
        first.send(ok);
        EXPECT_NE(first.receive_message(), "");
    }
    if (!comes_again)
        return;
    auto second = listener.accept();
    (void)second.receive_message();
    second.send(ok);
}

TEST(HttpClient, SendsAGetOnceMoreWhenAKeptConnectionBreaks) {
    const Peer peer([](const RawListener& listener) { close_on_the_second(listener, true); });
    const auto answers = answers_to({get(peer.url()), get(peer.url())});
    EXPECT_TRUE(answers.at(1));
}

TEST(HttpClient, NeverSendsAnythingElseTwice) {
    const Peer peer([](const RawListener& listener) { close_on_the_second(listener, false); });
    const auto answers = answers_to({get(peer.url()), post(peer.url(), "x")});
    ASSERT_FALSE(answers.at(1));
    EXPECT_EQ(answers.at(1).error().code, Errc::no_answer);
}

Task<void> note_status(Client& client, ClientRequest request, std::vector<Errc>& errors) {
    const auto answer = co_await client.send(std::move(request));
    if (!answer)
        errors.push_back(answer.error().code);
}

Task<std::vector<Errc>> send_together(Executor executor, ClientRequest request, int count) {
    std::vector<Errc> errors;
    Client client(executor, 2);
    TaskGroup group(executor);
    for (int i = 0; i < count; ++i) group.spawn("send", note_status(client, request, errors));
    co_await group.join();
    co_return errors;
}

int answer_all(RawSocket socket) {
    int count = 0;
    for (; !socket.receive_message().empty(); ++count) socket.send(ok);
    return count;
}

TEST(HttpClient, OpensNoMoreConnectionsThanAllowedAndServesAllWhoWait) {
    // A third connection would find nobody who accepts it, and its request no answer.
    const Peer peer([](const RawListener& listener) {
        auto first = std::async(std::launch::async, answer_all, listener.accept());
        auto second = std::async(std::launch::async, answer_all, listener.accept());
        EXPECT_EQ(first.get() + second.get(), 10);
    });
    IoLoop loop;
    const auto errors = run_task(loop, send_together(loop.executor(), get(peer.url()), 10));
    EXPECT_THAT(errors, testing::IsEmpty());
}

TEST(HttpClient, SaysNotSentToWhoWaitsTooLongForAConnection) {
    const Peer peer([](const RawListener& listener) {
        auto first = listener.accept();
        auto second = listener.accept();
        EXPECT_NE(first.receive_message(), "");
        EXPECT_NE(second.receive_message(), "");
        EXPECT_EQ(first.receive_until_closed(), "");
    });
    IoLoop loop;
    auto request = post(peer.url(), "x");
    request.connect_time_max = 40ms;
    request.answer_time_max = 120ms;
    const auto errors = run_task(loop, send_together(loop.executor(), request, 3));
    const std::vector<Errc> expected{Errc::not_sent, Errc::no_answer, Errc::no_answer};
    EXPECT_EQ(errors, expected);
}

Task<std::vector<Errc>> send_both(Executor executor, ClientRequest silent, ClientRequest other) {
    std::vector<Errc> errors;
    Client client(executor, 1);
    TaskGroup group(executor);
    group.spawn("silent", note_status(client, std::move(silent), errors));
    group.spawn("other", note_status(client, std::move(other), errors));
    co_await group.join();
    co_return errors;
}

TEST(HttpClient, APartnerWhoIsSilentTakesNoPlaceOfAnotherBehindTheSameHost) {
    const Peer peer([](const RawListener& listener) {
        auto silent = listener.accept();
        EXPECT_NE(silent.receive_message(), "");
        auto other = listener.accept();
        EXPECT_NE(other.receive_message(), "");
        other.send(ok);
        EXPECT_EQ(silent.receive_until_closed(), "");
    });
    IoLoop loop;
    auto silent = post(peer.url(), "x");
    silent.partner = "one";
    silent.answer_time_max = 2'000ms;
    silent.connect_time_max = 100ms;
    auto other = silent;
    other.partner = "two";
    const auto errors = run_task(loop, send_both(loop.executor(), silent, other));
    EXPECT_EQ(errors, std::vector<Errc>{Errc::no_answer}) << "and not that the other was not sent";
}

Task<std::vector<Errc>> cancel_sends(
    Executor executor, ClientRequest request, std::future<void> arrived
) {
    std::vector<Errc> errors;
    Client client(executor, 1);
    TaskGroup group(executor);
    group.spawn("sends", note_status(client, request, errors));
    group.spawn("waits", note_status(client, request, errors));
    while (arrived.wait_for(0s) != std::future_status::ready) co_await wait_for(1ms);
    group.cancel();
    co_await group.join();
    co_return errors;
}

TEST(HttpClient, ACancelledSendSaysWhetherItMayHaveArrived) {
    std::promise<void> arrived;
    auto future = arrived.get_future();
    const Peer peer([&arrived](const RawListener& listener) {
        auto socket = listener.accept();
        (void)socket.receive_message();
        arrived.set_value();
        EXPECT_EQ(socket.receive_until_closed(), "");
    });
    IoLoop loop;
    auto work = cancel_sends(loop.executor(), post(peer.url(), "x"), std::move(future));
    auto errors = run_task(loop, std::move(work));
    EXPECT_THAT(errors, testing::UnorderedElementsAre(Errc::no_answer, Errc::cancelled));
}

TEST(HttpClient, RefusesAddressesThatItDoesNotSpeak) {
    const std::string urls[] = {
        "wss://h/",
        "https://",
        "https://u:p@h/",
        "https://h:0/",
        "ftp://h/",
        "h",
        "",
        "http://",
        "http://u:p@h/",
        "http://h:99999/",
        "http://h:0/",
        "http://h/a b"};
    for (const auto& url : urls) EXPECT_EQ(error_of(get(url)), Errc::bad_config) << url;
    const auto other = answer_to(get("ftp://h/"));
    EXPECT_THAT(other.error().args.at(0), HasSubstr("https"));
}

TEST(HttpClient, RefusesAMethodThatWouldBreakTheRequestLine) {
    auto request = get("http://127.0.0.1:1/");
    request.method = "GET / HTTP/1.1\r\nX:";
    EXPECT_EQ(error_of(std::move(request)), Errc::bad_config);
}

}  // namespace
}  // namespace tg::http
