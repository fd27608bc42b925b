// `tongguan schema` as a person calls it: what is written, what is told, and the exit codes.
#include "tests/support/command.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tg {
namespace {

using ::testing::HasSubstr;

const std::string program = TG_BINARY_DIR "/tongguan";
const std::string sound = TG_SOURCE_DIR "/tests/golden/ceb311/import/message.xml";

test::CommandOutcome schema(const std::string& words) {
    return test::run(program + " schema " + words + " 2>/dev/null");
}

TEST(SchemaCommand, WritesFilesWithWhichXmllintJudges) {
    const test::TempFolder folder;
    const auto out = (folder / "xsd").string();
    const auto written = schema("xsd --direction import --edition 2018 --out '" + out + "'");
    EXPECT_EQ(written.exit_code, 0);
    EXPECT_THAT(written.output, HasSubstr("ceb-import-2018.xsd"));
    const auto lint = "xmllint --nonet --noout --schema '" + out + "/ceb-import-2018.xsd' ";
    EXPECT_EQ(test::run(lint + sound + " 2>&1").exit_code, 0);
    const auto broken = folder.write("broken.xml", "<a/>");
    EXPECT_NE(test::run(lint + broken.string() + " 2>&1").exit_code, 0);
    EXPECT_FALSE(std::filesystem::exists(folder / "xsd/ceb-export-2018.xsd"));
}

TEST(SchemaCommand, ChecksFilesAndSaysSoByItsExitCode) {
    const test::TempFolder folder;
    EXPECT_EQ(schema("check --edition 2018 " + sound).exit_code, 0);
    const auto broken = folder.write("broken.xml", "<a/>").string();
    const auto told = schema("check --edition 2018 " + sound + " " + broken);
    EXPECT_EQ(told.exit_code, 1);
    EXPECT_THAT(told.output, HasSubstr("符合 holds"));
    EXPECT_THAT(told.output, HasSubstr("the root element a is no known message"));
    const auto json = schema("check --json " + broken);
    EXPECT_EQ(json.exit_code, 1);
    EXPECT_THAT(json.output, HasSubstr("\"rule\":\"unknown_root\""));
    EXPECT_EQ(schema("check " + broken + " /nowhere").exit_code, 2);
    EXPECT_EQ(schema("check /tmp").exit_code, 2);
    EXPECT_EQ(schema("check").exit_code, 2);
    EXPECT_EQ(schema("check --edition 1999 " + sound).exit_code, 2);
    EXPECT_EQ(schema("").exit_code, 2);
}

TEST(SchemaCommand, WritesTheManualOrSaysThatItCannot) {
    const test::TempFolder folder;
    const auto out = folder / "manual.html";
    EXPECT_EQ(schema("manual --out '" + out.string() + "'").exit_code, 0);
    EXPECT_THAT(test::file_text(out), HasSubstr("报文手册"));
    EXPECT_EQ(schema("manual --out /nowhere/manual.html").exit_code, 1);
    EXPECT_EQ(schema("xsd --out /dev/null/x").exit_code, 1);
}

}  // namespace
}  // namespace tg
