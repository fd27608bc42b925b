// A gateway that is told newer code lists and rules while it runs: the next order is judged by
// them, a broken file changes nothing, the way back outlives a restart. And the same files in front
// of the commands.
#include "tests/support/command.hpp"
#include "tests/support/real_house.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/books/own_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tg::test {
namespace {

using ::testing::HasSubstr;

void write(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

struct BooksHouse : RealHouse {
    BooksHouse() {
        write(folder() / "rules/none.txt", "");
        write(folder() / "codes/none.txt", "");
        configure("\n[codes]\nfolder = \"codes\"\n[rules]\nfolder = \"rules\"\n");
    }
    Answer as_operator(
        const std::string& method, const std::string& target, const std::string& body
    ) {
        std::string token = file_text(folder() / "operator.token");
        token.erase(token.find_last_not_of('\n') + 1);
        return call(
            gateway_port(),
            method,
            target,
            {"Authorization: Bearer " + token, "Content-Type: application/json"},
            body
        );
    }
    /// A rule that every order of this house breaks: their freight is 0.
    void add_rule() const {
        std::string pack = fee_pack("0", "0");
        pack.replace(pack.find("order.freight <= 0"), 18, "order.freight > 0");
        write(folder() / "rules/own.toml", pack);
    }
};

TEST(RunningBooks, TheNextOrderIsJudgedByTheNewRulesAndTheWayBackOutlivesARestart) {
    BooksHouse house;
    house.start_gateway();
    EXPECT_EQ(house.post("/v1/filings", house.order("BOOKS1")).status, 202);

    house.add_rule();
    const auto checked = house.as_operator("POST", "/v1/books/check", "");
    EXPECT_THAT(checked.body, HasSubstr("\"sound\":true"));
    EXPECT_EQ(house.post("/v1/filings", house.order("BOOKS2")).status, 202) << "only checked";
    const auto reloaded = house.as_operator("POST", "/v1/books/reload", R"({"reason":"no fees"})");
    ASSERT_EQ(reloaded.status, 200) << reloaded.body;
    const auto refused = house.post("/v1/filings", house.order("BOOKS3"));
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("\"code\":\"fee-too-high\""));
    const auto metrics = house.get("/metrics").body;
    EXPECT_THAT(metrics, HasSubstr("tongguan_rule_findings_total{rule=\"fee-too-high\""));

    write(house.folder() / "rules/own.toml", "[[rule]]\nid = \"broken\"\n");
    const auto broken = house.as_operator("POST", "/v1/books/reload", R"({"reason":"worse"})");
    EXPECT_EQ(broken.status, 422);
    EXPECT_THAT(broken.body, HasSubstr("rules/own.toml:1:"));
    EXPECT_EQ(house.post("/v1/filings", house.order("BOOKS4")).status, 422) << "the old ones stay";

    house.kill_gateway();
    house.start_gateway();
    EXPECT_EQ(house.post("/v1/filings", house.order("BOOKS5")).status, 422)
        << "a restart changes nothing of what is in force, broken folders or not";
    const auto back = house.as_operator("POST", "/v1/books/rollback", R"({"reason":"back"})");
    EXPECT_EQ(back.status, 200) << back.body;
    EXPECT_EQ(house.post("/v1/filings", house.order("BOOKS6")).status, 202);
    house.kill_gateway();
    house.start_gateway();
    EXPECT_EQ(house.post("/v1/filings", house.order("BOOKS7")).status, 202);
    const auto shown = house.as_operator("GET", "/v1/books", "").body;
    EXPECT_THAT(shown, HasSubstr("\"act\":\"rollback\""));
    EXPECT_THAT(shown, HasSubstr("no fees"));
}

CommandOutcome tongguan(const std::string& words) {
    return run(TG_BINARY_DIR "/tongguan " + words + " 2>&1");
}

TEST(BookCommands, JudgeTablesAndTellWhatTheyChange) {
    const TempFolder folder;
    folder.write("transaction_mode.csv", terms("到岸价"));
    const auto at = "'" + folder.path().string() + "'";
    const auto sound = tongguan("tables check " + at);
    EXPECT_EQ(sound.exit_code, 0) << sound.output;
    EXPECT_THAT(sound.output, HasSubstr("transaction_mode: 4 rows"));
    const auto diff = tongguan("tables diff " + at);
    EXPECT_EQ(diff.exit_code, 0);
    EXPECT_THAT(diff.output, HasSubstr("~ 1 name_zh: CIF -> 到岸价"));
    EXPECT_THAT(diff.output, HasSubstr("+ 99"));
    EXPECT_THAT(
        tongguan("tables diff " + at + " --against " + at).output, HasSubstr("nothing differs")
    );

    folder.write("transaction_mode.csv", "code,name_zh\n,x\n");
    const auto broken = tongguan("tables check " + at);
    EXPECT_EQ(broken.exit_code, 1);
    EXPECT_THAT(broken.output, HasSubstr("transaction_mode.csv:2: empty code"));
    EXPECT_EQ(tongguan("tables check '" + (folder / "nowhere").string() + "'").exit_code, 1);
    EXPECT_EQ(tongguan("tables").exit_code, 2);
}

TEST(BookCommands, ProveAndListRules) {
    const TempFolder folder;
    const auto pack = folder.write("own.toml", fee_pack("500")).string();
    const auto proven = tongguan("rules check '" + pack + "'");
    EXPECT_EQ(proven.exit_code, 0) << proven.output;
    EXPECT_THAT(proven.output, HasSubstr("1 packs, 1 rules, 1 cases"));
    EXPECT_THAT(proven.output, HasSubstr("+ fee-too-high"));
    EXPECT_THAT(
        tongguan("rules list '" + folder.path().string() + "'").output,
        HasSubstr("fee-too-high\terror\t-\thouse rule")
    );
    EXPECT_THAT(tongguan("rules list").output, HasSubstr("same-order-number"));

    folder.write("own.toml", fee_pack("500", "400"));
    const auto silent = tongguan("rules check '" + pack + "'");
    EXPECT_EQ(silent.exit_code, 1);
    EXPECT_THAT(silent.output, HasSubstr("own.toml:3: rule fee-too-high does not fire"));
    folder.write("own.toml", "[[rule]\n");
    EXPECT_EQ(tongguan("rules check '" + pack + "'").exit_code, 1);
}

}  // namespace
}  // namespace tg::test
