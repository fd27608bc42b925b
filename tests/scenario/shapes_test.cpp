// Orders of a marketplace through the real program: filed by an operator's mapping, judged again,
// completed and repeated after the mapping has changed, told at their own places, and switched like
// the other books.
#include "tests/support/command.hpp"
#include "tests/support/real_house.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <fstream>

namespace tg::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const rapidjson::Value& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return buffer.GetString();
}

rapidjson::Document parsed(const std::string& text) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseNumbersAsStringsFlag>(text.c_str());
    return document;
}

/// A shop that has every value of our order under "/shop", its lines with those of the inventory
/// in one list, and its freight in fen.
struct Shop {
    explicit Shop(const std::string& order) : ours(parsed(order)) {
        shape =
            "title_zh = \"试验店\"\ntitle_en = \"Trial shop\"\n[source]\nform = \"json\"\n"
            "lines = \"/goods\"\norders = \"/orders\"\n[top]\n";
        for (const char* top : {"park", "direction", "procedure"})
            shape += std::string(top) + " = \"/shop/" + top + "\"\n";
        for (const char* section : {"order", "payment", "waybill", "inventory"}) take(section);
    }

    /// The order as the shop has it.
    [[nodiscard]] std::string sent() const {
        rapidjson::Document shop;
        auto& memory = shop.GetAllocator();
        shop.SetObject();
        rapidjson::Value head(ours, memory);
        head["order"].AddMember("fee", "0", memory);
        rapidjson::Value goods(head["order"]["lines"], memory);
        auto& others = head["inventory"]["lines"];
        for (rapidjson::SizeType i = 0; i < goods.Size(); ++i)
            goods[i].AddMember("customs", others[i], memory);
        for (const char* section : {"order", "inventory"}) head[section].RemoveMember("lines");
        shop.AddMember("shop", head, memory);
        shop.AddMember("goods", goods, memory);
        shop.AddMember("colour_of_box", "brown", memory);
        return text_of(shop);
    }

    rapidjson::Document ours;
    std::string shape;

 private:
    void take(const std::string& section) {
        shape += "[" + section + "]\n";
        for (const auto& member : ours[section.c_str()].GetObject()) {
            const std::string name = member.name.GetString();
            if (name == "lines")
                continue;
            const bool fee = section == "order" && name == "freight";
            shape += name + (fee ? " = { from = \"/shop/order/fee\", as = \"minor\" }\n"
                                 : " = \"/shop/" + section + "/" + name + "\"\n");
        }
        if (!ours[section.c_str()].HasMember("lines"))
            return;
        shape += "[" + section + ".lines]\n";
        const std::string holder = section == "order" ? "*/" : "*/customs/";
        for (const auto& member : ours[section.c_str()]["lines"][0].GetObject()) {
            const std::string name = member.name.GetString();
            shape += name + " = \"" + holder + name + "\"\n";
        }
    }
};

void write(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

class Shapes : public ::testing::Test {
 protected:
    void SetUp() override {
        write(house_.folder() / "shapes/trial_shop.toml", Shop(RealHouse::order("X")).shape);
        house_.configure("\n[shapes]\nfolder = \"shapes\"\n");
        house_.start_gateway();
    }
    static std::string sent(const std::string& number) {
        return Shop(RealHouse::order(number)).sent();
    }
    Answer as_operator(const std::string& target, const std::string& body) {
        std::string token;
        std::ifstream(house_.folder() / "operator.token") >> token;
        return call(
            house_.gateway_port(),
            "POST",
            target,
            {"Authorization: Bearer " + token, "Content-Type: application/json"},
            body
        );
    }
    Answer file(const std::string& body, const std::string& key = {}) {
        return house_.post("/v1/filings?shape=trial_shop", body, key);
    }

    RealHouse house_;
};

TEST_F(Shapes, AnOrderOfAShopIsFiledAndStaysReadableWhenItsMappingChanges) {
    const auto filed = file(sent("TGSHAPE01"), "first");
    ASSERT_EQ(filed.status, 202) << filed.body;
    EXPECT_THAT(filed.body, HasSubstr(R"({"field":"/colour_of_box","orders":1})"));
    EXPECT_THAT(filed.body, HasSubstr("\"pointer\":\"/shop/order/fee\""));
    EXPECT_THAT(filed.body, HasSubstr("\"rule\":\"shape_minor_units\""));
    const auto again = file(sent("TGSHAPE01"), "first");
    EXPECT_EQ(again.status, 202) << again.body;
    EXPECT_THAT(again.headers, HasSubstr("Idempotency-Replayed"));
    const auto spaced = file(sent("TGSHAPE01") + " ", "first");
    EXPECT_EQ(spaced.status, 409) << "the key stands for the bytes";
    EXPECT_THAT(spaced.body, HasSubstr("idempotency_conflict"));

    write(house_.folder() / "shapes/trial_shop.toml", "title_zh = \"x\"\n[source]\nform = 3\n");
    const auto broken = as_operator("/v1/books/reload", R"({"reason":"worse"})");
    EXPECT_EQ(broken.status, 422);
    EXPECT_THAT(broken.body, HasSubstr("shapes/trial_shop.toml:3"));
    EXPECT_EQ(file(sent("TGSHAPE02")).status, 202) << "the one in force stays";

    std::filesystem::remove(house_.folder() / "shapes/trial_shop.toml");
    const auto gone = as_operator("/v1/books/reload", R"({"reason":"closed"})");
    ASSERT_EQ(gone.status, 200) << gone.body;
    EXPECT_THAT(gone.body, HasSubstr("\"shape\":\"trial_shop\",\"kind\":\"removed\""));
    EXPECT_EQ(file(sent("TGSHAPE03")).status, 422);
    const auto judged = house_.get("/v1/filings/" + text_member(filed.body, "id") + "/judgement");
    ASSERT_EQ(judged.status, 200) << judged.body;
    EXPECT_EQ(text_member(judged.body, "verdict"), "accepted");
    EXPECT_THAT(judged.body, HasSubstr("TGSHAPE01"));

    house_.kill_gateway();
    house_.start_gateway();
    const auto back = as_operator("/v1/books/rollback", R"({"reason":"open again"})");
    ASSERT_EQ(back.status, 200) << back.body;
    EXPECT_EQ(file(sent("TGSHAPE03")).status, 202);
}

TEST_F(Shapes, ALateSectionInOurFormJoinsAnOrderOfAShop) {
    auto shop = parsed(sent("TGSHAPE11"));
    const std::string payment = text_of(shop["shop"]["payment"]);
    shop["shop"].RemoveMember("payment");
    const auto filed = file(text_of(shop));
    // The shape gives the section, empty; what it lacks is told at the shop's own places.
    ASSERT_EQ(filed.status, 422) << filed.body;
    EXPECT_THAT(filed.body, HasSubstr("\"pointer\":\"/shop/payment/"));

    std::string shape = Shop(RealHouse::order("X")).shape;
    const auto from = shape.find("[payment]");
    shape.erase(from, shape.find("[waybill]") - from);
    write(house_.folder() / "shapes/trial_shop.toml", shape);
    ASSERT_EQ(as_operator("/v1/books/reload", R"({"reason":"no payments"})").status, 200);
    const auto waits = file(text_of(shop));
    ASSERT_EQ(waits.status, 202) << waits.body;
    EXPECT_THAT(waits.body, HasSubstr("\"missing\":[\"payment\"]"));
    const auto id = text_member(waits.body, "id");
    const auto joined =
        house_.post("/v1/filings/" + id + "/documents", "{\"payment\":" + payment + "}");
    ASSERT_EQ(joined.status, 202) << joined.body;
    EXPECT_THAT(joined.body, HasSubstr("\"missing\":[]"));
}

TEST_F(Shapes, FaultsOfTheMappingAndOfTheRulesComeTogetherAtTheShopsPlaces) {
    auto shop = parsed(sent("TGSHAPE21"));
    auto& memory = shop.GetAllocator();
    shop["shop"]["order"]["fee"].SetString("1.5", memory);
    shop["shop"]["order"]["currency"].SetString("XYZ", memory);
    shop["goods"][0]["qty"].SetString("many", memory);
    const auto refused = file(text_of(shop));
    ASSERT_EQ(refused.status, 422) << refused.body;
    EXPECT_EQ(text_member(refused.body, "code"), "order_refused");
    for (const char* place : {"/shop/order/fee", "/shop/order/currency", "/goods/0/qty"})
        EXPECT_THAT(refused.body, HasSubstr("\"pointer\":\"" + std::string(place) + "\""));
    EXPECT_THAT(
        refused.body, HasSubstr("\"own_pointer\":\"/order/freight\",\"code\":\"not_minor_units\"")
    );
    EXPECT_THAT(refused.body, Not(HasSubstr("\"pointer\":\"/order/")));

    const auto tried = house_.post("/v1/filings:dry-run?shape=trial_shop", text_of(shop));
    ASSERT_EQ(tried.status, 200) << tried.body;
    EXPECT_EQ(text_member(tried.body, "verdict"), "refused");
    EXPECT_THAT(tried.body, HasSubstr("\"pointer\":\"/goods/0/qty\""));
    EXPECT_THAT(tried.body, HasSubstr("/colour_of_box"));
    const auto sound = house_.post("/v1/filings:dry-run?shape=trial_shop", sent("TGSHAPE22"));
    EXPECT_EQ(text_member(sound.body, "verdict"), "accepted") << sound.body;
    EXPECT_THAT(house_.get("/v1/filings?order=TGSHAPE22").body, HasSubstr("\"filings\":[]"));
}

TEST_F(Shapes, AListOfOrdersIsFiledOneByOne) {
    auto bad = parsed(sent("TGSHAPE32"));
    bad["shop"]["order"]["fee"].SetString("x", bad.GetAllocator());
    const std::string list = "{\"page\":1,\"orders\":[" + sent("TGSHAPE31") + "," + text_of(bad) +
                             "," + sent("TGSHAPE33") + "]}";
    const auto answer = house_.post("/v1/filings/batch?shape=trial_shop", list);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr("\"lines\":3,\"accepted\":2,\"refused\":1"));
    EXPECT_THAT(answer.body, HasSubstr("\"pointer\":\"/orders/1/shop/order/fee\""));
    EXPECT_THAT(answer.body, HasSubstr(R"({"field":"/colour_of_box","orders":3})"));
}

TEST(ShapeCommands, ListMappingsAndJudgeFilesOfThem) {
    const auto tongguan = [](const std::string& words) {
        return run(TG_BINARY_DIR "/tongguan " + words + " 2>&1");
    };
    EXPECT_THAT(tongguan("shapes list").output, HasSubstr("haitao_mall\tjson\t"));
    const auto folder = std::filesystem::temp_directory_path() / "tongguan-shapes-command";
    const auto file = folder / "trial_shop.toml";
    write(file, Shop(RealHouse::order("X")).shape);
    const auto sound = tongguan("shapes check '" + folder.string() + "'");
    EXPECT_EQ(sound.exit_code, 0) << sound.output;
    EXPECT_THAT(sound.output, HasSubstr("+ trial_shop"));
    EXPECT_THAT(tongguan("shapes list '" + file.string() + "'").output, HasSubstr("trial_shop\t"));
    write(file, "title_zh = \"x\"\n[source]\nform = 3\n");
    const auto broken = tongguan("shapes check '" + file.string() + "'");
    EXPECT_EQ(broken.exit_code, 1);
    EXPECT_THAT(broken.output, HasSubstr("trial_shop.toml:3:"));
    EXPECT_EQ(tongguan("shapes").exit_code, 2);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tg::test
