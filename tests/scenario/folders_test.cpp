// Orders from sellers' folders through the real program: answered as the interface answers them,
// filed once whatever happens, and never read outside the folder.
#include "tests/support/real_house.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <sys/stat.h>

#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

namespace tg::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using ::testing::HasSubstr;

/// A sheet of the shipped mapping order_sheet: one order with one line of goods, of the demo's
/// enterprises.
std::string sheet(const std::string& number) {
    return "订单编号,业务模式,园区,平台编码,平台名称,商家编码,商家名称,商品总价,税费,实付,会员号,"
           "订购人,"
           "订购人电话,身份证号,支付企业编码,支付企业名称,支付流水号,支付时间,收货地址,"
           "物流企业编码,"
           "物流企业名称,运单号,毛重,净重,报关企业编码,报关企业名称,进口日期,运输方式,运输工具,"
           "航次,提运单号,"
           "启运国,货号,品名,规格,单位,数量,单价,小计,原产国,税号,法定数量\n" +
           number +
           ",9610,DL-DYW,2102980D01,示例跨境平台（大连）有限公司,2102960D02,"
           "示例海购电子商务（大连）有限公司,196.80,17.91,214.71,hy-1024,试样一,13000000000,"
           "210200199001010018,2102960D03,示例支付（辽宁）有限公司,PAY" +
           number +
           ",2025-03-01 10:20,辽宁省大连市示例区示例路1号,2101980D04,示例速递（辽宁）有限公司,WB" +
           number +
           ",2.4,2.1,2102980D05,示例报关（大连）有限公司,2025-03-01,5,飞机,XX0000,00000000000,德国,"
           "SKU-1,"
           "示例婴儿配方奶粉,示例牌|900克/罐,罐,2,98.40,196.80,德国,1901101000,1.8\n";
}

/// An order as one line, without its end.
std::string line_of(const std::string& number) {
    auto text = RealHouse::order(number);
    text.erase(text.find_last_not_of('\n') + 1);
    return text;
}

/// The lines of an answer, without the last with the sums.
struct FolderAnswer {
    std::vector<rapidjson::Document> lines;
    rapidjson::Document sums;
    explicit FolderAnswer(const std::string& text) {
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) {
            lines.emplace_back();
            lines.back().Parse(line.c_str());
            EXPECT_FALSE(lines.back().HasParseError()) << line;
        }
        if (lines.empty())
            return;
        sums = std::move(lines.back());
        lines.pop_back();
    }
    [[nodiscard]] int status(std::size_t at) const { return lines[at]["status"].GetInt(); }
    [[nodiscard]] std::string id(std::size_t at) const {
        return lines[at].HasMember("id") ? lines[at]["id"].GetString() : "";
    }
    [[nodiscard]] int sum(const char* name) const { return sums["summary"][name].GetInt(); }
};

class Folders : public ::testing::Test {
 protected:
    static constexpr int folders = 6;

    void begin(const std::string& more = {}, const std::string& configuration = {}) {
        for (int i = 0; i < folders; ++i) {
            const auto name = "shop" + std::to_string(i);
            for (const char* part : {"in", "out", "done"})
                fs::create_directories(house_.folder() / name / part);
            house_.configure(
                "\n[[intake_folder]]\nname = \"" + name + "\"\ntenant = 1\nenterprises = [" +
                "\"2102980D01\", \"2102960D02\", \"2102960D03\", \"2101980D04\", \"2102980D05\"" +
                "]\nin = \"" + name + "/in\"\nout = \"" + name + "/out\"\ndone = \"" + name +
                "/done\"\nshapes = [\"order_sheet\"]\nrest_ms = 50\n" + more
            );
        }
        house_.configure(configuration);
        house_.start_gateway();
    }
    [[nodiscard]] fs::path shop(const char* part, const std::string& name = {}, int n = 0) const {
        const auto folder = house_.folder() / ("shop" + std::to_string(n)) / part;
        return name.empty() ? folder : folder / name;
    }
    /// As a careful sender does: under another name first.
    void put(const std::string& name, const std::string& text, int n = 0) {
        std::ofstream(shop("in", ".half", n), std::ios::binary) << text;
        fs::rename(shop("in", ".half", n), shop("in", name, n));
    }
    /// Waits for the answer, and until the file is away.
    FolderAnswer answer(const std::string& name, int n = 0, seconds most = seconds{60}) {
        const auto file = shop("out", name + ".answer.ndjson", n);
        const bool came = wait_until([&] { return fs::exists(file); }, most);
        EXPECT_TRUE(came) << name << " is not answered: " << intakes();
        wait_until([&] { return !fs::exists(shop("in", name, n)); }, most);
        return FolderAnswer(file_text(file));
    }
    std::string refusal(const std::string& name) {
        const auto told = answer(name);
        if (told.lines.size() != 1 || !told.lines[0].HasMember("problem"))
            return "no refusal";
        return told.lines[0]["problem"]["code"].GetString();
    }
    std::string as_operator(const std::string& target) {
        std::string token;
        std::ifstream(house_.folder() / "operator.token") >> token;
        return call(house_.gateway_port(), "GET", target, {"Authorization: Bearer " + token}).body;
    }
    std::string intakes() { return as_operator("/v1/intakes"); }
    /// The filing that a refused repetition names.
    static std::string named(const std::string& body) {
        rapidjson::Document problem;
        problem.Parse(body.c_str());
        if (!problem.IsObject() || !problem.HasMember("filing"))
            return "none: " + body;
        return problem["filing"]["id"].GetString();
    }
    std::size_t filings_of(const std::string& number) {
        rapidjson::Document found;
        found.Parse(house_.get("/v1/filings?order=" + number).body.c_str());
        return found.HasMember("filings") ? found["filings"].Size() : 0;
    }

    RealHouse house_;
};

TEST_F(Folders, FilesAreAnsweredAsTheInterfaceAnswersTheirOrders) {
    begin();
    put("one.json", RealHouse::order("FOLD1"));
    put("three.ndjson", line_of("FOLD2") + "\n{\"park\":\n" + line_of("FOLD3"));
    put("表.csv", sheet("TGFOLD4"));

    const auto one = answer("one.json");
    ASSERT_EQ(one.lines.size(), 1U);
    EXPECT_EQ(one.status(0), 202);
    const auto three = answer("three.ndjson");
    ASSERT_EQ(three.lines.size(), 3U);
    EXPECT_EQ(three.status(0), 202);
    EXPECT_EQ(three.status(1), 400);
    EXPECT_EQ(three.lines[1]["line"].GetInt(), 2);
    EXPECT_STREQ(three.lines[1]["problem"]["code"].GetString(), "json_broken");
    EXPECT_EQ(three.status(2), 202);
    EXPECT_EQ(three.sum("accepted"), 2);
    EXPECT_EQ(three.sum("refused"), 1);
    const auto rows = answer("表.csv");
    ASSERT_EQ(rows.lines.size(), 1U);
    ASSERT_EQ(rows.status(0), 202) << file_text(shop("out", "表.csv.answer.ndjson"));

    const std::pair<std::string, std::string> ours[] = {
        {"FOLD1", one.id(0)}, {"FOLD2", three.id(0)}, {"FOLD3", three.id(2)}};
    for (const auto& [number, id] : ours) {
        const auto again = house_.post("/v1/filings", RealHouse::order(number));
        EXPECT_EQ(again.status, 409);
        EXPECT_EQ(named(again.body), id) << number;
        EXPECT_EQ(text_member(house_.get("/v1/filings/" + id).body, "id"), id);
    }
    std::string token;
    std::ifstream(house_.folder() / "seller.token") >> token;
    const auto again = call(
        house_.gateway_port(),
        "POST",
        "/v1/filings?shape=order_sheet",
        {"Authorization: Bearer " + token, "Content-Type: text/csv"},
        sheet("TGFOLD4")
    );
    EXPECT_EQ(named(again.body), rows.id(0));

    const auto told = intakes();
    EXPECT_THAT(told, HasSubstr("\"files_answered\":3"));
    EXPECT_THAT(told, HasSubstr("\"orders_accepted\":4,\"orders_refused\":1"));
    EXPECT_THAT(told, HasSubstr("\"trouble\":null"));
    EXPECT_EQ(call(house_.gateway_port(), "GET", "/v1/intakes").status, 401);
    EXPECT_EQ(house_.get("/v1/intakes").status, 403);
    const auto metrics = call(house_.gateway_port(), "GET", "/metrics").body;
    EXPECT_THAT(metrics, HasSubstr("tongguan_intake_files_total{folder=\"shop0\""));
    EXPECT_EQ(file_text(house_.folder() / "gateway.log").find("FOLD1"), std::string::npos);
}

TEST_F(Folders, TheSameBytesGetTheSameAnswerAndOtherBytesAreANewFile) {
    begin();
    put("a.json", RealHouse::order("AGAIN1"));
    const auto first = answer("a.json");
    const auto text = file_text(shop("out", "a.json.answer.ndjson"));
    fs::remove(shop("out", "a.json.answer.ndjson"));
    house_.kill_gateway();
    house_.start_gateway();
    put("a.json", RealHouse::order("AGAIN1"));
    answer("a.json");
    EXPECT_EQ(file_text(shop("out", "a.json.answer.ndjson")), text);

    put("a.json", RealHouse::order("AGAIN2"));
    ASSERT_TRUE(wait_until([&] { return !fs::exists(shop("in", "a.json")); }, seconds{60}));
    EXPECT_EQ(file_text(shop("out", "a.json.answer.ndjson")), text) << "it was not fetched yet";
    std::set<std::string> ids;
    for (const auto& entry : fs::directory_iterator(shop("out")))
        ids.insert(FolderAnswer(file_text(entry.path())).id(0));
    EXPECT_EQ(ids.size(), 2U);
    EXPECT_TRUE(ids.contains(first.id(0)));
    EXPECT_FALSE(ids.contains(""));
}

TEST_F(Folders, WhatIsNoFileOfOrdersIsRefusedAndSaysWhy) {
    begin("file_bytes_max = 4096\n");
    std::ofstream(house_.folder() / "secret.json") << RealHouse::order("SECRET");
    fs::create_symlink(house_.folder() / "secret.json", shop("in", "link.json"));
    fs::create_symlink("../../secret.json", shop("in", "..link.json"));
    fs::create_symlink("../../secret.json", shop("in", "up.json"));
    fs::create_directory(shop("in", "folder.json"));
    ASSERT_EQ(::mkfifo(shop("in", "pipe.json").c_str(), 0600), 0);
    put("empty.json", "");
    put("blank.ndjson", "\n \n");
    put("big.json", std::string(5'000, ' '));
    put("book.xlsx", "PK");
    put("zip.csv", std::string("PK\3\4\0\0", 6));
    put("cut.json", "[" + RealHouse::order("HALF").substr(0, 500));
    put("half.ndjson.part", RealHouse::order("HALF2"));
    EXPECT_EQ(refusal("link.json"), "file_not_plain");
    EXPECT_EQ(refusal("up.json"), "file_not_plain");
    EXPECT_EQ(refusal("folder.json"), "file_not_plain");
    EXPECT_EQ(refusal("pipe.json"), "file_not_plain");
    EXPECT_EQ(refusal("empty.json"), "file_empty");
    EXPECT_EQ(refusal("blank.ndjson"), "file_empty");
    EXPECT_EQ(refusal("big.json"), "file_too_large");
    EXPECT_EQ(refusal("book.xlsx"), "file_kind_unknown");
    EXPECT_EQ(refusal("zip.csv"), "file_not_text");
    EXPECT_EQ(refusal("cut.json"), "json_broken");
    EXPECT_TRUE(fs::exists(shop("in", "half.ndjson.part")));
    EXPECT_EQ(filings_of("TSECRET") + filings_of("THALF") + filings_of("THALF2"), 0U);

    // A folder that is gone holds up itself, is told, and goes on when it is there again.
    fs::rename(shop("in"), house_.folder() / "moved");
    EXPECT_TRUE(wait_until(
        [&] { return intakes().find("\"code\":\"io_failed\"") != std::string::npos; }, seconds{20}
    ));
    fs::rename(house_.folder() / "moved", shop("in"));
    put("after.json", RealHouse::order("AFTER"));
    EXPECT_EQ(answer("after.json").status(0), 202);
}

TEST_F(Folders, AFullQueueMakesAFileWaitAndNothingIsRefused) {
    begin({}, "[dispatch]\nway_out_closed = true\n[intake]\nwaiting_documents_max = 1\n");
    std::string text;
    constexpr int orders = 600;  // signing is quick: one of many chunks meets a queue that is full
    for (int i = 0; i < orders; ++i) text += line_of("FULL" + std::to_string(i)) + "\n";
    put("many.ndjson", text);
    ASSERT_TRUE(wait_until(
        [&] { return intakes().find("\"code\":\"overloaded\"") != std::string::npos; }, seconds{60}
    )) << intakes();
    EXPECT_TRUE(fs::exists(shop("in", "many.ndjson")));
    EXPECT_FALSE(fs::exists(shop("out", "many.ndjson.answer.ndjson")));
    house_.stop_gateway();
    const auto file = house_.folder() / "tongguan.toml";
    auto config = file_text(file);
    const std::string limit = "waiting_documents_max = 1";
    config.replace(config.find(limit), limit.size(), "waiting_documents_max = 40000");
    std::ofstream(file, std::ios::trunc) << config;
    house_.start_gateway();
    const auto told = answer("many.ndjson");
    EXPECT_EQ(told.sum("accepted"), orders);
    EXPECT_EQ(told.sum("refused"), 0);
}

TEST_F(Folders, KilledAtSeededMomentsFilesAreAnsweredOnceAndFiledOnce) {
    begin({}, "[dispatch]\nway_out_closed = true\n");
    constexpr int orders = 80, kills = 12;
    std::mt19937 random(20261123);
    std::uniform_int_distribution<int> moment(0, 1'500);
    const auto number = [](int round, int i) {
        return "KILL" + std::to_string(round) + "-" + std::to_string(i);
    };
    for (int round = 0; round < kills; ++round) {
        std::string text;
        for (int i = 0; i < orders; ++i) text += line_of(number(round, i)) + "\n";
        put("many" + std::to_string(round) + ".ndjson", text + "{}\n");
        std::this_thread::sleep_for(std::chrono::milliseconds{moment(random)});
        house_.kill_gateway();
        ASSERT_NO_FATAL_FAILURE(house_.start_gateway()) << "round " << round;
    }
    std::set<std::string> ids;
    for (int round = 0; round < kills; ++round) {
        const auto name = "many" + std::to_string(round) + ".ndjson";
        const auto told = answer(name);
        ASSERT_EQ(told.lines.size(), orders + 1U);
        EXPECT_EQ(told.sum("accepted"), orders);
        EXPECT_EQ(told.sum("refused"), 1);
        EXPECT_TRUE(fs::exists(shop("done", name)));
        for (std::size_t i = 0; i < orders; ++i) {
            ASSERT_EQ(told.status(i), 202) << round << " " << i;
            EXPECT_FALSE(told.lines[i]["replayed"].GetBool());
            ids.insert(told.id(i));
        }
        const auto again = house_.post("/v1/filings", RealHouse::order(number(round, 7)));
        EXPECT_EQ(named(again.body), told.id(7));
    }
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(orders * kills));
    EXPECT_EQ(std::distance(fs::directory_iterator(shop("out")), fs::directory_iterator()), kills);
}

TEST_F(Folders, OneOrderBySixteenWaysAtOnceIsOneFiling) {
    begin();
    const auto order = RealHouse::order("AT-ONCE");
    std::vector<Answer> answers(10);
    std::vector<std::thread> threads;
    for (int i = 0; i < folders; ++i) put("x.json", order + std::string(std::size_t(i), ' '), i);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const bool batch = i % 2 == 1;
        threads.emplace_back([&, i, batch] {
            std::this_thread::sleep_for(std::chrono::milliseconds{i * 120});
            answers[i] = house_.post(batch ? "/v1/filings/batch" : "/v1/filings", order);
        });
    }
    for (auto& thread : threads) thread.join();
    std::set<std::string> ids;
    int accepted = 0;
    const auto count = [&](int status, const std::string& id) {
        accepted += status == 202 ? 1 : 0;
        ids.insert(id);
    };
    for (int i = 0; i < folders; ++i) {
        const auto told = answer("x.json", i);
        ASSERT_EQ(told.lines.size(), 1U);
        const bool won = told.status(0) == 202;
        count(
            told.status(0), won ? told.id(0) : told.lines[0]["problem"]["filing"]["id"].GetString()
        );
    }
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (i % 2 == 0) {
            const bool won = answers[i].status == 202;
            count(
                answers[i].status, won ? text_member(answers[i].body, "id") : named(answers[i].body)
            );
            continue;
        }
        const FolderAnswer told(answers[i].body);
        ASSERT_EQ(told.lines.size(), 1U) << answers[i].body;
        const bool won = told.status(0) == 202;
        count(
            told.status(0), won ? told.id(0) : told.lines[0]["problem"]["filing"]["id"].GetString()
        );
    }
    EXPECT_EQ(accepted, 1);
    EXPECT_EQ(ids.size(), 1U) << ::testing::PrintToString(ids);
}

}  // namespace
}  // namespace tg::test
