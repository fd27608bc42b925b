// The catalogue names every code that a client may meet, in both languages, and shows texts of an
// operator's pack as text.
#include "gateway/api/error_catalogue.hpp"

#include "tests/unit/api/api_house.hpp"
#include "tests/unit/books/own_files.hpp"

#include <gtest/gtest.h>

#include <set>

namespace tg::test {
namespace {

std::set<std::string> values_of(const rapidjson::Value& list, const char* member) {
    std::set<std::string> values;
    for (const auto& one : list.GetArray()) values.insert(one[member].GetString());
    return values;
}

TEST(ErrorCatalogue, HasEveryCodeOfCustomsWithMeaningCauseAndRemedy) {
    ApiHouse house;
    const auto shown = json(house.get("/v1/errors"));
    const auto page = house.get("/docs/errors").body;
    const auto codes = values_of(shown["return_codes"], "code");
    const auto& book = house.books->now()->codes;
    for (const auto* name : {"ceb_return_status", "import_return_codes", "ceb_error_code"}) {
        const auto& table = *book.at(name).newest().table;
        for (std::size_t row = 0; row < table.size(); ++row) {
            const std::string code(table.code_at(row));
            EXPECT_TRUE(codes.contains(code)) << name << " " << code;
            const auto anchor = "<tr id=\"customs-" + (code == "<0" ? "&lt;0" : code) + "\">";
            EXPECT_NE(page.find(anchor), std::string::npos) << code;
        }
    }
    for (const auto& one : shown["return_codes"].GetArray()) {
        for (const auto* member :
             {"meaning_zh", "meaning_en", "cause_zh", "cause_en", "remedy_zh", "remedy_en"})
            EXPECT_GT(one[member].GetStringLength(), 0U) << one["code"].GetString() << member;
    }
}

TEST(ErrorCatalogue, HasEveryRuleInForceWithItsWordsAndSource) {
    ApiHouse house;
    const auto shown = json(house.get("/v1/errors"));
    const auto page = house.get("/docs/errors").body;
    const auto ids = values_of(shown["rules"], "rule");
    for (const auto direction : {schemas::Direction::import, schemas::Direction::outward}) {
        for (const auto* rule : house.books->now()->rules.of(direction)) {
            EXPECT_TRUE(ids.contains(rule->id)) << rule->id;
            EXPECT_NE(page.find("<tr id=\"rule-" + rule->id + "\">"), std::string::npos);
        }
    }
    for (const auto& one : shown["rules"].GetArray()) {
        for (const auto* member : {"text_zh", "text_en", "remedy_zh", "remedy_en", "source"})
            EXPECT_GT(one[member].GetStringLength(), 0U) << one["rule"].GetString() << member;
        EXPECT_FALSE(one["elements"].Empty()) << one["rule"].GetString();
    }
}

TEST(ErrorCatalogue, FollowsASwitchAndShowsForeignTextAsText) {
    ApiHouse house;
    const auto before = house.get("/v1/errors");
    std::string pack = fee_pack("500");
    const std::string title = "Freight too high";
    pack.replace(pack.find(title), title.size(), "<script>\\\"x\\\"&amp;</script>");
    house.folder.write("rules/own.toml", pack);
    ASSERT_EQ(house.post("/v1/books/reload", "operator", R"({"reason":"x"})").status, 200);
    const auto after = house.get("/v1/errors");
    EXPECT_NE(header(before, "ETag"), header(after, "ETag"));
    EXPECT_TRUE(values_of(json(after)["rules"], "rule").contains("fee-too-high"));
    const auto page = house.get("/docs/errors").body;
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_NE(page.find("&lt;script&gt;&quot;x&quot;&amp;amp;&lt;/script&gt;"), std::string::npos);
}

TEST(ErrorCatalogue, TellsWhereAPlaceSwitchesARule) {
    validate::Place place;
    place.id = "DL-DYW";
    place.rule_switches = {{"same-platform", std::nullopt}, {"same-seller", Severity::warning}};
    const auto texts = api::catalogue_texts(books::built_in_snapshot(), validate::Places({place}));
    EXPECT_NE(texts.json.find("\"switched\":[\"DL-DYW off\"]"), std::string::npos);
    EXPECT_NE(texts.json.find("\"switched\":[\"DL-DYW warning\"]"), std::string::npos);
}

}  // namespace
}  // namespace tg::test
