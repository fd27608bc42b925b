// `tongguan judge` on files: what it finds, where, in which order, and how it ends.
#include "gateway/app/judge_command.hpp"
#include "gateway/app/judge_messages.hpp"
#include "tests/support/orders.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace tg::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Judged : public ::testing::Test {
 protected:
    std::filesystem::path write(const std::string& name, const std::string& text) {
        const auto file = folder_.path() / name;
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }
    int judge(std::vector<std::filesystem::path> files) {
        options_.files = std::move(files);
        std::ostringstream out;
        const int code = judge_files(options_, out);
        said_ = out.str();
        // Files are told by their paths, which are those of this run.
        for (std::size_t at = said_.find(folder_.path().string()); at != std::string::npos;
             at = said_.find(folder_.path().string()))
            said_.erase(at, folder_.path().string().size() + 1);
        return code;
    }
    /// An order in one line.
    static std::string flat(std::string order) {
        std::ranges::replace(order, '\n', ' ');
        return order;
    }
    static JudgeOptions in_english() {
        JudgeOptions options;
        options.zones = std::string(TG_SOURCE_DIR) + "/config/zones";
        options.as_of = "2025-03-02";
        options.language = "en";
        return options;
    }

    test::TempFolder folder_;
    JudgeOptions options_ = in_english();
    std::string said_;
    std::string sound_ = test::import_9610();
};

TEST_F(Judged, ASoundOrderEndsWithZero) {
    EXPECT_EQ(judge({write("order.json", sound_)}), 0) << said_;
    EXPECT_THAT(said_, HasSubstr("1 orders, 1 sound"));
    EXPECT_THAT(said_, Not(HasSubstr("[error]")));
}

TEST_F(Judged, AnErrorIsToldWithItsPlaceAndEndsWithOne) {
    const auto wrong = test::with(sound_, "/order/goodsValue", "\"256.81\"");
    EXPECT_EQ(judge({write("order.json", wrong)}), 1);
    EXPECT_THAT(said_, HasSubstr("order.json: order 1 (line 1) TGORDER0001: with errors\n"));
    EXPECT_THAT(said_, HasSubstr("  [error] /order/goodsValue goods_value\n"));
    EXPECT_THAT(said_, HasSubstr("1 x goods_value"));
}

TEST_F(Judged, BothLanguagesAreGivenWhenWanted) {
    options_.language = "both";
    judge({write("order.json", test::without(sound_, "/order/orderNo"))});
    EXPECT_THAT(said_, HasSubstr("[错误 / error] /order/orderNo missing\n"));
    EXPECT_THAT(said_, HasSubstr("缺少必填项"));
    EXPECT_THAT(said_, HasSubstr("is required"));
}

TEST_F(Judged, WhatCannotBeReadEndsWithTwoAndTheRestIsJudged) {
    const std::string lines = flat(sound_) + "\n{\"park\":\n" + flat(sound_) + "\n";
    EXPECT_EQ(judge({write("orders.ndjson", lines), folder_.path() / "none.json"}), 2);
    EXPECT_THAT(said_, HasSubstr("orders.ndjson: order 2 (line 2): unreadable"));
    EXPECT_THAT(said_, HasSubstr("none.json: unreadable"));
    EXPECT_THAT(said_, HasSubstr("3 orders, 2 sound, 1 unreadable"));
    EXPECT_EQ(judge({write("cut.json", "[" + sound_ + ",")}), 2);
    EXPECT_THAT(said_, HasSubstr("json_broken"));
    EXPECT_THAT(said_, HasSubstr("1 orders, 1 sound"));
    EXPECT_EQ(judge({folder_.path()}), 2);
}

struct Number {
    std::string name, json, said;
    int code;
};
void PrintTo(const Number& row, std::ostream* out) {
    *out << row.name;
}

class Numbers : public Judged, public ::testing::WithParamInterface<Number> {};

TEST_P(Numbers, AreExactOrRefusedAtTheirPlace) {
    const Number& row = GetParam();
    std::string filed = test::with(sound_, "/order/freight", "\"@\"");
    filed.replace(filed.find("\"@\""), 3, row.json);
    EXPECT_EQ(judge({write("order.json", filed)}), row.code) << said_;
    EXPECT_THAT(said_, HasSubstr(row.said));
}

// clang-format off
const std::vector<Number> numbers{
    {"as_it_is", "10", "1 sound", 0},
    {"with_zeros", "10.00000000000000000000", "1 sound", 0},
    {"text_with_zeros", "\"10.000000\"", "1 sound", 0},
    {"too_large_for_json", "1e400", "/order/freight json_broken", 2},
    {"exponent", "1e1", "/order/freight not_an_amount", 1},
    {"exponent_in_text", "\"1e1\"", "/order/freight not_an_amount", 1},
    {"nan", "NaN", "json_broken", 2},
    {"nan_text", "\"NaN\"", "/order/freight not_an_amount", 1},
    {"infinity_text", "\"Infinity\"", "/order/freight not_an_amount", 1},
    {"negative_zero", "-0", "/order/freight", 1},
    {"negative_zero_text", "\"-0.00\"", "/order/freight", 1},
    {"twenty_digits", "10.00000000000000000001", "/order/freight not_an_amount", 1},
    {"binary_neighbour", "9.999999999999999999", "/order/freight not_an_amount", 1},
    {"beyond_binary", "90071992547409931", "/order/freight not_an_amount", 1},
    {"grouped", "\"1,000\"", "/order/freight not_an_amount", 1},
    {"leading_plus", "\"+10\"", "/order/freight not_an_amount", 1},
    {"hexadecimal", "\"0x10\"", "/order/freight not_an_amount", 1},
    {"twice", "10, \"freight\": 10", "/order/freight duplicate_member", 2},
};
// clang-format on
INSTANTIATE_TEST_SUITE_P(Bad, Numbers, ::testing::ValuesIn(numbers), [](const auto& row) {
    return row.param.name;
});

TEST_F(Judged, ExplainsTheTaxOfAnOrderThatIsAlone) {
    const auto file = write("order.json", sound_);
    EXPECT_EQ(judge({file}), 0);
    EXPECT_THAT(said_, HasSubstr("tax (within the limits, reduced): dutiable value 266.8"));
    EXPECT_THAT(said_, HasSubstr("total 24.28"));
    EXPECT_THAT(said_, HasSubstr("line 2 "));
    EXPECT_THAT(said_, HasSubstr("\n      ")) << "the terms";
    EXPECT_EQ(judge({file, file}), 0);
    EXPECT_THAT(said_, Not(HasSubstr("tax (within")));
    options_.explain = true;
    EXPECT_EQ(judge({file, file}), 0);
    EXPECT_THAT(said_, HasSubstr("order 1 (line 1)"));
    EXPECT_THAT(said_, HasSubstr("total 24.28"));
    options_.explain = false;
    EXPECT_EQ(judge({file}), 0);
    EXPECT_THAT(said_, Not(HasSubstr("tax (within")));
}

TEST_F(Judged, ProgramsGetTheTaxWhenTheyAskForIt) {
    options_.format = "json";
    const auto file = write("order.json", sound_);
    EXPECT_EQ(judge({file}), 0);
    EXPECT_THAT(said_, Not(HasSubstr("dutiable_value")));
    options_.explain = true;
    EXPECT_EQ(judge({file}), 0);
    rapidjson::Document first;
    first.Parse(said_.substr(0, said_.find('\n')).c_str());
    ASSERT_TRUE(first.IsObject()) << said_;
    EXPECT_STREQ(first["tax"]["total"].GetString(), "24.28");
    EXPECT_FALSE(first["tax"]["lines"][0]["steps"].Empty());
}

TEST_F(Judged, WritesTheMessagesOfOrdersThatMayBeFiledUnderSafeNames) {
    const auto strange = test::with(sound_, "/order/acturalPaid", "\"1\"");
    options_.xml = folder_.path() / "out/xml";
    EXPECT_EQ(judge({write("orders.ndjson", flat(sound_) + "\n" + flat(strange))}), 1);
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(options_.xml))
        names.push_back(entry.path().filename().string());
    ASSERT_EQ(names.size(), 4U) << "of the second order nothing would be sent";
    for (const auto& name : names) {
        EXPECT_THAT(name, ::testing::StartsWith("000001-"));
        std::ostringstream text;
        text << std::ifstream(options_.xml / name).rdbuf();
        EXPECT_THAT(text.str(), HasSubstr("<ceb:BaseTransfer>"));
        EXPECT_THAT(text.str(), Not(HasSubstr("Signature")));
    }
    options_.xml = write("file", "x") / "below";
    EXPECT_EQ(judge({write("order.json", sound_)}), 2);
}

TEST(MessageFile, HoldsNothingThatAFolderWouldMisread) {
    EXPECT_EQ(
        message_file(7, "../a/b\n中", "CEB311Message", 1), "000007-.._a_b____-CEB311Message.xml"
    );
    EXPECT_EQ(message_file(1234567, "", "CEB625Message", 2), "1234567-CEB625Message-2.xml");
    EXPECT_LE(message_file(1, std::string(500, 'a'), "CEB311Message", 1).size(), 90U);
}

TEST_F(Judged, ManyAreToldInTheirOrderWhateverTheNumberOfJobs) {
    std::string lines;
    for (int i = 0; i < 300; ++i) {
        test::OrderText wanted;
        wanted.order_no = "TGMANY" + std::to_string(i);
        auto order = flat(test::import_9610(wanted));
        if (i % 3 == 0)
            order = flat(test::with(order, "/order/acturalPaid", "\"1\""));
        lines += order + "\n";
    }
    const auto file = write("many.ndjson", lines);
    options_.jobs = 1;
    EXPECT_EQ(judge({file}), 1);
    const std::string alone = said_;
    options_.jobs = 4;
    EXPECT_EQ(judge({file}), 1);
    EXPECT_EQ(said_, alone);
    EXPECT_THAT(said_, HasSubstr("300 orders"));
    EXPECT_THAT(said_, HasSubstr("100 with errors"));
}

TEST_F(Judged, AParkIsForOrdersThatNameNone) {
    const auto without = test::without(sound_, "/park");
    EXPECT_EQ(judge({write("order.json", without)}), 1);
    EXPECT_THAT(said_, HasSubstr("/park missing"));
    options_.park = "DL-AIR";
    EXPECT_EQ(judge({write("order.json", without + "\n")}), 0) << said_;
    EXPECT_EQ(judge({write("empty.json", "{}")}), 1);
    EXPECT_THAT(said_, Not(HasSubstr("/park")));
    options_.park = "NOWHERE";
    EXPECT_EQ(judge({write("order.json", sound_)}), 0) << said_;
}

TEST_F(Judged, ProgramsReadOneObjectPerLine) {
    options_.format = "json";
    const auto wrong = flat(test::without(sound_, "/order/orderNo"));
    EXPECT_EQ(judge({write("orders.ndjson", flat(sound_) + "\n" + wrong)}), 1);
    std::istringstream lines(said_);
    std::string line;
    std::vector<std::string> grades;
    std::string place;
    while (std::getline(lines, line)) {
        rapidjson::Document read;
        ASSERT_FALSE(read.Parse(line).HasParseError()) << line;
        if (read.HasMember("summary")) {
            EXPECT_EQ(read["summary"]["orders"].GetInt(), 2);
            EXPECT_EQ(read["summary"]["refused"].GetInt(), 1);
        } else if (read["order"].GetInt() == 2) {
            EXPECT_STREQ(read["grade"].GetString(), "refused");
            for (const auto& found : read["findings"].GetArray()) {
                if (std::string_view(found["finding"]["code"].GetString()) == "missing")
                    place = found["finding"]["pointer"].GetString();
            }
        }
    }
    EXPECT_EQ(place, "/order/orderNo");
}

TEST_F(Judged, OrdersOfMarketplacesAreToldAtTheirOwnPlaces) {
    const std::string cases = std::string(TG_SOURCE_DIR) + "/tests/unit/shapes/golden/";
    options_.shape = "haitao_mall";
    EXPECT_EQ(judge({cases + "haitao_mall/input.json"}), 1);
    EXPECT_THAT(said_, HasSubstr("order 1 (line 2) HT20250301-0001: sound"));
    EXPECT_THAT(said_, HasSubstr("[error] /jine/yunfei not_minor_units"));
    EXPECT_THAT(said_, HasSubstr("2 x /zhifu/qudao"));
    options_.shape = "world_shop";
    EXPECT_EQ(judge({cases + "world_shop/input.json"}), 1);
    EXPECT_THAT(said_, HasSubstr("WS-1001: sound"));
    EXPECT_THAT(said_, HasSubstr("/total_tax -> /order/taxTotal"));
    options_.shape = "order_sheet";
    EXPECT_EQ(judge({cases + "order_sheet/input.csv"}), 1);
    EXPECT_THAT(said_, HasSubstr("order 1 (row 2) CS-0001: sound"));
    EXPECT_THAT(said_, HasSubstr("[error] 4:52 unsafe_cell"));
    EXPECT_THAT(said_, HasSubstr("[error] 5:45 -> /order/lines/1/price negative"));
    // What the shape could not take is not told again as missing or empty.
    EXPECT_THAT(said_, Not(HasSubstr("/payment/payTime")));
}

TEST_F(Judged, AListInAWrapperIsTakenApartAndItsPlacesAreTold) {
    const std::string cases = std::string(TG_SOURCE_DIR) + "/tests/unit/shapes/golden/";
    std::ifstream in(cases + "haitao_mall/input.json", std::ios::binary);
    const std::string list((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    options_.shape = "haitao_mall";
    const auto file =
        write("list.json", "{\"ye\": 1, \"dingdanLiebiao\": " + list + ", \"x\": []}");
    EXPECT_EQ(judge({file}), 1);
    EXPECT_THAT(said_, HasSubstr("HT20250301-0001: sound"));
    EXPECT_THAT(said_, HasSubstr("[error] /dingdanLiebiao/1/jine/yunfei not_minor_units"));
    EXPECT_THAT(said_, HasSubstr("2 x /zhifu/qudao"));
    EXPECT_EQ(judge({write("none.json", R"({"dingdanLiebiao": {}})")}), 2);
    EXPECT_THAT(said_, HasSubstr("/dingdanLiebiao"));
}

TEST_F(Judged, FilesThatAreNoCsvSaySo) {
    options_.shape = "order_sheet";
    EXPECT_EQ(judge({write("gbk.csv", "\xB6\xA9\xB5\xA5,b\n")}), 2);
    EXPECT_THAT(said_, HasSubstr("1:1 csv_gb18030"));
    EXPECT_EQ(judge({write("short.csv", "a,b\n1,2\n")}), 2);
    EXPECT_THAT(said_, HasSubstr("missing_column"));
    EXPECT_EQ(judge({write("cut.csv", "a,\"b\n1,2\n")}), 2);
    EXPECT_THAT(said_, HasSubstr("1:3 csv_broken"));
}

TEST_F(Judged, WrongOptionsEndWithTwo) {
    const auto file = write("order.json", sound_);
    const auto refused = [&](auto change) {
        options_ = in_english();
        change(options_);
        return judge({file}) == 2 && said_.empty();
    };
    EXPECT_TRUE(refused([](auto& options) { options.shape = "amazing"; }));
    EXPECT_TRUE(refused([](auto& options) { options.as_of = "2025-02-30"; }));
    EXPECT_TRUE(refused([](auto& options) { options.as_of = "today"; }));
    EXPECT_TRUE(refused([](auto& options) { options.park = "a\"b"; }));
    EXPECT_TRUE(refused([](auto& options) { options.zones = "/nonexistent"; }));
    options_ = in_english();
    EXPECT_EQ(judge({write("sheet.csv", "a,b\n")}), 2);
}

}  // namespace
}  // namespace tg::app
