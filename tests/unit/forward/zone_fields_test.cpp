// What zone files ask of single fields: read with every fault at its place, the nearest counts, and
// shown to whoever asks why.
#include "gateway/forward/zone_changes.hpp"
#include "gateway/forward/zone_explain.hpp"
#include "schemas/fields.hpp"
#include "tests/unit/forward/zone_text.hpp"

#include <gmock/gmock.h>

namespace tg::forward {
namespace {

using test_text::told;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What each of the three says under `fields`, as the rows of the list.
struct Said {
    std::string place, zone, channel, edition = "common";
};

std::string list_of(const std::string& rows) {
    return rows.empty() ? "" : "fields = [" + rows + "]\n";
}

std::string text_of(const Said& said) {
    return test_text::zone("ZZ", "main") + list_of(said.zone) +
           std::string(test_text::main_channel) + "edition = \"" + said.edition + "\"\n" +
           list_of(said.channel) + test_text::place("ZZ-A") + list_of(said.place);
}

Result<Zones> zones_of(const Said& said) {
    return make_zones({{"zz.toml", text_of(said)}}, {}, "zones");
}

std::string loading(const Said& said) {
    const auto zones = zones_of(said);
    return zones ? "" : told(zones.error());
}

std::vector<std::string> wanted(const Said& said) {
    const auto zones = zones_of(said);
    std::vector<std::string> out;
    if (!zones)
        return {told(zones.error())};
    for (const auto& demand : zones.value().places.find("ZZ-A")->demands)
        out.push_back(demand_name(demand) + ": " + demand_text(demand) + " @" + demand.where);
    return out;
}

struct Broken {
    std::string name, rows, fault;
};
void PrintTo(const Broken& row, std::ostream* out) {
    *out << row.name;
}

class BrokenFields : public testing::TestWithParam<Broken> {};

TEST_P(BrokenFields, AreToldWithTheirPlace) {
    // Line 17 is the list of the place, behind six of the place, six of the channel, four of the
    // zone.
    EXPECT_THAT(loading({GetParam().rows, {}, {}}), HasSubstr(GetParam().fault));
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    BrokenFields,
    testing::Values(
        Broken{
            "UnknownMessage",
            R"({message = "CEB612", field = "loctNo", required = true})",
            "zz.toml:19:22: no message CEB612 that is filed; did you mean CEB"},
        Broken{
            "Receipt",
            R"({message = "CEB622", field = "invtNo", required = true})",
            "no message CEB622 that is filed"},
        Broken{
            "UnknownField",
            R"({message = "CEB621", field = "grossWeigth", required = true})",
            "zz.toml:19:40: no field grossWeigth in CEB621; did you mean grossWeight?"},
        Broken{
            "FieldOfTheOtherNode",
            R"({message = "CEB621", field = "InventoryList/loctNo", required = true})",
            "no field InventoryList/loctNo in CEB621; did you mean loctNo?"},
        Broken{
            "FieldThatStandsTwice",
            R"({message = "CEB621", field = "country", value = "142"})",
            "country stands twice in CEB621: write one of InventoryHead/country, "
            "InventoryList/country"},
        Broken{
            "NothingAsked",
            R"({message = "CEB621", field = "loctNo"})",
            "zz.toml:19:11: a row of fields says required, max or value"},
        Broken{"UnknownKey", R"({message = "CEB621", field = "loctNo", most = 3})", "most"},
        Broken{
            "LongerThanTheTable",
            R"({message = "CEB621", field = "loctNo", max = 11})",
            "max is above the 10 characters of InventoryHead/loctNo"},
        Broken{
            "ShorterThanTheTable",
            R"({message = "CEB621", field = "areaName", max = 0})",
            "max must be a whole number, 1..65535"},
        Broken{
            "LengthOfANumber",
            R"({message = "CEB621", field = "grossWeight", max = 5})",
            "max is for free text, which InventoryHead/grossWeight is not"},
        Broken{
            "ValueOutsideTheCodeList",
            R"({message = "CEB621", field = "InventoryHead/currency", value = "999"})",
            "the message refuses this value"},
        Broken{
            "ValueOutsideTheTable",
            R"({message = "CEB621", field = "packNo", value = "2"})",
            "the message refuses this value"},
        Broken{
            "ValueTooLong",
            R"({message = "CEB621", field = "loctNo", value = "12345678901"})",
            "the message refuses this value"},
        Broken{
            "ValueThatIsSentOtherwise",
            R"({message = "CEB621", field = "freight", value = "5.00"})",
            "this value is sent as 5: write that"},
        Broken{
            "EmptyValue",
            R"({message = "CEB621", field = "loctNo", value = ""})",
            "missing key value"},
        Broken{
            "WhatTheGatewayGives",
            R"({message = "CEB621", field = "tradeMode", value = "1210"})",
            "the gateway gives InventoryHead/tradeMode itself"},
        Broken{
            "LiftingWhatTheMessageDemands",
            R"({message = "CEB621", field = "grossWeight", required = false})",
            "InventoryHead/grossWeight is required by the message itself"},
        Broken{
            "TwoLengths",
            R"({message = "CEB621", field = "note", max = 5}, {message = "CEB621", field = "InventoryHead/note", max = 6})",
            "note stands twice"},
        Broken{
            "TwoValues",
            R"({message = "CEB621", field = "loctNo", value = "A"}, {message = "CEB621", field = "InventoryHead/loctNo", value = "B"})",
            "zz.toml:19:125: InventoryHead/loctNo: this value contradicts zz.toml:19:58"},
        Broken{
            "ValueLongerThanItsLength",
            R"({message = "CEB621", field = "loctNo", value = "ABC", max = 2})",
            "InventoryHead/loctNo: this max contradicts"}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(ZoneFields, AllFaultsAreToldAtOnce) {
    const auto said = loading(
        {R"({message = "CEB9", field = "a", required = true})",
         R"({message = "CEB621", field = "nothing", required = true})",
         R"({message = "CEB621", field = "loctNo", max = 99})"}
    );
    EXPECT_THAT(said, HasSubstr("no message CEB9"));
    EXPECT_THAT(said, HasSubstr("no field nothing"));
    EXPECT_THAT(said, HasSubstr("max is above the 10"));
}

TEST(ZoneFields, TheSameAskedTwiceIsNoFault) {
    EXPECT_EQ(
        loading(
            {R"({message = "CEB621", field = "loctNo", required = true}, {message = "CEB621", field = "loctNo", required = true, max = 6})",
             {},
             {}}
        ),
        ""
    );
}

TEST(ZoneFields, WhatAnEditionLacksCannotBeAsked) {
    const std::string row = R"({message = "CEB215", field = "operatorCode", required = true})";
    for (const auto& said :
         {Said{row, {}, {}, "2018"}, Said{{}, row, {}, "2018"}, Said{{}, {}, row, "2018"}})
        EXPECT_THAT(loading(said), HasSubstr("edition 2018 has no InvtRefundDetail/operatorCode"));
    EXPECT_EQ(loading({row, {}, {}, "2022-05"}), "");
}

TEST(ZoneFields, TheNearestCounts) {
    const std::string site = R"({message = "CEB621", field = "loctNo", )";
    EXPECT_THAT(
        wanted(
            {site + "max = 4}",
             site + "max = 5, required = true}",
             site + R"(value = "ABC", max = 6})"}
        ),
        ElementsAre(
            HasSubstr("CEB621 InventoryHead/loctNo: required @zz.toml:6:"),
            HasSubstr("CEB621 InventoryHead/loctNo: max 4 @zz.toml:21:"),
            HasSubstr("CEB621 InventoryHead/loctNo: value ABC @zz.toml:13:")
        )
    );
    // A nearer one may take back what a wider one asks.
    EXPECT_THAT(wanted({site + "required = false}", site + "required = true}", {}}), IsEmpty());
    // A length and a value that exclude each other: the nearer one.
    EXPECT_THAT(
        wanted({site + "max = 2}", site + R"(value = "ABC"})", {}}), ElementsAre(HasSubstr("max 2"))
    );
    EXPECT_THAT(
        wanted({site + R"(value = "ABC"})", {}, site + "max = 2}"}),
        ElementsAre(HasSubstr("value ABC"))
    );
}

TEST(ZoneFields, AreExplainedAndCompared) {
    const Said before{R"({message = "CEB621", field = "loctNo", max = 4})", {}, {}};
    Said after = before;
    after.channel = R"({message = "CEB311", field = "OrderHead/note", required = true})";
    const auto old = zones_of(before);
    const auto fresh = zones_of(after);
    ASSERT_TRUE(old && fresh) << loading(after);
    std::string said;
    for (const auto& fact : explain(fresh.value(), "ZZ-A"))
        said += std::string(owner_name(fact.of)) + " " + fact.key + " = " + fact.text + "\n";
    EXPECT_THAT(said, HasSubstr("place CEB311 OrderHead/note = required\n"));
    EXPECT_THAT(said, HasSubstr("place CEB621 InventoryHead/loctNo = max 4\n"));
    EXPECT_THAT(said, HasSubstr("channel fields[0].field = OrderHead/note\n"));

    const auto changes = changes_between(old.value(), fresh.value());
    ASSERT_EQ(changes.channels.size(), 1U);
    EXPECT_EQ(changes.channels.front().keys.size(), 3U);
    // Only the judging changes: what is on its way is not disturbed.
    EXPECT_FALSE(needs_new_adapter("main", old.value(), fresh.value()));
}

}  // namespace
}  // namespace tg::forward
