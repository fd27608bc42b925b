// Foreign orders in JSON: how a file is taken apart, and what of one order is refused, and where.
#include "gateway/shapes/convert.hpp"
#include "gateway/shapes/json_order.hpp"
#include "gateway/shapes/json_values.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace tg::shapes {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Pieces {
    std::vector<std::string> texts, pointers;
    std::vector<std::uint64_t> lines;
    std::string failure;
};

Pieces pieces(
    const std::string& text, Lines lines = Lines::unknown, std::vector<std::string> steps = {}
) {
    std::istringstream in(text);
    JsonValues values(in, lines, Path{{}, std::move(steps), false});
    JsonPiece piece;
    Pieces made;
    while (values.next(piece)) {
        made.texts.push_back(piece.text);
        made.lines.push_back(piece.line);
        made.pointers.push_back(piece.pointer);
    }
    if (const auto& failure = values.failure())
        made.failure = failure->where + " " + std::string(code_of(*failure)) +
                       (failure->args.empty() ? "" : " " + failure->args.back());
    return made;
}

TEST(Files, AreTakenApartAtTheirBrackets) {
    EXPECT_THAT(pieces("").texts, IsEmpty());
    EXPECT_THAT(pieces(" [ ] \n").texts, IsEmpty());
    EXPECT_THAT(pieces("{\n\"a\": [1, {}]\n}\n").texts, ElementsAre("{\n\"a\": [1, {}]\n}"));
    const Pieces array = pieces("\xEF\xBB\xBF[{\"a\":\"]}\\\"\"},\n {\"b\":[[]]} , 7, \"x\"]\n");
    EXPECT_THAT(array.texts, ElementsAre("{\"a\":\"]}\\\"\"}", "{\"b\":[[]]}", "7", "\"x\""));
    EXPECT_THAT(array.lines, ElementsAre(1, 2, 2, 2));
    EXPECT_EQ(array.failure, "");
    const Pieces objects = pieces("{\n}\n{\n}\n");
    EXPECT_THAT(objects.lines, ElementsAre(1, 3));
}

TEST(Files, OfLinesGoOnAfterABrokenOne) {
    const Pieces guessed = pieces("{\"a\":1}\n\n{\"b\":\n{\"c\":3}\r\n");
    EXPECT_THAT(guessed.texts, ElementsAre("{\"a\":1}", "{\"b\":", "{\"c\":3}\r"));
    EXPECT_THAT(guessed.lines, ElementsAre(1, 3, 4));
    EXPECT_THAT(pieces("{\"a\":\n[\n{}", Lines::one_each).texts, ElementsAre("{\"a\":", "[", "{}"));
}

TEST(Files, ThatStopInTheMiddleSaySo) {
    EXPECT_EQ(pieces("[{},\n]").failure, "2 json_broken {");
    EXPECT_EQ(pieces("[{} {}]").failure, "1 json_broken , ]");
    EXPECT_EQ(pieces("[{}").failure, "1 json_broken , ]");
    EXPECT_EQ(pieces("[{}]\n[]").failure, "2 json_broken EOF");
    EXPECT_EQ(pieces("[{}").texts.size(), 1U);
    const std::string long_one(JsonValues::piece_bytes_max + 1, 'x');
    EXPECT_EQ(
        pieces("[{}, {\"a\":\"" + long_one + "\"}]").failure,
        "1 body_too_large " + std::to_string(JsonValues::piece_bytes_max)
    );
}

Pieces wrapped(const std::string& text) {
    return pieces(text, Lines::unknown, {"data", "orders"});
}

TEST(Wrappers, GiveTheOrdersOfTheirListWithTheirPlace) {
    const auto made = wrapped(
        "{\"page\": [1, \"}]\\\"\"], \"data\":\n{\"n\": {\"orders\": []}, \"orders\": [{\"a\": "
        "1},\n {}, 5], "
        "\"x\": {}}\n, \"end\": null}\n"
    );
    EXPECT_EQ(made.failure, "");
    EXPECT_THAT(made.texts, ElementsAre("{\"a\": 1}", "{}", "5"));
    EXPECT_THAT(made.pointers, ElementsAre("/data/orders/0", "/data/orders/1", "/data/orders/2"));
    EXPECT_THAT(made.lines, ElementsAre(2, 3, 3));
    EXPECT_THAT(wrapped("{\"data\":{\"orders\":[]}}").texts, IsEmpty());
}

TEST(Wrappers, ObjectsWithoutTheListAreOrdersThemselves) {
    for (const std::string one : {"{}", "{\"no\": {\"data\": 1}, \"x\": [1]}", "{ \"a\":1 }"}) {
        const auto made = wrapped(one + "\n");
        EXPECT_THAT(made.texts, ElementsAre(one));
        EXPECT_THAT(made.pointers, ElementsAre(""));
        EXPECT_EQ(made.failure, "");
    }
    EXPECT_THAT(wrapped("{\"no\":1}\n{\"no\":2}\n").texts, ElementsAre("{\"no\":1}", "{\"no\":2}"));
    EXPECT_THAT(wrapped("[{\"no\":1}]").texts, ElementsAre("{\"no\":1}"));
}

TEST(Wrappers, ThatAreWrongSayWhere) {
    EXPECT_EQ(wrapped(R"({"data": 1})").failure, "/data wrong_type object");
    EXPECT_EQ(wrapped(R"({"data": {}})").failure, "/data/orders missing orders");
    EXPECT_EQ(wrapped(R"({"data": {"orders": {}}})").failure, "/data/orders wrong_type array");
    EXPECT_EQ(
        wrapped(R"({"data": {"orders": [{}], "orders": []}})").failure,
        "/data/orders duplicate_member"
    );
    EXPECT_EQ(
        wrapped(R"({"data": {"orders": [{}]}, "data": {}})").failure, "/data duplicate_member"
    );
    EXPECT_EQ(wrapped("{\"data\": {\"orders\": [{}]\n}").failure, "2 json_broken , }");
    EXPECT_EQ(wrapped(R"({"data": {"orders": [{}]}} 1)").failure, "1 json_broken EOF");
    EXPECT_EQ(wrapped(R"({"a)").failure, "1 json_broken \"");
    EXPECT_EQ(wrapped(R"({"a" 1})").failure, "1 json_broken :");
    EXPECT_EQ(wrapped(R"({"a": [)").failure, "1 json_broken }");
    EXPECT_EQ(wrapped(R"({"a": 1 )").failure, "1 json_broken }");
}

class ForeignJson : public ::testing::Test {
 protected:
    Shape shape_ = read_shape(
                       "title_zh = \"a\"\ntitle_en = \"b\"\n[source]\nform = \"json\"\n"
                       "lines = \"/items\"\n[order]\norderNo = \"/no\"\n"
                       "freight = { from = [\"/ship/cost\", \"/cost\"], else = \"0\" }\n"
                       "note = { join = [\"/a\", \"/b\"], with = \"-\" }\n"
                       "[order.lines]\nqty = \"*/count\"\nnote = \"/no\"\n",
                       "json.toml"
    )
                       .value();

    std::string refused(const std::string& text) {
        const auto read = JsonOrder::read(text, shape_);
        return read ? "" : read.error().where + " " + std::string(code_of(read.error()));
    }
    Shaped shaped(const std::string& text) {
        const auto read = JsonOrder::read(text, shape_);
        EXPECT_TRUE(read) << describe(read.error());
        return convert(shape_, read.value());
    }
};

TEST_F(ForeignJson, KeepsEveryDigit) {
    EXPECT_EQ(
        shaped(R"({"no": 12345678901234567890123, "cost": 0.10000000000000000001, "a": -0,
                   "b": 1e300, "items": [{"count": 2.50}, {}]})")
            .order,
        R"({"order":{"freight":"0.10000000000000000001","note":"-0-1e300","orderNo":"12345678901234567890123","lines":[{"note":"12345678901234567890123","qty":"2.50"},{"note":"12345678901234567890123"}]}})"
    );
}

TEST_F(ForeignJson, TakesTheFirstThatHoldsSomething) {
    EXPECT_EQ(
        shaped(R"({"ship": {"cost": " "}, "cost": 3, "a": null, "b": true})").order,
        R"({"order":{"freight":"3","note":"true","lines":[]}})"
    );
    EXPECT_EQ(shaped("{}").order, R"({"order":{"freight":"0","lines":[]}})");
}

TEST_F(ForeignJson, IsRefusedWithThePlace) {
    EXPECT_EQ(refused(R"({"no": 1, "no": 2})"), "/no duplicate_member");
    EXPECT_EQ(
        refused(R"({"items": [{}, {"x": {"y": 1, "z": 2, "y": 3}}]})"),
        "/items/1/x/y duplicate_member"
    );
    EXPECT_EQ(refused(R"([1])"), " not_an_object");
    EXPECT_EQ(refused(R"({"no": NaN})"), "/no json_broken");
    EXPECT_EQ(refused(R"({"no": 1, "b": 1e400})"), "/b json_broken");
    EXPECT_EQ(refused(R"({"a": "x", "no": 1e})"), "/no json_broken");
    EXPECT_EQ(refused("{\"no\": \"\xFF\"}"), " json_not_utf8");
    EXPECT_EQ(refused(R"({"no": "\ud800"})"), "/no json_not_utf8");
    EXPECT_EQ(refused(R"({"a": 1, "no": "\u0001"})"), "/no unfit_character");
    EXPECT_EQ(refused(R"({"no": "\udc00"})"), "/no unfit_character");
    EXPECT_EQ(refused(R"({"items": 7})"), "/items wrong_type");
    EXPECT_EQ(refused(R"({"items": [{}, 7]})"), "/items/1 wrong_type");
    EXPECT_EQ(refused(""), " json_broken");
    EXPECT_EQ(
        refused("{\"a\":" + std::string(20, '[') + std::string(20, ']') + "}").substr(0, 2), "/a"
    );
    std::string deep = "{}";
    for (int i = 0; i < 100'000; ++i) deep = "[" + deep;
    EXPECT_NE(refused("{\"a\":" + deep), "");
}

TEST_F(ForeignJson, OfAWrapperNamesItsPlaceThere) {
    const auto broken = JsonOrder::read(R"({"a": 1e400})", shape_, {}, "/orders/3");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().where, "/orders/3/a");
    EXPECT_EQ(JsonOrder::read("7", shape_, {}, "/orders/3").error().where, "/orders/3");
    EXPECT_EQ(JsonOrder::read("\xFF", shape_, {}, "/orders/3").error().where, "/orders/3");
    EXPECT_EQ(
        JsonOrder::read(R"({"no":1,"no":2})", shape_, {}, "/orders/3").error().where, "/orders/3/no"
    );
    const auto order = JsonOrder::read(R"({"items": [{}]})", shape_, {}, "/orders/3");
    ASSERT_TRUE(order);
    EXPECT_EQ(origin(shape_, order.value(), "/order/orderNo"), "/orders/3/no");
    EXPECT_EQ(origin(shape_, order.value(), "/order/lines/0/qty"), "/orders/3/items/0/count");
}

TEST_F(ForeignJson, TellsValuesOfAWrongKindOnce) {
    const Shaped made = shaped(R"({"no": {"x": 1}, "items": [{"count": [2]}, {}]})");
    std::vector<std::string> places;
    for (const Error& fault : made.faults) places.push_back(fault.where);
    EXPECT_THAT(places, ::testing::UnorderedElementsAre("/no", "/items/0/count"));
}

TEST_F(ForeignJson, CountsUnmappedFieldsOncePerOrderWithoutTheirValues) {
    const auto read = JsonOrder::read(
        R"({"no": "1", "x": "y", "empty": "", "deep": {"a": [{"b": 1}, {"b": 2}]},
            "items": [{"count": 1, "colour": "red"}, {"colour": "blue"}], "a/b": 1})",
        shape_
    );
    ASSERT_TRUE(read);
    Unmapped unmapped;
    read.value().note_unmapped(shape_, unmapped);
    read.value().note_unmapped(shape_, unmapped);
    std::vector<std::string> paths;
    for (const auto& [path, times] : unmapped.paths()) {
        EXPECT_EQ(times, 2U);
        paths.push_back(path);
    }
    EXPECT_THAT(paths, ElementsAre("*/colour", "/a~1b", "/deep/a/*/b", "/x"));
}

TEST(UnmappedFields, AreBounded) {
    Unmapped unmapped;
    for (std::size_t i = 0; i < Unmapped::paths_max + 5; ++i) unmapped.note(std::to_string(i));
    EXPECT_EQ(unmapped.paths().size(), Unmapped::paths_max);
    EXPECT_EQ(unmapped.beyond(), 5U);
}

}  // namespace
}  // namespace tg::shapes
