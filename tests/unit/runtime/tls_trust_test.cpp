// Whom the client trusts over https and to whom it shows itself: each refusal is not_sent, with its
// reason, before a byte of the request leaves.
#include "tests/unit/runtime/tls_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace tg::http {
namespace {

using namespace std::chrono_literals;
using test::CertificateWish;
using test::Purpose;
using testing::HasSubstr;

struct Refusal {
    const char* name;
    std::function<TlsServing()> serve;
    std::function<void(TlsSettings&)> trust;
    const char* detail;
};

void as_usual(TlsSettings&) {}

TlsServing with_leaf(const CertificateWish& wish) {
    return {world().root.issue(wish)};
}

CertificateWish named(std::vector<std::string> names) {
    CertificateWish wish;
    wish.names = std::move(names);
    return wish;
}

const Refusal refusals[] = {
    {"UnknownCa", [] { return TlsServing{world().stranger.issue({})}; }, as_usual, "unknown CA"},
    {"TheSystemsCasDoNotKnowIt",
     [] { return world().serving(); },
     [](TlsSettings& s) { s.ca_file.clear(); },
     "unknown CA"},
    {"MissingIntermediate",
     [] { return TlsServing{world().between.issue({})}; },
     as_usual,
     "unknown CA"},
    {"Expired",
     [] {
         CertificateWish wish;
         wish.until = -1h;
         return with_leaf(wish);
     },
     as_usual,
     "has expired"},
    {"NotValidYet",
     [] {
         CertificateWish wish;
         wish.from = 1h;
         return with_leaf(wish);
     },
     as_usual,
     "not valid yet"},
    {"WrongAddress",
     [] { return with_leaf(named({"IP:127.0.0.2"})); },
     as_usual,
     "names another host"},
    {"NameWhereAnAddressIsMeant",
     [] { return with_leaf(named({"DNS:127.0.0.1"})); },
     as_usual,
     "names another host"},
    {"NoNameAtAll", [] { return with_leaf(named({})); }, as_usual, "names another host"},
    {"OtherServerName",
     [] {
         return with_leaf(named({"DNS:gate.example", "IP:127.0.0.1"}));
     },
     [](TlsSettings& s) { s.server_name = "other.example"; },
     "names another host"},
    {"WildCardOverTwoLevels",
     [] { return with_leaf(named({"DNS:*.example"})); },
     [](TlsSettings& s) { s.server_name = "a.gate.example"; },
     "names another host"},
    {"CertificateOfAClient",
     [] {
         CertificateWish wish;
         wish.purpose = Purpose::client;
         return with_leaf(wish);
     },
     as_usual,
     "the certificate is refused"},
    {"PinMismatch",
     [] { return world().serving(); },
     [](TlsSettings& s) { s.pins = {world().stranger.pin()}; },
     "pin mismatch"},
    {"PinOfTheRootAlone",
     [] { return world().serving(); },
     [](TlsSettings& s) { s.pins = {world().root.pin()}; },
     "pin mismatch"},
    {"PinnedButUnknownCa",
     [] { return TlsServing{world().stranger.issue({})}; },
     [](TlsSettings& s) { s.pins = {world().stranger.pin()}; },
     "unknown CA"},
    {"OnlyTls11",
     [] {
         auto serving = world().serving();
         serving.only = TlsVersion::tls_1_1;
         return serving;
     },
     as_usual,
     "protocol version"},
};

class TlsRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(TlsRefusal, SaysNotSentAndWhyAndSendsNothing) {
    std::string seen;
    {
        const auto serving = GetParam().serve();
        const Peer peer([&](const RawListener& listener) {
            TlsSocket socket(listener.accept(), serving);
            seen = socket.receive_until_closed();
        });
        auto settings = world().trusting();
        GetParam().trust(settings);
        const auto answer = answer_to(under(post(peer.secure_url(), "x"), settings));
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, Errc::not_sent);
        EXPECT_EQ(answer.error().args, std::vector<std::string>{"127.0.0.1"});
        EXPECT_THAT(answer.error().detail, HasSubstr(GetParam().detail));
    }
    EXPECT_EQ(seen, "");
}

INSTANTIATE_TEST_SUITE_P(
    Certificates,
    TlsRefusal,
    testing::ValuesIn(refusals),
    [](const auto& row) { return std::string(row.param.name); }
);

/// Sends one POST to a server of that kind; its answer or failure.
Result<ClientResponse> post_to(const TlsServing& serving, const TlsSettings& settings) {
    const Peer peer([&serving](const RawListener& listener) {
        TlsSocket socket(listener.accept(), serving);
        if (socket.agreed())
            answer_one(socket);
    });
    return answer_to(under(post(peer.secure_url(), "x"), settings));
}

TEST(TlsTrust, AsksForAndVerifiesTheNameOfTheAddress) {
    const auto serving = with_leaf(named({"DNS:localhost"}));
    const Peer peer([&serving](const RawListener& listener) {
        TlsSocket socket(listener.accept(), serving);
        EXPECT_EQ(socket.asked_name(), "localhost");
        answer_one(socket);
    });
    const auto url = peer.secure_url("/", "localhost");
    const auto answer = answer_to(under(get(url), world().trusting()));
    EXPECT_TRUE(answer) << describe(answer.error());
}

TEST(TlsTrust, TakesAnotherNameThanTheAddressWhenItIsToldTo) {
    const auto serving = with_leaf(named({"DNS:gate.example"}));
    const Peer peer([&serving](const RawListener& listener) {
        TlsSocket socket(listener.accept(), serving);
        EXPECT_EQ(socket.asked_name(), "gate.example");
        answer_one(socket);
    });
    auto settings = world().trusting();
    settings.server_name = "gate.example";
    const auto answer = answer_to(under(get(peer.secure_url()), settings));
    EXPECT_TRUE(answer) << describe(answer.error());
}

TEST(TlsTrust, TakesAPinOfTheLeafOrOfAnIntermediate) {
    const auto serving = world().serving_below();
    for (const auto& pin : {serving.own.pin, world().between.pin()}) {
        auto settings = world().trusting();
        settings.pins = {world().stranger.pin(), pin};
        const auto answer = post_to(serving, settings);
        EXPECT_TRUE(answer) << describe(answer.error());
    }
}

TEST(TlsTrust, TrustsAnIntermediateThatTheCaFileNames) {
    auto settings = world().trusting();
    settings.ca_file = world().folder / "between.pem";
    settings.pins = {world().between.pin()};
    const auto answer = post_to(world().serving_below(), settings);
    EXPECT_TRUE(answer) << describe(answer.error());
    EXPECT_FALSE(post_to(world().serving(), settings)) << "the root is not in that file";
}

CertificateWish of_client() {
    CertificateWish wish;
    wish.purpose = Purpose::client;
    return wish;
}

TEST(TlsTrust, ShowsItsCertificateToWhoAsks) {
    const auto settings = world().showing(world().root.issue(of_client()));
    for (const auto version : {TlsVersion::any, TlsVersion::tls_1_2}) {
        const auto answer = post_to(world().asking_for_certificate(version), settings);
        EXPECT_TRUE(answer) << describe(answer.error());
    }
}

TEST(TlsTrust, SaysThatACertificateIsMissingOrRefused) {
    const auto asking = world().asking_for_certificate(TlsVersion::tls_1_2);
    const auto without = post_to(asking, world().trusting());
    ASSERT_FALSE(without);
    EXPECT_EQ(without.error().code, Errc::not_sent);
    EXPECT_THAT(without.error().detail, HasSubstr("client certificate required"));
    const auto foreign = world().showing(world().stranger.issue(of_client()));
    const auto refused = post_to(asking, foreign);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::not_sent);
    EXPECT_THAT(refused.error().detail, HasSubstr("refuses our client certificate"));
}

TEST(TlsTrust, SaysNoAnswerWhenTls13RefusesItsCertificateOnlyAtTheFirstRead) {
    const auto asking = world().asking_for_certificate(TlsVersion::any);
    const auto without = post_to(asking, world().trusting());
    ASSERT_FALSE(without);
    EXPECT_EQ(without.error().code, Errc::no_answer);
    EXPECT_THAT(without.error().detail, HasSubstr("client certificate required"));
}

}  // namespace
}  // namespace tg::http
