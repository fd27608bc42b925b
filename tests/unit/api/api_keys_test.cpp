// The key file and the look-up of callers.
#include "gateway/api/api_keys.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

namespace tg::test {
namespace {

const auto noon = *from_rfc3339("2025-03-01T12:00:00Z");

std::string key_text(std::string_view token, std::string_view rest) {
    return "[[key]]\nname = \"" + std::string(token) + "\"\ntenant = 1\nsha256 = \"" +
           api::key_digest(token) + "\"\n" + std::string(rest) + "\n";
}

TEST(ApiKeys, AreFoundByTheirToken) {
    const TempFolder folder;
    const auto file = folder.write(
        "keys.toml",
        key_text("shop", "role = \"seller\"\nenterprises = [\"2102961002\", \"2102961001\"]") +
            key_text("boss", "role = \"admin\"")
    );
    const auto keys = api::ApiKeys::load(file);
    ASSERT_TRUE(keys) << describe(keys.error());
    const auto* shop = keys.value().find("Bearer shop", noon);
    ASSERT_NE(shop, nullptr);
    EXPECT_EQ(shop->key_name, "shop");
    EXPECT_EQ(shop->tenant, TenantId(1));
    EXPECT_EQ(shop->role, intake::Role::seller);
    EXPECT_EQ(shop->enterprises, (std::vector<std::string>{"2102961001", "2102961002"}));
    ASSERT_NE(keys.value().find("bearer boss", noon), nullptr) << "the scheme has no case";
    for (const auto* wrong :
         {"", "Bearer", "Bearer ", "Bearer x", "Basic shop", "shop", "Bearer shop "})
        EXPECT_EQ(keys.value().find(wrong, noon), nullptr) << wrong;
    EXPECT_EQ(keys.value().find("Bearer " + std::string(100'000, 'a'), noon), nullptr);
}

TEST(ApiKeys, AnEmptyTokenIsNobodyEvenWhenItsDigestIsRegistered) {
    const auto keys = api::ApiKeys::parse(
        "[[key]]\nname = \"x\"\ntenant = 1\nrole = \"admin\"\nsha256 = \"" + api::key_digest("") +
            "\"",
        "k"
    );
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys.value().find("Bearer ", noon), nullptr);
}

TEST(ApiKeys, EndWithTheirTime) {
    const auto keys = api::ApiKeys::parse(
        key_text("day", "role = \"admin\"\nnot_after = 2025-03-01") +
            key_text("moment", "role = \"admin\"\nnot_after = 2025-03-01T12:00:00Z"),
        "k"
    );
    ASSERT_TRUE(keys) << describe(keys.error());
    EXPECT_NE(keys.value().find("Bearer moment", noon), nullptr);
    EXPECT_EQ(keys.value().find("Bearer moment", noon + std::chrono::milliseconds(1)), nullptr);
    // The day ends in Beijing.
    EXPECT_NE(keys.value().find("Bearer day", *from_rfc3339("2025-03-01T15:59:59Z")), nullptr);
    EXPECT_EQ(keys.value().find("Bearer day", *from_rfc3339("2025-03-01T16:00:00Z")), nullptr);
}

TEST(ApiKeys, EveryFaultOfAFileIsToldAtOnceWithItsPlace) {
    const auto keys = api::ApiKeys::parse(
        "extra = 1\n"
        "[[key]]\nname = \"a b\"\ntenant = 0\nrole = \"boss\"\nsha256 = \"12\"\nrolle = 1\n"
        "[[key]]\ntenant = \"1\"\nrole = \"seller\"\nnot_after = \"soon\"\nenterprises = [\"\", "
        "5]\n"
        "[[key]]\nname = \"c\"\ntenant = 1\nrole = \"logistics\"\nsha256 = \"" +
            api::key_digest("c") + "\"\n",
        "keys.toml"
    );
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().code, Errc::bad_config);
    std::string all;
    for (const auto& part : keys.error().parts) all += part.where + ' ' + part.args.at(0) + '\n';
    for (const auto* expected :
         {"keys.toml:1:",
          "extra",
          "keys.toml:3:",
          "visible ASCII",
          "keys.toml:4:",
          "tenant",
          "keys.toml:5:",
          "seller | logistics",
          "keys.toml:6:",
          "64 hex",
          "keys.toml:7:",
          "rolle (role?)",
          "missing: name",
          "missing: sha256",
          "keys.toml:11:",
          "not_after",
          "keys.toml:12:",
          "one enterprise at least"})
        EXPECT_NE(all.find(expected), std::string::npos) << expected << " is not in\n" << all;
}

TEST(ApiKeys, NamesAndTokensAreUnique) {
    const auto once = key_text("a", "role = \"admin\"");
    const auto keys = api::ApiKeys::parse(once + once, "k");
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().parts.size(), 2U);
}

TEST(ApiKeys, BrokenTomlAndAMissingFileAreErrors) {
    const auto broken = api::ApiKeys::parse("[[key]\n", "keys.toml");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().parts.at(0).where.substr(0, 12), "keys.toml:1:");
    EXPECT_FALSE(api::ApiKeys::parse("", "keys.toml"));
    const auto absent = api::ApiKeys::load("/nowhere/keys.toml");
    ASSERT_FALSE(absent);
    EXPECT_EQ(absent.error().code, Errc::io_failed);
}

TEST(ApiKeys, NewTokensDiffer) {
    EXPECT_NE(api::new_token(), api::new_token());
    EXPECT_EQ(api::new_token().size(), 67U);
    EXPECT_EQ(
        api::key_digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

}  // namespace
}  // namespace tg::test
