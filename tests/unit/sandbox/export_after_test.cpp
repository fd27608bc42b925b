// The whole chain of an export: manifest, arrival, departure in one message or in parts, summary,
// cancellation, returns; over real HTTP.
#include "tests/unit/sandbox/later_papers.hpp"
#include "tests/unit/sandbox/window.hpp"

#include <gmock/gmock.h>

namespace tg::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ExportAfter : public WindowTest {
 protected:
    std::string declared(
        const Purchase& purchase, std::string_view status, const std::string& statistics = "A"
    ) {
        forget();
        post_signed(303, seller, export_order(purchase));
        post_signed(505, carrier, export_waybill(purchase));
        post_signed(603, agent, export_inventory(purchase, statistics));
        const auto* answer = await(604, status);
        const std::string number = answer == nullptr ? "" : answer->invt_no;
        await_quiet();
        return number;
    }
    std::string value(const receipt::Statement& statement, std::string_view element) {
        const auto& table = statement.content.table();
        const auto field = schemas::find_field(table, schemas::Group::head, element);
        return field ? std::string(statement.content.get(*field).value_or("")) : "";
    }
    /// Manifest, arrival and departure of those parcels.
    void leave(const std::string& name, const std::vector<std::string>& waybills) {
        post_signed(607, agent, manifest({name}, waybills));
        post_signed(507, carrier, arrival({name}, waybills));
        await_quiet();
        post_signed(509, carrier, departure({name}, waybills));
        await_quiet();
    }
};

TEST_F(ExportAfter, WithoutTheChainAnInventoryIsReleasedAtOnceAndStillClosed) {
    open();
    const Purchase purchase{"EX-1"};
    declared(purchase, "800");
    EXPECT_EQ(find(604, "899"), nullptr);
    leave("M1", {waybill_of(purchase)});
    EXPECT_THAT(statuses(608), ElementsAre("2", "3", "399"));
    EXPECT_THAT(statuses(508), ElementsAre("2", "3", "399"));
    EXPECT_THAT(statuses(510), ElementsAre("2", "3", "399"));
    EXPECT_NE(find(604, "899"), nullptr);
    EXPECT_THAT(statuses(604), ElementsAre("2", "3", "120", "399", "800", "899"));
}

TEST_F(ExportAfter, TheChainReleasesWithManifestAndArrivalAndClosesWithTheDeparture) {
    config_.export_chain = true;
    open();
    const Purchase purchase{"EX-2"};
    declared(purchase, "399");
    EXPECT_EQ(find(604, "800"), nullptr);
    const std::string parcel = waybill_of(purchase);
    post_signed(509, carrier, departure({"D0"}, {parcel}));
    const auto* early = await(510, "100");
    ASSERT_NE(early, nullptr);
    EXPECT_THAT(early->info, HasSubstr(parcel));
    post_signed(607, agent, manifest({"M1"}, {parcel}));
    await_quiet();
    EXPECT_NE(find(608, "399"), nullptr);
    EXPECT_EQ(find(604, "800"), nullptr) << "the arrival is missing";
    post_signed(507, carrier, arrival({"A1"}, {parcel}));
    await_quiet();
    ASSERT_NE(find(604, "800"), nullptr);
    EXPECT_LT(*find(508, "399")->time, *find(604, "800")->time);
    EXPECT_EQ(find(604, "899"), nullptr);
    post_signed(509, carrier, departure({"D1"}, {parcel}));
    await_quiet();
    EXPECT_NE(find(604, "899"), nullptr);
}

TEST_F(ExportAfter, AnOrderNumberAsksForTheChainAndAnArrivalWithoutListMeansTheBill) {
    open();
    const Purchase purchase{"EX-CHAIN"};
    declared(purchase, "399");
    EXPECT_EQ(find(604, "800"), nullptr);
    post_signed(507, carrier, arrival({"A1"}, {}));
    await_quiet();
    EXPECT_EQ(find(604, "800"), nullptr) << "the manifest is missing";
    post_signed(607, agent, manifest({"M1"}, {waybill_of(purchase)}));
    EXPECT_NE(await(604, "800"), nullptr);
}

TEST_F(ExportAfter, PartsTakeEffectWithTheLastWhicheverThatIs) {
    config_.export_chain = true;
    open();
    const Purchase first{"EX-P1"};
    const Purchase second{"EX-P2"};
    declared(first, "399");
    declared(second, "399");
    forget();
    const std::vector<std::string> both{waybill_of(first), waybill_of(second)};
    post_signed(507, carrier, arrival({"A1"}, both));
    await_quiet();
    Later part{"M1"};
    part.parts = 2;
    part.part = 2;
    post_signed(607, agent, manifest(part, {waybill_of(second)}));
    await_quiet();
    EXPECT_THAT(statuses(608), ElementsAre("2"));
    EXPECT_THAT(statuses(604), IsEmpty());
    part.part = 1;
    post_signed(607, agent, manifest(part, {waybill_of(first)}));
    await_quiet();
    EXPECT_THAT(statuses(604), ElementsAre("800", "800"));
    const auto all = statuses(608);
    EXPECT_EQ(std::count(all.begin(), all.end(), "399"), 2) << "each part is answered";
    part.part = 3;
    part.app_time = "20250302130000";
    post_signed(607, agent, manifest(part, {waybill_of(first)}));
    EXPECT_NE(await(608, "-903001"), nullptr) << "more parts than there are";
    part.part = 1;
    post_signed(607, agent, manifest(part, {waybill_of(first)}));
    EXPECT_NE(await(608, "-904001"), nullptr) << "that part is held";
    part.app_type = "2";
    post_signed(607, agent, manifest(part, {waybill_of(first)}));
    EXPECT_NE(await(608, "-903003"), nullptr) << "concluded, it is not changed";
}

TEST_F(ExportAfter, APartMayBeTakenBackBeforeTheLastCame) {
    open();
    const Purchase purchase{"EX-P3"};
    declared(purchase, "800");
    Later part{"M1"};
    part.parts = 2;
    post_signed(607, agent, manifest(part, {waybill_of(purchase)}));
    await_quiet();
    part.app_type = "3";
    part.app_time = "20250302130000";
    post_signed(607, agent, manifest(part, {waybill_of(purchase)}));
    await_quiet();
    EXPECT_THAT(statuses(608), ElementsAre("2", "2", "120"));
    post_signed(607, agent, manifest({"M1"}, {waybill_of(purchase)}));
    EXPECT_NE(await(608, "399"), nullptr) << "the key was free for a list in one message";
}

TEST_F(ExportAfter, AManifestOfUnconcludedParcelsIsRejected) {
    open();
    post_signed(607, agent, manifest({"M1"}, {"NOBODYS"}));
    const auto* rejected = await(608, "100");
    ASSERT_NE(rejected, nullptr);
    EXPECT_THAT(rejected->info, HasSubstr("NOBODYS"));
    const Purchase purchase{"EX-4"};
    declared(purchase, "800");
    post_signed(607, agent, manifest({"M1"}, {waybill_of(purchase)}));
    EXPECT_NE(await(608, "399"), nullptr) << "after a rejection the key is free";
    post_signed(607, agent, manifest({"M2-REJECT"}, {waybill_of(purchase)}));
    await_quiet();
    const auto* officer = find(608, "100");
    ASSERT_NE(officer, nullptr);
    EXPECT_EQ(statuses(608).back(), "100");
}

TEST_F(ExportAfter, AClosedInventoryIsSummarisedOnceAndNotCancelled) {
    open();
    const Purchase one{"EX-S1"};
    const Purchase two{"EX-S2"};
    const std::string first = declared(one, "800", "B");
    const std::string second = declared(two, "800", "B");
    post_signed(701, agent, summary({"S0"}, {first}));
    const auto* early = await(702, "100");
    ASSERT_NE(early, nullptr) << "not closed yet";
    EXPECT_THAT(early->info, HasSubstr(first));
    leave("M1", {waybill_of(one), waybill_of(two)});
    forget();
    post_signed(605, agent, export_cancellation({"X1", first}));
    EXPECT_NE(await(606, "-607003"), nullptr) << "closed goods are not cancelled";
    post_signed(701, agent, summary({"S1"}, {first, second}));
    await_quiet();
    EXPECT_THAT(statuses(702), ElementsAre("2", "3", "120", "399"));
    const std::string sum_no = find(702, "399")->sum_no;
    EXPECT_EQ(sum_no.size(), 18U);
    const auto results = stated(792);
    ASSERT_THAT(results, SizeIs(2)) << "one declaration, told twice";
    EXPECT_EQ(results[0]->sum_no, sum_no);
    EXPECT_EQ(results[0]->content.line_count(), 2U);
    EXPECT_EQ(value(*results[0], "entryId"), "");
    EXPECT_EQ(value(*results[0], "netWeight"), "2");
    EXPECT_EQ(value(*results[1], "entryId").size(), 18U);
    EXPECT_EQ(value(*results[1], "declSeqNo"), value(*results[0], "declSeqNo"));
    EXPECT_EQ(results[1]->content.line_count(), 0U);
    post_signed(701, agent, summary({"S2"}, {second}));
    EXPECT_NE(await(702, "100"), nullptr) << "summarised already";
}

TEST_F(ExportAfter, ASummaryWithoutNumbersTakesWhatIsClosedAndFlaggedForIt) {
    open();
    const std::string simplified = declared({"EX-S3"}, "800", "A");
    const std::string flagged = declared({"EX-S4"}, "800", "B");
    post_signed(701, agent, summary({"S1"}, {}));
    EXPECT_NE(await(702, "100"), nullptr) << "nothing is closed";
    leave("M1", {waybill_of({"EX-S3"}), waybill_of({"EX-S4"})});
    forget();
    post_signed(701, agent, summary({"S2"}, {}));
    EXPECT_NE(await(702, "399"), nullptr);
    await_quiet();
    ASSERT_FALSE(stated(792).empty());
    const auto& content = stated(792)[0]->content;
    const auto field = schemas::find_field(content.table(), schemas::Group::line, "invtNo");
    ASSERT_EQ(content.line_count(), 1U);
    EXPECT_EQ(content.get(0, *field), flagged);
    forget();
    post_signed(701, agent, summary({"S3"}, {simplified}));
    EXPECT_NE(await(702, "100"), nullptr) << "statistics flag A";
}

TEST_F(ExportAfter, ACancellationFreesTheNumbers) {
    open();
    const Purchase purchase{"EX-5"};
    const std::string invt_no = declared(purchase, "800");
    post_signed(605, agent, export_cancellation({"X0", "090220250000000001"}));
    EXPECT_NE(await(606, "-607004"), nullptr);
    forget();
    post_signed(605, agent, export_cancellation({"X1", invt_no}));
    await_quiet();
    EXPECT_THAT(statuses(606), ElementsAre("2", "3", "399"));
    post_signed(605, agent, export_cancellation({"X2", invt_no}));
    EXPECT_NE(await(606, "-608001"), nullptr);
    forget();
    post_signed(603, agent, export_inventory(purchase));
    EXPECT_NE(await(604, "800"), nullptr);
}

TEST_F(ExportAfter, MoneyReceivedIsStored) {
    open();
    post_signed(403, seller, money_received({"EX-6"}));
    await_quiet();
    EXPECT_THAT(statuses(404), ElementsAre("2", "120"));
    EXPECT_EQ(find(404, "120")->order_no, "EX-6");
    post_signed(403, seller, money_received({"EX-6"}));
    EXPECT_NE(await(404, "-404001"), nullptr);
}

TEST_F(ExportAfter, AReturnIsReleasedAndTallied) {
    open();
    const Purchase purchase{"EX-7"};
    const std::string invt_no = declared(purchase, "800");
    post_signed(215, carrier, tally({"T1", invt_no}));
    EXPECT_NE(await(216, "-215007"), nullptr) << "no return was declared";
    post_signed(213, agent, export_refund({"T1", invt_no}, "2"));
    EXPECT_NE(await(214, "-213010"), nullptr) << "above the quantity";
    forget();
    post_signed(213, agent, export_refund({"T1-INSPECTED", invt_no}));
    await_quiet();
    EXPECT_THAT(statuses(214), ElementsAre("2", "3", "120", "500", "800"));
    EXPECT_EQ(find(214, "800")->invt_no, invt_no);
    forget();
    post_signed(215, carrier, tally({"T1", invt_no}));
    await_quiet();
    EXPECT_THAT(statuses(216), ElementsAre("2", "3", "399"));
    EXPECT_THAT(statuses(214), IsEmpty());
}

TEST_F(ExportAfter, InTheChainAReturnWaitsForItsTally) {
    open();
    const Purchase purchase{"EX-CHAIN"};
    const std::string invt_no = declared(purchase, "399");
    post_signed(213, agent, export_refund({"T0", invt_no}));
    EXPECT_NE(await(214, "-213007"), nullptr) << "not released";
    const std::string parcel = waybill_of(purchase);
    leave("M1", {parcel});
    forget();
    post_signed(213, agent, export_refund({"T1", invt_no}));
    await_quiet();
    EXPECT_THAT(statuses(214), ElementsAre("2", "3", "120"));
    post_signed(215, carrier, tally({"Y1", invt_no}));
    EXPECT_NE(await(214, "800"), nullptr);
}

TEST_F(ExportAfter, TheChainGoesOnAfterARestart) {
    open();
    const Purchase purchase{"EX9-CHAIN"};
    declared(purchase, "399");
    post_signed(607, agent, manifest({"M1"}, {waybill_of(purchase)}));
    await_quiet();
    reopen();
    post_signed(507, carrier, arrival({"A1"}, {waybill_of(purchase)}));
    EXPECT_NE(await(604, "800"), nullptr);
}

}  // namespace
}  // namespace tg::test
