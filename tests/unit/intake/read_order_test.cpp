// Reading an order: what stands where, and what is told about members that do not fit.
#include "gateway/intake/order.hpp"
#include "schemas/mapping.hpp"
#include "tests/support/orders.hpp"

#include <gmock/gmock.h>

#include <string>

namespace tg::intake {
namespace {

using schemas::Group;
using schemas::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Result<Order> read_text(std::string body, std::string base = {}) {
    RawOrder raw;
    raw.body = std::move(body);
    raw.pointer_base = std::move(base);
    return read(std::move(raw));
}

std::uint16_t slot(Kind section, Group group, std::string_view name) {
    const int found = schemas::find_slot(section, group, name);
    EXPECT_GE(found, 0) << name;
    return static_cast<std::uint16_t>(found);
}

/// An order that is right but for what a row says, with its one fault.
struct Row {
    std::string name;
    std::string pointer;
    std::string json;  // put at the pointer
    std::string where;
    Errc code;
    std::vector<std::string> args;
};
void PrintTo(const Row& row, std::ostream* out) {
    *out << row.name;
}

class ReadOrderFaults : public ::testing::TestWithParam<Row> {};

TEST_P(ReadOrderFaults, IsToldWithItsPlace) {
    const Row& row = GetParam();
    const auto order = read_text(test::with(test::import_9610(), row.pointer, row.json));
    ASSERT_TRUE(order) << describe(order.error());
    ASSERT_EQ(order.value().faults().size(), 1U);
    const Error& fault = order.value().faults().front();
    EXPECT_EQ(fault.where, row.where);
    EXPECT_EQ(entry_of(fault.code).name, entry_of(row.code).name);
    EXPECT_EQ(fault.args, row.args);
    // Both languages are whole sentences with nothing left to fill in.
    for (const Language language : {Language::zh, Language::en}) {
        const std::string text = render(fault, language);
        EXPECT_FALSE(text.empty());
        EXPECT_EQ(text.find('{'), std::string::npos) << text;
    }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Rows,
    ReadOrderFaults,
    ::testing::Values(
        Row{"UnknownMember", "/order/colour", "1", "/order/colour", Errc::unknown_member, {}},
        Row{"UnknownTop", "/colour", "{\"a\":[1,{}]}", "/colour", Errc::unknown_member, {}},
        Row{"UnknownLineMember", "/order/lines/1/colour", "null", "/order/lines/1/colour", Errc::unknown_member, {}},
        Row{"Prototype", "/__proto__", "{\"admin\":true}", "/__proto__", Errc::unknown_member, {}},
        Row{"NearName", "/order/consigne", "\"x\"", "/order/consigne", Errc::misspelt_member, {"consignee"}},
        Row{"NearNameByCase", "/order/ORDERNO", "\"x\"", "/order/ORDERNO", Errc::misspelt_member, {"orderNo"}},
        Row{"NearTop", "/payments", "{}", "/payments", Errc::misspelt_member, {"payment"}},
        Row{"NearLines", "/order/line", "[]", "/order/line", Errc::misspelt_member, {"lines"}},
        Row{"NearLineMember", "/inventory/lines/0/quantity", "1", "/inventory/lines/0/quantity", Errc::unknown_member, {}},
        Row{"OddName", "/order/a~1b", "1", "/order/a~1b", Errc::unknown_member, {}},
        Row{"BoolForText", "/order/orderNo", "true", "/order/orderNo", Errc::wrong_type, {"string | number"}},
        Row{"NullForText", "/order/orderNo", "null", "/order/orderNo", Errc::wrong_type, {"string | number"}},
        Row{"ArrayForText", "/order/orderNo", "[\"x\"]", "/order/orderNo", Errc::wrong_type, {"string | number"}},
        Row{"ObjectForText", "/order/lines/0/qty", "{\"value\":1}", "/order/lines/0/qty", Errc::wrong_type, {"string | number"}},
        Row{"TextForSection", "/payment", "\"x\"", "/payment", Errc::wrong_type, {"object"}},
        Row{"ArrayForSection", "/payment", "[{}]", "/payment", Errc::wrong_type, {"object"}},
        Row{"ObjectForLines", "/order/lines", "{}", "/order/lines", Errc::wrong_type, {"array"}},
        Row{"NumberForLines", "/order/lines", "3", "/order/lines", Errc::wrong_type, {"array"}},
        Row{"TextForLine", "/order/lines/1", "\"x\"", "/order/lines/1", Errc::wrong_type, {"object"}},
        Row{"ArrayForLine", "/order/lines/0", "[[]]", "/order/lines/0", Errc::wrong_type, {"object"}},
        Row{"NumberForPark", "/park", "7", "/park", Errc::wrong_type, {"string"}},
        Row{"ObjectForPark", "/park", "{}", "/park", Errc::wrong_type, {"string"}},
        Row{"Direction", "/direction", "\"sideways\"", "/direction", Errc::not_allowed_value, {"direction", "import, export"}},
        Row{"NoPark", "/park", "\"\"", "/park", Errc::missing, {"park"}},
        Row{"Control", "/order/buyerName", "\"a\\u0007\"", "/order/buyerName", Errc::unfit_character, {"1"}},
        Row{"Nul", "/order/buyerName", "\"\\u0000\"", "/order/buyerName", Errc::unfit_character, {"0"}},
        Row{"NonCharacter", "/order/buyerName", "\"甲\\uFFFE\"", "/order/buyerName", Errc::unfit_character, {"3"}},
        Row{"ControlInPark", "/park", "\"DL\\u0001\"", "/park", Errc::unfit_character, {"2"}}
    ),
    [](const auto& row) {return row.param.name;}
);
// clang-format on

TEST(ReadOrder, PutsEveryMemberIntoItsSlot) {
    const auto read = read_text(test::import_1210());
    ASSERT_TRUE(read) << describe(read.error());
    const Order& order = read.value();
    EXPECT_THAT(order.faults(), IsEmpty());
    EXPECT_EQ(order.park(), "DL-DYW");
    EXPECT_EQ(order.zone(), "DL");
    EXPECT_EQ(order.direction(), schemas::Direction::import);
    EXPECT_EQ(order.procedure(), "1210");
    const Section& section = order.section(Kind::order);
    ASSERT_TRUE(section.present);
    EXPECT_EQ(section.find(slot(Kind::order, Group::head, "orderNo"))->text, "TGORDER0001");
    ASSERT_EQ(section.lines.size(), 2U);
    EXPECT_EQ(section.find(1, slot(Kind::order, Group::line, "itemNo"))->text, "SKU-2");
    EXPECT_EQ(section.find(2, slot(Kind::order, Group::line, "itemNo")), nullptr);
    EXPECT_EQ(order.section(Kind::inventory).lines.size(), 2U);
}

TEST(ReadOrder, SaysWhichSectionsAreThere) {
    const auto order =
        read_text(R"({"park":"P","direction":"export","procedure":"9610","order":{}})");
    ASSERT_TRUE(order);
    EXPECT_TRUE(order.value().section(Kind::order).present);
    EXPECT_FALSE(order.value().section(Kind::payment).present);
    EXPECT_EQ(order.value().direction(), schemas::Direction::outward);
}

TEST(ReadOrder, KeepsNumbersAsTheyWereWritten) {
    const auto member = slot(Kind::order, Group::head, "freight");
    for (const std::string number :
         {"-0",
          "1e99",
          "1E+5",
          "1e-999",
          "12.50",
          "9007199254740993",
          "123456789012345678901234567890",
          "0.000"}) {
        const auto order = read_text(test::with(test::import_9610(), "/order/freight", number));
        ASSERT_TRUE(order) << number << describe(order.error());
        const Value* value = order.value().section(Kind::order).find(member);
        ASSERT_NE(value, nullptr);
        EXPECT_EQ(value->text, number);
        EXPECT_EQ(value->kind, ValueKind::number);
    }
}

TEST(ReadOrder, KnowsTextsFromNumbers) {
    const auto order = read_text(test::with(test::import_9610(), "/order/freight", "\"12\""));
    ASSERT_TRUE(order);
    const auto member = slot(Kind::order, Group::head, "freight");
    EXPECT_EQ(order.value().section(Kind::order).find(member)->kind, ValueKind::text);
}

TEST(ReadOrder, UnderstandsEscapesAndPairsOfSurrogates) {
    const auto order =
        read_text(test::with(test::import_9610(), "/order/buyerName", R"("\u7532\ud83d\ude00\n\"")")
        );
    ASSERT_TRUE(order);
    EXPECT_THAT(order.value().faults(), IsEmpty());
    const auto member = slot(Kind::order, Group::head, "buyerName");
    EXPECT_EQ(order.value().section(Kind::order).find(member)->text, "甲😀\n\"");
}

TEST(ReadOrder, KeepsTheBytesAsTheyCame) {
    const std::string body = test::import_9610();
    const auto order = read_text(body);
    ASSERT_TRUE(order);
    EXPECT_EQ(order.value().raw().body, body);
}

TEST(ReadOrder, TellsWhatIsMissingAtTheTop) {
    const auto order = read_text("{}", "/4");
    ASSERT_TRUE(order);
    std::vector<std::string> places;
    for (const Error& fault : order.value().faults()) places.push_back(fault.where);
    EXPECT_THAT(places, ElementsAre("/4/park", "/4/direction", "/4/procedure"));
}

TEST(ReadOrder, KeepsThePlaceOfALineThatIsNone) {
    const auto order = read_text(test::with(test::import_9610(), "/order/lines/0", "null"));
    ASSERT_TRUE(order);
    const Section& section = order.value().section(Kind::order);
    ASSERT_EQ(section.lines.size(), 2U);
    EXPECT_THAT(section.lines[0], IsEmpty());
    EXPECT_EQ(section.find(1, slot(Kind::order, Group::line, "itemNo"))->text, "SKU-2");
}

TEST(ReadOrder, TakesTheSectionsThatOthersSend) {
    const auto text = R"(["payment", "waybill", "payment"])";
    const auto order = read_text(test::with(test::import_9610(), "/elsewhere", text));
    ASSERT_TRUE(order);
    EXPECT_THAT(order.value().faults(), IsEmpty());
    EXPECT_THAT(order.value().raw().elsewhere, ElementsAre(Kind::payment, Kind::waybill));
    RawOrder alone;
    alone.body = R"({"elsewhere": ["order"]})";
    EXPECT_THAT(outline(alone).value().elsewhere, ElementsAre(Kind::order));
}

TEST(ReadOrder, TakesWhereTheGoodsAre) {
    auto text = test::with(test::import_9610(), "/point", "\"TX\"");
    text = test::with(text, "/stock_at", "\"SY-CBZ\"");
    const auto order = read_text(text);
    ASSERT_TRUE(order);
    EXPECT_THAT(order.value().faults(), IsEmpty());
    EXPECT_EQ(order.value().point(), "TX");
    EXPECT_EQ(order.value().stock_at(), "SY-CBZ");
    const auto first_fault = [](std::string_view member, std::string_view value) {
        const auto wrong = read_text(test::with(test::import_9610(), member, value));
        return wrong.value().faults().front().code;
    };
    EXPECT_EQ(first_fault("/stockAt", "\"SY-CBZ\""), Errc::misspelt_member);
    EXPECT_EQ(first_fault("/point", "1"), Errc::wrong_type);

    // What comes late says it anew, or leaves it as it was.
    RawOrder late;
    late.body = R"({"point": "JH"})";
    const auto completed = read_supplement(late, {text});
    ASSERT_TRUE(completed);
    EXPECT_EQ(completed.value().point(), "JH");
    EXPECT_EQ(completed.value().stock_at(), "SY-CBZ");
}

TEST(ReadOrder, TakesTheReasonForWhatOthersSendAndForNothingElse) {
    RawOrder alone;
    alone.body = R"({"elsewhere": ["order"], "reason": " 平台直接申报 "})";
    EXPECT_EQ(outline(alone).value().reason, "平台直接申报");
    EXPECT_THAT(outline(alone).value().faults, IsEmpty());
    const auto fault_of = [](const std::string& body) {
        RawOrder raw;
        raw.body = body;
        const auto read = outline(raw);
        if (!read || read.value().faults.size() != 1)
            return std::string("none, or several");
        const auto& fault = read.value().faults.front();
        return fault.where + " " + std::string(entry_of(fault.code).name);
    };
    EXPECT_EQ(fault_of(R"({"reason": "x"})"), "/reason must_be_absent");
    EXPECT_EQ(fault_of(R"({"elsewhere": [], "reason": "x"})"), "/reason must_be_absent");
    EXPECT_EQ(fault_of(R"({"elsewhere": ["order"], "reason": " "})"), "/reason empty");
    EXPECT_EQ(fault_of(R"({"elsewhere": ["order"], "reason": 1})"), "/reason wrong_type");
    EXPECT_EQ(fault_of(R"({"elsewhere": ["x"], "reason": "y"})"), "/elsewhere/0 not_allowed_value");
    const auto too_long = R"({"elsewhere": ["order"], "reason": ")" + std::string(256, 'a') + "\"}";
    EXPECT_EQ(fault_of(too_long), "/reason too_long");
    EXPECT_EQ(fault_of(R"({"elsewhere": ["order"], "Reason": "y"})"), "/Reason misspelt_member");
}

TEST(ReadOrder, NamesEverythingWrongInAListOfSections) {
    const auto fault_of = [](const char* json) {
        const auto order = read_text(test::with(test::import_9610(), "/elsewhere", json));
        if (!order || order.value().faults().size() != 1)
            return std::string("none, or several");
        const auto& fault = order.value().faults().front();
        return fault.where + " " + std::string(entry_of(fault.code).name);
    };
    EXPECT_EQ(fault_of(R"(["payment", "inventory"])"), "/elsewhere/1 not_allowed_value");
    EXPECT_EQ(fault_of(R"(["Payment"])"), "/elsewhere/0 not_allowed_value");
    EXPECT_EQ(fault_of(R"("payment")"), "/elsewhere wrong_type");
    EXPECT_EQ(fault_of(R"([1])"), "/elsewhere/0 wrong_type");
    EXPECT_EQ(fault_of(R"([{}])"), "/elsewhere/0 wrong_type");
}

TEST(ReadOrder, ListsNoMoreFaultsThanItsLimit) {
    std::string body = "{\"order\":{";
    for (int i = 0; i < 300; ++i) body += "\"unknown" + std::to_string(i) + "\":1,";
    body += "\"z\":1}}";
    const auto order = read_text(body);
    ASSERT_TRUE(order);
    EXPECT_LE(order.value().faults().size(), JsonLimits{}.faults_max + 3);
}

TEST(PointerOf, NamesHeadsAndLines) {
    EXPECT_EQ(pointer_of(slot(Kind::order, Group::head, "orderNo"), {}), "/order/orderNo");
    EXPECT_EQ(pointer_of(slot(Kind::inventory, Group::line, "qty"), 2), "/inventory/lines/2/qty");
    EXPECT_EQ(pointer_of(slot(Kind::inventory, Group::line, "qty"), {}), "/inventory/lines");
}

}  // namespace
}  // namespace tg::intake
