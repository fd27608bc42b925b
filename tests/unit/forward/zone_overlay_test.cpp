// Channels and dialects that are like others, names that are taken twice, and channels that nobody
// uses.
#include "tests/unit/forward/zone_text.hpp"

#include <gmock/gmock.h>

namespace tg::forward {
namespace {

using namespace test_text;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view no_channels = "[channels]\n";

class ZoneOverlay : public testing::Test {
 protected:
    /// Zone ZZ with place ZZ-A behind `main`, and more channels.
    void write(std::string_view more) {
        folder_.write(
            "zz.toml",
            zone("ZZ", "main") + std::string(main_channel) + std::string(more) + place("ZZ-A")
        );
    }
    Zones loaded() {
        auto zones = load_zones(folder_.path(), {});
        if (!zones)
            ADD_FAILURE() << told(zones.error());
        return zones ? std::move(zones).value() : Zones{};
    }
    std::string said() { return loading(folder_); }

    test::TempFolder folder_;
};

TEST_F(ZoneOverlay, AChannelSaysOnlyWhatDiffersFromTheOneItIsLike) {
    write("");
    folder_.write(
        "yy.toml",
        zone("YY", "other") +
            "[channels.other]\nlike = \"main\"\nurl = \"http://127.0.0.1:1/b\"\n"
            "documents_per_message_max = 7\n" +
            place("YY-A")
    );
    const auto zones = loaded();
    const auto& other = zones.channels.at("other");
    EXPECT_EQ(std::get<ExchangeWire>(other.wire).url, "http://127.0.0.1:1/b");
    EXPECT_EQ(other.receiver_import, "I");
    EXPECT_EQ(other.documents_per_message_max, 7U);
    EXPECT_EQ(zones.channels.at("main").documents_per_message_max, 100U);
    EXPECT_EQ(other.like, "main");
    EXPECT_EQ(find_fact(other.facts, "receiver_import")->where, "zz.toml:9:19");
    EXPECT_EQ(find_fact(other.facts, "url")->where, "yy.toml:8:7");
}

TEST_F(ZoneOverlay, AFaultOfWhatIsInheritedIsToldOnceAndAtItsOwnPlace) {
    write("");
    auto text = zone("YY", "other") + "[channels.other]\nlike = \"broken\"\n" + place("YY-A");
    folder_.write("yy.toml", text);
    folder_.write(
        "xx.toml",
        zone("XX", "broken") + "[channels.broken]\nlike = \"main\"\nretry_max_ms = \"soon\"\n" +
            place("XX-A")
    );
    EXPECT_EQ(
        said(),
        "xx.toml:8:16: retry_max_ms must be a whole number, 1..3600000 / "
        "retry_max_ms 应为整数 1..3600000\n"
    );
}

TEST_F(ZoneOverlay, ACircleIsRefusedWithItsMembers) {
    write(
        "[channels.a]\nlike = \"b\"\n[channels.b]\nlike = \"c\"\n[channels.c]\nlike = \"a\"\n"
        "[channels.d]\nlike = \"a\"\n"
    );
    const auto text = said();
    EXPECT_THAT(
        text,
        HasSubstr("zz.toml:12:8: channels are like one another in a circle: "
                  "a -> b -> c -> a")
    );
    EXPECT_THAT(text, HasSubstr("zz.toml:14:8"));
    EXPECT_THAT(text, HasSubstr("b -> c -> a -> b"));
    EXPECT_THAT(text, testing::Not(HasSubstr("zz.toml:18"))) << "d only leads into it";
}

TEST_F(ZoneOverlay, WhatIsLikeNothingKnownIsToldWithTheNearest) {
    write("[channels.a]\nlike = \"mian\"\n");
    EXPECT_THAT(said(), HasSubstr("no channel mian to be like; did you mean main?"));
}

TEST_F(ZoneOverlay, APatternNeedsNotBeWholeAndIsNoChannel) {
    write(
        "[channels.half]\npattern = true\ntransport = \"dxp-http\"\nreceiver_import = \"I\"\n"
        "[channels.full]\nlike = \"half\"\nurl = \"http://127.0.0.1:1/c\"\n"
        "receiver_export = \"E\"\n"
    );
    const auto zones = loaded();
    EXPECT_FALSE(zones.channels.contains("half"));
    EXPECT_TRUE(zones.channels.contains("full"));
}

TEST_F(ZoneOverlay, ADialectMayBeLikeOneOfAnotherFile) {
    const auto shipped = std::filesystem::path(TG_SOURCE_DIR) / "config/zones/dialects";
    folder_.write("dialects/soap-poll.toml", test::file_text(shipped / "soap-poll.toml"));
    folder_.write("dialects/nearly.toml", "like = \"soap-poll\"\ntitle_en = \"Another\"\n");
    write("");
    const auto zones = loaded();
    ASSERT_TRUE(zones.dialect_facts.contains("nearly"));
    const auto& facts = zones.dialect_facts.at("nearly");
    EXPECT_EQ(find_fact(facts, "title_en")->text, "Another");
    EXPECT_EQ(find_fact(facts, "level")->text, "C");
}

TEST_F(ZoneOverlay, NamesTakenTwiceAreToldWithBothPlaces) {
    write("");
    folder_.write("yy.toml", zone("ZZ", "main") + std::string(main_channel) + place("ZZ-A"));
    const auto text = said();
    EXPECT_THAT(text, HasSubstr("zz.toml:2:6: zone ZZ given twice; first at yy.toml:2:6"));
    EXPECT_THAT(text, HasSubstr("channel main given twice; first at yy.toml:6:1"));
    EXPECT_THAT(text, HasSubstr("place ZZ-A given twice; first at yy.toml:12:6"));
    EXPECT_THAT(text, HasSubstr("a place named 场所ZZ-A given twice; first at yy.toml:13:11"));
}

TEST_F(ZoneOverlay, TwoZonesMayNotClaimOnePlace) {
    write("");
    folder_.write(
        "yy.toml", zone("YY", "main") + std::string(no_channels) + place("YY-A") + place("ZZ-A")
    );
    EXPECT_THAT(said(), HasSubstr("place ZZ-A given twice; first at yy.toml:15:6"));
}

TEST_F(ZoneOverlay, AChannelOfNoPlaceIsAWarning) {
    write("[channels.spare]\nlike = \"main\"\n");
    const auto zones = loaded();
    ASSERT_EQ(zones.warnings.size(), 1U);
    EXPECT_EQ(zones.warnings[0].where, "zz.toml:11:11");
    EXPECT_THAT(zones.warnings[0].what.en, HasSubstr("channel spare is used by no place"));
    const auto shipped = load_zones(
        std::filesystem::path(TG_SOURCE_DIR) / "config/zones", test_text::secrets_unread()
    );
    ASSERT_TRUE(shipped);
    EXPECT_THAT(shipped.value().warnings, IsEmpty());
}

TEST_F(ZoneOverlay, SecretsStandInNoFact) {
    const auto file = folder_.write("password", "s3cret");
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    write(
        "[channels.queue]\ntransport = \"amqp\"\nhost = \"h\"\nuser = \"u\"\n"
        "password = \"file:" +
        file.string() +
        "\"\nrouting_key = \"r\"\n"
        "receiver_import = \"I\"\nreceiver_export = \"E\"\n"
    );
    const auto zones = loaded();
    const auto* password = find_fact(zones.channels.at("queue").facts, "password");
    ASSERT_NE(password, nullptr);
    EXPECT_EQ(password->text, "***");
    EXPECT_THAT(password->mark, AllOf(testing::SizeIs(64), testing::Not(HasSubstr("s3cret"))));
}

}  // namespace
}  // namespace tg::forward
