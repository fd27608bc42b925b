// The judgement over raw heads, case by case, and the places where a head may be cut.
#include "gateway/runtime/request_head.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace tg::http {

void PrintTo(HeadEnd end, std::ostream* out) {
    *out << static_cast<int>(end);
}

namespace {

struct HeadCase {
    const char* name;
    std::string head;
    std::optional<Refusal> expected;
};

void PrintTo(const HeadCase& row, std::ostream* out) {
    *out << row.name;
}

class JudgeHead : public testing::TestWithParam<HeadCase> {};

TEST_P(JudgeHead, DecidesAsTheTableSays) {
    EXPECT_EQ(judge_head(GetParam().head), GetParam().expected) << GetParam().head;
}

std::string with(const std::string& lines, const std::string& first = "POST /a HTTP/1.1\r\n") {
    return first + "Host: h\r\n" + lines + "\r\n";
}

constexpr auto bad = Refusal::bad_request;
const std::string old_get = "GET / HTTP/1.0\r\n";

INSTANTIATE_TEST_SUITE_P(
    Framing,
    JudgeHead,
    testing::Values(
        HeadCase{"Plain", with(""), {}},
        HeadCase{"Length", with("Content-Length: 5\r\n"), {}},
        HeadCase{"LengthZero", with("content-length:0\r\n"), {}},
        HeadCase{"Chunked", with("Transfer-Encoding: chunked\r\n"), {}},
        HeadCase{"ChunkedCapitals", with("TRANSFER-ENCODING: Chunked\r\n"), {}},
        HeadCase{"Expects", with("Expect: 100-continue\r\n"), {}},
        HeadCase{"Identity", with("Content-Encoding: identity\r\n"), {}},
        HeadCase{"OldWithoutHost", "GET / HTTP/1.0\r\n\r\n", {}},
        HeadCase{"HostWithPort", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", {}},
        HeadCase{"TransferGzip", with("Transfer-Encoding: gzip\r\n"), bad},
        HeadCase{"TransferIdentity", with("Transfer-Encoding: identity\r\n"), bad},
        HeadCase{"TransferXchunked", with("Transfer-Encoding: xchunked\r\n"), bad},
        HeadCase{"TransferList", with("Transfer-Encoding: chunked, identity\r\n"), bad},
        HeadCase{"TransferGzipChunked", with("Transfer-Encoding: gzip, chunked\r\n"), bad},
        HeadCase{"TransferEmpty", with("Transfer-Encoding: \r\n"), bad},
        HeadCase{
            "TransferTwice",
            with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
            bad},
        HeadCase{
            "TransferAndLength", with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), bad},
        HeadCase{
            "LengthAndTransfer", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), bad},
        HeadCase{
            "TransferGzipAndLength", with("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n"), bad},
        HeadCase{"TransferInOldVersion", with("Transfer-Encoding: chunked\r\n", old_get), bad},
        HeadCase{"LengthTwice", with("Content-Length: 5\r\nContent-Length: 5\r\n"), bad},
        HeadCase{"LengthList", with("Content-Length: 5, 5\r\n"), bad},
        HeadCase{"LengthPlus", with("Content-Length: +5\r\n"), bad},
        HeadCase{"LengthMinus", with("Content-Length: -5\r\n"), bad},
        HeadCase{"LengthHex", with("Content-Length: 0x5\r\n"), bad},
        HeadCase{"LengthEmpty", with("Content-Length:\r\n"), bad},
        HeadCase{"HostMissing", "GET / HTTP/1.1\r\nAccept: *\r\n\r\n", bad},
        HeadCase{"HostTwice", with("Host: h\r\n"), bad},
        HeadCase{"HostEmpty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", bad},
        HeadCase{"HostList", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", bad},
        HeadCase{"HostWithUser", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", bad},
        HeadCase{"ExpectsMore", with("Expect: 200-ok\r\n"), bad},
        HeadCase{"BlankBeforeColon", with("Content-Length : 5\r\n"), bad},
        HeadCase{"NoColon", with("Content-Length 5\r\n"), bad},
        HeadCase{"NoName", with(": 5\r\n"), bad},
        HeadCase{"SmallMethod", with("", "get / HTTP/1.1\r\n"), bad},
        HeadCase{"NoMethod", with("", " / HTTP/1.1\r\n"), bad},
        HeadCase{"NoTarget", with("", "GET HTTP/1.1\r\n"), bad},
        HeadCase{"AbsoluteTarget", with("", "GET http://other/ HTTP/1.1\r\n"), bad},
        HeadCase{"StarTarget", with("", "OPTIONS * HTTP/1.1\r\n"), bad},
        HeadCase{"Fragment", with("", "GET /a#b HTTP/1.1\r\n"), bad},
        HeadCase{"EscapeCut", with("", "GET /a%4 HTTP/1.1\r\n"), bad},
        HeadCase{"EscapeNoHex", with("", "GET /a%zz HTTP/1.1\r\n"), bad},
        HeadCase{"EscapeNul", with("", "GET /a%00 HTTP/1.1\r\n"), bad},
        HeadCase{"EscapeNulInQuery", with("", "GET /a?b=%00 HTTP/1.1\r\n"), bad},
        HeadCase{"VersionTwo", with("", "GET / HTTP/2.0\r\n"), bad},
        HeadCase{"VersionNine", with("", "GET /\r\n"), bad},
        HeadCase{"TwoBlanks", with("", "GET /  HTTP/1.1\r\n"), bad},
        HeadCase{"Gzipped", with("Content-Encoding: gzip\r\n"), Refusal::encoding_not_taken},
        HeadCase{
            "GzippedTwice",
            with("Content-Encoding: gzip\r\nContent-Encoding: identity\r\n"),
            Refusal::encoding_not_taken}
    ),
    [](const auto& row) { return std::string(row.param.name); }
);

TEST(FindHeadEnd, FindsTheEmptyLineAndLeavesTheRest) {
    const std::string head = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    const auto scan = find_head_end(head + "body", 0);
    EXPECT_EQ(scan.end, HeadEnd::found);
    EXPECT_EQ(scan.bytes, head.size());
}

TEST(FindHeadEnd, GivesTheSameAnswerHoweverTheBytesArrive) {
    const std::string head = "GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n\r\n";
    std::size_t from = 0;
    for (std::size_t size = 0; size < head.size(); ++size) {
        const auto scan = find_head_end(std::string_view(head).substr(0, size), from);
        ASSERT_EQ(scan.end, HeadEnd::not_yet) << "after " << size << " bytes";
        from = scan.bytes;
    }
    EXPECT_EQ(find_head_end(head, from).end, HeadEnd::found);
}

TEST(FindHeadEnd, RefusesWhatEndsLinesDifferently) {
    using namespace std::string_literals;
    const std::string broken[] = {
        "GET / HTTP/1.1\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\n\n",
        "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\0c\r\n\r\n"s,
        "GET / HTTP/1.1\r\nA: b\x1b[1m\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nTransfer-Encoding:\r\n\tchunked\r\n\r\n",
    };
    for (const auto& head : broken) EXPECT_EQ(find_head_end(head, 0).end, HeadEnd::broken) << head;
}

TEST(DecodedPath, DecodesEscapesAndLeavesPlusAlone) {
    EXPECT_EQ(decoded_path("/a%2Fb+c/%E5%8D%95"), "/a/b+c/单");
    EXPECT_EQ(decoded_path("/%00"), std::nullopt);
    EXPECT_EQ(decoded_path("/%4"), std::nullopt);
    EXPECT_EQ(decoded_path("/%"), std::nullopt);
    EXPECT_EQ(decoded_path("/%g1"), std::nullopt);
    EXPECT_EQ(decoded_path("/%10"), "/\x10");
}

TEST(UrlText, EncodesAndDecodesBack) {
    const std::string text = "单 a+b&c=d/%~";
    EXPECT_EQ(url_encoded("a b/~"), "a%20b%2F~");
    EXPECT_EQ(url_decoded(url_encoded(text)), text);
    EXPECT_EQ(url_decoded("a+b%2Bc%zz%4"), "a b+c%zz%4");
}

TEST(Query, GivesValuesAndNamesDecoded) {
    Request request;
    request.query = "state=held&order%4eo=A%26B&empty=&flag&&state=other";
    EXPECT_EQ(request.query_value("state"), "held");
    EXPECT_EQ(request.query_value("orderNo"), "A&B");
    EXPECT_EQ(request.query_value("empty"), "");
    EXPECT_EQ(request.query_value("flag"), "");
    EXPECT_EQ(request.query_value("none"), std::nullopt);
    const std::vector<std::string> names{"state", "orderNo", "empty", "flag", "state"};
    EXPECT_EQ(request.query_names(), names);
}

}  // namespace
}  // namespace tg::http
