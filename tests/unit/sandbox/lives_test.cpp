// Whole lives of documents over real HTTP, and each ending that an order number can ask for.
#include "tests/unit/sandbox/window.hpp"

#include <gmock/gmock.h>

namespace tg::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class Lives : public WindowTest {};

TEST_F(Lives, AnImportIsAcceptedStoredAndReleased) {
    open();
    post_import({"ORDER-1"});
    const auto* released = await(622, "800");
    ASSERT_NE(released, nullptr);
    EXPECT_EQ(released->invt_no.size(), 18U);
    EXPECT_EQ(released->invt_no.substr(0, 4), "0910");
    EXPECT_EQ(released->invt_no[8], 'I');
    EXPECT_THAT(released->info, HasSubstr("[Code:2600;"));
    EXPECT_THAT(released->cop_no, IsEmpty()) << "real 800 receipts name the numbers only";
    await_quiet();
    EXPECT_THAT(statuses(312), ElementsAre("2", "120"));
    EXPECT_THAT(statuses(412), ElementsAre("2", "120"));
    EXPECT_THAT(statuses(512), ElementsAre("2", "120"));
    const auto* accepted = find(622, "2");
    ASSERT_NE(accepted, nullptr);
    EXPECT_EQ(accepted->guid, guid_of("inventory", "ORDER-1"))
        << "the e-port repeats the guid that was sent";
    EXPECT_EQ(accepted->bracket_guid, accepted->guid);
    EXPECT_EQ(accepted->pre_no.size(), 18U);
    EXPECT_EQ(accepted->pre_no.front(), 'B');
    EXPECT_EQ(released->pre_no, accepted->pre_no);
    const auto* stored = find(312, "120");
    EXPECT_NE(stored->guid, guid_of("order", "ORDER-1")) << "customs uses a guid of its own";
    EXPECT_EQ(stored->guid, lower_ascii(stored->guid));
    EXPECT_EQ(stored->info_code, "1800");
    EXPECT_EQ(stored->order_no, "ORDER-1");
    EXPECT_LT(*find(312, "2")->time, *stored->time);
    EXPECT_EQ(count("totalDocuments"), 4);
    EXPECT_EQ(count("keysFiledMoreThanOnce"), 0);
}

TEST_F(Lives, AnExportIsConcludedReleasedAndClosedWhenTheOptionSaysSo) {
    config_.close_exports = true;
    open();
    const Purchase purchase{"EXPORT-1"};
    EXPECT_EQ(post_signed(603, agent, export_inventory(purchase)), "0000");
    EXPECT_EQ(post_signed(303, seller, export_order(purchase)), "0000");
    EXPECT_EQ(post_signed(505, carrier, export_waybill(purchase)), "0000");
    const auto* closed = await(604, "899");
    ASSERT_NE(closed, nullptr);
    await_quiet();
    for (const char* status : {"2", "3", "120", "399", "800"})
        EXPECT_NE(find(604, status), nullptr) << status;
    EXPECT_EQ(find(604, "120")->invt_no[8], 'E');
    EXPECT_THAT(statuses(304), ElementsAre("2", "120"));
    EXPECT_THAT(statuses(506), ElementsAre("2", "120"));
}

TEST_F(Lives, AnInventoryWaitsForThePaymentAndSaysSo) {
    open();
    const Purchase purchase{"ORDER-WAIT1"};
    post_signed(311, platform, order(purchase));
    post_signed(511, carrier, waybill(purchase));
    post_signed(621, agent, inventory(purchase));
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (statuses(622).size() < 2 && std::chrono::steady_clock::now() < end) fetch();
    await_quiet();
    ASSERT_THAT(statuses(622), ElementsAre("2", "2"))
        << "nothing but 2 while the payment is missing";
    std::string texts;
    for (const receipt::Answer& answer : answers_)
        texts += answer.message == 622 ? answer.info : "";
    EXPECT_THAT(texts, HasSubstr("支付单信息不存在"));
    EXPECT_THAT(texts, Not(HasSubstr("订单信息不存在")));
    EXPECT_THAT(texts, Not(HasSubstr("运单信息不存在")));
    EXPECT_EQ(count("inventoriesWaiting"), 1);
    post_signed(411, payer, payment(purchase));
    EXPECT_NE(await(622, "800"), nullptr);
    EXPECT_EQ(count("inventoriesWaiting"), 0);
}

TEST_F(Lives, APackOfAHundredIsAnsweredInFullReceipts) {
    open();
    std::string orders;
    for (int at = 0; at < 100; ++at) orders += order({"PACK-" + std::to_string(at)});
    EXPECT_EQ(post_signed(311, platform, orders), "0000");
    await(312, "120");
    await_quiet();
    EXPECT_EQ(statuses(312).size(), 200U);
    EXPECT_EQ(receipts_, 2);
}

struct Disagreement {
    const char* name;
    const char* element;
    const char* value;
    const char* code;
};

class Compared : public WindowTest, public ::testing::WithParamInterface<Disagreement> {};

TEST_P(Compared, RejectsWithTheCodeAndTheValues) {
    open();
    const Purchase purchase{"ORDER-DIFF"};
    const Disagreement& row = GetParam();
    auto paid = payment_head(purchase);
    auto carried = waybill_head(purchase);
    auto declared = inventory_head(purchase);
    auto line = inventory_line();
    for (Fields* fields : {&paid, &carried, &declared, &line}) {
        // Each row names an element that only one of the four has, or that is changed in one of
        // them.
        const bool only_paid = std::string(row.code) == "1327" || std::string(row.code) == "1332";
        const bool only_carried = std::string(row.code) == "13038";
        if (only_paid && fields != &paid)
            continue;
        if (only_carried && fields != &carried)
            continue;
        if (std::string(row.code) == "1322" && fields != &line)
            continue;
        fields->set(row.element, row.value);
    }
    std::string lines = line.xml("InventoryList");
    if (std::string(row.code) == "1320")
        lines += inventory_line().set("gnum", "2").xml("InventoryList");
    post_signed(311, platform, order(purchase));
    post_signed(411, payer, node("Payment", paid.xml("PaymentHead")));
    post_signed(511, carrier, node("Logistics", carried.xml("LogisticsHead")));
    post_signed(621, agent, node("Inventory", declared.xml("InventoryHead") + lines));
    const auto* rejected = await(622, "100");
    ASSERT_NE(rejected, nullptr);
    EXPECT_EQ(rejected->info_code, row.code) << rejected->info;
    await_quiet();
    EXPECT_EQ(find(622, "800"), nullptr);
    EXPECT_EQ(find(622, "120"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Compared,
    ::testing::Values(
        Disagreement{"payer", "payerName", "别人", "1327"},
        Disagreement{"amount", "amountPaid", "100", "1332"},
        Disagreement{"buyer_name", "buyerName", "别人", "13127"},
        Disagreement{"telephone", "buyerTelephone", "10000000001", "130126"},
        Disagreement{"consignee", "consignee", "别人", "13038"},
        Disagreement{"lines", "qty", "2", "1322"},
        Disagreement{"number_of_lines", "-", "-", "1320"}
    ),
    [](const auto& row) { return std::string(row.param.name); }
);

TEST_F(Lives, ThePaymentEnterpriseOfTheOrderIsComparedWithThatOfThePayment) {
    open();
    const auto paid_by = [](const Purchase& purchase, const std::string& enterprise) {
        std::string text = order(purchase);
        const std::string next = "<ceb:consignee>";
        text.insert(text.find(next), "<ceb:payCode>" + enterprise + "</ceb:payCode>");
        return text;
    };
    for (const auto& [number, enterprise] :
         {std::pair{"ORDER-PAY1", std::string(agent)}, {"ORDER-PAY2", std::string(payer)}}) {
        const Purchase purchase{number};
        post_signed(311, platform, paid_by(purchase, enterprise));
        post_signed(411, payer, payment(purchase));
        post_signed(511, carrier, waybill(purchase));
        post_signed(621, agent, inventory(purchase));
        const bool same = enterprise == payer;
        const auto* decided = await(622, same ? "800" : "100");
        ASSERT_NE(decided, nullptr) << number;
        if (same)
            continue;
        EXPECT_EQ(decided->info_code, "13035") << decided->info;
        EXPECT_NE(decided->info.find("OrderHead.payCode:" + enterprise), std::string::npos)
            << decided->info;
        await_quiet();
        EXPECT_EQ(find(622, "800"), nullptr);
        forget();
    }
}

TEST_F(Lives, ARejectedInventoryMayBeFiledAgain) {
    open();
    Purchase purchase{"ORDER-AGAIN"};
    post_signed(311, platform, order(purchase));
    post_signed(411, payer, payment(purchase));
    post_signed(511, carrier, waybill(purchase));
    auto wrong = inventory_head(purchase).set("buyerName", "别人");
    post_signed(
        621,
        agent,
        node("Inventory", wrong.xml("InventoryHead") + inventory_line().xml("InventoryList"))
    );
    EXPECT_NE(await(622, "100"), nullptr);
    post_signed(621, agent, inventory(purchase));
    EXPECT_NE(await(622, "800"), nullptr);
    EXPECT_EQ(count("keysFiledMoreThanOnce"), 1);
}

TEST_F(Lives, AnOfficerRejectsOnDemand) {
    open();
    post_import({"ORDER-reject"});
    const auto* rejected = await(622, "100");
    ASSERT_NE(rejected, nullptr);
    EXPECT_EQ(rejected->info_code, "1300");
    await_quiet();
    EXPECT_EQ(find(622, "800"), nullptr);
}

TEST_F(Lives, AnInspectionStays) {
    open();
    post_import({"ORDER-INSPECT"});
    EXPECT_NE(await(622, "500"), nullptr);
    await_quiet();
    EXPECT_EQ(find(622, "800"), nullptr);
    EXPECT_NE(find(622, "120"), nullptr);
}

TEST_F(Lives, AnInspectionEnds) {
    open();
    post_import({"ORDER-INSPECTED"});
    EXPECT_NE(await(622, "800"), nullptr);
    EXPECT_NE(find(622, "500"), nullptr);
}

TEST_F(Lives, AReviewIsConcludedAndReleased) {
    open();
    post_import({"ORDER-REVIEW"});
    EXPECT_NE(await(622, "800"), nullptr);
    EXPECT_NE(find(622, "300"), nullptr);
    EXPECT_NE(find(622, "399"), nullptr);
}

TEST_F(Lives, SilenceIsKept) {
    open();
    post_import({"ORDER-SILENT"});
    post_import({"ORDER-HEARD"});
    EXPECT_NE(await(622, "800"), nullptr);
    await_quiet();
    for (const receipt::Answer& answer : answers_) {
        EXPECT_TRUE(answer.order_no.empty() || answer.order_no == "ORDER-HEARD");
    }
    EXPECT_EQ(statuses(312).size(), 2U);
    EXPECT_EQ(count("totalDocuments"), 8);
}

TEST_F(Lives, LateAnswersComeLate) {
    open();
    const auto start = std::chrono::steady_clock::now();
    post_signed(311, platform, order({"ORDER-LATE"}));
    EXPECT_NE(await(312, "2"), nullptr);
    EXPECT_GE(std::chrono::steady_clock::now() - start, config_.late);
}

TEST_F(Lives, EveryAnswerComesTwice) {
    open();
    post_signed(311, platform, order({"ORDER-TWICE"}));
    EXPECT_NE(await(312, "120"), nullptr);
    await_quiet();
    EXPECT_THAT(statuses(312), UnorderedElementsAre("2", "2", "120", "120"));
}

TEST_F(Lives, ShuffledAnswersCarryTheirTrueTimes) {
    open();
    post_signed(311, platform, order({"ORDER-SHUFFLE"}));
    EXPECT_NE(await(312, "2"), nullptr);
    EXPECT_THAT(statuses(312), ElementsAre("120", "2"));
    EXPECT_LT(*find(312, "2")->time, *find(312, "120")->time);
}

TEST_F(Lives, ANegativeOrderLeavesTheInventoryWaiting) {
    open();
    post_import({"ORDER-NEGATIVE"});
    EXPECT_NE(await(312, "-301008"), nullptr);
    await_quiet();
    EXPECT_THAT(statuses(312), ElementsAre("-301008"));
    EXPECT_EQ(find(622, "120"), nullptr);
    EXPECT_EQ(count("inventoriesWaiting"), 1);
}

TEST_F(Lives, AFormatErrorIsAskedForByTheOrder) {
    open();
    EXPECT_EQ(post_signed(311, platform, order({"ORDER-FORMAT"})), "0000");
    const auto* refused = await(900, "-1");
    ASSERT_NE(refused, nullptr);
    EXPECT_EQ(refused->original_cop_msg_id, "M1");
    await_quiet();
    EXPECT_THAT(statuses(312), IsEmpty());
}

TEST_F(Lives, TheStatusPageListsTheEndingsInBothLanguages) {
    open();
    const auto zh = call("GET", "/?lang=zh");
    const auto en = call("GET", "/?lang=en");
    ASSERT_TRUE(zh && en);
    for (const char* suffix :
         {"-REJECT",
          "-INSPECT",
          "-INSPECTED",
          "-REVIEW",
          "-SILENT",
          "-LATE",
          "-TWICE",
          "-SHUFFLE",
          "-NEGATIVE",
          "-FORMAT",
          "-UNSENT",
          "-STORED",
          "-CHAIN",
          "-TAXED",
          "-NOCANCEL",
          "-NORETURN"}) {
        EXPECT_THAT(zh.value().body, HasSubstr(suffix));
        EXPECT_THAT(en.value().body, HasSubstr(suffix));
    }
    EXPECT_THAT(zh.value().body, HasSubstr("模拟单一窗口"));
    EXPECT_THAT(en.value().body, HasSubstr("Simulated single window"));
}

}  // namespace
}  // namespace tg::test
