// dxp-http: the suite against a node of the exchange, and every answer that proves nothing.
#include "adapters/transport/dxp_envelope.hpp"
#include "tests/contract/dxp_node.hpp"
#include "tests/contract/zone_adapter_suite.hpp"
#include "tests/support/raw_socket.hpp"

#include <gmock/gmock.h>

#include <set>
#include <thread>

namespace tg::contract {
namespace {

using namespace std::chrono_literals;
using forward::Presence;
using testing::HasSubstr;

/// Loop, pool, client and clock of an adapter, and a channel to whatever address.
struct Ground {
    IoLoop loop;
    Pool pool{1};
    SystemClock clock;
    http::Client client{loop.executor()};

    std::unique_ptr<forward::ZoneAdapter> adapter(
        const std::string& url, std::vector<std::string> dxp_ids = {sender}
    ) {
        forward::Channel channel;
        channel.name = "main";
        channel.transport = "dxp-http";
        channel.wire = forward::ExchangeWire{url, {}};
        channel.receiver_import = "DXPEDCCEB0000002";
        channel.receiver_outward = "DXPEDCCEB0000003";
        channel.answer_time_max = 500ms;
        const adapters::Surroundings around{
            loop.executor(), client, pool, clock, std::move(dxp_ids)};
        auto made = adapters::make_adapter(channel, around);
        return made ? std::move(made).value() : nullptr;
    }
};

class HttpFarSide final : public FarSide {
 public:
    std::unique_ptr<forward::ZoneAdapter> adapter() override {
        return ground_.adapter(node_.url());
    }
    std::vector<std::string> taken() override {
        std::vector<std::string> out;
        for (const auto& [id, bytes] : node_.messages) out.push_back(bytes);
        return out;
    }
    void block() override { node_.code = "3001"; }
    void unblock() override { node_.code = "0000"; }
    void offer(const std::string& id, const std::string& bytes) override {
        node_.offered.push_back({sender, id, bytes});
    }
    std::size_t unconfirmed() override { return node_.offered.size(); }
    IoLoop& loop() override { return ground_.loop; }
    ~HttpFarSide() override { test::run_task(ground_.loop, node_.stop()); }

 private:
    Ground ground_;
    DxpNode node_{ground_.loop.executor()};
};

std::unique_ptr<FarSide> make_http() {
    return std::make_unique<HttpFarSide>();
}

INSTANTIATE_TEST_SUITE_P(
    DxpHttp,
    ZoneAdapterContract,
    testing::Values(Transport{"dxp_http", &make_http}),
    [](const auto& row) { return row.param.name; }
);

class DxpHttp : public testing::Test {
 protected:
    ~DxpHttp() override { test::run_task(ground_.loop, node_.stop()); }

    static forward::Handover message() {
        forward::Handover out;
        out.message_type = "CEB311Message";
        out.cop_msg_id = "M-1";
        out.sender_dxp_id = sender;
        out.bytes = "<a/>";
        out.created = *from_china_digits("20250301120000");
        return out;
    }
    Result<forward::Taken> hand_over() {
        return test::run_task(ground_.loop, adapter_->hand_over(message()));
    }
    Result<Presence> ask() { return test::run_task(ground_.loop, adapter_->ask(message())); }
    Result<std::vector<receipt::RawReceipt>> fetch() {
        return test::run_task(ground_.loop, adapter_->fetch(100));
    }

    Ground ground_;
    DxpNode node_{ground_.loop.executor()};
    std::unique_ptr<forward::ZoneAdapter> adapter_ = ground_.adapter(node_.url());
};

TEST_F(DxpHttp, WritesTheAddressesOfTheMessage) {
    ASSERT_TRUE(hand_over());
    const auto envelope = adapters::dxp::read_envelope(node_.last_envelope);
    ASSERT_TRUE(envelope);
    const auto& head = envelope.value().head;
    EXPECT_EQ(head.cop_msg_id, "M-1");
    EXPECT_EQ(head.sender_id, sender);
    EXPECT_EQ(head.receiver_ids, std::vector<std::string>{"DXPEDCCEB0000002"});
    EXPECT_EQ(head.created, "2025-03-01T12:00:00");
    EXPECT_EQ(head.message_type, "CEB311Message");

    auto outward = message();
    outward.direction = schemas::Direction::outward;
    ASSERT_TRUE(test::run_task(ground_.loop, adapter_->hand_over(outward)));
    EXPECT_THAT(node_.last_envelope, HasSubstr("<ReceiverId>DXPEDCCEB0000003</ReceiverId>"));
}

TEST_F(DxpHttp, SendsALargeMessageWhole) {
    auto large = message();
    large.bytes = "<a>" + std::string(300'000, 'x') + "</a>";
    ASSERT_TRUE(test::run_task(ground_.loop, adapter_->hand_over(large)));
    EXPECT_EQ(node_.messages.at(0).second, large.bytes);
}

struct CodeRow {
    std::string code;
    Fate fate;
    Errc error;
};

TEST_F(DxpHttp, CodesOfTheExchangeHaveTheirFate) {
    const std::vector<CodeRow> rows{
        {"0001", Fate::reject, Errc::refused_there},
        {"0002", Fate::reject, Errc::refused_there},
        {"0999", Fate::reject, Errc::refused_there},
        {"1001", Fate::reject, Errc::refused_there},
        {"1004", Fate::reject, Errc::refused_there},
        {"2001", Fate::reject, Errc::refused_there},
        {"3001", Fate::retry, Errc::busy_there},
        {"3002", Fate::retry, Errc::busy_there},
        {"3003", Fate::hold, Errc::unclear_answer},
        {"3999", Fate::hold, Errc::unclear_answer},
        {"3500", Fate::hold, Errc::unclear_answer},
        {"4711", Fate::hold, Errc::unclear_answer},
        {"00", Fate::hold, Errc::unclear_answer},
        {"OK", Fate::hold, Errc::unclear_answer},
    };
    for (const auto& row : rows) {
        node_.code = row.code;
        const auto answer = hand_over();
        ASSERT_FALSE(answer) << row.code;
        EXPECT_EQ(answer.error().code, row.error) << row.code;
        EXPECT_EQ(answer.error().fate(), row.fate) << row.code;
        const bool refused = row.error == Errc::refused_there;
        EXPECT_EQ(answer.error().detail == row.code, refused) << row.code;
    }
    EXPECT_TRUE(node_.messages.empty());
}

TEST_F(DxpHttp, AnswersThatProveNothingAreHeld) {
    const std::vector<std::pair<int, std::string>> rows{
        {200, ""},
        {200, "OK"},
        {200, "{\"result\":true}"},
        {200, "<DxpRep"},
        {200, "<!DOCTYPE a><DxpRep/>"},
        {200, "<DxpRep xmlns=\"http://www.chinaport.gov.cn/dxp\"/>"},
        {200, "<html><body>Welcome</body></html>"},
        {201, ""},
        {302, ""},
        {400, "{}"},
        {401, ""},
        {404, ""},
        {429, ""},
        {503, ""},
        {503, "<html>busy</html>"},
        {503, "<DxpRep xmlns=\"http://www.chinaport.gov.cn/dxp\"/>"},
        {500, "oops"},
        {502, "bad gateway"},
        {504, ""},
    };
    for (const auto& [status, body] : rows) {
        node_.posted = said(status, body, "text/plain");
        const auto answer = hand_over();
        ASSERT_FALSE(answer) << status << body;
        EXPECT_EQ(answer.error().code, Errc::unclear_answer) << status << body;
        EXPECT_EQ(answer.error().fate(), Fate::hold);
    }
}

TEST_F(DxpHttp, AnAnswerAboutAnotherMessageIsHeld) {
    node_.answered_id = "M-2";
    const auto answer = hand_over();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::unclear_answer);
}

std::string reply(const std::string& code, const std::string& id) {
    adapters::dxp::Reply out;
    out.code = code;
    out.original.cop_msg_id = id;
    out.original.sender_id = sender;
    return adapters::dxp::write_reply(out);
}

TEST_F(DxpHttp, ABusyStatusCountsOnlyWithAReplyAboutOurMessage) {
    for (const int status : {200, 429, 503})
        for (const auto* code : {"3001", "3002"}) {
            node_.posted = said(status, reply(code, "M-1"), "application/xml");
            const auto answer = hand_over();
            ASSERT_FALSE(answer) << status << code;
            EXPECT_EQ(answer.error().code, Errc::busy_there) << status << code;
        }
    // A proxy may say so after it has passed the message on.
    for (const int status : {429, 503})
        for (const auto& body :
             {reply("3001", "M-2"),
              reply("3003", "M-1"),
              reply("3999", "M-1"),
              reply("0000", "M-1"),
              reply("0002", "M-1")}) {
            node_.posted = said(status, body, "application/xml");
            const auto answer = hand_over();
            ASSERT_FALSE(answer) << status << body;
            EXPECT_EQ(answer.error().code, Errc::unclear_answer) << status << body;
        }
}

TEST_F(DxpHttp, AQuestionAnsweredBusyMayBePutAgain) {
    for (const int status : {429, 503}) {
        node_.asked = said(status, "");
        const auto presence = ask();
        ASSERT_FALSE(presence);
        EXPECT_EQ(presence.error().code, Errc::busy_there) << status;
    }
}

TEST_F(DxpHttp, NobodyListeningIsTriedAgain) {
    const auto lonely =
        ground_.adapter("http://127.0.0.1:" + std::to_string(test::closed_port()) + "/dxp/main");
    const auto answer = test::run_task(ground_.loop, lonely->hand_over(message()));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::not_sent);
    EXPECT_EQ(answer.error().fate(), Fate::retry);
}

/// Takes one request and then does something else than answering well.
Result<forward::Taken> lost(Ground& ground, std::string_view half_answer, bool silent) {
    test::RawListener listener;
    const auto adapter =
        ground.adapter("http://127.0.0.1:" + std::to_string(listener.port()) + "/dxp/main");
    std::thread peer([&listener, half_answer, silent] {
        auto socket = listener.accept();
        socket.receive_message();
        socket.send(half_answer);
        if (silent)
            std::this_thread::sleep_for(1s);
    });
    forward::Handover message;
    message.message_type = "CEB311Message";
    message.cop_msg_id = "M-1";
    message.sender_dxp_id = sender;
    message.bytes = "<a/>";
    auto answer = test::run_task(ground.loop, adapter->hand_over(std::move(message)));
    peer.join();
    return answer;
}

TEST_F(DxpHttp, ALostAnswerIsHeld) {
    for (const auto& [half, silent] : std::vector<std::pair<std::string, bool>>{
             {"", false},                                                    // closed
             {"", true},                                                     // silent
             {"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<Dxp", false},  // cut
             {"garbage\r\n\r\n", false}}) {
        const auto answer = lost(ground_, half, silent);
        ASSERT_FALSE(answer) << half;
        EXPECT_EQ(answer.error().fate(), Fate::hold) << half << describe(answer.error());
    }
}

TEST_F(DxpHttp, AsksByIdAndSender) {
    ASSERT_TRUE(ask());
    EXPECT_THAT(node_.seen, HasSubstr("GET /dxp/main/messages/M-1?sender=DXPENT0000000001"));
}

TEST_F(DxpHttp, OnlyAnAnswerAboutOurMessageTells) {
    const std::vector<std::pair<int, std::string>> rows{
        {404, ""},
        {404, "<html>not found</html>"},
        {404, "{\"copMsgId\":\"M-2\",\"state\":\"absent\"}"},
        {200, "{\"copMsgId\":\"M-2\",\"state\":\"taken\"}"},
        {404, "{\"copMsgId\":\"M-1\",\"state\":\"taken\"}"},
        {200, "{\"copMsgId\":\"M-1\",\"state\":\"absent\"}"},
        {200, "{\"copMsgId\":\"M-1\",\"state\":\"perhaps\"}"},
        {200, "{\"copMsgId\":\"M-1\"}"},
        {200, "{\"copMsgId\":1,\"state\":\"taken\"}"},
        {200, "[]"},
        {200, std::string(100'000, '[')},
        {500, "{\"copMsgId\":\"M-1\",\"state\":\"absent\"}"},
    };
    for (const auto& [status, body] : rows) {
        node_.asked = said(status, body);
        const auto presence = ask();
        ASSERT_TRUE(presence) << status << body.substr(0, 60);
        EXPECT_EQ(presence.value(), Presence::cannot_tell) << status << body.substr(0, 60);
    }
}

TEST_F(DxpHttp, FetchesForEveryExchangeNumber) {
    adapter_ = ground_.adapter(node_.url(), {sender, "DXPENT0000000002", "DXPENT0000000003"});
    node_.offered.push_back({"DXPENT0000000003", "R-3", "<c/>"});
    node_.offered.push_back({sender, "R-1", "<a/>"});
    const auto found = fetch();
    ASSERT_TRUE(found);
    ASSERT_EQ(found.value().size(), 2U);
    std::vector<std::string> handles{found.value()[0].handle, found.value()[1].handle};
    ASSERT_TRUE(test::run_task(ground_.loop, adapter_->confirm(handles)));
    EXPECT_TRUE(node_.offered.empty());
    EXPECT_THAT(node_.seen, HasSubstr("receiver=DXPENT0000000002&max="));
}

TEST_F(DxpHttp, NoExchangeNumberIsStarvedByAnother) {
    adapter_ = ground_.adapter(node_.url(), {sender, "DXPENT0000000002"});
    node_.offered.push_back({sender, "R-1", "<a/>"});
    node_.offered.push_back({"DXPENT0000000002", "R-2", "<b/>"});
    std::set<std::string> seen;
    for (int i = 0; i < 2; ++i) {
        const auto found = test::run_task(ground_.loop, adapter_->fetch(1));
        ASSERT_TRUE(found);
        ASSERT_EQ(found.value().size(), 1U);
        seen.insert(found.value()[0].bytes);
    }
    EXPECT_EQ(seen.size(), 2U);
}

TEST_F(DxpHttp, AListThatIsNoneIsAnError) {
    for (const auto& [status, body] : std::vector<std::pair<int, std::string>>{
             {200, ""},
             {200, "null"},
             {200, "{\"receipts\":{}}"},
             {200, "{\"receipts\":[}"},
             {200, std::string(200'000, '[')},
             {200, "{\"receipts\":\"\xff\"}"},
             {500, "{\"receipts\":[]}"},
             {204, ""}}) {
        node_.listed = said(status, body);
        EXPECT_FALSE(fetch()) << status << body.substr(0, 40);
    }
    node_.listed = said(503, "");
    const auto busy = fetch();
    ASSERT_FALSE(busy);
    EXPECT_EQ(busy.error().code, Errc::busy_there);
}

TEST_F(DxpHttp, OddReceiptsDoNotHideTheirNeighbours) {
    node_.listed = said(
        200,
        "{\"receipts\":[7,{\"message\":\"<no-id/>\"},{\"receiptId\":\"R-1\",\"message\":5},"
        "{\"receiptId\":\"R-2\",\"message\":\"<sound/>\"}],\"more\":true}"
    );
    const auto found = fetch();
    ASSERT_TRUE(found);
    ASSERT_EQ(found.value().size(), 2U);
    EXPECT_EQ(found.value()[0].bytes, "{\"receiptId\":\"R-1\",\"message\":5}");
    EXPECT_EQ(found.value()[1].bytes, "<sound/>");
}

TEST_F(DxpHttp, ReceiptsWithoutIdDoNotStarveThoseBehindThem) {
    node_.nameless = 250;
    node_.offered.push_back({sender, "R-1", "<a/>"});
    std::vector<receipt::RawReceipt> found;
    for (int turn = 0; turn < 4 && found.empty(); ++turn) {
        auto fetched = fetch();
        ASSERT_TRUE(fetched);
        found = std::move(fetched).value();
    }
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].bytes, "<a/>");
}

TEST_F(DxpHttp, AnyTextNamesAReceipt) {
    const std::vector<std::string> ids{"a\ab", "line\n2", "slash/7", std::string(4096, 'x')};
    for (const auto& id : ids) {
        std::string escaped;
        for (const char c : id)
            escaped += c == '\a' ? "\\u0007" : c == '\n' ? "\\n" : std::string(1, c);
        node_.listed =
            said(200, "{\"receipts\":[{\"receiptId\":\"" + escaped + "\",\"message\":\"<a/>\"}]}");
        const auto found = fetch();
        ASSERT_TRUE(found);
        ASSERT_EQ(found.value().size(), 1U) << escaped.substr(0, 20);
        ASSERT_TRUE(test::run_task(ground_.loop, adapter_->confirm({found.value()[0].handle})));
        EXPECT_THAT(node_.last_confirmation, HasSubstr("\"" + escaped + "\""));
    }
}

TEST_F(DxpHttp, AConfirmationThatFailedIsSaid) {
    node_.offered.push_back({sender, "R-1", "<a/>"});
    node_.confirmed = said(500, "");
    const auto found = fetch();
    ASSERT_TRUE(found);
    ASSERT_EQ(found.value().size(), 1U);
    EXPECT_FALSE(test::run_task(ground_.loop, adapter_->confirm({found.value()[0].handle})));
    EXPECT_EQ(node_.offered.size(), 1U);
}

TEST_F(DxpHttp, AnAnswerThatIsTooLargeIsCountedAndKeepsNobodyElseWaiting) {
    constexpr std::size_t above = (std::size_t{64} << 20U) + 1;
    node_.listed = said(200, std::string(above, ' '));
    const auto refused = test::run_task(ground_.loop, adapter_->fetch(1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::answer_too_large);
    EXPECT_EQ(adapter_->take_refused(), 1U);
    node_.listed.reset();
    node_.offered.push_back({sender, "R-1", "<a/>"});
    EXPECT_EQ(fetch().value().size(), 1U);
}

}  // namespace
}  // namespace tg::contract
