// Zone files over the API: who may, what a check and a switch tell, the way back, a place with what
// says so, and the way of a filing. The book of zone files is the real one, over a folder.
#include "gateway/forward/zone_book.hpp"
#include "tests/unit/api/api_house.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tg::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view dalian = R"([zone]
id = "DL"
name_zh = "大连综试区"
name_en = "Dalian zone"
channel = "dalian"
fields = [{message = "CEB621", field = "loctNo", max = 8}]
[channels.dalian]
transport = "dxp-http"
url = "http://127.0.0.1:1/secret-path"
receiver_import = "I"
receiver_export = "E"
[[places]]
id = "DL-DYW"
name_zh = "大窑湾"
name_en = "Dayaowan"
type = "comprehensive_bonded_zone"
customs_code = "0910"
procedures = ["import 1210", "import 9610"]
points = [{id = "A", name_zh = "甲", name_en = "First", supervision_code = "091001"}]
unconfirmed = ["customs_code"]
[[places]]
id = "DL-LS"
name_zh = "旅顺"
name_en = "Lushun"
type = "park"
customs_code = "0917"
procedures = ["import 1210"]
stock_at = ["DL-DYW"]
business = [{id = "B", name_zh = "业务", name_en = "Business", procedures = ["import 1210"]}]
)";

/// Takes what the book plans, as the application does, without any channel behind it.
class BookDesk final : public api::ZoneDesk {
 public:
    explicit BookDesk(forward::ZoneBook& book) : book_(book) {}

    Task<Result<Switched>> reload(books::Wish wish) override {
        co_return take(book_.plan_reload(wish));
    }
    Task<Result<Switched>> roll_back(books::Wish wish) override {
        co_return take(book_.plan_rollback(wish));
    }

 private:
    Result<Switched> take(Result<forward::ZonePlan> planned) {
        TG_TRY(auto plan, std::move(planned));
        Switched done;
        done.version_before = plan.version_before;
        done.changed = plan.changes_anything;
        if (done.changed) {
            TG_TRY(book_.commit(plan));
        }
        done.changes = plan.changes;
        done.now = book_.now();
        return done;
    }

    forward::ZoneBook& book_;
};

class ZonesRoutes : public ::testing::Test {
 protected:
    ZonesRoutes() {
        std::filesystem::create_directories(house.folder / "zones");
        write(std::string(dalian));
        book = forward::ZoneBook::open(
                   house.folder / "zones", {}, house.folder / "kept.zones", house.clock.now()
        )
                   .value();
        EXPECT_TRUE(book->begin());
        desk = std::make_unique<BookDesk>(*book);
        auto services = *house.given;
        services.zones = book->zones();
        services.zone_book = book.get();
        services.zone_desk = desk.get();
        house.handler = api::make_handler(services);
    }
    void write(const std::string& text) { house.folder.write("zones/dalian.toml", text); }
    /// The files with `from` written as `to`.
    void change(const std::string& from, const std::string& to) {
        std::string text(dalian);
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        write(text.replace(at, from.size(), to));
    }

    ApiHouse house;
    std::unique_ptr<forward::ZoneBook> book;
    std::unique_ptr<BookDesk> desk;
};

TEST_F(ZonesRoutes, AreForOperatorsAndAdminsOnly) {
    for (const auto* who : {"seller", "logistics"}) {
        EXPECT_EQ(house.get("/v1/zones", who).status, 403) << who;
        for (const auto* act : {"check", "reload", "rollback"}) {
            const auto target = std::string("/v1/zones/") + act;
            EXPECT_EQ(house.post(target, who, R"({"reason":"x"})").status, 403) << who << target;
        }
    }
    EXPECT_EQ(house.get("/v1/zones").status, 401);
    EXPECT_EQ(house.get("/v1/zones", "expired").status, 401);
    EXPECT_EQ(house.get("/v1/places/DL-DYW").status, 401);
    EXPECT_EQ(house.get("/v1/zones", "operator").status, 200);
    EXPECT_EQ(house.get("/v1/zones", "admin").status, 200);
    EXPECT_EQ(book->history()->size(), 1U) << "nobody has switched";
}

TEST_F(ZonesRoutes, ShowFilesChannelsAndHistory) {
    const auto response = house.get("/v1/zones", "operator");
    const auto shown = json(response);
    EXPECT_EQ(at(shown, "/act"), "start");
    EXPECT_EQ(at(shown, "/version"), book->now()->version);
    EXPECT_EQ(at(shown, "/files/0/name"), "dalian.toml");
    EXPECT_EQ(at(shown, "/channels/0/name"), "dalian");
    EXPECT_EQ(at(shown, "/channels/0/places/1"), "DL-LS");
    EXPECT_EQ(at(shown, "/channels/0/moved_at"), "null");
    EXPECT_EQ(at(shown, "/warnings"), "array of 0");
    EXPECT_EQ(at(shown, "/history/0/switch"), "1");
    EXPECT_EQ(at(shown, "/history/0/goes_back_to"), "null");
    const auto etag = header(response, "ETag");
    EXPECT_EQ(house.get("/v1/zones", "operator", {{"If-None-Match", etag}}).status, 304);
}

TEST_F(ZonesRoutes, WithoutZoneFilesThereIsNothing) {
    ApiHouse bare;
    EXPECT_EQ(bare.get("/v1/zones", "operator").status, 404);
    for (const auto* act : {"check", "reload", "rollback"})
        EXPECT_EQ(
            bare.post(std::string("/v1/zones/") + act, "operator", R"({"reason":"x"})").status, 404
        ) << act;
}

TEST_F(ZonesRoutes, ACheckTellsEveryFaultAndSwitchesNothing) {
    change("loctNo\", max = 8", "loctNoo\", max = 8");
    house.folder.write("zones/x.toml", "[zone]\nid = 7\n");
    const auto response = house.post("/v1/zones/check", "operator", "");
    ASSERT_EQ(response.status, 200) << response.body;
    const auto found = json(response);
    EXPECT_EQ(at(found, "/sound"), "false");
    EXPECT_EQ(at(found, "/version"), "null");
    EXPECT_EQ(at(found, "/in_force"), book->now()->version);
    EXPECT_THAT(response.body, HasSubstr("no field loctNoo in CEB621; did you mean loctNo?"));
    EXPECT_THAT(response.body, HasSubstr("x.toml"));
    EXPECT_THAT(response.body, Not(HasSubstr(house.folder.path().string())));

    const auto refused = house.post("/v1/zones/reload", "operator", R"({"reason":"try"})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(at(json(refused), "/code"), "zones_refused");
    EXPECT_EQ(book->history()->size(), 1U);
}

TEST_F(ZonesRoutes, ASwitchIsAskedForWithAReasonAuditedAndUndone) {
    change("max = 8", "max = 9");
    const auto checked = json(house.post("/v1/zones/check", "operator", ""));
    EXPECT_EQ(at(checked, "/sound"), "true");
    EXPECT_EQ(at(checked, "/changes/zones/0/keys/0/key"), "fields[0].max");
    EXPECT_EQ(at(checked, "/changes/zones/0/keys/0/before"), "8");
    EXPECT_EQ(at(checked, "/changes/zones/0/keys/0/after"), "9");
    const auto version = at(checked, "/version");
    const auto before = book->now()->version;
    ASSERT_NE(version, before);

    EXPECT_EQ(house.post("/v1/zones/reload", "operator", "{}").status, 422);
    EXPECT_EQ(book->now()->version, before);
    const auto body = R"({"reason":"新要求","version":")" + version + "\"}";
    const auto switched = house.post("/v1/zones/reload", "operator", body);
    ASSERT_EQ(switched.status, 200) << switched.body;
    EXPECT_EQ(at(json(switched), "/switched"), "true");
    EXPECT_EQ(at(json(switched), "/version_before"), before);
    EXPECT_EQ(at(json(switched), "/switch"), "2");
    ASSERT_FALSE(house.store.refusals.empty());
    EXPECT_THAT(house.store.refusals.back(), HasSubstr("operator zones_reloaded " + before));
    EXPECT_THAT(house.store.refusals.back(), HasSubstr("新要求"));
    const auto place = json(house.get("/v1/places/DL-DYW", "seller"));
    EXPECT_EQ(at(place, "/place/fields/0/wants"), "max 9") << "it counts at once";

    const auto lines = house.store.refusals.size();
    EXPECT_EQ(at(json(house.post("/v1/zones/reload", "operator", body)), "/switched"), "false");
    EXPECT_EQ(house.store.refusals.size(), lines) << "nothing happened, nothing is told";
    const auto back = house.post("/v1/zones/rollback", "admin", R"({"reason":"worse"})");
    ASSERT_EQ(back.status, 200) << back.body;
    EXPECT_EQ(book->now()->version, before);
    EXPECT_EQ(house.metrics.value("tongguan_zone_switches_total", {{"act", "rollback"}}), 1);
    const auto shown = json(house.get("/v1/zones", "operator"));
    EXPECT_EQ(at(shown, "/history/0/act"), "rollback");
    EXPECT_EQ(at(shown, "/history/0/reason"), "worse");
    EXPECT_EQ(at(shown, "/history/1/act"), "reload");
    const auto none = house.post("/v1/zones/rollback", "admin", R"({"reason":"further"})");
    EXPECT_EQ(none.status, 409);
    EXPECT_EQ(at(json(none), "/code"), "no_zones_before");
}

TEST_F(ZonesRoutes, AWishThatIsNoneIsRefusedAtItsPlace) {
    const std::pair<const char*, const char*> rows[] = {
        {"{", "json_broken"},
        {"[]", "not_an_object"},
        {R"({"reason":7})", "wrong_type"},
        {R"({"reason":"  "})", "missing"},
        {R"({"reasn":"x"})", "unknown_member"},
        {R"({"reason":"x","version":"of another day"})", "zones_differ"},
    };
    for (const auto& [body, code] : rows) {
        const auto refused = json(house.post("/v1/zones/reload", "operator", body));
        EXPECT_EQ(at(refused, "/code"), code) << body;
    }
    EXPECT_EQ(book->history()->size(), 1U);
}

TEST_F(ZonesRoutes, OneCheckOrSwitchAtATime) {
    change("max = 8", "max = 9");
    const auto plan = book->plan_reload({});
    ASSERT_TRUE(plan);
    for (const auto* act : {"check", "reload"}) {
        const auto busy =
            house.post(std::string("/v1/zones/") + act, "operator", R"({"reason":"x"})");
        EXPECT_EQ(busy.status, 503) << act;
        EXPECT_EQ(at(json(busy), "/code"), "zones_busy");
    }
}

TEST_F(ZonesRoutes, APlaceTellsWhatFilingsMayNameThere) {
    const auto shown = json(house.get("/v1/places/DL-DYW", "seller"));
    EXPECT_EQ(at(shown, "/zone"), "DL");
    EXPECT_EQ(at(shown, "/place/points/0/id"), "A");
    EXPECT_EQ(at(shown, "/place/points/0/supervision_code"), "091001");
    EXPECT_EQ(at(shown, "/place/stock_at"), "array of 0");
    EXPECT_EQ(at(shown, "/place/fields/0/field"), "CEB621 InventoryHead/loctNo");
    EXPECT_EQ(at(shown, "/place/unconfirmed/0"), "customs_code");
    EXPECT_EQ(at(shown, "/channel/name"), "dalian");
    const auto lushun = json(house.get("/v1/places/DL-LS", "seller"));
    EXPECT_EQ(at(lushun, "/place/stock_at/0"), "DL-DYW");
    EXPECT_EQ(at(lushun, "/place/business/0/id"), "B");
    EXPECT_EQ(at(lushun, "/place/business/0/procedures/0/messages/0"), "CEB311");
    EXPECT_EQ(house.get("/v1/places/DL-XX", "seller").status, 404);
    EXPECT_EQ(house.get("/v1/places/", "seller").status, 404);
}

TEST_F(ZonesRoutes, AddressesOfTheOtherSideAreForOperators) {
    for (const auto* who : {"seller", "logistics"}) {
        const auto shown = house.get("/v1/places/DL-DYW", who);
        EXPECT_EQ(shown.status, 200);
        EXPECT_THAT(shown.body, Not(HasSubstr("secret-path"))) << who;
        EXPECT_THAT(shown.body, Not(HasSubstr("dalian.toml"))) << who;
    }
    const auto whole = house.get("/v1/places/DL-DYW", "operator");
    EXPECT_THAT(whole.body, HasSubstr("secret-path"));
    EXPECT_THAT(whole.body, HasSubstr("dalian.toml:"));
    EXPECT_THAT(whole.body, HasSubstr(R"("key":"CEB621 InventoryHead/loctNo","value":"max 8")"));
    const auto etag = header(whole, "ETag");
    const std::vector<http::Header> known{{"If-None-Match", etag}};
    EXPECT_EQ(house.get("/v1/places/DL-DYW", "operator", known).status, 304);
}

TEST_F(ZonesRoutes, TheWayOfAFilingNamesChannelAndFile) {
    const auto path = "/v1/filings/" + id_text(known_filing) + "/route";
    const auto response = house.get(path, "operator");
    ASSERT_EQ(response.status, 200) << response.body;
    const auto shown = json(response);
    EXPECT_EQ(at(shown, "/place"), "DL-DYW");
    EXPECT_EQ(at(shown, "/place_known"), "true");
    EXPECT_THAT(at(shown, "/place_where"), HasSubstr("dalian.toml:"));
    EXPECT_EQ(at(shown, "/channel/name"), "dalian");
    EXPECT_EQ(at(shown, "/documents/0/section"), "order");
    EXPECT_EQ(at(shown, "/documents/0/receiver"), "I");
    EXPECT_EQ(at(shown, "/documents/0/edition"), "common");
    EXPECT_EQ(house.get(path).status, 401);
    EXPECT_EQ(house.get(path, "seller").status, 403) << "it tells addresses of the other side";
    EXPECT_EQ(house.get("/v1/filings/0000000000000/route", "operator").status, 404);
}

TEST_F(ZonesRoutes, AFilingWhosePlaceIsGoneStillHasAnAnswer) {
    house.store.held[known_filing.value()].view.park = "DL-GONE";
    const auto response = house.get("/v1/filings/" + id_text(known_filing) + "/route", "operator");
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(at(json(response), "/place_known"), "false");
    EXPECT_EQ(at(json(response), "/channel"), "null");
}

TEST_F(ZonesRoutes, AFilingTellsWhereItsGoodsAre) {
    auto& view = house.store.held[known_filing.value()].view;
    const auto path = "/v1/filings/" + id_text(known_filing);
    EXPECT_EQ(at(json(house.get(path, "operator")), "/point"), "<absent>");
    view.point = "A";
    view.stock_at = "SY-CBZ";
    const auto shown = json(house.get(path, "operator"));
    EXPECT_EQ(at(shown, "/point"), "A");
    EXPECT_EQ(at(shown, "/stock_at"), "SY-CBZ");
    EXPECT_EQ(house.get("/v1/filings?point=A", "operator").status, 200);
    ASSERT_TRUE(house.store.last_query);
    EXPECT_EQ(house.store.last_query->point, "A");
    EXPECT_EQ(house.get("/v1/filings?point=", "operator").status, 400);
}

}  // namespace
}  // namespace tg::test
