// Code lists and rules over the API: who may, what a check tells, and that a switch is asked for
// with a reason, audited, and refused whole when a file is wrong.
#include "tests/unit/api/api_house.hpp"

#include <gtest/gtest.h>

namespace tg::test {
namespace {

constexpr const char* one_term = "code,name_zh\n1,到岸价\n";

TEST(BooksRoutes, AreForOperatorsAndAdminsOnly) {
    ApiHouse house;
    for (const auto* who : {"seller", "logistics"}) {
        EXPECT_EQ(house.get("/v1/books", who).status, 403) << who;
        for (const auto* act : {"check", "reload", "rollback"}) {
            const auto target = std::string("/v1/books/") + act;
            EXPECT_EQ(house.post(target, who, R"({"reason":"x"})").status, 403) << who << target;
        }
    }
    EXPECT_EQ(house.get("/v1/books").status, 401);
    EXPECT_EQ(house.get("/v1/books", "operator").status, 200);
    EXPECT_EQ(house.get("/v1/books", "admin").status, 200);
}

TEST(BooksRoutes, ShowListsPacksAndHistory) {
    ApiHouse house;
    const auto response = house.get("/v1/books", "operator");
    const auto shown = json(response);
    EXPECT_EQ(at(shown, "/version"), "built-in");
    EXPECT_EQ(at(shown, "/act"), "start");
    EXPECT_EQ(at(shown, "/history/0/switch"), "1");
    EXPECT_EQ(at(shown, "/rules/packs/0/built_in"), "true");
    bool partial = false;
    for (const auto& list : shown["codes"].GetArray()) {
        if (std::string(list["list"].GetString()) == "positive_list")
            partial = !list["editions"][0]["complete"].GetBool();
    }
    EXPECT_TRUE(partial);
    const auto etag = header(response, "ETag");
    EXPECT_EQ(house.get("/v1/books", "operator", {{"If-None-Match", etag}}).status, 304);
}

TEST(BooksRoutes, ACheckNamesFileLineAndReason) {
    ApiHouse house;
    house.folder.write("codes/transaction_mode.csv", "code,name_zh\n1,CIF\n,nameless\n");
    house.folder.write("rules/own.toml", "[[rule]]\nid = \"x\"\n");
    const auto response = house.post("/v1/books/check", "operator", "");
    ASSERT_EQ(response.status, 200) << response.body;
    const auto found = json(response);
    EXPECT_EQ(at(found, "/sound"), "false");
    EXPECT_EQ(at(found, "/version"), "null");
    EXPECT_EQ(at(found, "/faults/0/file"), "codes/transaction_mode.csv");
    EXPECT_EQ(at(found, "/faults/0/line"), "3");
    EXPECT_EQ(at(found, "/faults/0/code"), "bad_table");
    EXPECT_EQ(at(found, "/faults/0/reason"), "empty code");
    EXPECT_EQ(at(found, "/faults/1/file"), "rules/own.toml");
    EXPECT_EQ(at(found, "/faults/1/code"), "bad_rules");
    EXPECT_EQ(response.body.find(house.folder.path().string()), std::string::npos);
}

TEST(BooksRoutes, ASwitchIsAskedForWithAReasonAuditedAndUndone) {
    ApiHouse house;
    house.folder.write("codes/transaction_mode.csv", one_term);
    const auto checked = json(house.post("/v1/books/check", "operator", ""));
    EXPECT_EQ(at(checked, "/sound"), "true");
    EXPECT_EQ(at(checked, "/changes/codes/0/changed/0/before"), "CIF");
    EXPECT_EQ(at(checked, "/changes/codes/0/removed_count"), "6");
    const auto version = at(checked, "/version");

    EXPECT_EQ(house.post("/v1/books/reload", "operator", "{}").status, 422);
    EXPECT_EQ(house.books->now()->version, "built-in");
    const auto body = R"({"reason":"新条款","version":")" + version + "\"}";
    const auto switched = house.post("/v1/books/reload", "operator", body);
    ASSERT_EQ(switched.status, 200) << switched.body;
    EXPECT_EQ(at(json(switched), "/switched"), "true");
    EXPECT_EQ(house.books->now()->codes.at("transaction_mode").size(), 1U);
    ASSERT_FALSE(house.store.refusals.empty());
    const auto line = house.store.refusals.back();
    EXPECT_TRUE(line.starts_with("1 operator books_reloaded built-in -> " + version)) << line;
    EXPECT_NE(line.find("新条款"), std::string::npos);

    const auto again = json(house.post("/v1/books/reload", "operator", body));
    EXPECT_EQ(at(again, "/switched"), "false");
    const auto back = house.post("/v1/books/rollback", "admin", R"({"reason":"worse"})");
    ASSERT_EQ(back.status, 200) << back.body;
    EXPECT_EQ(house.books->now()->version, "built-in");
    EXPECT_EQ(house.metrics.value("tongguan_book_switches_total", {{"act", "rollback"}}), 1);
    const auto none = house.post("/v1/books/rollback", "admin", R"({"reason":"further"})");
    EXPECT_EQ(none.status, 409);
    EXPECT_EQ(at(json(none), "/code"), "no_books_before");
}

TEST(BooksRoutes, AReloadOfBrokenFilesIsRefusedWithEveryFault) {
    ApiHouse house;
    house.folder.write("codes/transaction_mode.csv", "code,name_zh\n,a\n,b\n");
    const auto refused = house.post("/v1/books/reload", "operator", R"({"reason":"try"})");
    EXPECT_EQ(refused.status, 422);
    const auto found = json(refused);
    EXPECT_EQ(at(found, "/code"), "books_refused");
    EXPECT_EQ(at(found, "/errors/0/pointer"), "codes/transaction_mode.csv:2");
    EXPECT_EQ(at(found, "/errors/1/pointer"), "codes/transaction_mode.csv:3");
    EXPECT_EQ(house.books->now()->version, "built-in");
}

TEST(BooksRoutes, AWishThatIsNoneIsRefusedAtItsPlace) {
    ApiHouse house;
    const std::pair<const char*, const char*> rows[] = {
        {"{", "json_broken"},
        {"[]", "not_an_object"},
        {R"({"reason":7})", "wrong_type"},
        {R"({"reason":"  "})", "missing"},
        {R"({"reasn":"x"})", "unknown_member"},
        {R"({"reason":"a\u0000b"})", "unfit_character"},
        {R"({"reason":"x","version":"of another day"})", "books_differ"},
    };
    for (const auto& [body, code] : rows) {
        const auto refused = json(house.post("/v1/books/reload", "operator", body));
        EXPECT_EQ(at(refused, "/code"), code) << body;
    }
    const std::string long_reason = "{\"reason\":\"" + std::string(301, 'x') + "\"}";
    EXPECT_EQ(
        at(json(house.post("/v1/books/reload", "operator", long_reason)), "/code"), "too_long"
    );
    EXPECT_EQ(house.books->history()->size(), 1U);
}

}  // namespace
}  // namespace tg::test
