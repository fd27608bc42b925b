// amqp: the suite over a real broker, with queues of both kinds; what travels; and what the
// broker's words mean.
#include "adapters/transport/dxp_envelope.hpp"
#include "gateway/dialect/crypto.hpp"
#include "tests/contract/amqp_ground.hpp"
#include "tests/support/raw_socket.hpp"

#include <gmock/gmock.h>

namespace tg::contract {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class AmqpFarSide final : public FarSide {
 public:
    AmqpFarSide(const std::string& type, forward::Contents contents)
        : ground_(type), type_(type), contents_(contents) {
        ground_.wire().contents = contents;
    }
    std::unique_ptr<forward::ZoneAdapter> adapter() override {
        auto made = ground_.adapter();
        adapter_ = made.get();
        return made;
    }
    std::vector<std::string> taken() override {
        if (!blocked_)
            for (auto& one : ground_.taken()) {
                auto envelope = adapters::dxp::read_envelope(one.body);
                taken_.push_back(envelope ? std::move(envelope).value().data : std::move(one.body));
            }
        return taken_;
    }
    void block() override {
        taken();
        ground_.queues.remove(ground_.out);
        blocked_ = true;
    }
    void unblock() override {
        ground_.queues.declare(ground_.out, {{"x-queue-type", type_}});
        blocked_ = false;
    }
    bool answers_questions() override { return false; }
    void offer(const std::string&, const std::string& bytes) override {
        ground_.queues.put(ground_.in, bytes);
    }
    std::size_t unconfirmed() override {
        // A question on the same channel is answered behind the acknowledgements.
        EXPECT_TRUE(test::run_task(ground_.loop, adapter_->fetch(1'000)));
        return broker().messages(ground_.in);
    }
    IoLoop& loop() override { return ground_.loop; }

 private:
    AmqpGround ground_;
    std::string type_;
    forward::Contents contents_;
    forward::ZoneAdapter* adapter_ = nullptr;
    std::vector<std::string> taken_;
    bool blocked_ = false;
};

std::unique_ptr<FarSide> make_classic() {
    return std::make_unique<AmqpFarSide>("classic", forward::Contents::dxp);
}
std::unique_ptr<FarSide> make_quorum() {
    return std::make_unique<AmqpFarSide>(quorum, forward::Contents::signed_file);
}

INSTANTIATE_TEST_SUITE_P(
    Amqp,
    ZoneAdapterContract,
    testing::Values(
        Transport{"amqp_classic", &make_classic}, Transport{"amqp_quorum", &make_quorum}
    ),
    [](const auto& row) { return row.param.name; }
);

class Amqp : public testing::Test {
 protected:
    void expect_failure(const Result<forward::Taken>& answer, Errc code, const std::string& why) {
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, code) << describe(answer.error());
        EXPECT_THAT(answer.error().detail, HasSubstr(why));
    }

    AmqpGround ground_;
};

TEST_F(Amqp, WritesTheEnvelopeAndWhatAQueueIsRoutedBy) {
    const auto adapter = ground_.adapter();
    EXPECT_EQ(adapter->transport(), "amqp");
    const auto answer = ground_.hand_over(*adapter, "M-1");
    ASSERT_TRUE(answer) << describe(answer.error());
    EXPECT_EQ(answer.value().code, "confirmed");
    const auto there = ground_.taken();
    ASSERT_EQ(there.size(), 1U);
    const auto envelope = adapters::dxp::read_envelope(there[0].body);
    ASSERT_TRUE(envelope);
    EXPECT_EQ(envelope.value().head.cop_msg_id, "M-1");
    EXPECT_EQ(envelope.value().head.receiver_ids, std::vector<std::string>{"DXPEDCCEB0000002"});
    EXPECT_EQ(envelope.value().data, AmqpGround::message("M-1").bytes);
    EXPECT_EQ(there[0].id, "M-1");
    EXPECT_EQ(there[0].correlation, "M-1");
    EXPECT_EQ(there[0].type, "CEB311Message");
    EXPECT_EQ(there[0].delivery_mode, 2);
    EXPECT_EQ(there[0].headers.at("SenderId"), sender);
    EXPECT_EQ(there[0].headers.at("ReceiverId"), "DXPEDCCEB0000002");
}

TEST_F(Amqp, WritesForAQueueManager) {
    ground_.wire().queue_manager = true;
    ground_.wire().charset = "GB2312";
    ground_.channel.receiver_import = "接收方";
    const auto adapter = ground_.adapter();
    ASSERT_TRUE(ground_.hand_over(*adapter, "M-1"));
    const auto there = ground_.taken();
    ASSERT_EQ(there.size(), 1U);
    EXPECT_THAT(there[0].body, StartsWith("<DxpMsg"));
    EXPECT_THAT(there[0].body, Not(HasSubstr("接收方")));
    EXPECT_THAT(there[0].body, HasSubstr("\xBD\xD3\xCA\xD5\xB7\xBD"));
    EXPECT_EQ(there[0].headers.at("CodedCharSetId"), "1381");
    EXPECT_EQ(there[0].headers.at("Format"), "MQSTR");
    const auto text = dialect::to_utf8("GB2312", there[0].body);
    ASSERT_TRUE(text);
    const auto envelope = adapters::dxp::read_envelope(text.value());
    ASSERT_TRUE(envelope);
    EXPECT_EQ(envelope.value().data, AmqpGround::message("M-1").bytes);
}

TEST_F(Amqp, ACharacterOutsideTheSetIsRefusedBeforeAnythingLeaves) {
    ground_.wire().queue_manager = true;
    ground_.wire().charset = "GB2312";
    const auto adapter = ground_.adapter();
    const auto answer = ground_.hand_over(*adapter, "M-\u20AC");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().fate(), Fate::reject);
    EXPECT_THAT(render(answer.error(), Language::en), HasSubstr("nothing was sent"));
    EXPECT_TRUE(ground_.taken().empty());
}

TEST_F(Amqp, WhatNobodyIsBoundForIsReturnedAndTriedAgain) {
    const auto exchange = fresh_name("exchange");
    ground_.queues.declare_exchange(exchange);
    ground_.wire().exchange = exchange;
    ground_.wire().routing_key = "nowhere";
    const auto adapter = ground_.adapter();
    expect_failure(ground_.hand_over(*adapter, "M-1"), Errc::busy_there, "unroutable");
    ground_.queues.bind(exchange, "nowhere", ground_.out);
    EXPECT_TRUE(ground_.hand_over(*adapter, "M-1"));
    EXPECT_EQ(ground_.taken().size(), 1U);
}

TEST_F(Amqp, AFullQueueRefusesAndTakesLater) {
    ground_.out = ground_.wire().routing_key = fresh_name("small");
    ground_.queues.declare(ground_.out, {{"x-max-length", "1"}, {"x-overflow", "reject-publish"}});
    const auto adapter = ground_.adapter();
    EXPECT_TRUE(ground_.hand_over(*adapter, "M-1"));
    Result<forward::Taken> answer = ground_.hand_over(*adapter, "M-2");
    for (int i = 0; answer && i < 10; ++i) answer = ground_.hand_over(*adapter, "M-2");
    expect_failure(answer, Errc::busy_there, "nack");
    ground_.taken();
    EXPECT_TRUE(ground_.hand_over(*adapter, "M-3"));
}

TEST_F(Amqp, AMissingQueueIsNamed) {
    ground_.wire().routing_key = "no-such-queue";
    ground_.wire().receipt_queues = {"no-such-receipts"};
    const auto adapter = ground_.adapter();
    expect_failure(ground_.hand_over(*adapter, "M-1"), Errc::not_sent, "no-such-queue");
    const auto found = test::run_task(ground_.loop, adapter->fetch(10));
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().detail, HasSubstr("no-such-receipts"));
    ground_.wire().exchange = "no-such-exchange";
    const auto other = ground_.adapter();
    expect_failure(ground_.hand_over(*other, "M-1"), Errc::not_sent, "no-such-exchange");
}

TEST_F(Amqp, NobodyThereOrNobodyWhoKnowsUsIsTriedAgain) {
    ground_.wire().port = test::closed_port();
    const auto lonely = ground_.adapter();
    expect_failure(ground_.hand_over(*lonely, "M-1"), Errc::not_sent, "");
    ground_.wire().port = broker().port();
    ground_.wire().password = Secret("wrong");
    const auto stranger = ground_.adapter();
    expect_failure(ground_.hand_over(*stranger, "M-1"), Errc::not_sent, "login");
    EXPECT_FALSE(test::run_task(ground_.loop, stranger->fetch(10)));
}

TEST_F(Amqp, AChannelWithoutReceiptQueuesFetchesNothing) {
    ground_.wire().receipt_queues.clear();
    const auto adapter = ground_.adapter();
    EXPECT_TRUE(ground_.fetch(*adapter).empty());
    EXPECT_TRUE(test::run_task(ground_.loop, adapter->confirm({"1/2/x"})));
}

TEST_F(Amqp, ReceiptsOfSeveralQueuesComeWhateverTheyHold) {
    const auto second = fresh_name("in");
    ground_.queues.declare(second);
    ground_.wire().receipt_queues = {ground_.in, second};
    const std::vector<std::string> bodies{
        "", std::string("\0\xff\xfe nothing", 11), "<?xml", std::string(300'000, '<'), "{\"a\":1}"};
    for (const auto& body : bodies) ground_.queues.put(ground_.in, body);
    ground_.queues.put(second, "<other/>");
    const auto adapter = ground_.adapter();
    const auto found = ground_.fetch(*adapter);
    std::vector<std::string> seen;
    for (const auto& one : found) seen.push_back(one.bytes);
    auto expected = bodies;
    expected.emplace_back("<other/>");
    EXPECT_THAT(seen, testing::UnorderedElementsAreArray(expected));
    EXPECT_TRUE(ground_.confirm(*adapter, found));
    EXPECT_TRUE(ground_.fetch(*adapter).empty());
}

TEST_F(Amqp, NoMoreIsOnItsWayThanThePrefetch) {
    ground_.wire().prefetch = 10;
    for (int i = 0; i < 30; ++i) ground_.queues.put(ground_.in, "<a/>");
    const auto adapter = ground_.adapter();
    EXPECT_EQ(ground_.fetch(*adapter).size(), 10U);
    EXPECT_EQ(ground_.queues.take(ground_.in).size(), 20U) << "the rest was not given out";
}

TEST_F(Amqp, AReceiptThatIsTooLargeIsSetAsideAndHidesNobody) {
    const std::string huge((std::size_t{64} << 20U) + 1, ' ');
    ground_.queues.put(ground_.in, huge);
    ground_.queues.put(ground_.in, "<small/>");
    const auto adapter = ground_.adapter();
    const auto found = ground_.fetch(*adapter);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].bytes, "<small/>");
    EXPECT_EQ(adapter->take_refused(), 1U);
    EXPECT_EQ(adapter->take_refused(), 0U);
    std::vector<std::uintmax_t> sizes;
    for (const auto& file : std::filesystem::directory_iterator(ground_.memory / "main.set-aside"))
        sizes.push_back(file.file_size());
    EXPECT_EQ(sizes, std::vector<std::uintmax_t>{huge.size()});
    EXPECT_TRUE(ground_.confirm(*adapter, found));
    EXPECT_TRUE(ground_.fetch(*adapter).empty());
    EXPECT_EQ(broker().messages(ground_.in), 0U);
}

TEST_F(Amqp, WhatTheWireCannotDoIsRefusedAtStart) {
    ground_.wire().contents = forward::Contents::signed_file;
    ground_.wire().charset = "GB2312";
    const auto made = ground_.try_adapter();
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::bad_config);
    EXPECT_THAT(render(made.error(), Language::zh), HasSubstr("queue_manager"));
}

// --- TLS

class AmqpTls : public Amqp {
 protected:
    AmqpTls() {
        auto& wire = ground_.wire();
        wire.encrypted = true;
        wire.host = "localhost";
        wire.port = broker().tls_port();
        wire.tls.ca_file = broker().file("ca.pem");
        wire.tls.certificate_file = broker().file("client.pem");
        wire.tls.key_file = broker().file("client.key");
    }
    Result<forward::Taken> try_it() {
        const auto adapter = ground_.adapter();
        return ground_.hand_over(*adapter, "M-1");
    }
};

TEST_F(AmqpTls, BothSidesShowTheirCertificates) {
    ground_.queues.put(ground_.in, std::string(1'000'000, 'x'));
    const auto adapter = ground_.adapter();
    const auto answer = ground_.hand_over(*adapter, "M-1");
    ASSERT_TRUE(answer) << describe(answer.error());
    EXPECT_EQ(ground_.taken().size(), 1U);
    const auto found = ground_.fetch(*adapter);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].bytes.size(), 1'000'000U);
}

TEST_F(AmqpTls, SomebodyElsesAuthorityIsNotTrusted) {
    ground_.wire().tls.ca_file = broker().file("other_ca.pem");
    expect_failure(try_it(), Errc::not_sent, "certificate");
    EXPECT_TRUE(ground_.taken().empty());
}

TEST_F(AmqpTls, TheCertificateMustNameTheHostOrWhomWeExpect) {
    ground_.wire().host = "127.0.0.1";
    expect_failure(try_it(), Errc::not_sent, "certificate");
    ground_.wire().tls.server_name = "broker.example";
    EXPECT_TRUE(try_it());
    ground_.wire().tls.server_name = "somebody.example";
    expect_failure(try_it(), Errc::not_sent, "certificate");
}

TEST_F(AmqpTls, APinnedKeyMustBeInTheChain) {
    ground_.wire().tls.pins = {test::file_text(broker().file("server_pin.txt"))};
    EXPECT_TRUE(try_it());
    ground_.wire().tls.pins = {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="};
    expect_failure(try_it(), Errc::not_sent, "certificate");
}

TEST_F(AmqpTls, WithoutOurCertificateTheBrokerRefuses) {
    ground_.wire().tls.certificate_file.clear();
    ground_.wire().tls.key_file.clear();
    expect_failure(try_it(), Errc::not_sent, "");
    EXPECT_TRUE(ground_.taken().empty());
}

TEST_F(AmqpTls, APlainPortIsNotSpokenWith) {
    ground_.wire().port = broker().port();
    expect_failure(try_it(), Errc::not_sent, "");
    ground_.wire().tls.ca_file = broker().file("no_such.pem");
    const auto made = ground_.try_adapter();
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::bad_config);
}

}  // namespace
}  // namespace tg::contract
