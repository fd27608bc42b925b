// What follows an import inventory: changes, cancellation, returns, tax bills, warehouse entries,
// waybill statuses; over real HTTP.
#include "tests/unit/sandbox/later_papers.hpp"
#include "tests/unit/sandbox/window.hpp"

#include <gmock/gmock.h>

namespace tg::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ImportAfter : public WindowTest {
 protected:
    /// An inventory that reached that status; its number.
    std::string declared(const Purchase& purchase, std::string_view status = "800") {
        forget();
        post_import(purchase);
        const auto* answer = await(622, status);
        const std::string number = answer == nullptr ? "" : answer->invt_no;
        await_quiet();
        return number;
    }
    /// The same with three pieces of the goods.
    std::string declared_three(const Purchase& purchase) {
        auto ordered = order_line().set("qty", "3").set("totalPrice", "300");
        auto line = inventory_line().set("qty", "3").set("totalPrice", "300").set("qty1", "0.6");
        post_signed(
            311,
            platform,
            node("Order", order_head(purchase).xml("OrderHead") + ordered.xml("OrderList"))
        );
        post_signed(411, payer, payment(purchase));
        post_signed(511, carrier, waybill(purchase));
        const std::string head = inventory_head(purchase).xml("InventoryHead");
        post_signed(621, agent, node("Inventory", head + line.xml("InventoryList")));
        const auto* answer = await(622, "800");
        const std::string number = answer == nullptr ? "" : answer->invt_no;
        await_quiet();
        return number;
    }
    std::string value(const receipt::Statement& statement, std::string_view element) {
        const auto& table = statement.content.table();
        const auto field = schemas::find_field(table, schemas::Group::head, element);
        return field ? std::string(statement.content.get(*field).value_or("")) : "";
    }
    std::string line_value(const receipt::Statement& statement, std::string_view element) {
        const auto& table = statement.content.table();
        const auto field = schemas::find_field(table, schemas::Group::line, element);
        if (!field || statement.content.line_count() == 0)
            return "";
        return std::string(statement.content.get(0, *field).value_or(""));
    }
};

TEST_F(ImportAfter, AReleaseBringsATaxBillWithALineForEachOfTheInventory) {
    open();
    const std::string invt_no = declared({"TAX-1"});
    const auto bills = stated(816);
    ASSERT_THAT(bills, SizeIs(1));
    EXPECT_EQ(bills[0]->status, 1);
    EXPECT_EQ(bills[0]->invt_no, invt_no);
    EXPECT_EQ(bills[0]->number, invt_no + "_0");
    EXPECT_EQ(value(*bills[0], "orderNo"), "TAX-1");
    // 100 yuan of cosmetics below 10 yuan per gram: 13 % x 70 %.
    EXPECT_EQ(value(*bills[0], "valueAddedTax"), "9.1");
    EXPECT_EQ(line_value(*bills[0], "valueAddedTax"), "9.1");
    EXPECT_EQ(line_value(*bills[0], "taxPrice"), "100");
    EXPECT_EQ(value(*bills[0], "consumptionTax"), "0");
    EXPECT_EQ(value(*bills[0], "customsTax"), "0");
    EXPECT_THAT(stated(818), IsEmpty());
}

TEST_F(ImportAfter, TaxBillsAreLeftOutWhenTheOptionSaysSo) {
    config_.tax_bills = false;
    open();
    declared({"TAX-NONE"});
    EXPECT_THAT(stated(816), IsEmpty());
}

TEST_F(ImportAfter, ATaxBillIsConsolidatedOnDemand) {
    open();
    const std::string invt_no = declared({"ORDER-TAXED"});
    ASSERT_THAT(stated(816), SizeIs(1));
    const auto states = stated(818);
    ASSERT_THAT(states, SizeIs(1));
    EXPECT_EQ(states[0]->status, 2);
    EXPECT_EQ(states[0]->number, invt_no + "_0");
    EXPECT_FALSE(value(*states[0], "entDutyNo").empty());
}

TEST_F(ImportAfter, ACancellationFreesTheNumbersAndVoidsTheTaxBill) {
    open();
    const Purchase purchase{"CANCEL-1"};
    const std::string invt_no = declared(purchase);
    forget();
    EXPECT_EQ(post_signed(623, agent, cancellation(purchase, {"X1", invt_no})), "0000");
    await_quiet();
    EXPECT_THAT(statuses(624), ElementsAre("2", "3", "120", "399"));
    const auto* done = find(624, "399");
    ASSERT_NE(done, nullptr);
    EXPECT_EQ(done->cop_no, "X1");
    EXPECT_EQ(done->invt_no, invt_no);
    EXPECT_EQ(done->pre_no.front(), 'C');
    EXPECT_EQ(done->info_code, "2300");
    const auto states = stated(818);
    ASSERT_THAT(states, SizeIs(1));
    EXPECT_EQ(states[0]->status, 3);
    EXPECT_EQ(states[0]->number, invt_no + "_0");
    forget();
    post_signed(621, agent, inventory(purchase));
    const auto* again = await(622, "800");
    ASSERT_NE(again, nullptr);
    EXPECT_NE(again->invt_no, invt_no) << "a new inventory has a new number";
}

TEST_F(ImportAfter, ACancellationIsRefusedByItsReason) {
    open();
    const Purchase purchase{"CANCEL-2"};
    const std::string invt_no = declared(purchase);
    post_signed(623, agent, cancellation(purchase, {"X1", "091020250000000001"}));
    EXPECT_NE(await(624, "-623003"), nullptr) << "no such inventory";
    post_signed(623, agent, cancellation(purchase, {"X2", invt_no}));
    EXPECT_NE(await(624, "399"), nullptr);
    post_signed(623, agent, cancellation(purchase, {"X3", invt_no}));
    const auto* second = await(624, "-623009");
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(second->cop_no, "X3");
    await_quiet();
    const std::string inspected = declared({"CANCEL-INSPECT"}, "500");
    post_signed(623, agent, cancellation({"CANCEL-INSPECT"}, {"X4", inspected}));
    const auto* held = await(624, "-623005");
    ASSERT_NE(held, nullptr);
    EXPECT_THAT(held->info, HasSubstr("500"));
}

TEST_F(ImportAfter, ARejectedCancellationLeavesTheInventoryAndMayBeFiledAgain) {
    open();
    const Purchase purchase{"CANCEL-3"};
    const std::string invt_no = declared(purchase);
    post_signed(623, agent, cancellation(purchase, {"X-REJECT", invt_no}));
    EXPECT_NE(await(624, "100"), nullptr);
    post_signed(623, agent, cancellation(purchase, {"X-OTHER", invt_no}));
    EXPECT_NE(await(624, "399"), nullptr);
    await_quiet();
    const std::string refused = declared({"ORDER-NOCANCEL"});
    forget();
    post_signed(623, agent, cancellation({"ORDER-NOCANCEL"}, {"X5", refused}));
    EXPECT_NE(await(624, "100"), nullptr);
}

TEST_F(ImportAfter, ReturnsInPartGoOnUntilNothingIsLeft) {
    open();
    const Purchase purchase{"RETURN-1"};
    const std::string invt_no = declared_three(purchase);
    forget();
    post_signed(625, agent, refund(purchase, {"T1", invt_no}, "2"));
    await_quiet();
    const auto first = statuses(626);
    ASSERT_THAT(first, SizeIs(4));
    EXPECT_TRUE(first.back() == "399" || first.back() == "800") << first.back();
    ASSERT_THAT(stated(818), SizeIs(1));
    EXPECT_EQ(stated(818)[0]->number, invt_no + "_0");
    ASSERT_THAT(stated(816), SizeIs(1));
    EXPECT_EQ(stated(816)[0]->number, invt_no + "_1") << "a bill for the piece that stays";
    EXPECT_EQ(value(*stated(816)[0], "valueAddedTax"), "9.1");
    forget();
    post_signed(625, agent, refund(purchase, {"T2", invt_no}, "2"));
    const auto* above = await(626, "-625010");
    ASSERT_NE(above, nullptr);
    EXPECT_THAT(above->info, HasSubstr("InvtRefundList[1].qty:2,InventoryList[1]:1"));
    post_signed(625, agent, refund(purchase, {"T3", invt_no}, "1"));
    await_quiet();
    ASSERT_THAT(stated(818), SizeIs(1));
    EXPECT_EQ(stated(818)[0]->number, invt_no + "_1");
    EXPECT_THAT(stated(816), IsEmpty()) << "nothing is left to be taxed";
    post_signed(625, agent, refund(purchase, {"T4", invt_no}, "1"));
    EXPECT_NE(await(626, "-625010"), nullptr);
    post_signed(623, agent, cancellation(purchase, {"X1", invt_no}));
    EXPECT_NE(await(624, "-623005"), nullptr) << "returned goods are not cancelled";
}

TEST_F(ImportAfter, AReturnIsRefusedByItsReason) {
    open();
    const Purchase purchase{"RETURN-2"};
    const std::string invt_no = declared(purchase);
    post_signed(625, agent, refund(purchase, {"T1", invt_no}, "1", "3304990029"));
    EXPECT_NE(await(626, "-625209"), nullptr) << "another commodity code";
    post_signed(625, agent, refund(purchase, {"T2", "091020250000000001"}));
    EXPECT_NE(await(626, "-625204"), nullptr) << "no such inventory";
    post_signed(625, agent, refund(purchase, {"T-REJECT", invt_no}));
    EXPECT_NE(await(626, "100"), nullptr);
    post_signed(625, agent, refund(purchase, {"T3-REVIEW", invt_no}));
    EXPECT_NE(await(626, "300"), nullptr);
    await_quiet();
    post_signed(625, agent, refund(purchase, {"T3-REVIEW", invt_no, "20250303120000"}));
    EXPECT_NE(await(626, "-625033"), nullptr) << "declared already";
    const std::string kept = declared({"RETURN-STORED"}, "120");
    post_signed(625, agent, refund({"RETURN-STORED"}, {"T5", kept}));
    EXPECT_NE(await(626, "-625205"), nullptr) << "not released";
}

TEST_F(ImportAfter, AStoredInventoryMayBeChangedUnderItsNumber) {
    open();
    Purchase purchase{"CHANGE-STORED"};
    const std::string invt_no = declared(purchase, "120");
    forget();
    purchase.app_time = "20250301130000";
    purchase.app_type = "2";
    post_signed(621, agent, inventory(purchase));
    const auto* changed = await(622, "120");
    ASSERT_NE(changed, nullptr);
    EXPECT_EQ(changed->invt_no, invt_no);
    EXPECT_THAT(find(622, "2")->info, HasSubstr("变更申报成功"));
    await_quiet();
    forget();
    post_signed(621, agent, inventory(purchase));
    EXPECT_NE(await(622, "-621004"), nullptr) << "not newer than the change before";
    EXPECT_EQ(count("keysFiledMoreThanOnce"), 0) << "a change is no second filing";
    purchase.app_type = "3";
    purchase.app_time = "20250301150000";
    post_signed(621, agent, inventory(purchase));
    EXPECT_NE(await(622, "120"), nullptr);
    EXPECT_EQ(count("keysFiledMoreThanOnce"), 0) << "nor is a deletion";
}

TEST_F(ImportAfter, AReleasedInventoryIsNotChangedAndAMissingOneNeither) {
    open();
    Purchase purchase{"CHANGE-LATE1", "20250301130000", "2"};
    post_signed(621, agent, inventory(purchase));
    EXPECT_NE(await(622, "-621011"), nullptr);
    declared({"CHANGE-LATE1"});
    post_signed(621, agent, inventory(purchase));
    EXPECT_NE(await(622, "-621012"), nullptr);
    purchase.app_type = "3";
    purchase.app_time = "20250301140000";
    forget();
    post_signed(621, agent, inventory(purchase));
    EXPECT_NE(await(622, "-621012"), nullptr);
}

TEST_F(ImportAfter, ARejectedInventoryIsCorrectedByAChange) {
    open();
    Purchase purchase{"CHANGE-AGAIN1"};
    post_signed(311, platform, order(purchase));
    post_signed(411, payer, payment(purchase));
    post_signed(511, carrier, waybill(purchase));
    const std::string head = inventory_head(purchase).set("buyerName", "别人").xml("InventoryHead");
    post_signed(621, agent, node("Inventory", head + inventory_line().xml("InventoryList")));
    EXPECT_NE(await(622, "100"), nullptr);
    purchase.app_type = "2";
    post_signed(621, agent, inventory(purchase));
    EXPECT_NE(await(622, "-621004"), nullptr) << "not newer";
    purchase.app_time = "20250301130000";
    post_signed(621, agent, inventory(purchase));
    EXPECT_NE(await(622, "800"), nullptr);
}

TEST_F(ImportAfter, DeletionsFreeTheNumberWhileNoInventoryUsesIt) {
    open();
    Purchase purchase{"DELETE-1"};
    post_signed(511, carrier, waybill(purchase));
    await(512, "120");
    purchase.app_type = "3";
    post_signed(511, carrier, waybill(purchase));
    EXPECT_NE(await(512, "-505016"), nullptr) << "not newer";
    purchase.app_time = "20250301130000";
    post_signed(511, carrier, waybill(purchase));
    await_quiet();
    post_signed(511, carrier, waybill({"DELETE-1"}));
    await_quiet();
    EXPECT_THAT(statuses(512), ElementsAre("2", "120", "-505016", "2", "120", "2", "120"));
    purchase.app_time = "20250301140000";
    post_signed(621, agent, inventory({"DELETE-1"}));
    post_signed(511, carrier, waybill(purchase));
    EXPECT_NE(await(512, "-504016"), nullptr) << "an inventory uses it";
    post_signed(411, payer, payment(purchase));
    EXPECT_NE(await(412, "-401006"), nullptr) << "there is none";
    // The inventory waits: it has no number of customs, so it is deleted.
    post_signed(621, agent, inventory(purchase));
    await_quiet();
    EXPECT_EQ(count("inventoriesWaiting"), 0);
    purchase.app_time = "20250301150000";
    post_signed(511, carrier, waybill(purchase));
    await_quiet();
    EXPECT_EQ(statuses(512).back(), "120");
}

TEST_F(ImportAfter, AWarehouseEntryNeedsKnownWaybills) {
    open();
    post_signed(511, carrier, waybill({"ENTRY-A"}));
    post_signed(511, carrier, waybill({"ENTRY-B"}));
    await_quiet();
    const std::string first = waybill_of({"ENTRY-A"});
    const std::string second = waybill_of({"ENTRY-B"});
    post_signed(711, carrier, warehouse_entry({"R1"}, {first, "UNKNOWN"}));
    const auto* refused = await(712, "-800001");
    ASSERT_NE(refused, nullptr);
    EXPECT_THAT(refused->info, HasSubstr("UNKNOWN"));
    forget();
    post_signed(711, carrier, warehouse_entry({"R1"}, {first, second}));
    await_quiet();
    EXPECT_THAT(statuses(712), ElementsAre("2", "3", "120", "399"));
    EXPECT_EQ(find(712, "399")->rkd_no.size(), 18U);
    EXPECT_EQ(find(712, "2")->rkd_no, "");
    EXPECT_EQ(find(712, "2")->pre_no.front(), 'R');
    post_signed(711, carrier, warehouse_entry({"R1"}, {first}));
    EXPECT_NE(await(712, "-800005"), nullptr);
    post_signed(711, carrier, warehouse_entry({"R1", "", "20250303120000"}, {first}));
    EXPECT_NE(await(712, "-800003"), nullptr);
}

TEST_F(ImportAfter, AWaybillStatusIsStored) {
    open();
    post_signed(513, carrier, waybill_status("W1"));
    await_quiet();
    EXPECT_THAT(statuses(514), ElementsAre("2", "3", "120"));
    EXPECT_EQ(find(514, "120")->logistics_no, "W1");
    post_signed(513, carrier, waybill_status("W1"));
    EXPECT_NE(await(514, "-505016"), nullptr);
    post_signed(513, carrier, waybill_status("W1", "20250306120000"));
    EXPECT_NE(await(514, "-505012"), nullptr);
    post_signed(513, carrier, waybill_status("W-UNSENT"));
    EXPECT_NE(await(514, "4"), nullptr);
    post_signed(513, carrier, waybill_status("W-NEGATIVE"));
    EXPECT_NE(await(514, "-505011"), nullptr);
}

TEST_F(ImportAfter, AnInventoryThatCouldNotBeSentMayBeFiledAgain) {
    open();
    post_import({"ORDER-UNSENT"});
    EXPECT_NE(await(622, "4"), nullptr);
    await_quiet();
    EXPECT_EQ(find(622, "120"), nullptr);
    forget();
    post_signed(621, agent, inventory({"ORDER-UNSENT"}));
    EXPECT_NE(await(622, "4"), nullptr);
}

}  // namespace
}  // namespace tg::test
