// Every form of answer as a tree.
#include "gateway/dialect/tree.hpp"

#include <gtest/gtest.h>

#include <array>

namespace tg::dialect {
namespace {

Tree tree_of(Form form, const std::string& bytes, const std::vector<std::string>& keys = {}) {
    auto tree = Tree::read(form, bytes, keys);
    EXPECT_TRUE(tree) << bytes;
    return tree ? std::move(tree).value() : Tree{};
}

TEST(AnswerTree, OfJsonKeepsNumbersAndPlaces) {
    const auto tree = tree_of(
        Form::json,
        R"({"result":true,"n":1.50,"none":null,"content":[{"receiptId":"1","m":"<a/>"}, {"receiptId":2}]})"
    );
    const auto& root = tree.root();
    EXPECT_EQ(text_at(root, "result"), "true");
    EXPECT_EQ(text_at(root, "n"), "1.50");
    EXPECT_EQ(text_at(root, "none"), "");
    EXPECT_EQ(text_at(root, "absent.deeper"), "");
    const auto items = find_all(root, "content");
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0]->raw, R"({"receiptId":"1","m":"<a/>"})");
    EXPECT_EQ(text_at(*items[1], "receiptId"), "2");
}

TEST(AnswerTree, OfAListOfListsAndTexts) {
    const auto tree = tree_of(Form::json, R"([["a","b"],["c"]])");
    EXPECT_EQ(find_all(tree.root(), "item").size(), 3U);
}

TEST(AnswerTree, OfXmlKnowsLocalNamesAndPlaces) {
    const auto tree = tree_of(
        Form::xml,
        "<?xml version='1.0'?><s:E xmlns:s='u'><!-- <T> --><s:T a='/>'><v>1</v></s:T><T/>"
        "<T><![CDATA[</T>]]></T></s:E>"
    );
    const auto rows = find_all(tree.root(), "E.T");
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0]->raw, "<s:T a='/>'><v>1</v></s:T>");
    EXPECT_EQ(rows[1]->raw, "<T/>");
    EXPECT_EQ(rows[2]->raw, "<T><![CDATA[</T>]]></T>");
    EXPECT_EQ(rows[2]->text, "</T>");
    EXPECT_EQ(text_at(tree.root(), "v"), "1");
}

TEST(AnswerTree, OfPrintedMapsTakesKnownKeysOnly) {
    const std::vector<std::string> keys{"orderno", "returninfo", "returntime"};
    const auto tree = tree_of(
        Form::records,
        " [{orderno=A, returninfo=成功[x, y; z=1]\n{a=b}, c, returntime=17}, {returninfo=, "
        "orderno=B}] ",
        keys
    );
    const auto records = find_all(tree.root(), "record");
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(text_at(*records[0], "returninfo"), "成功[x, y; z=1]\n{a=b}, c");
    EXPECT_EQ(text_at(*records[0], "returntime"), "17");
    EXPECT_EQ(records[0]->raw, "{orderno=A, returninfo=成功[x, y; z=1]\n{a=b}, c, returntime=17}");
    EXPECT_EQ(text_at(*records[1], "returninfo"), "");
    EXPECT_EQ(text_at(*records[1], "orderno"), "B");
    EXPECT_EQ(records[1]->raw, "{returninfo=, orderno=B}");
    EXPECT_TRUE(tree_of(Form::records, "[]", keys).root().items.empty());
}

TEST(AnswerTree, RefusesWhatIsNotOfItsForm) {
    const std::vector<std::string> keys{"a"};
    const std::string deep(100, '[');
    const std::array<std::pair<Form, std::string>, 10> broken{{
        {Form::json, ""},
        {Form::json, "{\"a\":1"},
        {Form::json, "{\"a\":1} x"},
        {Form::json, deep},
        {Form::xml, "<a>"},
        {Form::xml, "<!DOCTYPE a><a/>"},
        {Form::xml, "no"},
        {Form::records, "a=1"},
        {Form::records, "[x]"},
        {Form::records, "[b, a=1}]"},
    }};
    for (const auto& [form, bytes] : broken) {
        const auto tree = Tree::read(form, bytes, keys);
        ASSERT_FALSE(tree) << bytes;
        EXPECT_EQ(tree.error().code, Errc::unclear_answer) << bytes;
    }
}

}  // namespace
}  // namespace tg::dialect
