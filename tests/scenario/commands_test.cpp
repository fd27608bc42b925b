// The commands as a person calls them: exit codes, what they print, and that the shipped files are
// what the program says.
#include "gateway/app/config.hpp"
#include "tests/support/command.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tg {
namespace {

using ::testing::HasSubstr;

const std::string program = TG_BINARY_DIR "/tongguan";

/// Words are quoted: names hold characters that a shell would take.
test::CommandOutcome called(std::initializer_list<std::string> words) {
    std::string line = program;
    for (const auto& word : words) line += " '" + word + "'";
    return test::run(line + " 2>/dev/null");
}

TEST(ShippedConfig, IsWhatTheDefinitionListSays) {
    EXPECT_EQ(test::file_text(TG_SOURCE_DIR "/config/tongguan.toml"), app::commented_config())
        << "write it anew: tongguan print-config --commented > config/tongguan.toml";
}

TEST(ConfigFile, TellsEveryFaultAtOnceWithItsPlace) {
    const test::TempFolder folder;
    const auto file = folder.write(
        "tongguan.toml",
        "[gateway]\nport = \"eighty\"\nlog_levle = \"info\"\n[intake]\nbody_bytes_max = "
        "1\n[nonsense]\nx = 1\n"
    );
    const auto loaded = app::load_config(file);
    ASSERT_FALSE(loaded);
    std::string all;
    for (const auto& part : loaded.error().parts) all += render(part, Language::en) + "\n";
    EXPECT_EQ(loaded.error().parts.size(), 4U) << all;
    EXPECT_THAT(all, HasSubstr("tongguan.toml:2:8: gateway.port has the wrong type"));
    EXPECT_THAT(all, HasSubstr("tongguan.toml:3:13: unknown key"));
    EXPECT_THAT(all, HasSubstr("did you mean gateway.log_level?"));
    EXPECT_THAT(all, HasSubstr("intake.body_bytes_max must be a whole number"));
    EXPECT_THAT(all, HasSubstr("nonsense.x"));
}

TEST(ConfigFile, PrintsAndReadsItselfBack) {
    const test::TempFolder folder;
    const auto first = app::load_config(
        folder.write("a.toml", "[gateway]\nport = 12345\n[codes]\nfolder = \"lists\"\n")
    );
    ASSERT_TRUE(first);
    EXPECT_EQ(first.value().codes_folder, folder.path() / "lists") << "relative to the file";
    const auto printed = folder.write("b.toml", app::print_config(first.value()));
    const auto again = app::load_config(printed);
    ASSERT_TRUE(again);
    EXPECT_EQ(again.value().port, 12345);
    EXPECT_EQ(again.value().codes_folder, first.value().codes_folder);
    EXPECT_EQ(
        app::print_config(again.value()), app::print_config(app::load_config(printed).value())
    );
}

TEST(ConfigFile, ReadsGuaranteesAndTellsWhatIsWrongWithThem) {
    const test::TempFolder folder;
    const std::string sound =
        "[[guarantee]]\nassure_code = \"2102980D01\"\nlimit_cny = \"1000.50\"\n";
    const auto loaded = app::load_config(folder.write("a.toml", sound));
    ASSERT_TRUE(loaded);
    ASSERT_EQ(loaded.value().guarantees.size(), 1U);
    EXPECT_EQ(loaded.value().guarantees.front().assure_code, "2102980D01");
    EXPECT_EQ(loaded.value().guarantees.front().limit_cny.text(), "1000.5");
    const auto printed = folder.write("b.toml", app::print_config(loaded.value()));
    EXPECT_EQ(app::load_config(printed).value().guarantees.size(), 1U);
    const auto fault = [&](const std::string& text) {
        const auto refused = app::load_config(folder.write("c.toml", text));
        return refused ? std::string("none") : render(refused.error().parts.front(), Language::en);
    };
    EXPECT_THAT(fault(sound + sound), HasSubstr("c.toml:4:1: guarantee given twice"));
    EXPECT_THAT(
        fault("[[guarantee]]\nassure_code = \"21\"\nlimit_cny = \"1\"\n"),
        HasSubstr("guarantee.assure_code must be")
    );
    EXPECT_THAT(
        fault("[[guarantee]]\nassure_code = \"2102980D01\"\nlimit_cny = 1.5\n"),
        HasSubstr("guarantee.limit_cny must be an amount in quotes")
    );
    EXPECT_THAT(fault(sound + "limit = 1\n"), HasSubstr("unknown key"));
    EXPECT_THAT(fault("guarantee = 1\n"), HasSubstr("write [[guarantee]]"));
}

TEST(Commands, KeysJudgeBeforeTheyWrite) {
    const test::TempFolder folder;
    const auto at = (folder.path() / "conf").string();
    const auto refused = [&](std::initializer_list<std::string> words) {
        std::string line = program + " keys new-party --name x --folder '" + at + "'";
        for (const auto& word : words) line += " '" + word + "'";
        return test::run(line + " 2>/dev/null").exit_code;
    };
    EXPECT_EQ(refused({"--code", "../../evil", "--dxp-id", "DXPENT0000000002"}), 1);
    EXPECT_EQ(refused({"--code", "2102960A01"}), 1) << "nobody could transmit for it";
    EXPECT_EQ(refused({"--code", "2102960A01", "--dxp-id", "DXPENT0000000002", "--days", "0"}), 1);
    EXPECT_EQ(refused({"--code", "2102960A01", "--transmits-through", "2102960A99"}), 1);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "evil.key.pem"));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "conf/parties.toml"));
    EXPECT_EQ(refused({"--code", "2102960A01", "--dxp-id", "DXPENT0000000002"}), 0);
    EXPECT_EQ(refused({"--code", "2102960A02", "--transmits-through", "2102960A01"}), 0);
    const auto list = called({"keys", "list", "--parties", at + "/parties.toml"});
    EXPECT_THAT(list.output, HasSubstr("2102960A02"));
}

TEST(Commands, VersionAndWrongUse) {
    EXPECT_EQ(called({"version"}).exit_code, 0);
    EXPECT_EQ(called({"nonsense"}).exit_code, 2);
    EXPECT_EQ(called({}).exit_code, 2);
    EXPECT_EQ(called({"serve", "--config", "/nowhere.toml"}).exit_code, 1);
}

TEST(Commands, KeysMakePartiesThatSignAndTokensThatAreShownOnce) {
    const test::TempFolder folder;
    const auto at = folder.path().string();
    for (const char* algorithm : {"sm2", "rsa"}) {
        const std::string code = algorithm == std::string{"sm2"} ? "2102960A01" : "2102960A02";
        const auto made = called(
            {"keys",
             "new-party",
             "--folder",
             at,
             "--code",
             code,
             "--name",
             "示例公司",
             "--dxp-id",
             "DXPENT0000000001",
             "--algorithm",
             algorithm}
        );
        EXPECT_EQ(made.exit_code, 0) << made.output;
    }
    const auto twice =
        called({"keys", "new-party", "--folder", at, "--code", "2102960A01", "--name", "示例公司"});
    EXPECT_EQ(twice.exit_code, 1) << "a party is never overwritten";
    const auto list = called({"keys", "list", "--parties", at + "/parties.toml"});
    EXPECT_THAT(list.output, HasSubstr("2102960A01"));
    EXPECT_THAT(list.output, HasSubstr("SM2/SM3"));
    EXPECT_THAT(list.output, HasSubstr("RSA/SHA-1"));
    const auto token = called(
        {"keys",
         "new-api-key",
         "--file",
         at + "/api_keys.toml",
         "--name",
         "shop",
         "--role",
         "seller",
         "--enterprise",
         "2102960A01"}
    );
    EXPECT_EQ(token.exit_code, 0);
    EXPECT_THAT(token.output, HasSubstr("tgk_"));
    const auto stored = test::file_text(folder.path() / "api_keys.toml");
    EXPECT_EQ(stored.find(token.output.substr(0, 20)), std::string::npos)
        << "the token itself is not kept";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
        if (!entry.is_regular_file() || entry.path().string().find(".cert.") != std::string::npos)
            continue;
        const auto mode = entry.status().permissions();
        EXPECT_EQ(mode & std::filesystem::perms::others_all, std::filesystem::perms::none)
            << entry.path();
    }
}

}  // namespace
}  // namespace tg
