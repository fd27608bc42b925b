// POST routes: what is answered, what reaches the desk, what is refused and what the audit learns.
#include "tests/unit/api/api_house.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace tg::test {
namespace {

const auto filing_url = "/v1/filings/" + id_text(known_filing);

TEST(FilingRoutes, AnOrderIsAcceptedAndItsPlaceIsTold) {
    ApiHouse house;
    const auto response = house.post("/v1/filings", "seller", R"({"good":1})");
    EXPECT_EQ(response.status, 202);
    const auto body = json(response);
    EXPECT_EQ(at(body, "/state"), "accepted");
    EXPECT_EQ(at(body, "/accepted_at"), "2025-03-01T08:00:00.000Z");
    EXPECT_EQ(at(body, "/missing/0"), "payment");
    const auto self = "/v1/filings/" + at(body, "/id");
    EXPECT_EQ(at(body, "/links/self"), self);
    EXPECT_EQ(header(response, "Location"), self);
    EXPECT_EQ(header(response, "Idempotency-Replayed"), "<absent>");
    ASSERT_EQ(house.desk.taken.size(), 1U);
    EXPECT_EQ(house.desk.taken[0].caller.key_name, "seller");
    EXPECT_EQ(house.desk.taken[0].caller.tenant, TenantId(1));
    EXPECT_EQ(house.desk.taken[0].received, house.clock.now());
    EXPECT_TRUE(house.store.refusals.empty());
}

TEST(FilingRoutes, ARepeatedKeyGetsTheFirstAnswerMarkedAsReplayed) {
    ApiHouse house;
    const std::vector<http::Header> key{{"Idempotency-Key", "k1"}};
    const auto first = house.post("/v1/filings", "seller", "good", key);
    const auto again = house.post("/v1/filings", "seller", "good", key);
    EXPECT_EQ(again.status, 202);
    EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
    EXPECT_EQ(at(json(again), "/id"), at(json(first), "/id"));
    const auto other = house.post("/v1/filings", "seller", "good but other", key);
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(at(json(other), "/code"), "idempotency_conflict");
    EXPECT_EQ(at(json(other), "/filing/id"), at(json(first), "/id"));
    EXPECT_EQ(house.desk.taken.size(), 1U);
}

TEST(FilingRoutes, ADuplicateNamesTheFirstFiling) {
    ApiHouse house;
    house.desk.refusal = fail(Errc::duplicate_filing, "/order/orderNo", {id_text(known_filing)});
    const auto response = house.post("/v1/filings", "seller", "good");
    EXPECT_EQ(response.status, 409);
    const auto body = json(response);
    EXPECT_EQ(at(body, "/filing/id"), id_text(known_filing));
    EXPECT_EQ(at(body, "/filing/links/self"), filing_url);
    EXPECT_EQ(at(body, "/errors/0/pointer"), "/order/orderNo");
}

TEST(FilingRoutes, EveryFaultComesAtOnceInBothLanguages) {
    ApiHouse house;
    const auto zh = house.post("/v1/filings", "seller", "bad");
    EXPECT_EQ(zh.status, 422);
    EXPECT_EQ(zh.content_type, "application/problem+json");
    EXPECT_EQ(header(zh, "Content-Language"), "zh-CN");
    const auto body = json(zh);
    EXPECT_EQ(at(body, "/type"), "/docs/errors#order_refused");
    EXPECT_EQ(at(body, "/title"), "申报未通过检查");
    EXPECT_EQ(at(body, "/status"), "422");
    EXPECT_EQ(at(body, "/detail"), "共 2 处错误");
    EXPECT_EQ(at(body, "/instance"), "/v1/filings");
    EXPECT_EQ(at(body, "/request_id"), header(zh, "X-Request-Id"));
    EXPECT_EQ(at(body, "/errors"), "array of 2");
    EXPECT_EQ(at(body, "/errors/0/code"), "missing");
    EXPECT_EQ(at(body, "/errors/0/message"), "缺少必填项 orderNo");
    EXPECT_EQ(at(body, "/errors/0/message_en"), "orderNo is required");
    EXPECT_EQ(at(body, "/errors/1/pointer"), "/order/ebpName");

    const auto en =
        house.post("/v1/filings", "seller", "bad", {{"Accept-Language", "en-GB,zh;q=0.5"}});
    EXPECT_EQ(header(en, "Content-Language"), "en");
    EXPECT_EQ(at(json(en), "/title"), "The order did not pass the checks");
    EXPECT_EQ(at(json(en), "/errors/0/message"), "orderNo is required");
    EXPECT_EQ(at(json(en), "/errors/0/message_zh"), "缺少必填项 orderNo");
}

TEST(FilingRoutes, ARefusalLeavesOneAuditLineWithPlacesButNoValues) {
    ApiHouse house;
    house.post("/v1/filings", "seller", R"({"secret-value":"bad"})", {{"X-Request-Id", "r-1"}});
    ASSERT_EQ(house.store.refusals.size(), 1U);
    EXPECT_EQ(
        house.store.refusals[0],
        "1 seller request_refused POST /v1/filings order_refused: missing /order/orderNo; "
        "too_long /order/ebpName request=r-1"
    );
}

struct Refusal {
    std::string name;
    std::string target, who, media;
    std::vector<http::Header> headers;
    int status;
    std::string code;
    std::size_t audit_lines;
};

std::ostream& operator<<(std::ostream& out, const Refusal& row) {
    return out << row.name;
}

class RefusedPosts : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedPosts, AreAnsweredBeforeTheDesk) {
    const auto& row = GetParam();
    ApiHouse house;
    auto headers = row.headers;
    headers.push_back({"Content-Type", row.media});
    const auto response = house.call("POST", row.target, row.who, "good", std::move(headers));
    EXPECT_EQ(response.status, row.status);
    EXPECT_EQ(at(json(response), "/code"), row.code);
    EXPECT_TRUE(house.desk.taken.empty());
    EXPECT_EQ(house.store.refusals.size(), row.audit_lines);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    RefusedPosts,
    testing::Values(
        Refusal{"NoKey", "/v1/filings", "", "application/json", {}, 401, "unauthorized", 0},
        Refusal{
            "UnknownKey", "/v1/filings", "nobody", "application/json", {}, 401, "unauthorized", 0},
        Refusal{
            "ExpiredKey", "/v1/filings", "expired", "application/json", {}, 401, "unauthorized", 0},
        Refusal{
            "Returns",
            "/v1/filings/0123456789abcdef/returns",
            "logistics",
            "application/json",
            {},
            403,
            "forbidden_role",
            1},
        Refusal{
            "Operator",
            "/v1/filings",
            "operator",
            "application/json",
            {},
            403,
            "forbidden_role",
            1},
        Refusal{
            "OperatorBatch",
            "/v1/filings/batch",
            "operator",
            "application/x-ndjson",
            {},
            403,
            "forbidden_role",
            1},
        Refusal{
            "OperatorAdds",
            filing_url + "/documents",
            "operator",
            "application/json",
            {},
            400,
            "json_broken",
            1},
        Refusal{"NoMedia", "/v1/filings", "seller", "", {}, 415, "unsupported_media", 1},
        Refusal{
            "Form",
            "/v1/filings",
            "seller",
            "application/x-www-form-urlencoded",
            {},
            415,
            "unsupported_media",
            1},
        Refusal{
            "OtherCharset",
            "/v1/filings",
            "seller",
            "application/json; charset=gbk",
            {},
            415,
            "unsupported_media",
            1},
        Refusal{
            "JsonForBatch",
            "/v1/filings/batch",
            "seller",
            "application/json",
            {},
            415,
            "unsupported_media",
            1},
        Refusal{
            "EmptyIdempotencyKey",
            "/v1/filings",
            "seller",
            "application/json",
            {{"Idempotency-Key", ""}},
            400,
            "bad_idempotency_key",
            1},
        Refusal{
            "LongIdempotencyKey",
            "/v1/filings",
            "seller",
            "application/json",
            {{"Idempotency-Key", std::string(256, 'k')}},
            400,
            "bad_idempotency_key",
            1},
        Refusal{
            "BlankInIdempotencyKey",
            "/v1/filings",
            "seller",
            "application/json",
            {{"Idempotency-Key", "a b"}},
            400,
            "bad_idempotency_key",
            1},
        Refusal{
            "UnknownQuery",
            "/v1/filings?dry_run=1",
            "seller",
            "application/json",
            {},
            400,
            "unknown_query",
            1},
        Refusal{
            "ForeignTenantsFiling",
            filing_url + "/documents",
            "stranger",
            "application/json",
            {},
            404,
            "not_found",
            1},
        Refusal{
            "ForeignSellersFiling",
            filing_url + "/documents",
            "other-seller",
            "application/json",
            {},
            404,
            "not_found",
            1},
        Refusal{
            "NoId",
            "/v1/filings/xyz/documents",
            "seller",
            "application/json",
            {},
            404,
            "not_found",
            1}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(FilingRoutes, JsonWithCharsetUtf8IsTaken) {
    ApiHouse house;
    const std::vector<http::Header> headers{{"Content-Type", "Application/JSON; charset=UTF-8"}};
    EXPECT_EQ(house.call("POST", "/v1/filings", "admin", "good", headers).status, 202);
}

TEST(FilingRoutes, ACarrierAddsAWaybillToAFilingThatDoesNotNameItYet) {
    ApiHouse house;
    const std::string late = R"({"waybill":{"logisticsNo":"W-1"}})";
    const auto response = house.post(filing_url + "/documents", "logistics", late);
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(at(json(response), "/id"), id_text(known_filing));
    ASSERT_EQ(house.desk.supplemented.size(), 1U);
    EXPECT_EQ(house.desk.supplemented[0], known_filing);
    EXPECT_EQ(house.desk.taken[0].body, late);
}

TEST(FilingRoutes, ACarrierGetsIntoForeignFilingsWithNothingButAWaybill) {
    ApiHouse house;
    const std::string inventory = R"({"inventory":{"note":"x"}})";
    EXPECT_EQ(house.post(filing_url + "/documents", "logistics", inventory).status, 404);
    EXPECT_EQ(house.post(filing_url + "/amendments", "logistics", inventory).status, 404);
    EXPECT_TRUE(house.desk.taken.empty());
}

TEST(FilingRoutes, BusyAndBrokenAreToldApart) {
    ApiHouse house;
    house.desk.refusal = fail(Errc::overloaded, {}, {"7"});
    const auto busy = house.post("/v1/filings", "seller", "good");
    EXPECT_EQ(busy.status, 503);
    EXPECT_EQ(header(busy, "Retry-After"), "7");
    house.desk.refusal = fail(Errc::store_failed, {}, {}, "disk said: secret path");
    const auto broken = house.post("/v1/filings", "seller", "good");
    EXPECT_EQ(broken.status, 503);
    EXPECT_EQ(broken.body.find("secret path"), std::string::npos);
    EXPECT_TRUE(house.store.refusals.empty()) << "only what the sender did wrong is audited";
}

std::vector<rapidjson::Document> lines_of(const http::Response& response) {
    std::vector<rapidjson::Document> lines;
    std::string_view rest = response.body;
    while (!rest.empty()) {
        http::Response line;
        line.body = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.body.size() + 1);
        lines.push_back(json(line));
    }
    return lines;
}

TEST(BatchRoute, ThreeBadLinesOfFiveStopNobody) {
    ApiHouse house;
    const auto response = house.post(
        "/v1/filings/batch",
        "seller",
        "good 1\nbad\n\n" + std::string(401, 'x') + "\r\nbad\n  \ngood 5",
        {{"Idempotency-Key", "b"}}
    );
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "application/x-ndjson");
    const auto lines = lines_of(response);
    ASSERT_EQ(lines.size(), 6U);
    const std::vector<std::pair<std::string, std::string>> expected{
        {"1", "202"}, {"2", "422"}, {"4", "422"}, {"5", "422"}, {"7", "202"}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(at(lines[i], "/line"), expected[i].first);
        EXPECT_EQ(at(lines[i], "/status"), expected[i].second);
    }
    EXPECT_EQ(at(lines[0], "/filing/links/self"), "/v1/filings/" + at(lines[0], "/id"));
    EXPECT_EQ(at(lines[1], "/problem/errors"), "array of 2");
    EXPECT_EQ(at(lines[2], "/problem/code"), "batch_line_too_long");
    EXPECT_EQ(at(lines[5], "/summary/lines"), "5");
    EXPECT_EQ(at(lines[5], "/summary/accepted"), "2");
    EXPECT_EQ(at(lines[5], "/summary/refused"), "3");
    EXPECT_TRUE(house.desk.by_key.contains("b:1"));
    EXPECT_TRUE(house.desk.by_key.contains("b:7"));
    EXPECT_EQ(house.store.refusals.size(), 3U);
}

TEST(BatchRoute, ARepeatedBatchIsReplayedLineByLine) {
    ApiHouse house;
    const std::vector<http::Header> key{{"Idempotency-Key", "b"}};
    const auto first = lines_of(house.post("/v1/filings/batch", "admin", "good 1\ngood 2\n", key));
    const auto again = lines_of(house.post("/v1/filings/batch", "admin", "good 1\ngood 2\n", key));
    ASSERT_EQ(again.size(), 3U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(at(first[i], "/replayed"), "false");
        EXPECT_EQ(at(again[i], "/replayed"), "true");
        EXPECT_EQ(at(again[i], "/id"), at(first[i], "/id"));
    }
    EXPECT_EQ(house.desk.taken.size(), 2U);
}

TEST(BatchRoute, AsManyLinesAsAllowedAreUnderWayTogether) {
    ApiHouse house;
    std::string body;
    for (int i = 0; i < 10; ++i) body += "good " + std::to_string(i) + '\n';
    const auto lines = lines_of(house.post("/v1/filings/batch", "seller", body));
    EXPECT_EQ(lines.size(), 11U);
    EXPECT_EQ(house.desk.under_way_most, 3U);
    EXPECT_EQ(house.desk.under_way, 0U);
}

TEST(BatchRoute, MoreLinesThanAllowedAreRefusedAsAWhole) {
    ApiHouse house;
    std::string body;
    for (int i = 0; i < 11; ++i) body += "good\n";
    const auto response = house.post("/v1/filings/batch", "seller", body);
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(at(json(response), "/code"), "batch_too_long");
    EXPECT_TRUE(house.desk.taken.empty());
}

TEST(BatchRoute, AnEmptyBatchHasOnlyItsSums) {
    ApiHouse house;
    const auto lines = lines_of(house.post("/v1/filings/batch", "seller", "\n\n"));
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(at(lines[0], "/summary/lines"), "0");
}

TEST(Collections, SayWhatTheyLack) {
    ApiHouse house;
    const std::string top = R"({"park":"DL-AIR","direction":"export","procedure":"9610",)";
    const auto told = [&](const std::string& rest) {
        return house.post("/v1/collections", "seller", top + rest + "}").body;
    };
    EXPECT_NE(told(R"("manifest":{})").find("/filings"), std::string::npos);
    EXPECT_NE(told(R"("order":{},"filings":["0"])").find("manifest | delivery"), std::string::npos);
    EXPECT_NE(told(R"("manifest":{},"filings":{})").find("wrong_type"), std::string::npos);
    const auto lines =
        told(R"("manifest":{"lines":[]},"filings":[")" + id_text(known_filing) + R"("])");
    EXPECT_NE(lines.find("/manifest/lines"), std::string::npos) << lines;
    EXPECT_NE(
        told(R"("manifest":{},"filings":["0123456789abcdef","x"])").find("/filings/"),
        std::string::npos
    );
    EXPECT_TRUE(house.desk.taken.empty());
}

}  // namespace
}  // namespace tg::test
