// What a channel says that statuses of theirs mean.
#include "gateway/forward/kept_receipts.hpp"

#include "tests/unit/forward/zone_text.hpp"

#include <gmock/gmock.h>

namespace tg::forward {
namespace {

using namespace test_text;

receipt::Answer answered(const Zones& zones, std::string_view status) {
    receipt::KeptReceipt kept;
    kept.id = RawId(1);
    kept.raw.place = "main";
    kept.raw.bytes =
        "<CEB622Message guid=\"11111111-1111-1111-1111-111111111111\" version=\"1.0\" "
        "xmlns=\"http://www.chinaport.gov.cn/ceb\"><InventoryReturn>"
        "<guid>22222222-2222-2222-2222-222222222222</guid><returnStatus>" +
        std::string(status) +
        "</returnStatus><returnTime>20260101120000000</returnTime><returnInfo>told</returnInfo>"
        "</InventoryReturn></CEB622Message>";
    const auto read = read_kept(zones, kept);
    EXPECT_TRUE(read);
    return read && read.value().answers.size() == 1 ? read.value().answers[0] : receipt::Answer{};
}

TEST(ExtraStates, BecomeCustomsOwnOrOnlyTell) {
    const test::TempFolder folder;
    folder.write(
        "zz.toml",
        zone("ZZ", "main") + std::string(main_channel) +
            "extra_states = {\"1003\" = \"120\", \"99\" = \"tells\"}\n" + place("ZZ-A")
    );
    const auto zones = load_zones(folder.path(), {});
    ASSERT_TRUE(zones) << told(zones.error());
    const auto stored = answered(zones.value(), "1003");
    EXPECT_EQ(stored.status, 120);
    EXPECT_EQ(stored.returned_status, "1003") << "as it was written";
    EXPECT_TRUE(stored.time);
    const auto tells = answered(zones.value(), "99");
    EXPECT_FALSE(tells.status);
    EXPECT_FALSE(tells.time) << "so that it moves nothing";
    EXPECT_EQ(tells.info, "told");
    EXPECT_EQ(answered(zones.value(), "800").status, 800);
}

TEST(ExtraStates, MustBeNumbersThatMeanSomething) {
    const auto said = [](std::string_view states) {
        const test::TempFolder folder;
        folder.write(
            "zz.toml",
            zone("ZZ", "main") + std::string(main_channel) +
                "extra_states = " + std::string(states) + "\n" + place("ZZ-A")
        );
        return loading(folder);
    };
    EXPECT_THAT(said("{\"x\" = \"120\"}"), testing::HasSubstr("a status is a number, not x"));
    EXPECT_THAT(said("{\"5\" = \"121\"}"), testing::HasSubstr("one of customs': 4, 1, 2, 3, 120"));
}

TEST(Business, IsCarriedByProceduresOfThePlace) {
    const auto said = [](const std::string& business) {
        const auto text = zone("ZZ", "main") + std::string(main_channel) + place("ZZ-A") +
                          "business = [" + business + "]\n";
        const auto zones = make_zones({{"zz.toml", text}}, {}, "zones");
        return zones ? std::string() : told(zones.error());
    };
    const std::string named = R"({id = "B", name_zh = "一", name_en = "One", procedures = [)";
    EXPECT_EQ(said(named + "\"import 9610\"]}"), "");
    EXPECT_THAT(
        said(named + "\"import 9611\"]}"),
        testing::HasSubstr("the place does no import 9611; did you mean import 9610?")
    );
    EXPECT_THAT(said(named + "]}"), testing::HasSubstr("missing key procedures"));
}

TEST(Stock, LiesWhereBondedImportIsDone) {
    const auto said = [](std::string_view stock) {
        const test::TempFolder folder;
        folder.write(
            "zz.toml",
            zone("ZZ", "main") + std::string(main_channel) + place("ZZ-A") + std::string(stock) +
                place("ZZ-B")
        );
        return loading(folder);
    };
    EXPECT_THAT(
        said("stock_at = [\"ZZ-C\"]\n"), testing::HasSubstr("zz.toml:18:13: no place ZZ-C")
    );
    EXPECT_THAT(said("stock_at = [\"ZZ-B\"]\n"), testing::HasSubstr("ZZ-B does no import 1210"));
    EXPECT_THAT(
        said("points = [{id = \"P\", name_zh = \"一\", name_en = \"One\"},"
             " {id = \"P\", name_zh = \"二\", name_en = \"Two\", supervision_code = "
             "\"12345678901\"}]\n"),
        testing::AllOf(
            testing::HasSubstr("point P given twice"), testing::HasSubstr("at most 10 capitals")
        )
    );
}

}  // namespace
}  // namespace tg::forward
