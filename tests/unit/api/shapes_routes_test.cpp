// Orders in the form of a marketplace over the API: what the desk gets, what is told and where, and
// that foreign numbers, names and cells are exact or refused at their place.
#include "gateway/core/text.hpp"
#include "tests/unit/api/api_house.hpp"
#include "tests/unit/books/own_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tg::test {
namespace {

using ::testing::HasSubstr;

class ShapeRoutes : public ::testing::Test {
 protected:
    void SetUp() override {
        house_.folder.write("shapes/shop.toml", shop_shape());
        house_.folder.write("shapes/sheet.toml", sheet_shape());
        const auto switched = house_.post("/v1/books/reload", "operator", R"({"reason":"shop"})");
        ASSERT_EQ(switched.status, 200) << switched.body;
    }
    http::Response file(
        const std::string& shape,
        std::string body,
        std::string media = "application/json",
        std::string key = {}
    ) {
        std::vector<http::Header> headers{{"content-type", std::move(media)}};
        if (!key.empty())
            headers.push_back({"idempotency-key", std::move(key)});
        const auto target = "/v1/filings?shape=" + shape;
        return house_.call("POST", target, "seller", std::move(body), std::move(headers));
    }
    http::Response batch(const std::string& shape, std::string body, std::string media) {
        const std::vector<http::Header> headers{{"content-type", std::move(media)}};
        const auto target = "/v1/filings/batch?shape=" + shape;
        return house_.call("POST", target, "seller", std::move(body), headers);
    }
    /// "code pointer" of the only thing that is told.
    std::string refused(const std::string& shape, std::string body, std::string media) {
        const auto response = file(shape, std::move(body), std::move(media));
        const auto problem = json(response);
        EXPECT_GE(response.status, 400) << response.body;
        return at(problem, "/errors/0/code") + " " + at(problem, "/errors/0/pointer");
    }
    std::string refused_json(std::string body) {
        return refused("shop", std::move(body), "application/json");
    }
    std::string refused_sheet(std::string body) {
        return refused("sheet", std::move(body), "text/csv");
    }

    ApiHouse house_;
};

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

TEST_F(ShapeRoutes, TheDeskGetsOurOrderAndWhatWasSent) {
    const std::string sent =
        R"({"no": "N1", "fee": 1250, "note": "good ", "gift": {"card": "x"}, "items": [{"count": 2.50}]})";
    const auto response = file("shop", sent);
    ASSERT_EQ(response.status, 202) << response.body;
    ASSERT_EQ(house_.desk.taken.size(), 1U);
    const auto& raw = house_.desk.taken.front();
    EXPECT_EQ(
        raw.body,
        R"({"direction":"import","order":{"freight":"12.50","note":"good","orderNo":"N1","lines":[{"qty":"2.50"}]}})"
    );
    EXPECT_EQ(raw.sent.shape, "shop");
    EXPECT_EQ(raw.sent.bytes, sent);
    EXPECT_TRUE(raw.sent.faults.empty());

    const auto told = json(response);
    EXPECT_EQ(at(told, "/shape"), "shop");
    EXPECT_EQ(at(told, "/unmapped/0/field"), "/gift/card");
    EXPECT_EQ(at(told, "/unmapped/0/orders"), "1");
    EXPECT_EQ(at(told, "/unmapped"), "array of 1");
    std::string changes;
    for (const auto& change : told["changes"].GetArray())
        changes += std::string(change["rule"].GetString()) + " " + change["pointer"].GetString() +
                   " " + change["own_pointer"].GetString() + " " + change["from"].GetString() +
                   ">" + change["to"].GetString() + "\n";
    EXPECT_THAT(changes, HasSubstr("shape_minor_units /fee /order/freight 1250>12.50\n"));
    EXPECT_THAT(changes, HasSubstr("shape_trimmed /note /order/note good >good\n"));
    EXPECT_THAT(changes, HasSubstr("shape_constant  /direction >import\n"));
}

TEST_F(ShapeRoutes, TheKeyOfARepetitionStandsForTheBytesAndTheMapping) {
    house_.folder.write("shapes/other.toml", shop_shape());
    ASSERT_EQ(house_.post("/v1/books/reload", "operator", R"({"reason":"two"})").status, 200);
    for (const std::string shape : {"shop", "shop", "other"})
        ASSERT_EQ(file(shape, R"({"note":"good"})").status, 202);
    ASSERT_EQ(file("shop", R"({"note": "good"})").status, 202);
    const auto& taken = house_.desk.taken;
    const auto digest = [&taken](std::size_t i) { return intake::digest_of(taken[i]); };
    EXPECT_EQ(digest(0), digest(1));
    EXPECT_NE(digest(0), digest(2)) << "another mapping";
    EXPECT_NE(digest(0), digest(3)) << "other bytes, the same order";
    EXPECT_EQ(taken[0].body, taken[3].body);
}

TEST_F(ShapeRoutes, FindingsPointIntoWhatWasSent) {
    const auto response = file("shop", R"({"no": "", "shop": {"name": "x"}})");
    EXPECT_EQ(response.status, 422);
    const auto problem = json(response);
    EXPECT_EQ(at(problem, "/errors/0/pointer"), "/no");
    EXPECT_EQ(at(problem, "/errors/0/own_pointer"), "/order/orderNo");
    EXPECT_EQ(at(problem, "/errors/1/pointer"), "/shop/name");
    EXPECT_EQ(at(problem, "/errors/1/own_pointer"), "/order/ebpName");
    const auto& refusals = house_.store.refusals;
    ASSERT_FALSE(refusals.empty());
    EXPECT_THAT(refusals.back(), HasSubstr("missing /no"));
    const auto own = json(house_.post("/v1/filings", "seller", "{}"));
    EXPECT_EQ(at(own, "/errors/0/pointer"), "/order/orderNo");
    EXPECT_EQ(at(own, "/errors/0/own_pointer"), "<absent>");
}

TEST_F(ShapeRoutes, WhatCannotBeTakenGoesAlongAsAFaultOfTheOrder) {
    ASSERT_EQ(file("shop", R"({"note": "good", "fee": 12.5, "no": {"x": 1}})").status, 202)
        << "the desk of this test looks at nothing";
    const auto& faults = house_.desk.taken.back().sent.faults;
    ASSERT_EQ(faults.size(), 2U);
    EXPECT_EQ(faults[0].where, "/order/freight");
    EXPECT_EQ(faults[0].code, Errc::not_minor_units);
    EXPECT_EQ(faults[1].where, "/order/orderNo");
    const auto response = file("shop", R"({"fee": 12.5})");
    EXPECT_EQ(at(json(response), "/errors/0/code"), "not_minor_units");
    EXPECT_EQ(at(json(response), "/errors/0/pointer"), "/fee");
    EXPECT_EQ(at(json(response), "/errors/0/own_pointer"), "/order/freight");
}

TEST_F(ShapeRoutes, NumbersNamesAndTextsAreExactOrRefusedAtTheirPlace) {
    ASSERT_EQ(
        file("shop", R"({"note": "good", "no": 12345678901234567890123, "items":
              [{"count": 0.10000000000000000001}, {"count": -0}, {"count": 1e300}]})")
            .status,
        202
    );
    EXPECT_EQ(
        house_.desk.taken.back().body,
        R"({"direction":"import","order":{"note":"good","orderNo":"12345678901234567890123","lines":[{"qty":"0.10000000000000000001"},{"qty":"-0"},{"qty":"1e300"}]}})"
    );
    EXPECT_EQ(refused_json(R"({"items": [{}, {"count": 1e400}]})"), "json_broken /items/1/count");
    EXPECT_EQ(refused_json(R"({"fee": NaN})"), "json_broken /fee");
    EXPECT_EQ(refused_json(R"({"fee": 1e1})"), "not_minor_units /fee");
    EXPECT_EQ(refused_json(R"({"fee": 1234567890123456789012})"), "not_minor_units /fee");
    EXPECT_EQ(refused_json(R"({"no": 1, "no": 1})"), "duplicate_member /no");
    EXPECT_EQ(
        refused_json(R"({"x": [{"a": 1, "b": {"c": 1, "c": 1}}]})"), "duplicate_member /x/0/b/c"
    );
    EXPECT_EQ(refused_json("{\"no\": \"\xD6\xD0\"}"), "json_not_utf8 ");
    EXPECT_EQ(refused_json(R"({"no": "\u0001"})"), "unfit_character /no");
    EXPECT_EQ(refused_json(R"({"items": {}})"), "wrong_type /items");
    EXPECT_EQ(refused_json("[]"), "not_an_object ");
    EXPECT_EQ(refused_json(""), "json_broken ");
}

TEST_F(ShapeRoutes, SheetsAreExactOrRefusedByRowAndColumn) {
    const std::string names = "no,shop,note,fee,count,colour\r\n";
    const std::string sent = names + "N1,,good,1250,0.10000000000000000001,red\r\nN1,,,,-0,\r\n";
    const auto response = file("sheet", sent, "text/csv");
    ASSERT_EQ(response.status, 202) << response.body;
    const auto& raw = house_.desk.taken.back();
    EXPECT_EQ(
        raw.body,
        R"({"direction":"import","order":{"freight":"12.50","note":"good","orderNo":"N1","lines":[{"qty":"0.10000000000000000001"},{"qty":"-0"}]}})"
    );
    EXPECT_EQ(raw.sent.bytes, sent);
    EXPECT_EQ(at(json(response), "/unmapped/0/field"), "colour");
    EXPECT_EQ(refused_sheet(names + "N1,=1+1,,,1,\n"), "unsafe_cell 2:2");
    EXPECT_EQ(refused_sheet(names + "N1,,,,1,@x\n"), "unsafe_cell 2:6");
    EXPECT_EQ(refused_sheet(names + "N1,,,12.5,1,\n"), "not_minor_units 2:4");
    EXPECT_EQ(refused_sheet(names + "N1,,a,,1,\nN1,,b,,1,\n"), "rows_differ 3:3");
    EXPECT_EQ(refused_sheet(names + "N1,,,,1\n"), "csv_cells 2:6");
    EXPECT_EQ(refused_sheet(names + "N1,,\"a,,1,\n"), "csv_broken 2:5");
    EXPECT_EQ(refused_sheet(names + "N1,,,,1,\nN2,,,,1,\n"), "one_order_only 3:1");
    EXPECT_EQ(refused_sheet(names), "missing 2:1");
    EXPECT_EQ(refused_sheet("no,note\nN1,x\n"), "missing_column 1");
    EXPECT_EQ(refused_sheet(names + "N1,\xD6\xD0\xB9\xFA,,,1,\n"), "csv_gb18030 2:2");
    EXPECT_EQ(refused_sheet(""), "csv_broken 1:1");
}

TEST_F(ShapeRoutes, TheMappingAndItsMediaMustFit) {
    EXPECT_EQ(refused("mall", "{}", "application/json"), "unknown_shape ?shape");
    EXPECT_EQ(refused("shop", "{}", "text/csv"), "unsupported_media ");
    EXPECT_EQ(refused("sheet", "{}", "application/json"), "unsupported_media ");
    EXPECT_EQ(refused("shop&shape=shop", "{}", "application/json"), "bad_query ?shape");
    EXPECT_EQ(refused("shop&shap=1", "{}", "application/json"), "unknown_query ?shap");
    EXPECT_EQ(batch("shop", "", "text/csv").status, 415);
    EXPECT_EQ(batch("sheet", "", "application/x-ndjson").status, 415);
    EXPECT_EQ(house_.post("/v1/filings/batch?shap=x", "seller", "").status, 400);
    EXPECT_TRUE(house_.desk.taken.empty());
}

TEST_F(ShapeRoutes, ABatchOfLinesAnswersEachAndSumsWhatNobodyMaps) {
    const auto response = batch(
        "shop",
        "{\"no\":1,\"note\":\"good\",\"x\":1}\n\n{\"no\":\n{\"no\":\"\",\"x\":2,\"y\":3}\n",
        "application/x-ndjson"
    );
    EXPECT_EQ(response.status, 200);
    const auto lines = lines_of(response);
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(at(lines[0], "/status"), "202");
    EXPECT_EQ(at(lines[0], "/unmapped/0/field"), "/x");
    EXPECT_EQ(at(lines[1], "/line"), "3");
    EXPECT_EQ(at(lines[1], "/problem/errors/0/code"), "json_broken");
    EXPECT_EQ(at(lines[2], "/line"), "4");
    EXPECT_EQ(at(lines[2], "/problem/errors/0/pointer"), "/no");
    EXPECT_EQ(at(lines[3], "/summary/accepted"), "1");
    EXPECT_EQ(at(lines[3], "/summary/unmapped/0/orders"), "2");
    EXPECT_EQ(at(lines[3], "/summary/unmapped/1/field"), "/y");
}

TEST_F(ShapeRoutes, ABatchInAWrapperNamesThePlaceOfEachOrder) {
    const auto response = batch(
        "shop",
        R"({"page": 1, "orders": [{"note":"good"}, {"no":"", "fee": 1.5}, {"no": 1e400}, 5]})",
        "application/json"
    );
    ASSERT_EQ(response.status, 200) << response.body;
    const auto lines = lines_of(response);
    ASSERT_EQ(lines.size(), 5U);
    EXPECT_EQ(at(lines[0], "/status"), "202");
    EXPECT_EQ(at(lines[0], "/pointer"), "/orders/0");
    EXPECT_EQ(house_.desk.taken.front().sent.bytes, R"({"note":"good"})");
    EXPECT_EQ(at(lines[1], "/line"), "2");
    EXPECT_EQ(at(lines[1], "/problem/errors/0/pointer"), "/orders/1/fee");
    EXPECT_EQ(at(lines[1], "/problem/errors/1/pointer"), "/orders/1/no");
    EXPECT_EQ(at(lines[2], "/problem/errors/0/code"), "json_broken");
    EXPECT_EQ(at(lines[2], "/problem/errors/0/pointer"), "/orders/2/no");
    EXPECT_EQ(at(lines[3], "/problem/errors/0/code"), "not_an_object");
    EXPECT_EQ(at(lines[3], "/problem/errors/0/pointer"), "/orders/3");
    const auto array =
        lines_of(batch("shop", R"([{"note":"good"},{"no":""}])", "application/json"));
    ASSERT_EQ(array.size(), 3U);
    EXPECT_EQ(at(array[1], "/problem/errors/0/pointer"), "/1/no");
}

TEST_F(ShapeRoutes, AListOrSheetThatCannotBeReadIsRefusedWhole) {
    const auto broken = batch("shop", R"({"orders": [{"note":"good"}, )", "application/json");
    EXPECT_EQ(broken.status, 400) << broken.body;
    EXPECT_EQ(at(json(broken), "/code"), "json_broken");
    const auto twice =
        batch("shop", R"({"orders": [{"note":"good"}], "orders": []})", "application/json");
    EXPECT_EQ(at(json(twice), "/errors/0/code"), "duplicate_member");
    EXPECT_EQ(at(json(twice), "/errors/0/pointer"), "/orders");
    const auto open = batch("sheet", "no,shop,note,fee,count\n1,,good,,1\n2,\"", "text/csv");
    EXPECT_EQ(at(json(open), "/errors/0/code"), "csv_broken");
    std::string many = "no,shop,note,fee,count\n";
    for (int i = 0; i < 11; ++i) many += std::to_string(i) + ",,good,,1\n";
    EXPECT_EQ(batch("sheet", many, "text/csv").status, 413);
    EXPECT_TRUE(house_.desk.taken.empty());
}

TEST_F(ShapeRoutes, ABatchOfASheetAnswersEachOrderByItsFirstRow) {
    const auto response = batch(
        "sheet",
        "no,shop,note,fee,count\n1,,good,,1\n1,,,,2\n2,,good,,=1\n3,,,x,1\n4,,good,,3\n",
        "text/csv"
    );
    ASSERT_EQ(response.status, 200) << response.body;
    const auto lines = lines_of(response);
    ASSERT_EQ(lines.size(), 5U);
    EXPECT_EQ(at(lines[0], "/line"), "2");
    EXPECT_EQ(at(lines[0], "/status"), "202");
    EXPECT_EQ(at(lines[2], "/line"), "5");
    EXPECT_EQ(at(lines[2], "/problem/errors/0/pointer"), "5:4");
    EXPECT_EQ(at(lines[3], "/line"), "6");
    const auto& taken = house_.desk.taken;
    ASSERT_EQ(taken.size(), 3U);
    EXPECT_EQ(taken[0].sent.bytes, "no,shop,note,fee,count\n1,,good,,1\n1,,,,2\n");
    EXPECT_EQ(taken[1].sent.faults.front().code, Errc::unsafe_cell);
}

TEST_F(ShapeRoutes, MappingsAreListedWithTheirFields) {
    EXPECT_EQ(house_.get("/v1/shapes").status, 401);
    const auto response = house_.get("/v1/shapes", "seller");
    const auto listed = json(response);
    std::map<std::string, rapidjson::SizeType> where;
    for (rapidjson::SizeType i = 0; i < listed["shapes"].Size(); ++i)
        where[listed["shapes"][i]["name"].GetString()] = i;
    ASSERT_TRUE(where.contains("shop"));
    ASSERT_TRUE(where.contains("haitao_mall"));
    const auto& shop = listed["shapes"][where["shop"]];
    EXPECT_FALSE(shop["built_in"].GetBool());
    EXPECT_TRUE(listed["shapes"][where["haitao_mall"]]["built_in"].GetBool());
    EXPECT_STREQ(shop["orders"].GetString(), "/orders");
    EXPECT_STREQ(shop["ignored"][0].GetString(), "/colour");
    bool found = false;
    for (const auto& field : shop["fields"].GetArray()) {
        if (std::string(field["pointer"].GetString()) != "/order/lines/*/qty")
            continue;
        found = true;
        EXPECT_STREQ(field["from"][0].GetString(), "*/count");
    }
    EXPECT_TRUE(found);
    EXPECT_STREQ(listed["shapes"][where["sheet"]]["key"].GetString(), "no");
    const auto etag = header(response, "ETag");
    EXPECT_EQ(house_.get("/v1/shapes", "seller", {{"If-None-Match", etag}}).status, 304);
}

TEST_F(ShapeRoutes, BooksTellOfMappings) {
    const auto books = json(house_.get("/v1/books", "operator"));
    EXPECT_EQ(at(books, "/files/0/kind"), "shapes");
    EXPECT_EQ(at(books, "/shapes/0"), "haitao_mall");
    house_.folder.write("shapes/shop.toml", shop_shape("/number"));
    const auto checked = json(house_.post("/v1/books/check", "operator", ""));
    EXPECT_EQ(at(checked, "/changes/shapes/0/shape"), "shop");
    EXPECT_EQ(at(checked, "/changes/shapes/0/keys/0/after"), "/number");
    house_.folder.write("shapes/shop.toml", "title_zh = \"x\"\n[source]\nform = 3\n");
    const auto broken = json(house_.post("/v1/books/check", "operator", ""));
    EXPECT_EQ(at(broken, "/sound"), "false");
    EXPECT_EQ(at(broken, "/faults/0/file"), "shapes/shop.toml");
    EXPECT_EQ(at(broken, "/faults/0/code"), "bad_shape");
}

}  // namespace
}  // namespace tg::test
