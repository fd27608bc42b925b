// Everything that is not about a filing: places, errors, health, documentation, and what every
// answer carries.
#include "tests/unit/api/api_house.hpp"

#include <gtest/gtest.h>

namespace tg::test {
namespace {

TEST(EveryAnswer, CarriesARequestIdThatIsTheCallersWhenItIsSafe) {
    ApiHouse house;
    const auto given = house.get("/healthz", {}, {{"x-request-id", "shop-1/42"}});
    EXPECT_EQ(header(given, "X-Request-Id"), "shop-1/42");
    const std::vector<std::string> unsafe{
        "", "a b", "a\tb", "<script>", "单", std::string(65, 'a')};
    for (const auto& id : unsafe) {
        const auto made = header(house.get("/healthz", {}, {{"X-Request-Id", id}}), "X-Request-Id");
        EXPECT_NE(made, id);
        EXPECT_EQ(made.size(), 13U);
    }
    EXPECT_NE(
        header(house.get("/healthz"), "X-Request-Id"), header(house.get("/healthz"), "X-Request-Id")
    );
}

TEST(EveryAnswer, IsNeitherStoredNorSniffedNorFramed) {
    ApiHouse house;
    for (const auto* target : {"/v1/errors", "/v1/filings", "/nowhere", "/metrics"}) {
        const auto response = house.get(target);
        EXPECT_EQ(header(response, "Cache-Control"), "no-store") << target;
        EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff") << target;
        EXPECT_EQ(
            header(response, "Content-Security-Policy"),
            "default-src 'none'; frame-ancestors 'none'"
        ) << target;
        EXPECT_EQ(header(response, "Access-Control-Allow-Origin"), "<absent>") << target;
    }
}

TEST(EveryAnswer, IsCountedAndTimedByRouteAndNeverById) {
    ApiHouse house;
    house.get("/v1/filings/" + id_text(known_filing), "seller");
    house.get("/v1/filings/" + id_text(7), "seller");
    house.get("/no/such/thing");
    const auto count = [&](std::string route, std::string status) {
        return house.metrics.value(
            "tongguan_http_requests_total",
            {{"route", std::move(route)}, {"status", std::move(status)}}
        );
    };
    EXPECT_EQ(count("/v1/filings/{id}", "200"), 1);
    EXPECT_EQ(count("/v1/filings/{id}", "404"), 1);
    EXPECT_EQ(count("other", "404"), 1);
    const auto text = house.get("/metrics");
    EXPECT_EQ(text.content_type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_NE(text.body.find("tongguan_http_request_seconds"), std::string::npos);
    EXPECT_EQ(text.body.find(id_text(known_filing)), std::string::npos);
}

TEST(UnknownThings, AnAddressIs404AndAMethodIs405WithAllow) {
    ApiHouse house;
    for (const auto* path :
         {"/", "/v1", "/v1/", "/v1/filings/", "/v1/filings/a/b/c", "/v2/filings", "/docs/"}) {
        const auto response = house.get(path, "admin");
        EXPECT_EQ(response.status, 404) << path;
        EXPECT_EQ(at(json(response), "/code"), "not_found") << path;
    }
    const auto deleted = house.call("DELETE", "/v1/filings", "admin");
    EXPECT_EQ(deleted.status, 405);
    EXPECT_EQ(header(deleted, "Allow"), "POST, GET, HEAD");
    EXPECT_EQ(at(json(deleted), "/code"), "method_not_allowed");
    EXPECT_EQ(header(house.call("POST", "/healthz", ""), "Allow"), "GET, HEAD");
    EXPECT_EQ(header(house.get("/v1/filings/batch/"), "Allow"), "<absent>");
}

TEST(UnknownThings, AProblemIsValidJsonWhateverThePathHolds) {
    ApiHouse house;
    const auto response = house.get("/\"\x01\xFF<b>");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(at(json(response), "/instance"), "/\"\x01\xEF\xBF\xBD<b>");
}

TEST(HeadRequests, AreAnsweredLikeGet) {
    ApiHouse house;
    const auto response = house.call("HEAD", "/v1/filings/" + id_text(known_filing), "seller");
    EXPECT_EQ(response.status, 200);
    EXPECT_NE(header(response, "ETag"), "<absent>");
    EXPECT_EQ(house.call("HEAD", "/v1/filings/batch", "seller").status, 404);
}

TEST(Unauthorized, NamesTheScheme) {
    ApiHouse house;
    EXPECT_EQ(header(house.get("/v1/places"), "WWW-Authenticate"), "Bearer realm=\"tongguan\"");
}

TEST(Reference, PlacesAreGroupedByZone) {
    ApiHouse house;
    EXPECT_EQ(house.get("/v1/places").status, 401);
    house.zones.notes["DL-DYW"].unconfirmed = {"customs_code"};
    const auto response = house.get("/v1/places", "logistics");
    const auto body = json(response);
    EXPECT_EQ(at(body, "/zones"), "array of 2");
    EXPECT_EQ(at(body, "/zones/0/id"), "DL");
    EXPECT_EQ(at(body, "/zones/0/name_en"), "Zone DL");
    EXPECT_EQ(at(body, "/zones/0/places/0/id"), "DL-DYW");
    EXPECT_EQ(at(body, "/zones/0/places/0/unconfirmed/0"), "customs_code");
    EXPECT_EQ(at(body, "/zones/0/places/0/list_limit_cny"), "5000");
    EXPECT_EQ(at(body, "/zones/0/places/0/edition"), "common");
    EXPECT_EQ(at(body, "/zones/0/places/0/next_editions"), "array of 0");
    EXPECT_EQ(at(body, "/zones/0/places/0/changeable_states/3"), "120");
    EXPECT_EQ(at(body, "/zones/0/places/0/procedures/0/direction"), "import");
    EXPECT_EQ(at(body, "/zones/0/places/0/procedures/0/confirmed"), "true");
}

TEST(Reference, ErrorsAreTheWholeCatalogueForEverybody) {
    ApiHouse house;
    const auto response = house.get("/v1/errors");
    EXPECT_EQ(response.status, 200);
    const auto body = json(response);
    EXPECT_EQ(at(body, "/errors"), "array of " + std::to_string(error_catalogue().size()));
    const auto etag = header(response, "ETag");
    EXPECT_EQ(house.get("/v1/errors", {}, {{"If-None-Match", etag}}).status, 304);
    EXPECT_EQ(house.get("/v1/errors?x=1").status, 400);
}

TEST(Health, ReadinessGivesItsReasons) {
    ApiHouse house;
    EXPECT_EQ(at(json(house.get("/healthz")), "/alive"), "true");
    house.readiness = {{"store", true, "正常", "ok"}};
    EXPECT_EQ(house.get("/readyz").status, 200);
    house.readiness.push_back({"draining", false, "正在停机", "shutting down"});
    const auto response = house.get("/readyz");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(at(json(response), "/ready"), "false");
    EXPECT_EQ(at(json(response), "/checks/1/text_en"), "shutting down");
    EXPECT_NE(header(response, "Retry-After"), "<absent>");
}

TEST(Health, VersionNamesTheBuild) {
    ApiHouse house;
    const auto body = json(house.get("/version"));
    EXPECT_EQ(at(body, "/version"), "1.2.3");
    EXPECT_EQ(at(body, "/revision"), "abc");
    EXPECT_EQ(at(body, "/api"), "v1");
}

TEST(ServerRefusals, AreProblemsToo) {
    const auto text = api::refusal_text(api::ApiLimits{});
    const std::vector<std::pair<http::Refusal, int>> rows{
        {http::Refusal::bad_request, 400},
        {http::Refusal::header_too_large, 431},
        {http::Refusal::body_too_large, 413},
        {http::Refusal::too_slow, 408},
        {http::Refusal::encoding_not_taken, 415},
        {http::Refusal::too_many_connections, 503},
        {http::Refusal::handler_failed, 500},
    };
    for (const auto& [refusal, status] : rows) {
        const auto response = text(refusal);
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.content_type, "application/problem+json");
        EXPECT_EQ(at(json(response), "/request_id"), header(response, "X-Request-Id"));
        EXPECT_EQ(at(json(response), "/status"), std::to_string(status));
    }
    EXPECT_EQ(
        at(json(text(http::Refusal::body_too_large)), "/errors/0/message_en"),
        "The body is larger than 1048576 bytes"
    );
}

struct Wish {
    std::string header;
    Language language;
};

TEST(AcceptLanguage, ChineseUnlessEnglishWeighsMore) {
    const std::vector<Wish> rows{
        {"", Language::zh},
        {"zh-CN", Language::zh},
        {"en", Language::en},
        {"en-US,en;q=0.9", Language::en},
        {"zh-CN,zh;q=0.9,en;q=0.8", Language::zh},
        {"en;q=0.8, zh;q=0.3", Language::en},
        {"en;q=0.5,zh;q=0.5", Language::zh},
        {"fr", Language::zh},
        {"fr, en;q=0.1", Language::en},
        {"en;q=0", Language::zh},
        {"en;q=x", Language::zh},
        {",,;q=", Language::zh},
        {"*", Language::zh},
    };
    for (const auto& row : rows)
        EXPECT_EQ(api::language_from(row.header), row.language) << row.header;
}

}  // namespace
}  // namespace tg::test
