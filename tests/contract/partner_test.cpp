// The pieces that scripted partners are made of: frames of AMQP found however they arrive, and a
// relay that does as its script says.
#include "adapters/partner/amqp_frames.hpp"
#include "adapters/partner/line_relay.hpp"
#include "adapters/partner/script.hpp"
#include "tests/support/raw_socket.hpp"

#include <gtest/gtest.h>

#include <mutex>

namespace tg::partner {
namespace {

using std::string_literals::operator""s;

/// type, channel 1, size, payload, end
std::string frame(char type, const std::string& payload) {
    return std::string(1, type) + "\x00\x01\x00\x00\x00"s + static_cast<char>(payload.size()) +
           payload + '\xce';
}

const std::string publication =
    frame(1, "\x00\x3c\x00\x28\x00\x00"s + "\x02" + "ex" + "\x03" + "key" + "\x01");
const std::string confirmation = frame(1, "\x00\x3c\x00\x50\x00\x00\x00\x00\x00\x00\x01\x02\x01"s);
const std::string delivery =
    frame(1, "\x00\x3c\x00\x3c"s + "\x03" + "tag" + "\x00\x00\x00\x00\x00\x00\x00\x07\x00"s);
const std::string header = frame(2, "\x00\x3c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00"s);
const std::string body = frame(3, "hello");

TEST(AmqpFrames, AreFoundWhereverTheStreamIsCut) {
    const auto greeting = "AMQP\x00\x00\x09\x01"s;
    const auto all = greeting + publication + header + body;
    for (std::size_t cut = 0; cut <= all.size(); ++cut) {
        FrameCutter cutter;
        auto found = cutter.feed(std::string_view(all).substr(0, cut));
        for (auto& more : cutter.feed(std::string_view(all).substr(cut)))
            found.push_back(std::move(more));
        ASSERT_EQ(found, (std::vector<std::string>{greeting, publication, header, body})) << cut;
    }
}

TEST(AmqpFrames, SayWhatTheyAre) {
    EXPECT_EQ(kind_of(publication), FrameKind::publish);
    EXPECT_EQ(kind_of(delivery), FrameKind::deliver);
    EXPECT_EQ(kind_of(header), FrameKind::content_header);
    EXPECT_EQ(kind_of(body), FrameKind::content_body);
    EXPECT_EQ(kind_of(frame(8, "")), FrameKind::other);
    EXPECT_EQ(kind_of("AMQP"), FrameKind::other);
    ASSERT_TRUE(tag_of(confirmation));
    EXPECT_EQ(tag_of(confirmation)->number, 258U);
    EXPECT_TRUE(tag_of(confirmation)->multiple);
    ASSERT_TRUE(tag_of(delivery));
    EXPECT_EQ(tag_of(delivery)->number, 7U);
    EXPECT_FALSE(tag_of(publication));
    EXPECT_EQ(content_size_of(header), 5U);
    EXPECT_EQ(content_of_body(body), "hello");
}

TEST(AmqpFrames, LeadAPublicationAstrayAndChangeNothingElse) {
    const auto lost = led_astray(publication);
    EXPECT_EQ(lost.size(), publication.size());
    auto wanted = publication;
    wanted.replace(wanted.find("key"), 3, "###");
    EXPECT_EQ(lost, wanted);
}

TEST(Script, CountsWhatWasDone) {
    Script script;
    script.plan(Question::send, {Mischief::none, Mischief::busy, Mischief::busy});
    EXPECT_EQ(script.take(Question::send), Mischief::none);
    EXPECT_EQ(script.next(Question::send), Mischief::busy);
    EXPECT_EQ(script.take(Question::send), Mischief::busy);
    EXPECT_EQ(script.take(Question::ask), Mischief::none);
    const Done wanted{{{Question::send, Mischief::busy}, 1}};
    EXPECT_EQ(script.done(), wanted);
}

/// Sends the first away, passes the second on, and cuts at a word.
class Words final : public LineScript {
 public:
    bool opened(LineId line) override { return line > 1; }
    [[nodiscard]] std::string refusal() const override { return "full"; }
    Passed to_server(LineId, std::string_view bytes) override { return {std::string(bytes)}; }
    Passed to_client(LineId, std::string_view bytes) override {
        Passed out{std::string(bytes)};
        if (bytes.find("end") != std::string_view::npos)
            out = {"cut", Passed::Then::cut_all};
        return out;
    }
    void closed(LineId line) override {
        const std::lock_guard lock(mutex);
        gone.push_back(line);
    }

    std::mutex mutex;
    std::vector<LineId> gone;
};

TEST(LineRelay, DoesAsItsScriptSays) {
    const test::RawListener server;
    Words script;
    {
        const LineRelay relay(server.port(), script);
        EXPECT_EQ(test::RawSocket::connected(relay.port()).receive_until_closed(), "full");
        const auto client = test::RawSocket::connected(relay.port());
        const auto there = server.accept();
        client.send("question");
        EXPECT_EQ(there.receive(), "question");
        there.send("answer");
        EXPECT_EQ(client.receive(), "answer");
        there.send("the end");
        EXPECT_EQ(client.receive_until_closed(), "cut");
    }
    EXPECT_EQ(script.gone, std::vector<LineId>{2});
}

}  // namespace
}  // namespace tg::partner
