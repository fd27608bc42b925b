// [[intake_folder]]: what is taken, printed and refused, with its place.
#include "gateway/app/intake_folders.hpp"

#include "gateway/app/config.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tg::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* sound =
    "[[intake_folder]]\nname = \"shop-one\"\ntenant = 3\nenterprises = [\"B\", \"A\"]\n"
    "in = \"one/in\"\nout = \"one/out/\"\ndone = \"/srv/done\"\nshapes = [\"order_sheet\"]\n"
    "encoding = \"gb18030\"\nrest_ms = 70\n";

/// Every fault, one per line.
std::string faults_of(const std::string& text) {
    const test::TempFolder folder;
    const auto loaded = load_config(folder.write("c.toml", text));
    if (loaded)
        return "none";
    std::string out;
    for (const auto& part : loaded.error().parts) out += render(part, Language::en) + "\n";
    return out;
}

TEST(IntakeFolders, AreReadWithTheRightsOfAnApiKey) {
    const test::TempFolder folder;
    const auto loaded = load_config(folder.write("c.toml", sound));
    ASSERT_TRUE(loaded) << describe(loaded.error());
    ASSERT_EQ(loaded.value().intake_folders.size(), 1U);
    const auto& one = loaded.value().intake_folders.front();
    EXPECT_EQ(one.caller.tenant, TenantId(3));
    EXPECT_EQ(one.caller.role, intake::Role::seller);
    EXPECT_EQ(one.caller.key_name, "folder shop-one");
    EXPECT_THAT(one.caller.enterprises, ElementsAre("A", "B"));
    EXPECT_EQ(one.in, folder.path() / "one/in");
    EXPECT_EQ(one.out, folder.path() / "one/out");
    EXPECT_EQ(one.done, "/srv/done");
    EXPECT_EQ(one.encoding, shapes::Encoding::gb18030);
    EXPECT_EQ(one.rest, std::chrono::milliseconds{70});
    EXPECT_EQ(one.file_bytes_max, 268'435'456U);
    const auto text = print_intake_folders(loaded.value().intake_folders);
    const auto printed = load_config(folder.write("d.toml", text));
    ASSERT_TRUE(printed) << describe(printed.error());
    EXPECT_EQ(print_intake_folders(printed.value().intake_folders), text);
    EXPECT_THAT(print_config(loaded.value()), HasSubstr(text));
}

TEST(IntakeFolders, FaultsAreToldTogetherWithTheirPlaces) {
    const auto told = faults_of(
        "[[intake_folder]]\nname = \"a b\"\nrole = \"operator\"\nin = \"x\"\nout = \"x\"\n"
        "nmae = 1\nrest_ms = 0\n"
    );
    EXPECT_THAT(told, HasSubstr("c.toml:2:"));
    EXPECT_THAT(told, HasSubstr("name takes up to 40"));
    EXPECT_THAT(told, HasSubstr("missing key tenant"));
    EXPECT_THAT(told, HasSubstr("role"));
    EXPECT_THAT(told, HasSubstr("one enterprise at least"));
    EXPECT_THAT(told, HasSubstr("used twice"));
    EXPECT_THAT(told, HasSubstr("missing key done"));
    EXPECT_THAT(told, HasSubstr("nmae"));
    EXPECT_THAT(told, HasSubstr("rest_ms"));
}

TEST(IntakeFolders, TwoOfOneNameOrInOneFolderAreRefused) {
    const auto told = faults_of(std::string(sound) + sound);
    EXPECT_THAT(told, HasSubstr("name given twice: shop-one"));
    EXPECT_THAT(told, HasSubstr("this folder is used twice: /srv/done"));
}

TEST(IntakeFolders, MappingsMustBeThereAndOfDifferentKinds) {
    drop::FolderOptions folder;
    folder.name = "shop";
    const auto& book = shapes::ShapeBook::built_in();
    folder.shapes = {"order_sheet", "haitao_mall"};
    EXPECT_TRUE(check_intake_shapes({folder}, book));
    folder.shapes = {"world_shop", "haitao_mall"};
    EXPECT_FALSE(check_intake_shapes({folder}, book));
    folder.shapes = {"order_shet"};
    const auto checked = check_intake_shapes({folder}, book);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().parts.front().code, Errc::unknown_shape);
}

}  // namespace
}  // namespace tg::app
