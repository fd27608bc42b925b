// The shipped zone files load and say what the sources say; broken ones name every fault with its
// place.
#include "gateway/dialect/dialect.hpp"
#include "gateway/forward/zones.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/forward/zone_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>

namespace tg::forward {
namespace {

namespace fs = std::filesystem;
using schemas::Direction;
using testing::Contains;
using testing::HasSubstr;

std::string told(const Error& error) {
    std::string out = render(error, Language::en) + "\n";
    for (const auto& part : error.parts) out += render(part, Language::en) + "\n";
    return out;
}

const Zones& shipped() {
    static const Zones zones = [] {
        auto loaded =
            load_zones(fs::path(TG_SOURCE_DIR) / "config/zones", test_text::secrets_unread());
        if (!loaded)
            ADD_FAILURE() << told(loaded.error());
        return loaded ? std::move(loaded).value() : Zones{};
    }();
    return zones;
}

TEST(ShippedZones, HoldAllPlacesAndTheThirteenParks) {
    EXPECT_EQ(shipped().places.all().size(), 28U + 13U);
    for (int i = 1; i <= 13; ++i) {
        const auto id = "DL-P" + std::string(i < 10 ? "0" : "") + std::to_string(i);
        const auto* park = shipped().places.find(id);
        ASSERT_NE(park, nullptr) << id;
        EXPECT_TRUE(park->procedures.empty())
            << id << " is inactive until the operator fills it in";
    }
}

TEST(ShippedZones, EveryPlaceHasAChannel) {
    for (const auto& place : shipped().places.all())
        EXPECT_NE(shipped().channel_for(place.id), nullptr) << place.id;
    EXPECT_EQ(shipped().channel_for("XX"), nullptr);
    EXPECT_EQ(shipped().channel_for("DL-DYW"), shipped().channel_for("DL-AIR"));
}

TEST(ShippedZones, UseEveryTransportAndEveryDialect) {
    const auto& zones = shipped();
    EXPECT_EQ(zones.channel_for("DL-DYW")->transport, "dxp-http");
    EXPECT_EQ(zones.channel_for("FS")->transport, "ceb-folder");
    EXPECT_EQ(zones.channel_for("YK-BLC")->transport, "ceb-folder");
    EXPECT_EQ(zones.channel_for("DL")->receiver_import, "DXPEDCCEB0000002");
    EXPECT_EQ(zones.channel_for("DL")->receiver_outward, "DXPEDCCEB0000003");
    std::set<std::string> transports, dialects, known;
    for (const auto& [name, channel] : zones.channels) {
        transports.insert(channel.transport);
        if (const auto* wire = std::get_if<PartnerWire>(&channel.wire))
            dialects.insert(wire->dialect->name);
    }
    const auto names = wire_names();
    EXPECT_EQ(transports, std::set<std::string>(names.begin(), names.end()));
    for (const auto& [name, facts] : zones.dialect_facts) known.insert(name);
    EXPECT_EQ(dialects, known);
}

/// Nobody answers behind a queue or a server that is not there: no filing may wait for it.
TEST(ShippedZones, LetNoFilingOutThroughAClosedChannel) {
    for (const auto& place : shipped().places.all()) {
        const auto* channel = shipped().channel_for(place.id);
        const bool closed = channel->closed.opens(Instant(std::chrono::days(21'000))).has_value();
        EXPECT_EQ(closed, channel->transport == "amqp" || channel->transport == "sftp") << place.id;
        EXPECT_TRUE(!closed || place.procedures.empty()) << place.id;
    }
}

TEST(ShippedZones, SayWhatAPlaceDoes) {
    const auto* dayaowan = shipped().places.find("DL-DYW");
    ASSERT_NE(dayaowan, nullptr);
    EXPECT_EQ(dayaowan->customs_code, "0910");
    EXPECT_EQ(dayaowan->zone_id, "DL");
    EXPECT_TRUE(dayaowan->does(Direction::import, "1210"));
    EXPECT_TRUE(dayaowan->does(Direction::outward, "9610"));
    const auto* qixianling = shipped().places.find("DL-HT");
    ASSERT_NE(qixianling, nullptr);
    EXPECT_TRUE(qixianling->does(Direction::outward, "9710"));
    EXPECT_FALSE(qixianling->does(Direction::import, "9710"));
    EXPECT_TRUE(shipped().places.find("PJ-EXP")->procedures.empty());
    EXPECT_TRUE(shipped().places.find("DL-BLP")->procedures.empty());
}

TEST(ShippedZones, MarkWhatNobodyHasConfirmed) {
    for (const auto& row : shipped().places.find("DL-DYW")->procedures)
        EXPECT_EQ(row.confirmed, row.direction == Direction::import && row.procedure == "1210");
    EXPECT_THAT(shipped().notes.at("DL-DYW").unconfirmed, Contains("customs_code"));
    for (const auto& row : shipped().places.find("DL-BZ")->procedures) EXPECT_FALSE(row.confirmed);
    EXPECT_EQ(shipped().notes.at("YK-BLC").area_code, "2108W");
    EXPECT_EQ(shipped().notes.at("YK-BLC").port_code, "992105");
}

TEST(ShippedZones, DoBusinessExportsWhereTheSourcesSayIt) {
    const auto doing = [](std::string_view procedure) {
        std::string ids;
        for (const auto* place : shipped().places.doing(Direction::outward, procedure))
            ids += place->id + " ";
        return ids;
    };
    EXPECT_EQ(doing("9710"), "DL DL-CXD DL-HT DL-JST DL-LS DL-ZH FS FS-SF PJ SY YK-BYQ ");
    EXPECT_EQ(doing("9810"), "DL DL-HT FS SY ");
    for (const auto& place : shipped().places.all()) {
        for (const auto& row : place.procedures) {
            if (row.procedure == "9710" || row.procedure == "9810") {
                EXPECT_FALSE(row.confirmed) << place.id;
            }
        }
    }
}

TEST(ShippedZones, TakeListsUpToFiveThousandYuanInBothEditions) {
    for (const auto& place : shipped().places.all()) {
        EXPECT_EQ(place.list_limit_cny, Decimal(5000)) << place.id;
        EXPECT_EQ(place.editions.at(Instant{}), schemas::Edition::common) << place.id;
        EXPECT_TRUE(place.editions.changes.empty()) << place.id;
    }
}

TEST(ShippedZones, MoveWithTheOverrides) {
    ZoneOverrides overrides;
    overrides.base_url = "http://127.0.0.1:9999/";
    overrides.exchange_root = "/tmp/somewhere";
    overrides.leave_secrets = true;
    const auto zones = load_zones(fs::path(TG_SOURCE_DIR) / "config/zones", overrides);
    ASSERT_TRUE(zones);
    const auto& dalian = std::get<ExchangeWire>(zones.value().channel_for("DL")->wire);
    EXPECT_EQ(dalian.url, "http://127.0.0.1:9999/dxp/dalian");
    const auto& fushun = std::get<FolderWire>(zones.value().channel_for("FS")->wire);
    EXPECT_EQ(fushun.send, "/tmp/somewhere/exchange/fushun/send");
}

constexpr std::string_view sound_head = R"([zone]
id = "ZZ"
name_zh = "测试"
name_en = "Test"
channel = "main"
[channels.main]
transport = "dxp-http"
url = "http://127.0.0.1:1/a"
receiver_import = "I"
receiver_export = "E"
)";

constexpr std::string_view sound_place = R"([[places]]
id = "ZZ-A"
name_zh = "甲"
name_en = "A"
type = "park"
customs_code = "0900"
procedures = ["import 9610"]
)";

/// Everything that loading this one file says, or "" when it loads.
std::string loading(std::string_view text) {
    const test::TempFolder folder;
    std::ofstream(folder.path() / "zz.toml") << text;
    const auto zones = load_zones(folder.path(), {});
    return zones ? "" : told(zones.error());
}

std::string with(std::string_view head_more, std::string_view place_more = "") {
    return std::string(sound_head) + std::string(head_more) + std::string(sound_place) +
           std::string(place_more);
}

TEST(ZoneFile, LoadsWhenItIsSound) {
    EXPECT_EQ(loading(with("")), "");
}

/// Place ZZ-A of this file.
validate::Place place_of(std::string_view text) {
    const test::TempFolder folder;
    std::ofstream(folder.path() / "zz.toml") << text;
    const auto zones = load_zones(folder.path(), {});
    if (!zones) {
        ADD_FAILURE() << told(zones.error());
        return {};
    }
    const auto* place = zones.value().places.find("ZZ-A");
    return place == nullptr ? validate::Place{} : *place;
}

TEST(ZoneFile, SaysWhichEditionHoldsFromWhichDay) {
    using schemas::Edition;
    const auto editions = place_of(with("edition = \"2018\"\n"
                                        "editions = [{from = 2026-01-01, edition = \"common\"},\n"
                                        "{from = 2026-07-01, edition = \"2022-05\"}]\n"))
                              .editions;
    const auto at = [&](std::string_view beijing) {
        return editions.at(from_china_digits(beijing).value());
    };
    EXPECT_EQ(at("20251231235959"), Edition::e2018);
    EXPECT_EQ(at("20260101000000"), Edition::common);
    EXPECT_EQ(at("20260701000000"), Edition::e2022_05);
    EXPECT_EQ(place_of(with("")).editions.at(Instant{}), Edition::common);
}

TEST(ZoneFile, GivesTheLimitOfListsPerZoneOrPlace) {
    EXPECT_EQ(place_of(with("")).list_limit_cny, Decimal(5000));
    const auto zone = "[zone]\nlist_limit_cny = \"3000.50\"\n" + with("").substr(7);
    EXPECT_EQ(place_of(zone).list_limit_cny.text(), "3000.5");
    const auto place = zone + "list_limit_cny = \"2000\"\nunconfirmed = [\"list_limit_cny\"]\n";
    EXPECT_EQ(place_of(place).list_limit_cny, Decimal(2000));
}

TEST(ZoneFile, SaysWhatAPlaceAsksForBesides) {
    const test::TempFolder folder;
    std::ofstream(folder.path() / "zz.toml") << with("", "asks_for = [\"receipts\"]\n");
    const auto zones = load_zones(folder.path(), {});
    ASSERT_TRUE(zones) << told(zones.error());
    const auto& asked = zones.value().asks_for;
    ASSERT_TRUE(asked.contains("ZZ-A"));
    EXPECT_EQ(asked.at("ZZ-A"), std::vector{schemas::Kind::receipts});
    EXPECT_TRUE(shipped().asks_for.empty()) << "no zone is known to ask";
}

struct Broken {
    std::string name, text, said;
};
TEST(ZoneFile, GivesTheStatesThatAllowAChangePerZoneOrPlace) {
    EXPECT_EQ(place_of(with("")).changeable_states, (std::vector<std::int32_t>{1, 2, 3, 120}));
    const auto zone = "[zone]\nchangeable_states = [120, 2]\n" + with("").substr(7);
    EXPECT_EQ(place_of(zone).changeable_states, (std::vector<std::int32_t>{2, 120}));
    const auto place = zone + "changeable_states = []\nunconfirmed = [\"changeable_states\"]\n";
    EXPECT_TRUE(place_of(place).changeable_states.empty());
}

TEST(ZoneFile, WeighsRulesOtherwisePerZoneOrPlace) {
    const auto zone =
        "[zone]\nrules = {\"amount-paid\" = \"warning\", \"same-goods\" = \"off\"}\n" +
        with("").substr(7);
    const auto place =
        place_of(zone + "rules = {\"amount-paid\" = \"notice\", own-x = \"error\"}\n");
    const auto weight = [&](std::string_view rule) {
        const auto row = std::ranges::find(place.rule_switches, rule, &validate::RuleSwitch::rule);
        return row == place.rule_switches.end() ? std::optional(Severity::error) : row->severity;
    };
    EXPECT_EQ(weight("amount-paid"), Severity::notice) << "the place before its zone";
    EXPECT_EQ(weight("same-goods"), std::nullopt);
    EXPECT_EQ(place.rule_switches.size(), 4U);
}

class BrokenZoneFile : public testing::TestWithParam<Broken> {};

TEST_P(BrokenZoneFile, SaysWhatAndWhere) {
    const auto said = loading(GetParam().text);
    EXPECT_THAT(said, HasSubstr(GetParam().said));
    EXPECT_EQ(said.find("hushhush"), std::string::npos) << "a secret is repeated";
}

TEST(ZoneFolder, APipeIsRefusedAndNotWaitedFor) {
    test::TempFolder folder;
    ASSERT_EQ(::mkfifo((folder / "pipe.toml").c_str(), 0600), 0);
    const auto zones = load_zones(folder.path(), {});
    ASSERT_FALSE(zones);
    EXPECT_THAT(describe(zones.error()), HasSubstr("no regular file"));
}

INSTANTIATE_TEST_SUITE_P(
    Faults,
    BrokenZoneFile,
    testing::Values(
        Broken{"Syntax", "[zone\n", "zz.toml:1:6: no TOML"},
        Broken{"DoubleKey", with("transport = \"x\"\n"), "zz.toml:11:"},
        Broken{
            "UnknownKeyWithNearOne",
            with("polll_every_ms = 5\n"),
            "zz.toml:11:1: unknown key polll_every_ms; did you mean poll_every_ms?"},
        Broken{
            "UnknownRule",
            with("", "rules = {amount-payed = \"off\"}\n"),
            "no rule amount-payed; did you mean amount-paid?"},
        Broken{
            "UnknownWeight",
            with("", "rules = {amount-paid = \"hard\"}\n"),
            "a rule is off, error, warning or notice"},
        Broken{"UnknownTable", with("[other]\n"), "unknown key other"},
        Broken{"UnknownPlaceKey", with("", "custom_code = \"1\"\n"), "did you mean customs_code?"},
        Broken{
            "WrongType", with("poll_every_ms = \"5\"\n"), "zz.toml:11:17: poll_every_ms must be"},
        Broken{"FloatForWhole", with("poll_every_ms = 5.0\n"), "poll_every_ms must be a whole"},
        Broken{"OutOfRange", with("documents_per_message_max = 101\n"), "1..100"},
        Broken{"Zero", with("poll_every_ms = 0\n"), "poll_every_ms must be"},
        Broken{
            "CodeForm", with("", "area_code = \"21-2\"\n"), "zz.toml:18:13: area_code must have"},
        Broken{
            "UnknownProcedure",
            with(
                "",
                "[[places]]\nid=\"B\"\nname_zh=\"b\"\nname_en=\"b\"\ntype=\"park\"\n"
                "customs_code=\"0900\"\nprocedures=[\"inport 9610\"]\n"
            ),
            "no procedure inport 9610; did you mean import 9610?"},
        Broken{
            "ImportOfABusinessProcedure",
            with(
                "",
                "[[places]]\nid=\"B\"\nname_zh=\"b\"\nname_en=\"b\"\ntype=\"park\"\n"
                "customs_code=\"0900\"\nprocedures=[\"import 9710\"]\n"
            ),
            "no procedure import 9710"},
        Broken{
            "ProceduresAreNoList",
            with(
                "",
                "[[places]]\nid=\"B\"\nname_zh=\"b\"\nname_en=\"b\"\ntype=\"park\"\n"
                "procedures=\"import 9610\"\n"
            ),
            "procedures must be a list of strings"},
        Broken{"UnknownChannel", with("", "channel = \"mian\"\n"), "did you mean main?"},
        Broken{"PlaceTwice", with("", std::string(sound_place)), "place ZZ-A given twice"},
        Broken{
            "PlaceWithoutOffice",
            with(
                "",
                "[[places]]\nid=\"B\"\nname_zh=\"b\"\nname_en=\"b\"\ntype=\"park\"\n"
                "procedures=[\"import 9610\"]\n"
            ),
            "needs customs_code"},
        Broken{"NoPlaces", std::string(sound_head), "no [[places]]"},
        Broken{"NoZone", std::string(sound_place), "no table [zone]"},
        Broken{
            "NoChannels",
            "[zone]\nid=\"Z\"\nname_zh=\"z\"\nname_en=\"z\"\n",
            "no table [channels]"},
        Broken{
            "UnconfirmedNothing",
            with("", "unconfirmed = [\"area_code\"]\n"),
            "area_code, which is not"},
        Broken{
            "FolderWithoutFolders",
            with("[channels.two]\ntransport=\"ceb-folder\"\nreceiver_import=\"I\"\n"
                 "receiver_export=\"E\"\nsend_folder=\"s\"\n"),
            "missing key receive_folder"},
        Broken{
            "HttpWithoutUrl",
            with("[channels.two]\ntransport=\"dxp-http\"\nreceiver_import=\"I\"\n"
                 "receiver_export=\"E\"\n"),
            "missing key url"},
        Broken{
            "UrlOfAnotherKind",
            with("[channels.two]\ntransport=\"dxp-http\"\nurl=\"ftp://a\"\n"
                 "receiver_import=\"I\"\nreceiver_export=\"E\"\n"),
            "url must begin with https://"},
        Broken{
            "UrlWithAPassword",
            with("[channels.two]\ntransport=\"dxp-http\"\nurl=\"https://u:hushhush@a/b\"\n"
                 "receiver_import=\"I\"\nreceiver_export=\"E\"\n"),
            "url holds user information"},
        Broken{
            "UrlWithAQuery",
            with("[channels.two]\ntransport=\"dxp-http\"\nurl=\"https://a/b?token=hushhush\"\n"
                 "receiver_import=\"I\"\nreceiver_export=\"E\"\n"),
            "no query"},
        Broken{
            "UnknownEdition",
            with("edition = \"2022\"\n"),
            "zz.toml:11:11: no edition 2022; did you mean 2018?"},
        Broken{"EditionIsNoText", with("edition = 2018\n"), "zz.toml:11:11: edition must be"},
        Broken{
            "EditionsAreNoList",
            with("editions = \"2018\"\n"),
            "zz.toml:11:12: editions must be a list"},
        Broken{
            "ChangeIsNoTable", with("editions = [1]\n"), "zz.toml:11:13: editions must be a list"},
        Broken{
            "ChangeWithoutDay",
            with("editions = [{edition = \"2018\"}]\n"),
            "zz.toml:11:13: from must be a date"},
        Broken{
            "DayInQuotes",
            with("editions = [{from = \"2026-01-01\", edition = \"2018\"}]\n"),
            "zz.toml:11:21: from must be a date"},
        Broken{
            "ChangeWithoutEdition",
            with("editions = [{from = 2026-01-01}]\n"),
            "zz.toml:11:13: missing key edition"},
        Broken{
            "ChangeToUnknownEdition",
            with("editions = [{from = 2026-01-01, edition = \"2022-06\"}]\n"),
            "zz.toml:11:43: no edition 2022-06; did you mean 2022-05?"},
        Broken{
            "UnknownKeyOfAChange",
            with("editions = [{from = 2026-01-01, edition = \"2018\", form = 1}]\n"),
            "unknown key form; did you mean from?"},
        Broken{
            "ChangesOutOfOrder",
            with("editions = [{from = 2026-01-01, edition = \"2018\"},\n"
                 "{from = 2026-01-01, edition = \"2022-05\"}]\n"),
            "zz.toml:12:9: editions must be in order"},
        Broken{"NoSuchDay", with("editions = [{from = 2026-02-30}]\n"), "no TOML"},
        Broken{
            "LimitWithoutQuotes",
            with("", "list_limit_cny = 5000.00\n"),
            "zz.toml:18:18: list_limit_cny must be an amount in quotes"},
        Broken{
            "AsksForWhatItMayNot",
            with("", "asks_for = [\"receipt\"]\n"),
            "no section receipt to ask for; did you mean receipts"},
        Broken{
            "ChangeAfterRelease",
            with("", "changeable_states = [120, 800]\n"),
            "changeable_states must be a list of these: 1, 2, 3, 120, 300"},
        Broken{
            "StatesAsText", with("", "changeable_states = \"120\"\n"), "changeable_states must be"},
        Broken{"LimitOfNothing", with("", "list_limit_cny = \"0\"\n"), "list_limit_cny must be"},
        Broken{"LimitBelowZero", with("", "list_limit_cny = \"-1\"\n"), "list_limit_cny must be"},
        Broken{"LimitInFen", with("", "list_limit_cny = \"1.001\"\n"), "list_limit_cny must be"},
        Broken{"EmptyName", with("", "[[places]]\nid=\"\"\n"), "missing key id"},
        Broken{
            "PlaceIsNoTable",
            std::string("places = [1]\n") + std::string(sound_head),
            "must be a table"}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(ZoneFiles, TellAllFaultsOfAllFilesAtOnce) {
    const test::TempFolder folder;
    std::ofstream(folder.path() / "a.toml") << with("colour = 1\n", "size = 2\n");
    std::ofstream(folder.path() / "b.toml") << "x = \n";
    std::ofstream(folder.path() / "c.toml") << "[zone]\nid = 7\n";
    std::ofstream(folder.path() / "ignored.txt") << "nothing";
    const auto zones = load_zones(folder.path(), {});
    ASSERT_FALSE(zones);
    EXPECT_EQ(zones.error().code, Errc::bad_config);
    const auto text = told(zones.error());
    EXPECT_THAT(text, HasSubstr("a.toml:11:1: unknown key colour"));
    EXPECT_THAT(text, HasSubstr("a.toml:19:1: unknown key size /"));
    EXPECT_THAT(text, HasSubstr("b.toml:1:"));
    EXPECT_THAT(text, HasSubstr("c.toml:2:6: id must be a string"));
    EXPECT_THAT(text, HasSubstr("c.toml:1:1: missing key name_zh"));
    EXPECT_GE(zones.error().parts.size(), 6U);
}

TEST(ZoneFiles, MissingFolderIsAFault) {
    const auto zones = load_zones("/nonexistent/zones", {});
    ASSERT_FALSE(zones);
    EXPECT_THAT(told(zones.error()), HasSubstr("no zone files"));
}

}  // namespace
}  // namespace tg::forward
