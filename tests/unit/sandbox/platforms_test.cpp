// The platforms that the window plays: every shipped dialect, spoken to by the gateway's own
// adapter. A purchase goes in document by document and comes back released; repetitions, wrong
// credentials, altered messages, faults and questions are answered as the dialect has it.
#include "adapters/partner/peel.hpp"
#include "gateway/dialect/crypto.hpp"
#include "gateway/dialect/xml_seal.hpp"
#include "tests/unit/sandbox/platform_window.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace tg::test {
namespace {

using ::testing::HasSubstr;

class EveryPlatform : public PlatformTest, public testing::WithParamInterface<std::string> {
 protected:
    void SetUp() override {
        PlatformTest::SetUp();
        open_with(GetParam());
    }
};

TEST_P(EveryPlatform, APurchaseGoesInAndComesBackReleased) {
    hand_over_all(import_papers({"ORDER-IN"}));
    const auto* released = await_answer(622, "800");
    ASSERT_NE(released, nullptr);
    EXPECT_FALSE(released->invt_no.empty());
    EXPECT_EQ(find(312, "120") != nullptr, tells(312));
    EXPECT_EQ(count("totalDocuments"), 4);
    EXPECT_EQ(count("refused"), 0);
    if (!wire().dialect->poll) {
        ASSERT_FALSE(gateway_.called_paths.empty());
        EXPECT_EQ(gateway_.called_paths.front(), "/callbacks/one/" + wire().call_token.reveal());
    }
}

TEST_P(EveryPlatform, AnExportGoesOutWhereItsAnswersAreTold) {
    hand_over_all(export_papers({"ORDER-OUT"}));
    EXPECT_EQ(count("totalDocuments"), 3);
    if (!tells(604))
        return;
    EXPECT_NE(await_answer(604, "800"), nullptr);
}

TEST_P(EveryPlatform, ARepetitionIsTakenOnceAndAnsweredAsTheDialectHasIt) {
    const auto message = paper(311, platform, order({"ORDER-TWICE"}));
    const auto first = gateway_.hand_over(message);
    ASSERT_TRUE(first) << describe(first.error());
    const auto again = gateway_.hand_over(message);
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(count("repeated"), 1);
    EXPECT_EQ(count("totalDocuments"), 1);
    const auto& rows = wire().dialect->send.answer.means;
    const bool says = std::ranges::any_of(rows, [](const auto& row) {
        return row.meaning == dialect::Meaning::there;
    });
    EXPECT_EQ(says, first.value().text != again.value().text) << again.value().text;
}

TEST_P(EveryPlatform, AnAlteredMessageIsNoArrival) {
    auto message = paper(311, platform, order({"ORDER-ALTERED"}));
    const auto at = message.bytes.find("ORDER-ALTERED");
    message.bytes.replace(at, 13, "ORDER-CHANGED");
    const auto taken = gateway_.hand_over(message);
    if (bare_) {
        EXPECT_TRUE(taken) << "nothing is signed yet: the platform does that";
        return;
    }
    ASSERT_FALSE(taken);
    EXPECT_EQ(count("totalDocuments"), 0);
    const auto refused = wire().dialect->send.answer.means;
    const bool has_words = std::ranges::any_of(refused, [](const auto& row) {
        return row.meaning == dialect::Meaning::refused;
    });
    EXPECT_EQ(taken.error().code, has_words ? Errc::refused_there : Errc::unclear_answer);
}

TEST_P(EveryPlatform, WhoSignsIsJudged) {
    auto message = paper(311, platform, order({"ORDER-UNSIGNED"}));
    if (bare_) {
        // An enterprise that the exchange does not know may not send through a platform either.
        const std::string other = "DXPENT0000009999";
        message.bytes = Seals::all().sign(platform, body(311, order({"ORDER-X"}), other));
        EXPECT_FALSE(gateway_.hand_over(message));
    } else {
        message.bytes = dialect::without_signature(message.bytes);
        EXPECT_FALSE(gateway_.hand_over(message));
    }
    EXPECT_EQ(count("totalDocuments"), 0);
}

TEST_P(EveryPlatform, WrongCredentialsAreRefused) {
    const auto known = wire().secrets;
    if (known.empty())
        return;  // such a platform asks for none
    auto stranger = channel();
    auto& theirs = std::get<forward::PartnerWire>(stranger.wire);
    for (auto& [name, secret] : theirs.secrets)
        if (!secret.reveal().starts_with("-----"))
            secret = Secret("0123456789abcdef");
    gateway_.use(stranger);
    const auto taken = gateway_.hand_over(paper(311, platform, order({"ORDER-STRANGER"})));
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, Errc::refused_there) << describe(taken.error());
    EXPECT_EQ(count("totalDocuments"), 0);
}

TEST_P(EveryPlatform, FaultsStrikeItsRequests) {
    faults(R"({"hand_over":[{"kind":"drop_before"},{"kind":"drop_after"},{"kind":"garbage"},
        {"kind":"error500"},{"kind":"busy"}]})");
    const auto message = paper(311, platform, order({"ORDER-FAULT"}));
    const auto dropped = gateway_.hand_over(message);
    ASSERT_FALSE(dropped);
    EXPECT_EQ(dropped.error().code, Errc::no_answer);
    EXPECT_EQ(count("totalDocuments"), 0);
    EXPECT_FALSE(gateway_.hand_over(message));
    EXPECT_EQ(count("totalDocuments"), 1) << "taken, though nobody heard of it";
    for (const char* fault : {"garbage", "error500", "busy"}) {
        const auto failed = gateway_.hand_over(message);
        ASSERT_FALSE(failed) << fault;
        EXPECT_NE(failed.error().code, Errc::refused_there) << fault;
    }
    EXPECT_TRUE(gateway_.hand_over(message));
    EXPECT_EQ(count("totalDocuments"), 1);
}

TEST_P(EveryPlatform, NonsenseBelowItsPathIsNoMessage) {
    EXPECT_EQ(call("GET", "/park/one/nothing").value().status, 404);
    EXPECT_EQ(call("POST", "/park/onefold", "x").value().status, 404) << "another path";
    const auto garbage = call("POST", "/park/one/", "nonsense");
    ASSERT_TRUE(garbage);
    EXPECT_GE(garbage.value().status, 400);
    EXPECT_EQ(count("totalDocuments"), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Shipped,
    EveryPlatform,
    testing::ValuesIn(dialect_names()),
    [](const auto& row) {
        auto name = row.param;
        std::ranges::replace(name, '-', '_');
        return name;
    }
);

TEST(Peel, ACipherMayBeginAndEndWithAnyByte) {
    const std::string key = "0123456789abcdef";
    const std::string_view odd = " \t\r\n<{[=";
    std::set<char> begins, ends;
    for (int n = 0; n < 20'000 && (begins.size() < odd.size() || ends.size() < odd.size()); ++n) {
        // The first block is the first sixteen bytes, the last one the rest and its padding.
        const auto text = "<CEB" + std::to_string(100'000 + n) + "Message>" +
                          std::to_string(n * 7919) + "</CEB" + std::to_string(100'000 + n) +
                          "Message>";
        const auto cipher = dialect::aes_ecb(key, text).value();
        const bool begins_oddly = odd.find(cipher.front()) != odd.npos;
        const bool ends_oddly = odd.find(cipher.back()) != odd.npos;
        if (begins_oddly)
            begins.insert(cipher.front());
        if (ends_oddly)
            ends.insert(cipher.back());
        if (begins_oddly || ends_oddly) {
            ASSERT_EQ(partner::message_within(base64(cipher), {key}), text) << n;
        }
    }
    EXPECT_EQ(begins.size(), odd.size());
    EXPECT_EQ(ends.size(), odd.size());
}

class OnePlatform : public PlatformTest {};

TEST_F(OnePlatform, AQuestionIsAnsweredFromTheLedger) {
    open_with("form-md5");
    const auto message = paper(621, agent, inventory({"ORDER-ASK"}));
    const auto before = gateway_.ask(message);
    ASSERT_TRUE(before) << describe(before.error());
    EXPECT_EQ(before.value(), Presence::absent);
    EXPECT_TRUE(gateway_.hand_over(message));
    const auto after = gateway_.ask(message);
    ASSERT_TRUE(after) << describe(after.error());
    EXPECT_EQ(after.value(), Presence::there);
    // The platform's answer is about the whole; a document that came alone is not the whole.
    const auto alone = paper(311, platform, order({"ORDER-ALONE"}));
    EXPECT_TRUE(gateway_.hand_over(alone));
    EXPECT_EQ(gateway_.ask(alone).value(), Presence::absent);
}

TEST_F(OnePlatform, ACallThatIsNotAcceptedComesAgain) {
    open_with("form-callback");
    gateway_.refuse_calls = 2;
    hand_over_all({paper(311, platform, order({"ORDER-CALL"}))});
    EXPECT_NE(await_answer(312, "120"), nullptr);
    EXPECT_EQ(gateway_.refuse_calls, 0);
    EXPECT_EQ(statuses(312).size(), 2U) << "2 and 120, each once";
}

TEST_F(OnePlatform, ConfirmedReceiptsAreGoneAndOthersComeAgain) {
    open_with("szcport");
    hand_over_all(import_papers({"ORDER-CONFIRM"}));
    EXPECT_NE(await_answer(622, "800"), nullptr);
    for (int tries = 0; tries < 500 && count("answersPlanned") > 0; ++tries) take_receipts();
    take_receipts();
    EXPECT_EQ(count("receiptsWaiting"), 0);
}

TEST_F(OnePlatform, WhatIsToldByTimeIsToldAgain) {
    open_with("json-base64");
    hand_over_all({paper(311, platform, order({"ORDER-TIME"}))});
    EXPECT_NE(await_answer(312, "120"), nullptr);
    const auto seen = receipts_;
    take_receipts();
    EXPECT_EQ(receipts_, seen) << "the adapter knows what it has confirmed";
    gateway_.use(channel());
    EXPECT_GE(count("receiptsWaiting"), 1) << "the platform forgets nothing for three days";
}

TEST_F(OnePlatform, ConfigurationFaultsAreTold) {
    open_with("form-callback");
    const auto told = [this] {
        IoLoop loop;
        Pool pool(1);
        Metrics metrics;
        sandbox::Sandbox other(loop.executor(), pool, config_, metrics);
        const auto started = other.start();
        run_task(loop, other.stop());
        std::string all;
        if (!started)
            for (const Error& part : started.error().parts) all += part.args.front() + "\n";
        return all;
    };
    config_.data_folder = folder_ / "other";
    config_.platforms = {{"one", ""}};
    EXPECT_THAT(told(), HasSubstr("call_to is missing"));
    config_.platforms = {{"two", ""}};
    EXPECT_THAT(told(), HasSubstr("no such channel"));
    config_.platforms = {{"one", "http://127.0.0.1:1/x"}, {"one", "http://127.0.0.1:1/x"}};
    EXPECT_THAT(told(), HasSubstr("a path of its own"));
}

}  // namespace
}  // namespace tg::test
