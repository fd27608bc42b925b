// Packs: rules read with their places, every fault at once, and books of several packs.
#include "gateway/rules/rule_book.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace tg::rules {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view sound = R"(version = "1"
[[rule]]
id = "own-value"
at = "order.goodsValue"
check = "order.goodsValue <= 1000"
show = ["order.goodsValue"]
zh = "商品价格 {0} 超过 1000"
en = "The goods value {0} is above 1000"
remedy_zh = "分单"
remedy_en = "Split the order"
source = "contract with the park"
)";

/// Every sentence of the refusal, or "".
std::string refusal(std::string_view text) {
    const auto pack = read_pack(text, "own.toml");
    if (pack)
        return "";
    std::string out = render(pack.error(), Language::en);
    for (const Error& part : pack.error().parts) out += "\n" + render(part, Language::en);
    return out;
}

std::string with(std::string_view more) {
    return std::string(sound) + std::string(more);
}

TEST(Packs, MakeARuleForEachDirectionThatHasTheElements) {
    const auto pack = read_pack(sound, "own.toml");
    ASSERT_TRUE(pack) << refusal(sound);
    ASSERT_EQ(pack.value().rules.size(), 2U);
    EXPECT_EQ(pack.value().rules[0].direction, schemas::Direction::import);
    EXPECT_EQ(pack.value().rules[1].direction, schemas::Direction::outward);
    EXPECT_EQ(pack.value().rules[0].phrase->code, "own-value");
    const auto import_only = read_pack(
        "[[rule]]\nid = \"a\"\ncode = \"missing\"\nat = \"payment.payTime\"\n"
        "check = \"given(payment.payTime)\"\nsource = \"x\"\n",
        "own.toml"
    );
    ASSERT_TRUE(import_only);
    EXPECT_EQ(import_only.value().rules.size(), 1U) << "exports have no payment";
}

TEST(Packs, MakeARuleOfEveryRow) {
    const auto pack = read_pack(
        "[[rule]]\nid = \"a\"\ncode = \"not_positive\"\ndirection = \"import\"\n"
        "each = [[\"order.lines.qty\"], [\"inventory.lines.qty\"]]\nat = \"$1\"\ncheck = \"$1 > "
        "0\"\n"
        "show = [\"element\"]\nsource = \"x\"\n",
        "own.toml"
    );
    ASSERT_TRUE(pack);
    EXPECT_EQ(pack.value().rules.size(), 2U);
}

TEST(Packs, SayEveryFaultWithFileLineAndColumn) {
    EXPECT_THAT(refusal("version = 1 1"), HasSubstr("own.toml:1:"));
    EXPECT_THAT(
        refusal(with("chek = \"1 = 1\"\n")),
        HasSubstr("own.toml:12:1: a rule has no key chek; is check meant?")
    );
    EXPECT_THAT(
        refusal(with("severity = \"hard\"\n")), HasSubstr("severity is error, warning or notice")
    );
    EXPECT_THAT(refusal(with("when = \"order.x = 'y'\"\n")), HasSubstr("when: character"));
    EXPECT_THAT(refusal(with("from = \"soon\"\n")), HasSubstr("from must be a day"));
    EXPECT_THAT(
        refusal(with(sound.substr(sound.find("[[rule]]")))),
        HasSubstr("the id own-value is used twice")
    );
    EXPECT_THAT(refusal("[[rule]]\nid = \"a\"\n"), HasSubstr("needs at and check, or agree"));
    const auto both = refusal(with("direction = \"up\"\nseverity = \"hard\"\n"));
    EXPECT_THAT(both, HasSubstr("severity is"));
}

TEST(Packs, ARuleNeedsWordsInBothLanguagesOrARowOfTheCatalogue) {
    std::string text(sound);
    text.erase(text.find("en = "), text.find("remedy_zh") - text.find("en = "));
    EXPECT_THAT(refusal(text), HasSubstr("needs en"));
    std::string sourceless(sound);
    sourceless.erase(sourceless.find("source"));
    EXPECT_THAT(refusal(sourceless), HasSubstr("a rule needs its source"));
}

TEST(Books, OfAnOperatorReplaceRulesOfTheSameId) {
    const test::TempFolder folder;
    std::string text(sound);
    text.replace(text.find("own-value"), 9, "goods-value");
    std::ofstream(folder.path() / "own.toml") << text;
    const auto book = RuleBook::load(folder.path());
    ASSERT_TRUE(book);
    for (const Rule* rule : book.value().find("goods-value"))
        EXPECT_EQ(rule->phrase->source, "contract with the park");
    EXPECT_EQ(book.value().find("goods-value").size(), 2U);
    EXPECT_FALSE(book.value().find("amount-paid").empty());
}

TEST(Books, OfABrokenFolderAreRefusedAsAWhole) {
    const test::TempFolder folder;
    std::ofstream(folder.path() / "a.toml") << with("chek = \"x\"\n");
    std::ofstream(folder.path() / "b.toml") << "[[rule]\n";
    const auto book = RuleBook::load(folder.path());
    ASSERT_FALSE(book);
    EXPECT_EQ(book.error().code, Errc::bad_rules);
    EXPECT_EQ(book.error().parts.size(), 2U);
}

TEST(Books, EveryBuiltInRuleHasASourceAndWords) {
    std::size_t rules = 0;
    for (const auto& pack : RuleBook::built_in().packs()) {
        for (const Rule& rule : pack->rules) {
            ++rules;
            EXPECT_FALSE(rule.phrase->source.empty()) << rule.id;
            Error breach{rule.code, {}, {"0", "1", "2"}};
            breach.phrase = rule.phrase;
            for (const auto language : {Language::zh, Language::en}) {
                EXPECT_FALSE(render(breach, language).empty()) << rule.id;
                EXPECT_FALSE(remedy_of(breach, language).empty()) << rule.id;
            }
        }
    }
    EXPECT_GE(rules, 150U);
}

}  // namespace
}  // namespace tg::rules
