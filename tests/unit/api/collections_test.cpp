// Lists made from filings: what is collected by ids and by master bill, what is left out and why,
// and what the list's head takes from the inventories.
#include "gateway/api/collection.hpp"
#include "gateway/core/text.hpp"
#include "schemas/catalogue.hpp"
#include "tests/unit/api/api_house.hpp"

#include <gtest/gtest.h>

namespace tg::test {
namespace {

using schemas::Kind;

const std::string bill = "999-00000001";

/// Filings of DL-DYW under one master bill, as imports 9610.
class CollectionRoute : public testing::Test {
 protected:
    FilingId parcel(int n, std::string_view gross, std::string_view carrier = "CARRIER001") {
        const FilingId id(known_filing.value() + n);
        auto held = house.store.held.at(known_filing.value());
        held.enterprises.emplace_back(carrier);
        held.view.id = id;
        held.view.logistics_no = "W" + std::to_string(n);
        held.view.invt_no = "I" + std::to_string(n);
        house.store.held[id.value()] = std::move(held);
        schemas::Document inventory(*schemas::find_table(621));
        const auto put = [&](std::string_view element, std::string_view value) {
            inventory.set(
                *schemas::find_field(inventory.table(), schemas::Group::head, element), value
            );
        };
        put("billNo", bill);
        put("logisticsCode", carrier);
        put("trafMode", "5");
        put("trafNo", "CA999");
        put("voyageNo", n == 9 ? "CA9" : "CA1");
        put("grossWeight", gross);
        put("packNo", "1");
        house.store.inventories.insert_or_assign(id.value(), std::move(inventory));
        house.store.bills[bill].push_back(id);
        return id;
    }
    store::FilingView& view(FilingId id) { return house.store.held.at(id.value()).view; }

    http::Response collect(
        const std::string& rest,
        std::string_view who = "seller",
        std::vector<http::Header> headers = {}
    ) {
        const std::string top =
            R"({"park":"DL-DYW","zone":"good","direction":"import","procedure":"9610",)";
        return house.post("/v1/collections", who, top + rest + "}", std::move(headers));
    }
    static std::string by_bill(const std::string& head = {}) {
        return R"("section":"delivery","masterBill":")" + bill + R"(","delivery":{)" + head + "}";
    }
    rapidjson::Document filed() {
        rapidjson::Document out;
        if (house.desk.taken.empty())
            ADD_FAILURE() << "nothing was filed";
        else
            out.Parse(house.desk.taken.back().body.c_str());
        return out;
    }
    ApiHouse house;
};

TEST_F(CollectionRoute, TakeWhatTravelsUnderABillWithWhatTheInventoriesSay) {
    const auto one = parcel(1, "2.4");
    const auto two = parcel(2, "0.35");
    const auto response = collect(by_bill(R"("operatorCode":"SITE000001")"));
    ASSERT_EQ(response.status, 202) << response.body;
    const auto body = json(response);
    EXPECT_EQ(at(body, "/collected/count"), "2");
    EXPECT_EQ(at(body, "/collected/gross_weight"), "2.75");
    EXPECT_EQ(at(body, "/collected/pack_no"), "2");
    EXPECT_EQ(at(body, "/collected/filings/0"), id_text(one));
    EXPECT_EQ(at(body, "/collected/filings/1"), id_text(two));
    EXPECT_EQ(at(body, "/left_out/0"), "<absent>");
    EXPECT_EQ(at(body, "/state"), "accepted");
    const auto order = filed();
    EXPECT_EQ(at(order, "/delivery/billNo"), bill);
    EXPECT_EQ(at(order, "/delivery/operatorCode"), "SITE000001");
    EXPECT_EQ(at(order, "/delivery/logisticsCode"), "CARRIER001");
    EXPECT_EQ(at(order, "/delivery/trafNo"), "CA999");
    EXPECT_EQ(at(order, "/delivery/lines/0/logisticsNo"), "W1");
    EXPECT_EQ(at(order, "/delivery/lines/1/logisticsNo"), "W2");
    for (const char* own : {"/masterBill", "/section", "/filings", "/delivery/grossWeight"})
        EXPECT_EQ(at(order, own), "<absent>") << own;
}

TEST_F(CollectionRoute, SayWhatIsLeftOutAndWhy) {
    parcel(1, "1");
    const auto other_carrier = parcel(2, "1", "CARRIER002");
    const auto listed = parcel(3, "1");
    house.store.listed.emplace(listed.value(), known_filing);
    const auto withdrawn = parcel(4, "1");
    view(withdrawn).state = store::FilingState::withdrawn;
    const auto bonded = parcel(5, "1");
    view(bonded).procedure = "1210";
    const auto elsewhere = parcel(6, "1");
    view(elsewhere).park = "YK-BYQ";
    const auto changed = parcel(7, "1");
    auto& inventory = house.store.inventories.at(changed.value());
    inventory.set(
        *schemas::find_field(inventory.table(), schemas::Group::head, "billNo"), "999-00000002"
    );
    const auto response = collect(by_bill(R"("logisticsCode":"carrier001")"));
    ASSERT_EQ(response.status, 202) << response.body;
    const auto body = json(response);
    EXPECT_EQ(at(body, "/collected/count"), "1");
    const std::pair<FilingId, std::string> expected[] = {
        {other_carrier, "documents_differ"},
        {listed, "listed_already"},
        {withdrawn, "not_ready_for_list"},
        {bonded, "documents_differ"}};
    for (std::size_t i = 0; i < std::size(expected); ++i) {
        const auto row = "/left_out/" + std::to_string(i);
        EXPECT_EQ(at(body, row + "/id"), id_text(expected[i].first)) << response.body;
        EXPECT_EQ(at(body, row + "/code"), expected[i].second) << response.body;
        EXPECT_NE(at(body, row + "/detail"), "") << response.body;
    }
    EXPECT_EQ(at(body, "/left_out/4"), "<absent>") << "another place, another bill by now";
}

TEST_F(CollectionRoute, OfNothingAreRefusedWithEveryReason) {
    const auto none = collect(by_bill());
    EXPECT_EQ(none.status, 422);
    EXPECT_EQ(at(json(none), "/code"), "nothing_to_collect");
    const auto id = parcel(1, "1");
    house.store.listed.emplace(id.value(), known_filing);
    const auto listed = collect(by_bill());
    EXPECT_EQ(listed.status, 422);
    EXPECT_EQ(at(json(listed), "/errors/0/code"), "listed_already") << listed.body;
    EXPECT_TRUE(house.desk.taken.empty());
}

TEST_F(CollectionRoute, OfNamedFilingsTakeAllOrNone) {
    const auto one = parcel(1, "1");
    const auto two = parcel(2, "1");
    house.store.listed.emplace(two.value(), known_filing);
    const auto ids = [](FilingId a, FilingId b) {
        return R"("delivery":{},"filings":[")" + id_text(a) + R"(",")" + id_text(b) + R"("])";
    };
    const auto refused = collect(ids(one, two));
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(at(json(refused), "/errors/0/pointer"), "/filings/1") << refused.body;
    EXPECT_EQ(at(json(refused), "/errors/0/code"), "listed_already");
    house.store.listed.clear();
    EXPECT_EQ(collect(ids(one, two)).status, 202);
    EXPECT_EQ(at(filed(), "/delivery/lines/1/logisticsNo"), "W2");
}

TEST_F(CollectionRoute, LeaveOutOfTheHeadWhatTheParcelsDoNotSayAlike) {
    parcel(1, "1");
    parcel(9, "1");
    ASSERT_EQ(collect(by_bill()).status, 202);
    EXPECT_EQ(at(filed(), "/delivery/voyageNo"), "<absent>") << "the judge then asks for it";
    ASSERT_EQ(collect(by_bill(R"("voyageNo":"CA2")")).status, 202);
    EXPECT_EQ(at(filed(), "/delivery/voyageNo"), "CA2");
}

TEST_F(CollectionRoute, OfASiteTakeTheParcelsOfEverybody) {
    parcel(1, "1", "CARRIER009");
    EXPECT_EQ(collect(by_bill(), "logistics").status, 202);
    ASSERT_TRUE(house.store.last_scope);
    EXPECT_TRUE(house.store.last_scope->enterprises.empty());
    EXPECT_EQ(collect(by_bill(), "seller").status, 202) << "it is its own filing";
    EXPECT_FALSE(house.store.last_scope->enterprises.empty());
    EXPECT_EQ(collect(by_bill(), "stranger").status, 422) << "of another tenant";
    EXPECT_EQ(collect(by_bill(), "operator").status, 403);
}

TEST_F(CollectionRoute, AreKnownAgainByWhatTheCallerWrote) {
    parcel(1, "1");
    const std::vector<http::Header> key{{"Idempotency-Key", "c1"}};
    EXPECT_EQ(collect(by_bill(), "seller", key).status, 202);
    const auto digest = house.desk.taken.back().request_sha256;
    EXPECT_EQ(digest.size(), 32U);
    ASSERT_TRUE(house.store.last_replay);
    EXPECT_EQ(house.store.last_replay->body_sha256, digest);
    EXPECT_EQ(house.store.last_replay->idempotency_key, "c1");
    parcel(2, "1");
    store::Accepted first;
    first.filing = known_filing;
    first.replayed = true;
    house.store.answered = first;
    const auto again = collect(by_bill(), "seller", key);
    EXPECT_EQ(again.status, 202);
    EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
    EXPECT_EQ(at(json(again), "/id"), id_text(known_filing));
    EXPECT_EQ(house.desk.taken.size(), 1U);
    EXPECT_EQ(house.store.last_replay->body_sha256, digest) << "although more is there now";
}

TEST_F(CollectionRoute, SayWhatIsWrongWithTheQuestion) {
    parcel(1, "1");
    const auto told = [&](const std::string& rest) { return collect(rest).body; };
    const auto both = told(by_bill() + R"(,"filings":["0123456789abc"])");
    EXPECT_NE(both.find("must_be_absent"), std::string::npos) << both;
    const auto number = told(R"("delivery":{},"masterBill":[])");
    EXPECT_NE(number.find("wrong_type"), std::string::npos) << number;
    const auto differs = told(by_bill(R"("billNo":"999-2")"));
    EXPECT_NE(differs.find("/delivery/billNo"), std::string::npos) << differs;
    const auto two = told(R"("section":"manifest","delivery":{},"masterBill":"1")");
    EXPECT_NE(two.find("manifest | delivery"), std::string::npos) << two;
    EXPECT_TRUE(house.desk.taken.empty());
    EXPECT_EQ(collect(R"("section":"delivery","masterBill":")" + bill + "\"").status, 202)
        << "the section may be left to the gateway; the judge says what it lacks";
}

TEST(CollectionOf, AManifestWantsConcludedInventoriesAndTheirWeight) {
    store::Parcel parcel;
    parcel.view.logistics_no = "W1";
    parcel.view.direction = schemas::Direction::outward;
    parcel.view.procedure = "9610";
    parcel.view.park = "DL-AIR";
    const api::ListWish wish{api::list_of(Kind::manifest), "DL-AIR", "export", "9610", {}};
    ASSERT_NE(wish.list, nullptr);
    EXPECT_EQ(api::list_of(Kind::order), nullptr);
    for (const int status : {0, 2, 120, 300, 500, 100}) {
        parcel.status = status;
        parcel.view.invt_no = "I1";
        const auto reason = api::unfit(wish, parcel, "/x");
        ASSERT_TRUE(reason) << status;
        EXPECT_EQ(reason->code, Errc::not_ready_for_list);
    }
    parcel.status = 399;
    EXPECT_FALSE(api::unfit(wish, parcel, "/x"));
    parcel.view.invt_no.clear();
    EXPECT_TRUE(api::unfit(wish, parcel, "/x")) << "customs has not numbered it";

    api::Collection collection;
    for (const char* gross : {"0.1", "0.2", "10"}) {
        schemas::Document inventory(*schemas::find_table(603));
        const auto field =
            schemas::find_field(inventory.table(), schemas::Group::head, "grossWeight");
        inventory.set(*field, gross);
        parcel.inventory = std::move(inventory);
        collection.taken.push_back(parcel);
    }
    EXPECT_EQ(collection.gross_weight()->text(), "10.3");
    const auto shared = api::shared_members(*wish.list, collection);
    ASSERT_EQ(shared.size(), 1U);
    EXPECT_EQ(shared[0].name, "grossWeight");
    EXPECT_EQ(shared[0].value, "10.3");
    EXPECT_FALSE(collection.pack_no()) << "nobody says how many";
}

TEST(CollectionOf, ASummaryTakesWhatIsDeclaredForIt) {
    store::Parcel parcel;
    parcel.view.invt_no = "I1";
    parcel.view.direction = schemas::Direction::outward;
    parcel.view.procedure = "9610";
    parcel.view.park = "DL-AIR";
    parcel.status = 899;
    const api::ListWish wish{api::list_of(Kind::summary), "DL-AIR", "export", "9610", {}};
    for (const auto& [flag, fits] : {std::pair{"A", false}, {"B", true}}) {
        schemas::Document inventory(*schemas::find_table(603));
        inventory.set(
            *schemas::find_field(inventory.table(), schemas::Group::head, "statisticsFlag"), flag
        );
        parcel.inventory = std::move(inventory);
        EXPECT_EQ(!api::unfit(wish, parcel, "/x"), fits) << flag;
    }
}

}  // namespace
}  // namespace tg::test
